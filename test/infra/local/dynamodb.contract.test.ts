import { randomUUID } from 'node:crypto';
import {
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbWire } from '../../../infra/local/dynamodb-wire.ts';
import { listShards, ShardReader } from '../../../infra/local/event-source-mapping/shard-reader.ts';
import { ensureTable } from '../../../infra/local/tables.ts';
import { dynamoDbConfig, dynamoDbEndpoint } from '../../support/dynamodb-local.ts';
import { LOCAL_CREDENTIALS } from '../../support/local-credentials.ts';

let client: DynamoDBClient;
let wire: DynamoDbWire;

beforeAll(async () => {
  client = new DynamoDBClient({ ...(await dynamoDbConfig()), maxAttempts: 1 });
  const { port } = new URL(await dynamoDbEndpoint());
  wire = new DynamoDbWire(Number(port), LOCAL_CREDENTIALS.accessKeyId, LOCAL_CREDENTIALS.region);
});

afterAll(() => {
  client?.destroy();
  wire?.close();
});

/** A table as the template describes it, with the keys `pk` and `sk`. */
async function table(more: Record<string, unknown> = {}): Promise<{ name: string; streamArn: string }> {
  const name = `contract-${randomUUID()}`;
  return ensureTable(wire, {
    stack: 'Test',
    logicalId: 'Table',
    type: 'AWS::DynamoDB::GlobalTable',
    physicalId: name,
    properties: {
      AttributeDefinitions: ['pk', 'sk', ...(more.GlobalSecondaryIndexes ? ['kind'] : [])].map(
        (AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        }),
      ),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      Replicas: [
        { Region: 'ap-southeast-1', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      ],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      ...more,
    },
  });
}

const BY_KIND = {
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-kind',
      KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

const item = (sk: string, more: Record<string, { S: string } | { N: string }> = {}) => ({
  pk: { S: 'p' },
  sk: { S: sk },
  ...more,
});

const put = (TableName: string, sk: string, more: Record<string, { S: string } | { N: string }> = {}) =>
  client.send(new PutItemCommand({ TableName, Item: item(sk, more) }));

describe('tables of the template', () => {
  it('are found again, with what the template has gained since', async () => {
    const { name, streamArn } = await table();
    const resource = {
      stack: 'Test',
      logicalId: 'Table',
      type: 'AWS::DynamoDB::GlobalTable',
      physicalId: name,
    };
    const again = await ensureTable(wire, {
      ...resource,
      properties: {
        AttributeDefinitions: ['pk', 'sk', 'kind'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        ...BY_KIND,
      },
    });
    expect(again.streamArn).toBe(streamArn);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['by-kind']);
  });
});

describe('conditional writes', () => {
  it('refuse a second item of the same key and show the first', async () => {
    const { name } = await table();
    await put(name, 'a', { v: { N: '1' } });
    const second = client.send(
      new PutItemCommand({
        TableName: name,
        Item: item('a', { v: { N: '2' } }),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    await expect(second).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: item('a', { v: { N: '1' } }),
    });
  });

  it('let exactly one of many at once through', async () => {
    const { name } = await table();
    const attempts = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        client.send(
          new PutItemCommand({
            TableName: name,
            Item: item('race', { v: { N: String(index) } }),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('compare numbers as numbers', async () => {
    const { name } = await table();
    await put(name, 'a', { watermark: { N: '9' } });
    const raise = (to: string) =>
      client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: item('a'),
          UpdateExpression: 'SET watermark = :to',
          ConditionExpression: 'watermark < :to',
          ExpressionAttributeValues: { ':to': { N: to } },
        }),
      );
    await raise('10');
    await expect(raise('9')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });
});

describe('transactions', () => {
  it('write all or nothing and say which condition failed', async () => {
    const { name } = await table();
    await put(name, 'taken');
    const write = (sk: string) => ({
      Put: { TableName: name, Item: item(sk), ConditionExpression: 'attribute_not_exists(pk)' },
    });
    const attempt = client.send(
      new TransactWriteItemsCommand({ TransactItems: [write('free'), write('taken')] }),
    );
    await expect(attempt).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    const free = await client.send(
      new GetItemCommand({ TableName: name, Key: item('free'), ConsistentRead: true }),
    );
    expect(free.Item).toBeUndefined();
  });

  it('take up to 100 items, and do the same once for the same client token', async () => {
    const { name } = await table();
    const writes = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ Put: { TableName: name, Item: item(`t${index}`) } }));
    await client.send(new TransactWriteItemsCommand({ TransactItems: writes(100) }));
    await expect(
      client.send(new TransactWriteItemsCommand({ TransactItems: writes(101) })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const add = () =>
      client.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: 'once',
          TransactItems: [
            {
              Update: {
                TableName: name,
                Key: item('t0'),
                UpdateExpression: 'ADD n :one',
                ExpressionAttributeValues: { ':one': { N: '1' } },
              },
            },
          ],
        }),
      );
    await add();
    await add();
    const { Item } = await client.send(
      new GetItemCommand({ TableName: name, Key: item('t0'), ConsistentRead: true }),
    );
    expect(Item?.n).toEqual({ N: '1' });
  });
});

describe('reads and limits', () => {
  it('read a partition strongly, in order, page by page', async () => {
    const { name } = await table();
    for (const sk of ['c', 'a', 'd', 'b']) await put(name, sk);
    const seen: (string | undefined)[] = [];
    const pages = paginateQuery(
      { client, pageSize: 3 },
      {
        TableName: name,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'p' } },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) seen.push(...Items.map(({ sk }) => sk?.S));
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('end a page at 1 MB', async () => {
    const { name } = await table();
    for (const sk of ['a', 'b', 'c', 'd']) await put(name, sk, { filler: { S: 'x'.repeat(350_000) } });
    const { Items, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'p' } },
      }),
    );
    expect(Items).toHaveLength(3);
    expect(LastEvaluatedKey).toEqual(item('c'));
  });

  it('refuse an item of more than 400 KB', async () => {
    const { name } = await table();
    await expect(put(name, 'big', { filler: { S: 'x'.repeat(400 * 1024) } })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('refuse strong reads of an index', async () => {
    const { name } = await table(BY_KIND);
    await put(name, 'a', { kind: { S: 'k' } });
    const query = (ConsistentRead: boolean) =>
      client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'by-kind',
          KeyConditionExpression: 'kind = :k',
          ExpressionAttributeValues: { ':k': { S: 'k' } },
          ConsistentRead,
        }),
      );
    expect((await query(false)).Count).toBe(1);
    await expect(query(true)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('streams', () => {
  const reader = async (streamArn: string, after: string | null = null): Promise<ShardReader> => {
    const [shard] = await listShards(wire, streamArn);
    return new ShardReader(wire, streamArn, shard?.id ?? '', after);
  };

  it('keep the order of the writes and say nothing of a put that changed nothing', async () => {
    const { name, streamArn } = await table();
    await put(name, 'a', { v: { N: '1' } });
    await put(name, 'a', { v: { N: '1' } });
    await put(name, 'a', { v: { N: '2' } });
    await client.send(new DeleteItemCommand({ TableName: name, Key: item('a') }));
    const records = await (await reader(streamArn)).read();
    expect(records.map((record) => record.eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(numbers).toEqual([...numbers].sort());
  });

  it('show a record to the first read after its write, also where reading began on an empty stream', async () => {
    const [first, other] = [await table(), await table()];
    const waiting = await reader(first.streamArn);
    expect(await waiting.read()).toEqual([]);
    // Sequence numbers are shared among all tables of the engine: the empty place is left behind.
    for (const sk of ['a', 'b', 'c']) await put(other.name, sk);
    await put(first.name, 'late');
    expect(await waiting.read()).toHaveLength(1);
    expect(await waiting.read()).toEqual([]);
  });

  it('are read on from a cursor', async () => {
    const { name, streamArn } = await table();
    for (const sk of ['a', 'b', 'c']) await put(name, sk);
    const [first, second] = await (await reader(streamArn)).read();
    const rest = await (await reader(streamArn, second?.dynamodb.SequenceNumber ?? '')).read();
    expect(first?.dynamodb.Keys).toEqual(item('a'));
    expect(rest.map(({ dynamodb }) => dynamodb.Keys)).toEqual([item('c')]);
  });
});
