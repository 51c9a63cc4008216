/**
 * The frame of every stream consumer: parses records, groups them so that a batch does each piece of work once,
 * and reports what failed record by record, so that one bad record never fails the batch.
 *
 * The event source mapping then sets its checkpoint at the lowest sequence number reported and sends that record
 * and all after it again, so `handle` must bear being called again for work that is done. Records behind that batch
 * wait meanwhile, whosever they are: work that nobody else should wait for is set aside (decision 43).
 */
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import pMap from 'p-map';
import type { Clock } from '../ports/clock.ts';
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
  /**
   * Left out: what fails is tried again until the mapping gives it up. Told: what fails for good is set aside after
   * {@link PATIENCE_MS}; for consumers whose work a sweep does again.
   */
  readonly setsAside?: SettingAside;
  /** Groups handled at once; 8 unless told. */
  readonly concurrency?: number;
  readonly log?: Log;
};

export type SettingAside = {
  /** Whether the work would fail again however often it were tried. */
  readonly isLasting: (error: Error) => boolean;
  /** The clock by which the stream stamps its records. */
  readonly now: Clock;
};

/** For so long after its first record was written, lasting trouble is tried again: a bad deploy may be taken back. */
export const PATIENCE_MS = 5 * 60_000;

/** As a {@link StreamConsumer}, for work that is cheaper done for many groups at once. */
export type SliceConsumer<Item> = Pick<StreamConsumer<Item>, 'parse' | 'groupBy' | 'setsAside' | 'log'> & {
  /** Groups that are handled together, one slice after the other. */
  readonly sliceSize: number;
  /**
   * Milliseconds that a slice needs at the very most. With less left none is begun: it is reported, and comes again,
   * so that a batch never ends by being cut off with nothing to show.
   */
  readonly sliceMillis: number;
  /** Does the work of a slice and says which groups failed; a throw fails all of them, and no other slice. */
  readonly handle: (groups: readonly StreamGroup<Item>[]) => Promise<readonly FailedGroup[]>;
};
/** A group, by its key, and why it failed. */
export type FailedGroup = { readonly key: string; readonly error: unknown };

export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

type Gathered<Item> = {
  readonly items: [Item, ...Item[]];
  readonly sequenceNumbers: string[];
  /** When the first of them was written, in seconds of Unix time. */
  readonly since: number;
};

const sequenceNumberOf = (record: DynamoDBRecord): string => {
  const number = record.dynamodb?.SequenceNumber;
  if (number === undefined) throw new TypeError('A stream record without a sequence number.');
  return number;
};

type Unreadable = Pick<Gathered<unknown>, 'since'> & {
  readonly sequenceNumber: string;
  readonly error: Error;
};

/** Sorts the batch into groups; records that cannot be read go to `unreadable`. */
function gather<Item>(
  records: readonly DynamoDBRecord[],
  consumer: Pick<StreamConsumer<Item>, 'parse' | 'groupBy'>,
  log: Log,
) {
  const groups = new Map<string, Gathered<Item>>();
  const unreadable: Unreadable[] = [];
  for (const record of records) {
    const sequenceNumber = sequenceNumberOf(record);
    const since = record.dynamodb?.ApproximateCreationDateTime ?? Number.POSITIVE_INFINITY;
    try {
      const item = consumer.parse(record);
      if (item === null) continue;
      const key = consumer.groupBy(item);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { items: [item], sequenceNumbers: [sequenceNumber], since });
      else {
        group.items.push(item);
        group.sequenceNumbers.push(sequenceNumber);
      }
    } catch (thrown) {
      const error = asError(thrown);
      log.error('A stream record cannot be read', { sequenceNumber, error });
      unreadable.push({ sequenceNumber, since, error });
    }
  }
  return { groups, unreadable };
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

const isSetAside = (setsAside: SettingAside | undefined, error: Error, since: number): boolean =>
  setsAside?.isLasting(error) === true && Date.parse(setsAside.now()) - since * 1_000 >= PATIENCE_MS;

/** What became of a batch: what has to come again, and how much was set aside. */
class Outcome {
  readonly #setsAside: SettingAside | undefined;
  readonly #log: Log;
  readonly #failed: string[] = [];
  #setAside = 0;

  constructor(setsAside: SettingAside | undefined, log: Log, unreadable: readonly Unreadable[]) {
    this.#setsAside = setsAside;
    this.#log = log;
    for (const { sequenceNumber, since, error } of unreadable) {
      if (isSetAside(setsAside, error, since)) this.#setAside += 1;
      else this.#failed.push(sequenceNumber);
    }
  }

  failed(key: string, { sequenceNumbers, since }: Omit<Gathered<unknown>, 'items'>, thrown: unknown): void {
    const error = asError(thrown);
    if (isSetAside(this.#setsAside, error, since)) {
      this.#log.error('Work asked for by the stream is set aside', { key, error });
      this.#setAside += 1;
      return;
    }
    this.#log.error('Work asked for by the stream failed', { key, error });
    this.#failed.push(...sequenceNumbers);
  }

  /** Not even begun. */
  comesAgain({ sequenceNumbers }: Pick<Gathered<unknown>, 'sequenceNumbers'>): void {
    this.#failed.push(...sequenceNumbers);
  }

  answer(groups: number): DynamoDBBatchResponse {
    publishCounts({
      StreamGroups: groups,
      StreamRecordsFailed: this.#failed.length,
      StreamGroupsSetAside: this.#setAside,
    });
    return { batchItemFailures: this.#failed.map((itemIdentifier) => ({ itemIdentifier })) };
  }
}

export function streamHandler<Item>(consumer: StreamConsumer<Item>): StreamHandler {
  const log = consumer.log ?? logger;
  const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { groups, unreadable } = gather(event.Records, consumer, log);
    const outcome = new Outcome(consumer.setsAside, log, unreadable);
    await pMap(
      groups,
      async ([key, group]) => {
        try {
          await consumer.handle({ key, items: group.items });
        } catch (error) {
          outcome.failed(key, group, error);
        }
      },
      { concurrency: consumer.concurrency ?? 8 },
    );
    return outcome.answer(groups.size);
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(handler);
}

/** The frame of a consumer that works off a batch slice by slice, in the order of the stream. */
export function slicedStreamHandler<Item>(consumer: SliceConsumer<Item>): StreamHandler {
  const log = consumer.log ?? logger;
  const handler = async (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
    const { groups, unreadable } = gather(event.Records, consumer, log);
    const outcome = new Outcome(consumer.setsAside, log, unreadable);
    const all = [...groups];
    for (let i = 0; i < all.length; i += consumer.sliceSize) {
      const left = context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
      if (i > 0 && left < consumer.sliceMillis) {
        log.warn('The time is short; the rest of the batch has to come again', { groups: all.length - i });
        for (const [, group] of all.slice(i)) outcome.comesAgain(group);
        break;
      }
      for (const { key, error } of await failuresOf(consumer, all.slice(i, i + consumer.sliceSize))) {
        const group = groups.get(key);
        if (group !== undefined) outcome.failed(key, group, error);
      }
    }
    return outcome.answer(groups.size);
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(handler);
}

async function failuresOf<Item>(
  { handle }: SliceConsumer<Item>,
  slice: readonly (readonly [key: string, group: Gathered<Item>])[],
): Promise<readonly FailedGroup[]> {
  try {
    return await handle(slice.map(([key, { items }]) => ({ key, items })));
  } catch (error) {
    return slice.map(([key]) => ({ key, error }));
  }
}
