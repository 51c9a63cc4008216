import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** How far a mapping has come in one shard. `completed` shards were closed and read to their end. */
export type ShardPosition = { cursor: string | null; completed: boolean };

const fileSchema = z.object({
  streamArn: z.string(),
  shards: z.record(z.string(), z.object({ cursor: z.string().nullable(), completed: z.boolean() })),
});

/**
 * The cursors of one mapping, in a file that is replaced whole, so that a kill at any moment leaves the old or the new
 * one. Cursors of another stream (the table was created anew) do not count.
 */
export class CursorStore {
  readonly #file: string | null;
  readonly #streamArn: string;
  readonly #shards: Map<string, ShardPosition>;

  /** `directory` null keeps the cursors in memory. */
  constructor(directory: string | null, mappingId: string, streamArn: string) {
    this.#file = directory === null ? null : join(directory, `${mappingId}.json`);
    this.#streamArn = streamArn;
    if (directory !== null) mkdirSync(directory, { recursive: true });
    this.#shards = new Map(Object.entries(this.#load()));
  }

  get(shardId: string): ShardPosition | undefined {
    return this.#shards.get(shardId);
  }

  set(shardId: string, position: ShardPosition): void {
    this.#shards.set(shardId, position);
    if (this.#file === null) return;
    const text = JSON.stringify({ streamArn: this.#streamArn, shards: Object.fromEntries(this.#shards) });
    writeFileSync(`${this.#file}.new`, text);
    renameSync(`${this.#file}.new`, this.#file);
  }

  #load(): Record<string, ShardPosition> {
    if (this.#file === null || !existsSync(this.#file)) return {};
    const stored = fileSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    return stored.streamArn === this.#streamArn ? stored.shards : {};
  }
}
