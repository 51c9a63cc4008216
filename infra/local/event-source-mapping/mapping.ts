import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDbWire } from '../dynamodb-wire.ts';
import type { Invoke } from '../lambda/invocation.ts';
import type { CursorStore } from './cursor-store.ts';
import { type FailureObject, failureObject, type GivenUp } from './failure-record.ts';
import { passesFilters } from './filter.ts';
import { Lane } from './lane.ts';
import { Pace } from './pace.ts';
import { Progress } from './progress.ts';
import { isPulse, type Pulse } from './pulse.ts';
import { type Arrival, arrivalOf } from './record.ts';
import { bucketName, type MappingSettings } from './settings.ts';
import { listShards, type Shard, ShardReader } from './shard-reader.ts';

export type MappingOptions = {
  settings: MappingSettings;
  functionArn: string;
  region: string;
  wire: DynamoDbWire;
  cursors: CursorStore;
  /** One for all mappings of an engine. */
  pulse: Pulse;
  invoke: Invoke;
  putObject(bucket: string, object: FailureObject): Promise<void>;
  /** Called whenever records were read. */
  onActivity: () => void;
  log: (line: string) => void;
};

const ERROR_PAUSE_MILLIS = 500;
const RESCAN_MILLIS = 5000;

type ShardState = { progress: Progress; lastEmptyPoll: number };

/** Carries the records of one stream to one function, as Lambda's event source mappings do. */
export class EventSourceMapping {
  readonly #options: MappingOptions;
  readonly #abort = new AbortController();
  readonly #pace = new Pace();
  readonly #shards = new Map<string, ShardState>();
  readonly #running: Promise<void>[] = [];
  #lastScan = 0;

  constructor(options: MappingOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.settings.id;
  }

  /** Looks for shards and begins to read them. Resolves once the first ones are being read. */
  async start(): Promise<void> {
    await this.#scan(true);
  }

  /** Something may have been written to the stream. */
  nudge(): void {
    this.#pace.nudge();
  }

  /** Has everything been handled that could be read by a poll begun after `time` (of `performance.now()`)? */
  settledSince(time: number): boolean {
    return [...this.#shards.values()].every(
      ({ progress, lastEmptyPoll }) => progress.backlog === 0 && lastEmptyPoll > time,
    );
  }

  /** Records read and not yet handled. */
  get backlog(): number {
    return [...this.#shards.values()].reduce((sum, { progress }) => sum + progress.backlog, 0);
  }

  /** Stops reading; a batch under way is not waited for, and will be delivered again after a restart. */
  stop(): void {
    this.#abort.abort();
    this.#pace.nudge();
  }

  /** Begins every shard that is not being read and whose parent is done with. */
  async #scan(first: boolean): Promise<void> {
    const { wire, cursors, settings } = this.#options;
    this.#lastScan = performance.now();
    const shards = await listShards(wire, settings.streamArn);
    const ids = new Set(shards.map(({ id }) => id));
    for (const shard of shards) {
      const position = cursors.get(shard.id);
      const waitsForParent =
        shard.parentId !== undefined && ids.has(shard.parentId) && !cursors.get(shard.parentId)?.completed;
      if (position?.completed || waitsForParent || this.#shards.has(shard.id)) continue;
      if (position === undefined && first && settings.startingPosition === 'LATEST')
        cursors.set(shard.id, { cursor: await this.#endOf(shard), completed: false });
      this.#begin(shard);
    }
  }

  /** LATEST is a place in the shard, kept from the first start on, so that a restart leaves nothing out. */
  async #endOf(shard: Shard): Promise<string | null> {
    const reader = new ShardReader(this.#options.wire, this.#options.settings.streamArn, shard.id, null);
    let end: string | null = null;
    for (;;) {
      const records = await reader.read();
      if (records.length === 0) return end;
      end = records.at(-1)?.dynamodb.SequenceNumber ?? end;
    }
  }

  #begin(shard: Shard): void {
    const { cursors, settings, wire } = this.#options;
    const cursor = cursors.get(shard.id)?.cursor ?? null;
    const state: ShardState = { progress: new Progress(cursor), lastEmptyPoll: Number.NEGATIVE_INFINITY };
    this.#shards.set(shard.id, state);
    const lanes = Array.from({ length: settings.parallelizationFactor }, () => this.#lane(shard, state));
    const reader = new ShardReader(wire, settings.streamArn, shard.id, cursor);
    this.#running.push(this.#read(shard, state, reader, lanes), ...lanes.map((lane) => lane.run()));
  }

  #lane(shard: Shard, state: ShardState): Lane {
    const { settings, invoke, cursors, functionArn, putObject, log } = this.#options;
    const bucket = bucketName(settings.onFailureArn);
    return new Lane(
      settings,
      {
        invoke: (payload) => invoke(settings.functionName, payload),
        done: (records) => {
          if (records.length === 0) return;
          const before = state.progress.cursor;
          state.progress.done(records);
          const { cursor } = state.progress;
          if (cursor !== before) cursors.set(shard.id, { cursor, completed: false });
        },
        giveUp: async (what) => {
          const place = bucket ?? `nowhere (on-failure destination: ${settings.onFailureArn ?? 'none'})`;
          log(`${settings.id}: ${what.condition}, ${what.records.length} records given up to ${place}`);
          if (bucket === null) return;
          const { id: mappingId, streamArn } = settings;
          const givenUp: GivenUp = { ...what, mappingId, functionArn, streamArn, shardId: shard.id };
          // As in AWS, a destination that refuses does not hold up the stream.
          await putObject(bucket, failureObject(givenUp, new Date())).catch((error: unknown) =>
            log(`${settings.id}: the on-failure destination refused: ${String(error)}`),
          );
        },
        log: (line) => log(`${settings.id}: ${line}`),
      },
      this.#abort.signal,
    );
  }

  async #read(shard: Shard, state: ShardState, reader: ShardReader, lanes: readonly Lane[]): Promise<void> {
    while (!this.#abort.signal.aborted && !(reader.ended && state.progress.backlog === 0)) {
      try {
        await this.#poll(shard, state, reader, lanes);
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        this.#options.log(`${this.id}: ${String(error)}`);
        await this.#pause(ERROR_PAUSE_MILLIS);
      }
    }
    if (this.#abort.signal.aborted) return;
    this.#options.cursors.set(shard.id, { cursor: state.progress.cursor, completed: true });
    this.#shards.delete(shard.id);
    await this.#scan(false);
  }

  async #poll(shard: Shard, state: ShardState, reader: ShardReader, lanes: readonly Lane[]): Promise<void> {
    const { settings, region, cursors, pulse, onActivity } = this.#options;
    if (performance.now() - this.#lastScan > RESCAN_MILLIS) await this.#scan(false);
    this.#pace.polling();
    const begun = performance.now();
    const full = state.progress.backlog > Math.max(2000, 2 * settings.batchSize * lanes.length);
    const records = full || reader.ended ? [] : await reader.read();
    if (records.length > 0) onActivity();
    const before = state.progress.cursor;
    for (const record of records) {
      const arrival = arrivalOf(record, { streamArn: settings.streamArn, region, now: Date.now() });
      pulse.saw(arrival.sequenceNumber);
      const passes = !isPulse(record) && passesFilters(arrival.record, settings.filters);
      state.progress.read(arrival.sequenceNumber, !passes);
      if (passes) laneFor(arrival, lanes)?.push(arrival);
    }
    const { cursor } = state.progress;
    if (cursor !== before) cursors.set(shard.id, { cursor, completed: false });
    if (records.length === 0 && !full) {
      state.lastEmptyPoll = begun;
      if (!reader.ended && pulse.isDue(reader.position)) await pulse.beat(settings.streamArn);
    }
    await this.#pace.wait(records.length);
  }

  async #pause(millis: number): Promise<void> {
    await sleep(millis, undefined, { signal: this.#abort.signal }).catch(() => {});
  }
}

/** Records of one item stay in one lane, and so in order. */
function laneFor(arrival: Arrival, lanes: readonly Lane[]): Lane | undefined {
  if (lanes.length === 1) return lanes[0];
  const hash = createHash('md5').update(JSON.stringify(arrival.record.dynamodb.Keys)).digest();
  return lanes[hash.readUInt32BE(0) % lanes.length];
}
