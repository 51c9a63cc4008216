import type { Arrival } from './record.ts';

/**
 * What has been read of a shard and is not yet done. Lanes finish out of order; the cursor moves only over records that
 * are all done, so a restart runs nothing short.
 */
export class Progress {
  #open: { sequenceNumber: string; done: boolean }[] = [];
  readonly #bySequenceNumber = new Map<string, { sequenceNumber: string; done: boolean }>();
  #cursor: string | null;

  constructor(cursor: string | null) {
    this.#cursor = cursor;
  }

  /** The last record up to which all are done; null at the beginning of the shard. */
  get cursor(): string | null {
    return this.#cursor;
  }

  /** How many records have been read and are not behind the cursor. */
  get backlog(): number {
    return this.#open.length;
  }

  read(sequenceNumber: string, done: boolean): void {
    const entry = { sequenceNumber, done };
    this.#open.push(entry);
    this.#bySequenceNumber.set(sequenceNumber, entry);
    if (done) this.#advance();
  }

  done(records: readonly Arrival[]): void {
    for (const { sequenceNumber } of records) {
      const entry = this.#bySequenceNumber.get(sequenceNumber);
      if (entry) entry.done = true;
    }
    this.#advance();
  }

  #advance(): void {
    const open = this.#open.findIndex(({ done }) => !done);
    const count = open < 0 ? this.#open.length : open;
    for (const { sequenceNumber } of this.#open.slice(0, count)) {
      this.#bySequenceNumber.delete(sequenceNumber);
      this.#cursor = sequenceNumber;
    }
    this.#open = this.#open.slice(count);
  }
}
