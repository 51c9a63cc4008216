/**
 * The frame of every stream consumer: parses records, groups them so that a batch does each piece of work once,
 * and reports what failed record by record, so that one bad record never fails the batch.
 *
 * The event source mapping then sets its checkpoint at the lowest sequence number reported and sends that record
 * and all after it again, so `handle` must bear being called again for work that is done.
 */
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import pMap from 'p-map';
import { type Log, logger } from './logger.ts';
import { publishCounts } from './metrics.ts';

/** The records of a batch that ask for the same piece of work, in the order of the stream. */
export type StreamGroup<Item> = { readonly key: string; readonly items: readonly [Item, ...Item[]] };

export type StreamConsumer<Item> = {
  /** What the record asks for; null if it is none of this consumer's business. Throws on a record it cannot read. */
  readonly parse: (record: DynamoDBRecord) => Item | null;
  /** Items with the same key are handled by one call. */
  readonly groupBy: (item: Item) => string;
  /** Does the work; a throw fails all records of the group and no others. */
  readonly handle: (group: StreamGroup<Item>) => Promise<void>;
  /** Groups handled at once; 8 unless told. */
  readonly concurrency?: number;
  readonly log?: Log;
};

export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

type Gathered<Item> = { readonly items: [Item, ...Item[]]; readonly sequenceNumbers: string[] };

const sequenceNumberOf = (record: DynamoDBRecord): string => {
  const number = record.dynamodb?.SequenceNumber;
  if (number === undefined) throw new TypeError('A stream record without a sequence number.');
  return number;
};

/** Sorts the batch into groups; records that cannot be read go to `unreadable`. */
function gather<Item>(records: readonly DynamoDBRecord[], consumer: StreamConsumer<Item>, log: Log) {
  const groups = new Map<string, Gathered<Item>>();
  const unreadable: string[] = [];
  for (const record of records) {
    const sequenceNumber = sequenceNumberOf(record);
    try {
      const item = consumer.parse(record);
      if (item === null) continue;
      const key = consumer.groupBy(item);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { items: [item], sequenceNumbers: [sequenceNumber] });
      else {
        group.items.push(item);
        group.sequenceNumbers.push(sequenceNumber);
      }
    } catch (error) {
      log.error('A stream record cannot be read', { sequenceNumber, error: asError(error) });
      unreadable.push(sequenceNumber);
    }
  }
  return { groups, unreadable };
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

export function streamHandler<Item>(consumer: StreamConsumer<Item>): StreamHandler {
  const log = consumer.log ?? logger;
  const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { groups, unreadable } = gather(event.Records, consumer, log);
    const failed = [...unreadable];
    await pMap(
      groups,
      async ([key, { items, sequenceNumbers }]) => {
        try {
          await consumer.handle({ key, items });
        } catch (error) {
          log.error('Work asked for by the stream failed', { key, error: asError(error) });
          failed.push(...sequenceNumbers);
        }
      },
      { concurrency: consumer.concurrency ?? 8 },
    );
    publishCounts({ StreamGroups: groups.size, StreamRecordsFailed: failed.length });
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(handler);
}
