import { setTimeout as sleep } from 'node:timers/promises';
import { type InvocationResult, InvokeRefused } from '../lambda/invocation.ts';
import type { GivenUp } from './failure-record.ts';
import type { Arrival } from './record.ts';
import { outcomeOf } from './response.ts';
import { decide, expire, type Outcome, type Segment } from './segment.ts';
import type { MappingSettings } from './settings.ts';

export type LaneEvents = {
  invoke(payload: string): Promise<InvocationResult>;
  /** The records need not be tried again. */
  done(records: readonly Arrival[]): void;
  /** Keeps records that are given up. Resolves once they are safe. */
  giveUp(what: Pick<GivenUp, 'condition' | 'invocations' | 'result' | 'records'>): Promise<void>;
  log(line: string): void;
};

/** The event of one invocation: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAXIMUM_EVENT_BYTES = 6 * 1024 * 1024;
/** Of the function's own words in one log line. */
const REASON_LENGTH = 300;
const FIRST_BACKOFF_MILLIS = 100;
const LONGEST_BACKOFF_MILLIS = 15_000;

/** Delivers records in order, one batch at a time. A batch that fails holds up those behind it. */
export class Lane {
  readonly #settings: MappingSettings;
  readonly #events: LaneEvents;
  readonly #stopping: AbortSignal;
  readonly #waiting: Arrival[] = [];
  #wake: (() => void) | null = null;
  #failuresInARow = 0;

  constructor(settings: MappingSettings, events: LaneEvents, stopping: AbortSignal) {
    this.#settings = settings;
    this.#events = events;
    this.#stopping = stopping;
    stopping.addEventListener('abort', () => this.#wake?.());
  }

  push(arrival: Arrival): void {
    this.#waiting.push(arrival);
    this.#wake?.();
  }

  /** Ends when the mapping stops. */
  async run(): Promise<void> {
    while (!this.#stopping.aborted) {
      const batch = await this.#nextBatch();
      if (batch.length > 0) await this.#deliver(batch);
    }
  }

  /** A batch goes when it is full or its window has passed; the window begins with its first record. */
  async #nextBatch(): Promise<readonly Arrival[]> {
    if (this.#waiting.length === 0) await this.#moreOr(null);
    const windowEnd = performance.now() + this.#settings.batchingWindowSeconds * 1000;
    while (this.#waiting.length > 0 && this.#waiting.length < this.#settings.batchSize) {
      const left = windowEnd - performance.now();
      if (left <= 0 || this.#stopping.aborted) break;
      await this.#moreOr(left);
    }
    if (this.#stopping.aborted) return [];
    return this.#waiting.splice(0, this.#batchLength());
  }

  #batchLength(): number {
    let bytes = 0;
    let count = 0;
    for (const { record } of this.#waiting.slice(0, this.#settings.batchSize)) {
      bytes += Buffer.byteLength(JSON.stringify(record)) + 1;
      if (bytes > MAXIMUM_EVENT_BYTES && count > 0) break;
      count += 1;
    }
    return count;
  }

  /** Resolves with the next record, on stopping, or after some time. */
  async #moreOr(millis: number | null): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = millis === null ? null : setTimeout(resolve, millis);
      this.#wake = () => {
        if (timer) clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }

  async #deliver(batch: readonly Arrival[]): Promise<void> {
    let work: readonly Segment[] = [{ records: batch, retries: 0, invocations: 0 }];
    while (work.length > 0 && !this.#stopping.aborted) {
      const [head, ...others] = work;
      if (!head) return;
      work = [...(await this.#attempt(head)), ...others];
    }
  }

  /** One invocation; what is left of the segment. */
  async #attempt(segment: Segment): Promise<readonly Segment[]> {
    const { expired, rest } = expire(segment, this.#settings.maximumRecordAgeSeconds, Date.now());
    if (expired.length > 0) {
      const { invocations } = segment;
      await this.#giveUp({ condition: 'RecordAgeExceeded', invocations, result: null, records: expired });
      return rest.records.length > 0 ? [rest] : [];
    }
    const { outcome, result } = await this.#invoke(segment);
    // Processes are being ended: what they came to is no verdict on the records.
    if (this.#stopping.aborted) return [segment];
    const decision = decide(segment, outcome, this.#settings);
    this.#events.done(decision.handled);
    if (decision.discarded.length > 0)
      await this.#giveUp({
        condition: 'RetryAttemptsExhausted',
        invocations: segment.invocations + 1,
        result,
        records: decision.discarded,
      });
    if (decision.handled.length > 0) this.#failuresInARow = 0;
    if (outcome.kind !== 'success') await this.#backOff(outcome, segment, result);
    return decision.next;
  }

  async #invoke(segment: Segment): Promise<{ outcome: Outcome; result: InvocationResult | null }> {
    const { records } = segment;
    try {
      const result = await this.#events.invoke(
        JSON.stringify({ Records: records.map(({ record }) => record) }),
      );
      return { outcome: outcomeOf(result, records, this.#settings.reportBatchItemFailures), result };
    } catch (error) {
      if (!(error instanceof InvokeRefused)) throw error;
      return { outcome: { kind: 'refused' }, result: null };
    }
  }

  async #giveUp(what: Pick<GivenUp, 'condition' | 'invocations' | 'result' | 'records'>): Promise<void> {
    await this.#events.giveUp(what);
    this.#events.done(what.records);
  }

  async #backOff(outcome: Outcome, segment: Segment, result: InvocationResult | null): Promise<void> {
    const millis = Math.min(FIRST_BACKOFF_MILLIS * 2 ** this.#failuresInARow, LONGEST_BACKOFF_MILLIS);
    this.#failuresInARow += 1;
    const reason = result?.functionError ? `: ${result.payload.slice(0, REASON_LENGTH)}` : '';
    this.#events.log(
      `${outcome.kind} of ${segment.records.length} records from ${segment.records[0]?.sequenceNumber}, again in ${millis} ms${reason}`,
    );
    await sleep(millis, undefined, { signal: this.#stopping }).catch(() => {});
  }
}
