import { z } from 'zod';
import type { DynamoDbWire } from '../dynamodb-wire.ts';
import type { StreamRecord } from './record.ts';

/** Every part of the key of the item that a pulse puts and deletes again. */
const MARK = 'local-stack#pulse';
/** Records of other streams behind one's own position; passing over them takes the engine about a millisecond. */
const FAR_BEHIND = 500;

const described = z.object({
  Table: z.object({
    AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
    KeySchema: z.array(z.object({ AttributeName: z.string() })),
  }),
});
const marked = z.record(z.string(), z.object({ S: z.literal(MARK) }));

/**
 * Keeps a stream that nothing is written to from slowing down the whole engine.
 *
 * DynamoDB Local has the records of all streams in one list, by number alone. A read of a stream passes over all that
 * other streams wrote behind its position, and every request to a table passes over all that they wrote before the
 * first record of its own: with 20,000 of them 75 and 20 to 40 ms, one at a time for all tables. So a stream that
 * others have left far behind gets two records of its own, of an item put and deleted, of which no function hears.
 */
export class Pulse {
  readonly #wire: DynamoDbWire;
  readonly #keys = new Map<string, Promise<Record<string, { S: string }> | null>>();
  /** The highest number that was read in any stream. */
  #newest = 0;

  constructor(wire: DynamoDbWire) {
    this.#wire = wire;
  }

  saw(sequenceNumber: string): void {
    this.#newest = Math.max(this.#newest, Number(sequenceNumber));
  }

  /** @param position last record read of the stream; null at its beginning */
  isDue(position: string | null): boolean {
    return this.#newest - Number(position ?? 0) > FAR_BEHIND;
  }

  async beat(streamArn: string): Promise<void> {
    const TableName = streamArn.split('/')[1] ?? '';
    const keyed = this.#keys.get(TableName) ?? this.#keyOf(TableName);
    this.#keys.set(TableName, keyed);
    const Key = await keyed;
    if (Key === null) return;
    await this.#wire.call('DynamoDB', 'PutItem', { TableName, Item: Key });
    await this.#wire.call('DynamoDB', 'DeleteItem', { TableName, Key });
  }

  /** Null where a part of the key is no text. */
  async #keyOf(TableName: string): Promise<Record<string, { S: string }> | null> {
    const { Table } = described.parse(await this.#wire.call('DynamoDB', 'DescribeTable', { TableName }));
    const types = new Map(Table.AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]));
    const names = Table.KeySchema.map(({ AttributeName }) => AttributeName);
    return names.every((name) => types.get(name) === 'S')
      ? Object.fromEntries(names.map((name) => [name, { S: MARK }]))
      : null;
  }
}

/** Whether the record is a pulse's, and so nobody's business. */
export const isPulse = ({ dynamodb }: StreamRecord): boolean => marked.safeParse(dynamodb.Keys).success;
