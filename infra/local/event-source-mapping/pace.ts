import { setTimeout as sleep } from 'node:timers/promises';

/** Between two polls of a busy shard, and the longest of an idle one. AWS polls four times a second. */
const SHORTEST_MILLIS = 25;
const LONGEST_MILLIS = 200;

/**
 * When to look at a stream again: soon while something happens, seldom when nothing does, and at once when told that
 * something may have been written.
 */
export class Pace {
  #delay = SHORTEST_MILLIS;
  #lastPoll = 0;
  #wake: (() => void) | null = null;

  /** Something may have been written. */
  nudge(): void {
    this.#delay = SHORTEST_MILLIS;
    this.#wake?.();
  }

  /** Call when a poll begins. */
  polling(): void {
    this.#lastPoll = performance.now();
  }

  /** Waits after a poll that found `records` records. */
  async wait(records: number): Promise<void> {
    this.#delay = records > 0 ? SHORTEST_MILLIS : Math.min(this.#delay * 1.5, LONGEST_MILLIS);
    await this.#pause(this.#delay);
    const soonest = this.#lastPoll + SHORTEST_MILLIS - performance.now();
    if (soonest > 0) await sleep(soonest);
  }

  #pause(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
