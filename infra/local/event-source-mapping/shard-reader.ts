import { z } from 'zod';
import { DynamoDbError, type DynamoDbWire } from '../dynamodb-wire.ts';
import { type StreamRecord, streamRecordSchema } from './record.ts';

const descriptionSchema = z.object({
  StreamDescription: z.object({
    Shards: z.array(z.object({ ShardId: z.string(), ParentShardId: z.string().optional() })),
    LastEvaluatedShardId: z.string().optional(),
  }),
});

const iteratorSchema = z.object({ ShardIterator: z.string() });

const recordsSchema = z.object({
  Records: z.array(streamRecordSchema),
  NextShardIterator: z.string().optional(),
});

export type Shard = { id: string; parentId: string | undefined };

/** All shards of a stream that have not been trimmed. */
export async function listShards(wire: DynamoDbWire, streamArn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let after: string | undefined;
  do {
    const page = descriptionSchema.parse(
      await wire.call('DynamoDBStreams', 'DescribeStream', {
        StreamArn: streamArn,
        ...(after !== undefined && { ExclusiveStartShardId: after }),
      }),
    ).StreamDescription;
    shards.push(
      ...page.Shards.map(({ ShardId, ParentShardId }) => ({ id: ShardId, parentId: ParentShardId })),
    );
    after = page.LastEvaluatedShardId;
  } while (after !== undefined);
  return shards;
}

/** The iterator is of no use any more; the position that it stood for may well be. */
const STALE: readonly string[] = ['ExpiredIteratorException', 'TrimmedDataAccessException'];

/** Reads one shard from a position on, page by page. */
export class ShardReader {
  readonly #wire: DynamoDbWire;
  readonly #streamArn: string;
  readonly #shardId: string;
  #after: string | null;
  #iterator: string | undefined;
  #ended = false;

  /** `after` is the sequence number of the last record already read; null begins at the trim horizon. */
  constructor(wire: DynamoDbWire, streamArn: string, shardId: string, after: string | null) {
    this.#wire = wire;
    this.#streamArn = streamArn;
    this.#shardId = shardId;
    this.#after = after;
  }

  /** Sequence number of the last record read; null at the trim horizon. */
  get position(): string | null {
    return this.#after;
  }

  /** The shard was closed and everything in it has been read. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * The next records, perhaps none; none means that there was none when it was called.
   *
   * A stale iterator is renewed from the position and used at once. DynamoDB Local calls an iterator trimmed that was
   * made before the shard's first record; only when a new one is trimmed too, the position is, and reading goes on at
   * the trim horizon.
   */
  async read(): Promise<readonly StreamRecord[]> {
    for (const trimmedIsFinal of [this.#iterator === undefined, true, false]) {
      try {
        return await this.#page();
      } catch (error) {
        if (!(error instanceof DynamoDbError && STALE.includes(error.code))) throw error;
        this.#iterator = undefined;
        if (trimmedIsFinal && error.code === 'TrimmedDataAccessException') this.#after = null;
      }
    }
    return this.#page();
  }

  async #page(): Promise<readonly StreamRecord[]> {
    this.#iterator ??= await this.#newIterator();
    const page = recordsSchema.parse(
      await this.#wire.call('DynamoDBStreams', 'GetRecords', { ShardIterator: this.#iterator, Limit: 1000 }),
    );
    this.#iterator = page.NextShardIterator;
    this.#ended = page.NextShardIterator === undefined;
    this.#after = page.Records.at(-1)?.dynamodb.SequenceNumber ?? this.#after;
    return page.Records;
  }

  async #newIterator(): Promise<string> {
    const position =
      this.#after === null
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#after };
    const input = { StreamArn: this.#streamArn, ShardId: this.#shardId, ...position };
    return iteratorSchema.parse(await this.#wire.call('DynamoDBStreams', 'GetShardIterator', input))
      .ShardIterator;
  }
}
