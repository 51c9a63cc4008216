/** The few DynamoDB requests that the stores are made of: all strong, all pages, conflicts as values. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { PassingError } from '../../ports/passing-error.ts';
import type { SetOutcome } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import type { Key, OrderedRange, Range } from './keys.ts';

/** An item as it is stored, before it is parsed. */
export type Item = Readonly<Record<string, unknown>>;

/** AWS's limit of one BatchGetItem. */
const BATCH = 100;
/** Attempts at what the table did not answer at once, or at a transaction that met another one. */
const ATTEMPTS = 8;

/** Waits 0–25 ms, 0–50 ms … at most 1 s: full jitter, so that those who met once do not meet again. */
const backOff = (attempt: number): Promise<void> => sleep(Math.random() * Math.min(1_000, 25 * 2 ** attempt));

/** What stayed unanswered, or in conflict, through all attempts. */
export class ContentionError extends PassingError {
  override readonly name = 'ContentionError';
}

export async function getItem(table: Table, key: Key): Promise<Item | null> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
  );
  return Item ?? null;
}

/** Any number of items by key, in chunks of 100; what is not there is left out. */
export async function batchGet(table: Table, keys: readonly Key[]): Promise<Item[]> {
  const distinct = [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key])).values()];
  const chunks = Array.from({ length: Math.ceil(distinct.length / BATCH) }, (_, i) =>
    distinct.slice(i * BATCH, (i + 1) * BATCH),
  );
  const items = await Promise.all(chunks.map((chunk) => batchGetChunk(table, chunk)));
  return items.flat();
}

async function batchGetChunk(table: Table, keys: readonly Key[]): Promise<Item[]> {
  const items: Item[] = [];
  let pending: Record<string, unknown>[] = [...keys];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const answer: BatchGetCommandOutput = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: pending, ConsistentRead: true } } }),
    );
    items.push(...(answer.Responses?.[table.name] ?? []));
    pending = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (pending.length === 0) return items;
    await backOff(attempt);
  }
  throw new ContentionError(`${table.name} left ${pending.length} keys unanswered`);
}

const rangeQuery = (table: Table, { pk, prefix }: Range): QueryCommandInput => ({
  TableName: table.name,
  ConsistentRead: true,
  KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':pk': pk, ...(prefix === '' ? {} : { ':prefix': prefix }) },
});

/** Every item of a range, ascending, page after page. */
export const queryAll = (table: Table, range: Range): Promise<Item[]> =>
  everyPage(table, rangeQuery(table, range));

/** Page after page, until the end or until there are `limit` items. */
async function everyPage(table: Table, query: QueryCommandInput, limit?: number): Promise<Item[]> {
  const items: Item[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        ...query,
        ...(start && { ExclusiveStartKey: start }),
        ...(limit !== undefined && { Limit: limit - items.length }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && (limit === undefined || items.length < limit));
  return items;
}

const orderedQuery = (table: Table, { pk, bound, newestFirst }: OrderedRange): QueryCommandInput => ({
  TableName: table.name,
  ConsistentRead: true,
  KeyConditionExpression: `pk = :pk AND sk ${newestFirst ? '<=' : '>='} :bound`,
  ExpressionAttributeValues: { ':pk': pk, ':bound': bound },
  ScanIndexForward: !newestFirst,
});

/** Every item of an ordered range, page after page. */
export const queryAllFrom = (table: Table, range: OrderedRange): Promise<Item[]> =>
  everyPage(table, orderedQuery(table, range));

/** The first items of an ordered range: `limit`, or all where there are fewer, whatever a page of the table holds. */
export const queryFirst = (table: Table, range: OrderedRange, limit: number): Promise<Item[]> =>
  everyPage(table, orderedQuery(table, range), limit);

/** The first items of an ordered range, at most `limit`; fewer, but for an empty range never none, beyond 1 MB. */
export async function queryOrdered(table: Table, range: OrderedRange, limit: number): Promise<Item[]> {
  const { Items } = await table.client.send(
    new QueryCommand({ ...orderedQuery(table, range), Limit: limit }),
  );
  return Items ?? [];
}

/** How many items a range holds. */
export async function countAll(table: Table, range: Range): Promise<number> {
  let count = 0;
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        ...rangeQuery(table, range),
        Select: 'COUNT',
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return count;
}

/** The last items of a range, descending, those whose sort key is below `before` if it is given; at most `limit`. */
export async function queryLast(
  table: Table,
  range: Range,
  limit: number,
  before: string | null = null,
): Promise<Item[]> {
  // DynamoDB refuses to start outside the range: beyond it is its end, before it there is nothing.
  const isInside = before?.startsWith(range.prefix) ?? false;
  if (before !== null && !isInside && before < range.prefix) return [];
  const items: Item[] = [];
  let start: Record<string, unknown> | undefined = isInside ? { pk: range.pk, sk: before } : undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        ...rangeQuery(table, range),
        ScanIndexForward: false,
        Limit: limit - items.length,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && items.length < limit);
  return items;
}

/** What a put asks of the item that it replaces. */
export type Condition = Pick<QueryCommandInput, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> & {
  readonly ConditionExpression: string;
};

export const ifAbsent: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

/** That the stored `attribute` is one lower than `next`; that there is no item when `next` is 1. */
export const ifOneLower = (attribute: 'revision' | 'version', next: number): Condition =>
  next === 1
    ? ifAbsent
    : {
        ConditionExpression: '#counter = :previous',
        ExpressionAttributeNames: { '#counter': attribute },
        ExpressionAttributeValues: { ':previous': next - 1 },
      };

/**
 * Puts an item under a condition.
 *
 * @returns `lost` with the item that stood in the way (marshalled no more) where the condition failed.
 */
export async function putIf(table: Table, item: Item, condition: Condition): Promise<SetOutcome> {
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item: { ...item }, ...condition }));
    return 'stored';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'lost';
    throw error;
  }
}

/** Puts an item that nothing is compared with. */
export async function putItem(table: Table, item: Item): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...item } }));
}

/** Deletes an item; one that is not there is no matter. */
export async function deleteItem(table: Table, key: Key): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: key }));
}

/** One action of a transaction. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * Writes all or nothing. A failed condition is `lost`; a transaction that met another one is tried again.
 *
 * @throws ContentionError where it met others every time.
 */
export async function transact(table: Table, items: readonly TransactItem[]): Promise<SetOutcome> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      await table.client.send(new TransactWriteCommand({ TransactItems: [...items] }));
      return 'stored';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (codes.includes('ConditionalCheckFailed')) return 'lost';
      if (!codes.includes('TransactionConflict')) throw error;
      await backOff(attempt);
    }
  }
  throw new ContentionError(`A transaction on ${table.name} met another one ${ATTEMPTS} times`);
}
