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

const RENEW = ['ExpiredIteratorException', 'TrimmedDataAccessException'];

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

  /** The shard was closed and everything in it has been read. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The next records, perhaps none. */
  async read(): Promise<readonly StreamRecord[]> {
    this.#iterator ??= await this.#newIterator();
    try {
      const page = recordsSchema.parse(
        await this.#wire.call('DynamoDBStreams', 'GetRecords', {
          ShardIterator: this.#iterator,
          Limit: 1000,
        }),
      );
      this.#iterator = page.NextShardIterator;
      this.#ended = page.NextShardIterator === undefined;
      this.#after = page.Records.at(-1)?.dynamodb.SequenceNumber ?? this.#after;
      return page.Records;
    } catch (error) {
      if (!(error instanceof DynamoDbError && RENEW.includes(error.code))) throw error;
      if (error.code === 'TrimmedDataAccessException') this.#after = null;
      this.#iterator = undefined;
      return [];
    }
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
