import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTable, dynamoDbConfig } from '../support/dynamodb-local.ts';
import { distribution, quantile, spread, table } from './figures.ts';
import { applicationId, Meter } from './meter.ts';

describe('the meter', () => {
  const meter = new Meter();
  let client: DynamoDBClient;
  let TableName: string;

  const key = (sk: string) => ({ pk: { S: 'a' }, sk: { S: sk } });
  /** An item of `bytes` bytes and a few more. */
  const item = (sk: string, bytes: number) => ({ ...key(sk), text: { S: 'x'.repeat(bytes) } });
  const put = (sk: string, bytes: number) =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: item(sk, bytes),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  const used = () => meter.used().map(({ table: _, ...use }) => use);
  const read = (operation: string, requests: number, readUnits: number) => ({
    caller: 'roll-up',
    operation,
    requests,
    repeats: 0,
    readUnits,
    writeUnits: 0,
  });
  const write = (operation: string, requests: number, writeUnits: number) => ({
    caller: 'roll-up',
    operation,
    requests,
    repeats: 0,
    readUnits: 0,
    writeUnits,
  });

  beforeAll(async () => {
    const config = await dynamoDbConfig();
    const endpoint = await meter.start();
    meter.target(z.string().parse(config.endpoint));
    client = new DynamoDBClient({ ...config, endpoint, userAgentAppId: applicationId('roll-up') });
  });
  afterAll(async () => {
    client?.destroy();
    await meter.stop();
  });
  beforeEach(async () => {
    TableName = (await createTable('scorecards')).name;
    await put('1', 2_500);
    await put('2', 100);
    meter.reset();
  });

  test('counts requests and units by caller, table and operation', async () => {
    await put('3', 1_100);
    await put('4', 100);
    await client.send(new GetItemCommand({ TableName, Key: key('1'), ConsistentRead: true }));
    await client.send(new GetItemCommand({ TableName, Key: key('1') }));
    expect(used()).toEqual([write('PutItem', 2, 3), read('GetItem', 2, 1.5)]);
    expect(meter.used().every((use) => use.table === TableName)).toBe(true);
  });

  test('a request that the SDK sends again counts as sent again', async () => {
    let lost = false;
    client.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        if (lost) return answer;
        lost = true;
        throw Object.assign(new Error('lost'), { name: 'TimeoutError' });
      },
      { step: 'finalizeRequest', priority: 'low', name: 'lose-first-answer' },
    );
    try {
      await client.send(new GetItemCommand({ TableName, Key: key('1'), ConsistentRead: true }));
    } finally {
      client.middlewareStack.remove('lose-first-answer');
    }
    expect(used()).toEqual([{ ...read('GetItem', 2, 2), repeats: 1 }]);
  });

  test('a refused conditional write costs what it would have cost', async () => {
    await expect(put('1', 2_500)).rejects.toThrow('conditional');
    expect(used()).toEqual([write('PutItem', 1, 3)]);
  });

  test('a query that finds nothing costs the least read', async () => {
    const of = (pk: string) =>
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: pk } },
          ConsistentRead: true,
        }),
      );
    await of('nobody');
    expect(used()).toEqual([read('Query', 1, 1)]);
    await put('3', 5_000);
    await of('a');
    // 2,500 + 100 + 5,000 bytes and some: two units, rounded up once for all of them.
    expect(used()).toEqual([read('Query', 2, 3), write('PutItem', 1, 5)]);
  });

  test('keys of a batch that are not there cost the least read each', async () => {
    const Keys = ['1', '2', '8', '9'].map(key);
    await client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
    );
    expect(used()).toEqual([read('BatchGetItem', 1, 4)]);
  });

  test('a transactional write costs twice', async () => {
    const TransactItems = [item('5', 2_500), item('6', 10)].map((Item) => ({ Put: { TableName, Item } }));
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    expect(used()).toEqual([write('TransactWriteItems', 1, 8)]);
  });
});

describe('figures', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

  test('quantiles are observations', () => {
    expect(quantile(hundred, 0.5)).toBe(50);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile([7], 0.99)).toBe(7);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  test('a repeated measurement is its median and its range', () => {
    expect(spread('ms', [3, 9, 1])).toEqual({ name: 'ms', value: 3, min: 1, max: 9, of: 3 });
    expect(distribution('ms', hundred).map(({ value }) => value)).toEqual([50, 99]);
  });

  test('one line a figure', () => {
    const lines = table([
      { part: 'rate', figure: 'raw', values: [spread('a second', [3, 9_000, 100.4])] },
      { part: 'lag', figure: 'idle, one', values: [{ name: 'requests', value: 2.054 }] },
    ]);
    expect(lines).toBe('rate  raw        a second 100 (3–9,000)\nlag   idle, one  requests 2.05');
  });
});
