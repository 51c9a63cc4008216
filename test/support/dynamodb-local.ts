/** Tables of a test's own on the run's DynamoDB Local. */
import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClientConfig,
  type StreamViewType,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import type { ChangeRecord } from '../../shared/adapters/dynamodb/changes.ts';
import { createDocumentClient, type Table } from '../../shared/adapters/dynamodb/client.ts';
import { LOCAL_CREDENTIALS } from './local-credentials.ts';
import { onceARun } from './once-a-run.ts';

const { region, ...credentials } = LOCAL_CREDENTIALS;

/** Where DynamoDB Local listens; starts it at the first asking. */
export const dynamoDbEndpoint = (): Promise<string> => onceARun('dynamodb');

/** Region, endpoint and credentials of a client. */
export async function dynamoDbConfig(): Promise<DynamoDBClientConfig> {
  return { region, credentials, endpoint: await dynamoDbEndpoint() };
}

/** What each table's stream carries, as the data stack has it. */
const STREAMS = {
  registry: 'NEW_IMAGE',
  events: 'KEYS_ONLY',
  scorecards: 'NEW_AND_OLD_IMAGES',
} as const satisfies Record<string, StreamViewType>;

export type TableKind = keyof typeof STREAMS;

/**
 * Creates an empty table of a unique name. It has a stream only where a test reads it: with streams that grow and
 * are never read, every request to the engine takes longer.
 */
export async function createTable(kind: TableKind, { streamed = false } = {}): Promise<Table> {
  const client = createDocumentClient(await dynamoDbConfig());
  const name = `${kind}-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      ...(streamed && { StreamSpecification: { StreamEnabled: true, StreamViewType: STREAMS[kind] } }),
    }),
  );
  return { client, name };
}

/** Every stream record of a table so far, in order. */
export async function streamRecords({ client, name }: Table): Promise<StreamRecord[]> {
  const streams = new DynamoDBStreamsClient({ region, credentials, endpoint: await dynamoDbEndpoint() });
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }));
  const StreamArn = table?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const records: StreamRecord[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    // The engine has one open shard; a page that brings nothing is its end so far.
    for (let iterator = ShardIterator; iterator !== undefined; ) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator: iterator }));
      if (page.Records === undefined || page.Records.length === 0) break;
      records.push(...page.Records);
      iterator = page.NextShardIterator;
    }
  }
  streams.destroy();
  return records;
}

/** What a table's stream told of, as a consumer reads it; null is what it passes over. */
export async function streamChanges<T>(table: Table, read: (record: ChangeRecord) => T | null): Promise<T[]> {
  const changes = (await streamRecords(table)).map(read);
  return changes.filter((change) => change !== null);
}
