/** Rows one by one, with a look at the next. */

export class Cursor<T> {
  readonly #batches: AsyncIterator<readonly T[]>;
  #batch: readonly T[] = [];
  #at = 0;

  constructor(batches: AsyncIterable<readonly T[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Null at the end. */
  async peek(): Promise<T | null> {
    while (this.#at >= this.#batch.length) {
      const { done, value } = await this.#batches.next();
      if (done === true) return null;
      this.#batch = value;
      this.#at = 0;
    }
    return this.#batch[this.#at] ?? null;
  }

  async next(): Promise<T | null> {
    const item = await this.peek();
    this.#at += 1;
    return item;
  }
}
