/** What analysts' query engine is told in the template, held against the files that exports are. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EXPORTED_TABLES, NAMED_TABLES } from '../../shared/domain/exports/export-names.ts';
import { fileOf, publish } from '../exports/published-files.ts';
import { smallProvince } from '../exports/small-province.ts';
import { at, propertiesOf, type SynthesizedStage, synthesizeStage } from './assembly.ts';

const column = z.object({ Name: z.string(), Type: z.string() });
const definition = z.object({
  DatabaseName: z.literal('nennep_production'),
  TableInput: z.object({
    Name: z.string(),
    PartitionKeys: z.array(column),
    StorageDescriptor: z.object({ Columns: z.array(column), Location: z.unknown() }),
  }),
});

const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
};

let stage: SynthesizedStage;
let tables: z.infer<typeof definition>['TableInput'][];
beforeAll(async () => {
  stage = await synthesizeStage('production');
  tables = propertiesOf(stage.service, 'AWS::Glue::Table').map((one) => definition.parse(one).TableInput);
});

describe('the tables', () => {
  test('are those of an export, by month or by year, with names that differ whatever their case', () => {
    expect(tables.map(({ Name }) => Name)).toEqual([...NAMED_TABLES]);
    for (const { Name: table, PartitionKeys, StorageDescriptor } of tables) {
      const key = EXPORTED_TABLES.some((one) => one === table) ? 'month' : 'export_year';
      expect(PartitionKeys).toMatchObject([{ Name: key, Type: 'string' }]);
      const names = [...PartitionKeys, ...StorageDescriptor.Columns].map(({ Name }) => Name.toLowerCase());
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('find no rows but those of their partitions: exports lie elsewhere', () => {
    for (const { Name, StorageDescriptor } of tables)
      expect(JSON.stringify(StorageDescriptor.Location)).toContain(`/tables/${Name}/`);
  });

  test('have the columns of the files, in the same types', async () => {
    const world = await smallProvince();
    const state = await publish(world, '2026');
    const folder = await mkdtemp(join(tmpdir(), 'columns-'));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    try {
      for (const { Name, StorageDescriptor } of tables) {
        const file = join(folder, `${Name}.parquet`);
        await writeFile(file, await fileOf(world, state, `${Name}.parquet`));
        const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${file}'`);
        const types = new Map(
          described
            .getRowObjectsJson()
            .map((row) => [String(row.column_name).toLowerCase(), String(row.column_type)]),
        );
        for (const told of StorageDescriptor.Columns)
          expect([told.Name, types.get(told.Name)]).toEqual([told.Name, DUCKDB_TYPES[told.Type]]);
      }
    } finally {
      connection.closeSync();
      await rm(folder, { recursive: true });
    }
  });
});

test('queries go through one workgroup, which says where answers lie and encrypts them', () => {
  const [group, ...others] = propertiesOf(stage.service, 'AWS::Athena::WorkGroup');
  expect(others).toEqual([]);
  const settings = at(group, 'WorkGroupConfiguration');
  expect(settings).toMatchObject({
    EnforceWorkGroupConfiguration: true,
    ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } },
  });
  expect(at(settings, 'BytesScannedCutoffPerQuery')).toBeGreaterThan(0);
});

test('an analyst may query and nothing else', () => {
  const [policy, ...others] = propertiesOf(stage.service, 'AWS::IAM::ManagedPolicy');
  expect(others).toEqual([]);
  const statements = z
    .array(z.object({ Effect: z.literal('Allow'), Action: z.union([z.string(), z.array(z.string())]) }))
    .parse(at(policy?.PolicyDocument, 'Statement'));
  const actions = statements.flatMap(({ Action }) => Action);
  expect(actions.filter((action) => /\*|:(Create|Update|Delete|Batch)/u.test(action))).toEqual([]);
  expect(actions.filter((action) => action.startsWith('glue:'))).toEqual([
    'glue:GetDatabase',
    'glue:GetPartition',
    'glue:GetPartitions',
    'glue:GetTable',
    'glue:GetTables',
  ]);
  expect(JSON.stringify(at(policy?.PolicyDocument, 'Statement'))).not.toContain('"Resource":"*"');
});
