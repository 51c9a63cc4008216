/** What analysts query: tables over the Parquet files of published exports, and a workgroup to query them in. */
import { Stack, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import { prefixOf, type StageSettings } from '../stages.ts';
import type { ServiceFunction } from './service-function.ts';

/** A column as every exported table describes its own. */
export type TableColumn = {
  readonly name: string;
  readonly type: keyof typeof GLUE_TYPES;
  readonly meaning: string;
};
export type ExportedTables = Readonly<Record<string, readonly TableColumn[]>>;

const GLUE_TYPES = {
  text: 'string',
  integer: 'bigint',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamp',
} as const;

/** Each partition is one period, read from the folder of the newest published export. */
const MONTHS = { name: 'month', type: 'string', comment: 'YYYY-MM' };
/** Of the tables that say of a year what no month says. */
const YEARS = { name: 'export_year', type: 'string', comment: 'YYYY' };

/** A query that reads more than this is stopped: many years of the largest province. */
const MOST_BYTES_SCANNED = 5 * 1024 ** 3;
/** Glue's own limit of a column's comment. */
const LONGEST_COMMENT = 255;

export type AnalyticsProps = {
  readonly settings: StageSettings;
  readonly data: DataStack;
  /** One partition a month. */
  readonly tables: ExportedTables;
  /** One partition a year. */
  readonly yearTables: ExportedTables;
};

/**
 * The tables have no files of their own. The function that publishes exports tells where each month's rows lie; if
 * the tables are ever replaced, its next run by the clock tells it again.
 */
export class Analytics extends Construct {
  readonly database: string;
  readonly workGroup: string;
  readonly #tables: readonly string[];

  constructor(scope: Construct, id: string, { settings, data, ...props }: AnalyticsProps) {
    super(scope, id);
    const prefix = prefixOf(settings);
    this.database = prefix.replaceAll('-', '_');
    this.workGroup = prefix;
    const tables = [
      ...Object.entries(props.tables).map((table) => [...table, MONTHS] as const),
      ...Object.entries(props.yearTables).map((table) => [...table, YEARS] as const),
    ];
    this.#tables = tables.map(([name]) => name);
    const catalogId = Stack.of(this).account;
    const database = new CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: { name: this.database, description: 'Nền Nếp: published exports of the province' },
    });
    for (const [name, columns, partition] of tables) {
      const table = new CfnTable(this, name, {
        catalogId,
        databaseName: this.database,
        tableInput: {
          name,
          tableType: 'EXTERNAL_TABLE',
          parameters: { EXTERNAL: 'TRUE', classification: 'parquet' },
          partitionKeys: [partition],
          storageDescriptor: {
            columns: columns.map(glueColumn),
            // Nothing lies there: rows are read from partitions alone.
            location: `s3://${data.exports.bucketName}/tables/${name}/`,
            inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
            outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
            serdeInfo: {
              serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
              parameters: { 'serialization.format': '1' },
            },
          },
        },
      });
      table.addResourceDependency(database);
    }
    new CfnWorkGroup(this, 'WorkGroup', {
      name: this.workGroup,
      description: 'Nền Nếp: queries of analysts',
      workGroupConfiguration: {
        // Nobody can send results elsewhere or unencrypted.
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: MOST_BYTES_SCANNED,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${data.queryResults.bucketName}/`,
          expectedBucketOwner: catalogId,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: data.key.keyArn },
        },
      },
    });
    this.#letAnalystsQuery(data);
  }

  /** Lets the function tell where each month's rows lie, and tells it the database. */
  letPoint(member: ServiceFunction): void {
    member.allow(
      ['glue:GetTable', 'glue:GetPartitions', 'glue:CreatePartition', 'glue:UpdatePartition'],
      this.#arns(),
    );
    member.lambda.addEnvironment('ANALYSTS_DATABASE', this.database);
  }

  /** Glue asks for the rights to catalogue and database besides those to the table. */
  #arns(): string[] {
    const arn = (resource: string, resourceName?: string) =>
      Stack.of(this).formatArn({
        service: 'glue',
        resource,
        ...(resourceName === undefined ? {} : { resourceName }),
      });
    return [
      arn('catalog'),
      arn('database', this.database),
      ...this.#tables.map((table) => arn('table', `${this.database}/${table}`)),
    ];
  }

  /** For people of the province's own office: the tables hold the whole province. */
  #letAnalystsQuery({ exported: { exports, queryResults }, key }: DataStack): void {
    const stack = Stack.of(this);
    const allow = (actions: string[], resources: string[], conditions: Record<string, unknown> = {}) =>
      new PolicyStatement({ actions, resources, conditions });
    const policy = new ManagedPolicy(this, 'Analyst', {
      managedPolicyName: `${this.workGroup}-analyst`,
      description: 'Query the published exports of the whole province',
      statements: [
        allow(
          [
            'athena:GetWorkGroup',
            'athena:StartQueryExecution',
            'athena:StopQueryExecution',
            'athena:GetQueryExecution',
            'athena:GetQueryResults',
          ],
          [stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: this.workGroup })],
        ),
        allow(
          ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions', 'glue:GetPartition'],
          this.#arns(),
        ),
        allow(['s3:GetObject'], [`${exports.arn}/exports/*`]),
        allow(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'], [`${queryResults.arn}/*`]),
        allow(['s3:ListBucket', 's3:GetBucketLocation'], [exports.arn, queryResults.arn]),
        allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn], {
          StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` },
        }),
      ],
    });
    for (const objects of [`${exports.exportName}/exports/*`, `${queryResults.exportName}/*`])
      Validations.of(policy).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${objects}]`,
        reason: 'Keys of exports and of query results are not known beforehand.',
      });
  }
}

const glueColumn = ({ name, type, meaning }: TableColumn): CfnTable.ColumnProperty => ({
  name: name.toLowerCase(),
  type: GLUE_TYPES[type],
  comment: meaning.slice(0, LONGEST_COMMENT),
});
