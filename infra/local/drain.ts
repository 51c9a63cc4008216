import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSourceMapping } from './event-source-mapping/mapping.ts';

export type DrainSources = {
  mappings: readonly EventSourceMapping[];
  /** How many asynchronous invocations are pending. */
  pendingEvents(): number;
};

/** A poll that begins after a write was acknowledged sees it; the margin is for what a function leaves running. */
const VISIBLE_AFTER_MILLIS = 50;
const CHECK_EVERY_MILLIS = 20;

/** Knows when nothing is on its way any more. */
export class Drain {
  readonly #sources: DrainSources;
  #lastActivity = performance.now();

  constructor(sources: DrainSources) {
    this.#sources = sources;
  }

  /** Something ran or was read, so something may have been written: look again. */
  activity(): void {
    this.#lastActivity = performance.now();
    for (const mapping of this.#sources.mappings) mapping.nudge();
  }

  /**
   * Resolves once no event is pending and every mapping has looked, some time after the last activity, and found
   * nothing. What consumers write is activity again, so a chain of consumers is waited for to its end.
   * @param timeoutMillis rejects after this long with a sentence on what is still on its way
   */
  async drained(timeoutMillis: number): Promise<void> {
    const begun = performance.now();
    while (!this.#quiet(begun)) {
      if (performance.now() - begun > timeoutMillis) throw new Error(this.#describe(timeoutMillis));
      await sleep(CHECK_EVERY_MILLIS);
    }
  }

  #quiet(begun: number): boolean {
    const { mappings, pendingEvents } = this.#sources;
    const since = Math.max(begun, this.#lastActivity) + VISIBLE_AFTER_MILLIS;
    return pendingEvents() === 0 && mappings.every((mapping) => mapping.settledSince(since));
  }

  #describe(timeoutMillis: number): string {
    const { mappings, pendingEvents } = this.#sources;
    const backlogs = mappings
      .filter(({ backlog }) => backlog > 0)
      .map(({ id, backlog }) => `${id}: ${backlog} records`);
    return `Not drained after ${timeoutMillis} ms: ${[`${pendingEvents()} events`, ...backlogs].join(', ')}`;
  }
}
