import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { startDynamoDb } from '../../../infra/local/dynamodb.ts';
import { ChildProcesses } from '../../../infra/local/processes.ts';
import { LOCAL_CREDENTIALS } from '../../support/local-credentials.ts';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'nennep-engine-'));
  directories.push(directory);
  return directory;
}

async function read(directory: string, work: (database: DatabaseSync) => unknown): Promise<void> {
  const database = new DatabaseSync(join(directory, 'shared-local-instance.db'), { readOnly: true });
  try {
    await work(database);
  } finally {
    database.close();
  }
}

const TABLE = {
  TableName: 'cells',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};
const item = (id: string) => ({ TableName: 'cells', Item: { pk: { S: id } } });
const key = (id: string) => ({ TableName: 'cells', Key: { pk: { S: id } }, ConsistentRead: true });

describe("the engine's file", () => {
  it('is given a write-ahead log, and keeps it', async () => {
    const directory = folder();
    const processes = new ChildProcesses();
    const options = { ...LOCAL_CREDENTIALS, processes, dataDirectory: directory, logDirectory: directory };
    const { wire } = await startDynamoDb(options);
    await wire.call('DynamoDB', 'CreateTable', TABLE);
    await wire.call('DynamoDB', 'PutItem', item('before'));

    // Somebody who reads the file holds up nobody who writes; with a journal this write fails.
    await read(directory, async (database) => {
      database.exec('BEGIN');
      const records = database.prepare('SELECT count(*) AS n FROM us');
      expect(records.get()).toEqual({ n: 1 });
      await wire.call('DynamoDB', 'PutItem', item('meanwhile'));
      expect(records.get()).toEqual({ n: 1 });
    }).finally(() => processes.stop());
    wire.close();

    await read(directory, (database) => {
      expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
      expect(database.prepare('PRAGMA page_size').get()).toEqual({ page_size: 4096 });
    });

    const again = await startDynamoDb(options);
    for (const id of ['before', 'meanwhile'])
      expect(await again.wire.call('DynamoDB', 'GetItem', key(id))).toEqual({ Item: { pk: { S: id } } });
    again.wire.close();
    await processes.stop();
  });
});
