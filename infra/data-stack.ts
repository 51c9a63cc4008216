/** What must never be lost: tables, buckets and the key. Retained even when the stack is deleted. */
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { TableName } from './access.ts';
import { logAccess } from './constructs/access-logs.ts';
import { Identity } from './constructs/identity.ts';
import { writeOnce } from './constructs/write-once.ts';
import { prefixOf, type StageSettings } from './stages.ts';

export type DataStackProps = StackProps & { readonly settings: StageSettings };

/** A bucket's ARN, and the name under which the stack exports it. */
export type ExportedBucket = { readonly arn: string; readonly exportName: string };

export class DataStack extends Stack {
  readonly key: Key;
  readonly tables: { readonly [Name in TableName]: Table };
  /** Files for analysts, written once. */
  readonly exports: Bucket;
  /** Stream records and events that a function could not handle, with the reason. */
  readonly failures: Bucket;
  /** What analysts' queries answered. */
  readonly queryResults: Bucket;
  /** The buckets under names that do not change, so that a policy on their objects can be recognised. */
  readonly exported: { readonly [Name in 'exports' | 'failures' | 'queryResults']: ExportedBucket };
  /** People's accounts. */
  readonly identity: Identity;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);

    this.key = new Key(this, 'Key', {
      description: 'Encrypts the tables of Nền Nếp',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    this.tables = {
      // The filter of a consumer looks at the item's type, so the stream carries the new item.
      registry: this.#table('Registry', StreamViewType.NEW_IMAGE),
      // The keys say which organization and month to fold; the fold reads the rest strongly.
      events: this.#table('Events', StreamViewType.KEYS_ONLY),
      // The change log follows from what a row was and is; of a record only where it is leaves the table.
      scorecards: this.#table('Scorecards', StreamViewType.NEW_AND_OLD_IMAGES),
    };

    const accessLogs = this.#bucket('AccessLogs', {
      lifecycleRules: [{ expiration: Duration.days(400) }, unfinishedUploads],
    });
    Validations.of(accessLogs).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds the access logs of the other buckets; logging its own would log the logging.',
    });

    this.exports = this.#bucket('Exports', {
      versioned: true,
      lifecycleRules: [unfinishedUploads, leftovers, unpublished],
    });
    logAccess(this.exports, accessLogs, 'exports/');
    writeOnce(this.exports);

    this.failures = this.#bucket('Failures', {
      // Long enough to look into a failure; the next sweep has put the figures right by then.
      lifecycleRules: [{ expiration: Duration.days(90) }, unfinishedUploads],
    });
    logAccess(this.failures, accessLogs, 'failures/');

    this.queryResults = this.#bucket('QueryResults', {
      // Whoever wants to keep an answer downloads it; the query gives it again.
      lifecycleRules: [{ expiration: Duration.days(30) }, unfinishedUploads],
    });
    logAccess(this.queryResults, accessLogs, 'query-results/');

    const prefix = prefixOf(props.settings);
    this.exported = {
      exports: this.#export(this.exports, `${prefix}-exports-arn`),
      failures: this.#export(this.failures, `${prefix}-failures-arn`),
      queryResults: this.#export(this.queryResults, `${prefix}-query-results-arn`),
    };

    this.identity = new Identity(this, 'Identity', props.settings);

    new CfnOutput(this, 'RegistryTable', { value: this.tables.registry.tableName });
    new CfnOutput(this, 'EventsTable', { value: this.tables.events.tableName });
    new CfnOutput(this, 'ScorecardsTable', { value: this.tables.scorecards.tableName });
    new CfnOutput(this, 'ExportsBucket', { value: this.exports.bucketName });
    new CfnOutput(this, 'FailuresBucket', { value: this.failures.bucketName });
    new CfnOutput(this, 'UserPoolId', { value: this.identity.userPool.userPoolId });
  }

  #export(bucket: Bucket, exportName: string): ExportedBucket {
    return { arn: this.exportValue(bucket.bucketArn, { name: exportName }), exportName };
  }

  /** Table rather than TableV2: the latter cannot take a key of one's own unless the region is fixed beforehand. */
  #table(id: string, stream: StreamViewType): Table {
    return new Table(this, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      stream,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /**
   * Encrypted with keys of S3's own: nothing in a bucket is more than the tables' counts about organizations, and
   * a download then needs no right to a key.
   */
  #bucket(id: string, props: BucketProps): Bucket {
    return new Bucket(this, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    });
  }
}

const unfinishedUploads: LifecycleRule = {
  id: 'unfinished-uploads',
  abortIncompleteMultipartUploadAfter: Duration.days(2),
};

/**
 * Files of attempts that were never published. The exporter takes the tag off everything that a manifest names
 * before the export counts as published; it gives an attempt up within hours.
 */
const unpublished: LifecycleRule = {
  id: 'unpublished',
  tagFilters: { unpublished: 'yes' },
  expiration: Duration.days(30),
};

/** What a deletion by hand leaves behind in a versioned bucket. */
const leftovers: LifecycleRule = {
  id: 'leftovers',
  noncurrentVersionExpiration: Duration.days(30),
  expiredObjectDeleteMarker: true,
};
