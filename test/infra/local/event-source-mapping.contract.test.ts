import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbWire } from '../../../infra/local/dynamodb-wire.ts';
import { listShards, ShardReader } from '../../../infra/local/event-source-mapping/shard-reader.ts';
import { type LocalStack, startLocalStack } from '../../../infra/local/stack.ts';
import {
  type FixtureFunction,
  type FixtureResource,
  mapping,
  streamTable,
  writeAssembly,
} from './assembly-fixture.ts';
import { consumer, Notebook } from './consumer-fixture.ts';

const notebook = new Notebook();

/** Gathers what one BatchWriteItem wrote into one batch. */
const GATHER = { MaximumBatchingWindowInSeconds: 1 };
const ON_FAILURE = {
  DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } },
};

/** One table, one consumer and one mapping for each case; they are named alike. */
const cases: Record<string, { consumer: string | FixtureFunction; mapping?: Record<string, unknown> }> = {
  Plain: { consumer: consumer() },
  Batches: { consumer: consumer(), mapping: { BatchSize: 3, ...GATHER } },
  Filtered: {
    consumer: consumer(),
    mapping: {
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ['INSERT'],
              dynamodb: { NewImage: { kind: { S: ['yes'] } } },
            }),
          },
          { Pattern: JSON.stringify({ eventName: ['REMOVE'] }) },
        ],
      },
    },
  },
  Partial: {
    consumer: consumer(`
      const failed = invocation === 1 ? ['d', 'b'] : [];
      return { batchItemFailures: records.filter((_, index) => failed.includes(ids[index]))
        .map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };`),
    mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'], ...GATHER },
  },
  Bisected: {
    consumer: consumer(`if (ids.includes('poison')) throw new Error('cannot stomach it');`),
    mapping: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1, ...GATHER, ...ON_FAILURE },
  },
  Exhausted: {
    consumer: consumer(`if (ids.includes('poison')) throw new Error('cannot stomach it');`),
    mapping: { MaximumRetryAttempts: 2, ...GATHER, ...ON_FAILURE },
  },
  Aged: {
    consumer: consumer(`if (ids.includes('poison')) throw new Error('cannot stomach it');`),
    mapping: { MaximumRecordAgeInSeconds: 1, ...ON_FAILURE },
  },
  Killed: {
    consumer: {
      source: consumer(
        'if (invocation === 1 && ids.length > 0) await new Promise((done) => setTimeout(done, 3000));',
      ),
      properties: { Timeout: 20 },
    },
    mapping: { MaximumRetryAttempts: 3 },
  },
  Throttled: {
    consumer: {
      source: `${consumer()}
        const consume = handler;
        export const either = async (event) => event.busy ? new Promise((done) => setTimeout(done, event.busy)) : consume(event);`,
      properties: { Handler: 'index.either', ReservedConcurrentExecutions: 1, Timeout: 20 },
    },
    mapping: { MaximumRetryAttempts: 0 },
  },
  Parallel: {
    consumer: consumer('await new Promise((done) => setTimeout(done, 30 * Math.random()));'),
    mapping: { ParallelizationFactor: 4, BatchSize: 2 },
  },
  Chain: {
    consumer: {
      source: `import { createRequire } from 'node:module';
        const { DynamoDBClient, PutItemCommand } = createRequire(process.env.PACKAGES)('@aws-sdk/client-dynamodb');
        const client = new DynamoDBClient({});
        ${consumer(`for (const { dynamodb } of records)
          await client.send(new PutItemCommand({ TableName: 'Test-ChainEndTable', Item: dynamodb.NewImage }));`)}`,
      properties: { Timeout: 30 },
    },
  },
  ChainEnd: { consumer: consumer() },
  Busy: { consumer: consumer() },
  Idle: { consumer: consumer() },
};

const resources: Record<string, FixtureResource> = { Failures: { Type: 'AWS::S3::Bucket' } };
for (const [name, { mapping: properties }] of Object.entries(cases)) {
  resources[`${name}Table`] = streamTable();
  resources[`${name}Mapping`] = mapping(`${name}Table`, name, properties);
}
const assembly = writeAssembly({
  resources,
  functions: Object.fromEntries(Object.entries(cases).map(([name, { consumer: value }]) => [name, value])),
  outputs: { Failures: { Ref: 'Failures' } },
});

let stack: LocalStack;
let dynamodb: DynamoDBClient;
let s3: S3Client;

beforeAll(async () => {
  stack = await startLocalStack({
    assemblyDir: assembly.directory,
    dataDir: null,
    port: 0,
    environment: { NOTES: notebook.directory, PACKAGES: import.meta.url },
  });
  const { region, ...credentials } = stack.credentials;
  dynamodb = new DynamoDBClient({ region, credentials, endpoint: stack.endpoints.dynamodb });
  s3 = new S3Client({ region, credentials, endpoint: stack.endpoints.s3, forcePathStyle: true });
});

afterAll(async () => {
  await stack?.stop();
  dynamodb?.destroy();
  s3?.destroy();
  assembly.remove();
  notebook.remove();
});

const put = (table: string, id: string, more: Record<string, { S: string }> = {}) =>
  dynamodb.send(new PutItemCommand({ TableName: `Test-${table}Table`, Item: { id: { S: id }, ...more } }));

const putTogether = (table: string, ...ids: string[]) =>
  dynamodb.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [`Test-${table}Table`]: ids.map((id) => ({ PutRequest: { Item: { id: { S: id } } } })),
      },
    }),
  );

/** Failure records in the bucket about one mapping. */
async function failuresOf(name: string): Promise<{ key: string; record: Record<string, unknown> }[]> {
  const Bucket = stack.outputs.Failures;
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: `aws/lambda/Test-${name}Mapping/` }),
  );
  return Promise.all(
    Contents.map(async ({ Key = '' }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return { key: Key, record: JSON.parse((await Body?.transformToString()) ?? '') };
    }),
  );
}

describe('a record', () => {
  it('has the form that Lambda gives it, in the order of the stream', async () => {
    await put('Plain', 'x', { v: { S: '1' } });
    await put('Plain', 'x', { v: { S: '2' } });
    await dynamodb.send(new DeleteItemCommand({ TableName: 'Test-PlainTable', Key: { id: { S: 'x' } } }));
    await stack.drained();
    const records = notebook.of('Plain').flatMap((note) => note.records);
    const common = {
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'ap-southeast-1',
      eventID: expect.any(String),
      eventSourceARN: expect.stringMatching(/:table\/Test-PlainTable\/stream\//),
    };
    const about = {
      ApproximateCreationDateTime: expect.any(Number),
      Keys: { id: { S: 'x' } },
      SequenceNumber: expect.stringMatching(/^\d+$/),
      SizeBytes: expect.any(Number),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    };
    const image = (v: string) => ({ id: { S: 'x' }, v: { S: v } });
    expect(records).toEqual([
      { ...common, eventName: 'INSERT', dynamodb: { ...about, NewImage: image('1') } },
      { ...common, eventName: 'MODIFY', dynamodb: { ...about, NewImage: image('2'), OldImage: image('1') } },
      { ...common, eventName: 'REMOVE', dynamodb: { ...about, OldImage: image('2') } },
    ]);
  });

  it('does not come from a write that changed nothing', async () => {
    await put('Plain', 'same');
    await put('Plain', 'same');
    await stack.drained();
    expect(
      notebook
        .batches('Plain')
        .flat()
        .filter((id) => id === 'same'),
    ).toHaveLength(1);
  });
});

it('gathers up to the batch size within the window', async () => {
  await putTogether('Batches', 'a', 'b', 'c', 'd', 'e', 'f', 'g');
  await stack.drained();
  expect(notebook.batches('Batches').map((batch) => batch.length)).toEqual([3, 3, 1]);
});

it('lets through what any filter matches', async () => {
  await put('Filtered', 'wanted', { kind: { S: 'yes' } });
  await put('Filtered', 'unwanted', { kind: { S: 'no' } });
  await put('Filtered', 'bare');
  await dynamodb.send(new DeleteItemCommand({ TableName: 'Test-FilteredTable', Key: { id: { S: 'bare' } } }));
  await stack.drained();
  expect(notebook.batches('Filtered').flat()).toEqual(['wanted', 'bare']);
});

it('continues at the earliest record that the function reports as failed', async () => {
  await putTogether('Partial', 'a', 'b', 'c', 'd');
  await stack.drained();
  const [first = [], second, ...rest] = notebook.batches('Partial');
  expect([...first].sort()).toEqual(['a', 'b', 'c', 'd']);
  const earliest = Math.min(first.indexOf('b'), first.indexOf('d'));
  expect(second).toEqual(first.slice(earliest));
  expect(rest).toEqual([]);
});

describe('a batch that fails', () => {
  it('is bisected until the bad record stands alone; that one goes to the bucket with what it held', async () => {
    await putTogether('Bisected', 'a', 'b', 'poison', 'c', 'd');
    await stack.drained();
    const clean = notebook.batches('Bisected').filter((batch) => !batch.includes('poison'));
    expect(clean.flat().sort()).toEqual(['a', 'b', 'c', 'd']);
    // Once when it comes to stand alone, and one retry.
    expect(notebook.batches('Bisected').filter((batch) => batch.join() === 'poison')).toHaveLength(2);

    const [failure, ...others] = await failuresOf('Bisected');
    expect(others).toEqual([]);
    expect(failure?.key).toMatch(
      /^aws\/lambda\/Test-BisectedMapping\/shardId-[^/]+\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
    );
    const sequenceNumber = notebook.of('Bisected').find(({ ids }) => ids.join() === 'poison')
      ?.sequenceNumbers[0];
    expect(failure?.record).toEqual({
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: 'arn:aws:lambda:ap-southeast-1:000000000000:function:Test-Bisected',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: expect.any(Number),
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      DDBStreamBatchInfo: {
        shardId: expect.stringMatching(/^shardId-/),
        startSequenceNumber: sequenceNumber,
        endSequenceNumber: sequenceNumber,
        approximateArrivalOfFirstRecord: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        approximateArrivalOfLastRecord: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        batchSize: 1,
        streamArn: expect.stringContaining('Test-BisectedTable'),
      },
      payload: expect.any(String),
    });
    const payload = JSON.parse(String(failure?.record.payload));
    expect(payload.Records[0].dynamodb.NewImage).toEqual({ id: { S: 'poison' } });
  });

  it('is tried again as often as allowed, then given up whole, and the stream goes on', async () => {
    await putTogether('Exhausted', 'a', 'poison', 'b');
    await stack.drained();
    await put('Exhausted', 'after');
    await stack.drained();
    const batches = notebook.batches('Exhausted');
    expect(batches).toHaveLength(4);
    expect(batches[1]).toEqual(batches[0]);
    expect(batches[2]).toEqual(batches[0]);
    expect(batches[3]).toEqual(['after']);
    const [failure] = await failuresOf('Exhausted');
    expect(failure?.record).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      DDBStreamBatchInfo: { batchSize: 3 },
    });
  });

  it('is given up when its records are too old, however many retries are left', async () => {
    await put('Aged', 'poison');
    await stack.drained();
    await put('Aged', 'after');
    await stack.drained();
    expect(notebook.batches('Aged').filter((batch) => batch.includes('poison')).length).toBeGreaterThan(1);
    expect(notebook.batches('Aged').at(-1)).toEqual(['after']);
    const [failure] = await failuresOf('Aged');
    expect(failure?.record).toMatchObject({ requestContext: { condition: 'RecordAgeExceeded' } });
  });

  it('runs again when its process was killed', async () => {
    await put('Killed', 'a');
    while (notebook.of('Killed').length === 0) await sleep(10);
    expect(stack.killFunction('Killed')).toBe(1);
    // The next process also begins with a slow invocation, and is left alone.
    await stack.drained();
    const notes = notebook.of('Killed');
    expect(notes.map(({ ids }) => ids)).toEqual([['a'], ['a']]);
    expect(new Set(notes.map(({ pid }) => pid)).size).toBe(2);
  });

  it('waits without using up retries while the function is throttled', async () => {
    const busy = stack.invoke('Throttled', { busy: 1000 });
    await put('Throttled', 'a');
    await busy;
    await stack.drained();
    expect(notebook.batches('Throttled')).toEqual([['a']]);
    const statistics = stack.functionStatistics().find(({ logicalId }) => logicalId === 'Throttled');
    expect(statistics?.throttles).toBeGreaterThan(0);
  });
});

it('runs several batches side by side and keeps the records of one item in order', async () => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const round of ['1', '2', '3', '4', '5'])
    await Promise.all(keys.map((key) => put('Parallel', key, { round: { S: round } })));
  await stack.drained();
  const notes = notebook.of('Parallel');
  for (const key of keys) {
    const order = notes.flatMap(({ ids, sequenceNumbers }) =>
      sequenceNumbers.filter((_, index) => ids[index] === key),
    );
    expect(order).toHaveLength(5);
    expect(order).toEqual([...order].sort());
  }
  expect(new Set(notes.map(({ pid }) => pid)).size).toBeGreaterThan(1);
});

it('is drained only when consumers of consumers have come to an end', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `chain-${index}`);
  await Promise.all(ids.map((id) => put('Chain', id)));
  await stack.drained();
  expect(notebook.batches('ChainEnd').flat().sort()).toEqual([...ids].sort());
});

it('says what is left when draining takes too long', async () => {
  await put('Killed', 'later');
  await expect(stack.drained(1)).rejects.toThrow('Not drained after 1 ms');
  await stack.drained();
});

describe('a stream that others have left far behind', () => {
  /** What stands in the stream of a table that has one shard. */
  async function streamOf(table: string) {
    const { accessKeyId, region } = stack.credentials;
    const wire = new DynamoDbWire(Number(new URL(stack.endpoints.dynamodb).port), accessKeyId, region);
    try {
      const described = await dynamodb.send(new DescribeTableCommand({ TableName: `Test-${table}Table` }));
      const arn = described.Table?.LatestStreamArn ?? '';
      const [shard] = await listShards(wire, arn);
      return await new ShardReader(wire, arn, shard?.id ?? '', null).read();
    } finally {
      wire.close();
    }
  }

  it('is moved on, and its function hears of nothing but what was written', async () => {
    for (let batch = 0; batch < 21; batch += 1)
      await putTogether('Busy', ...Array.from({ length: 25 }, (_, i) => `${batch}-${i}`));
    await expect.poll(async () => (await streamOf('Idle')).length, { timeout: 20_000 }).toBeGreaterThan(1);
    await put('Idle', 'x');
    await stack.drained();
    expect(notebook.batches('Idle').flat()).toEqual(['x']);
    const { Items } = await dynamodb.send(new ScanCommand({ TableName: 'Test-IdleTable' }));
    expect(Items).toEqual([{ id: { S: 'x' } }]);
  });
});
