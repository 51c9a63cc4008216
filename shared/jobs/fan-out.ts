/** One reading for several readers: each batch is pulled once and kept until the slowest has taken it. */

export type FanOut<T> = {
  readonly readers: readonly AsyncIterable<T>[];
  /** Makes every reader that waits, or comes later, fail: one of them has failed, the others wait in vain. */
  stop(reason: Error): void;
};

/** Batches that the fastest reader may be ahead of the slowest. */
const AHEAD = 4;

export function fanOut<T>(source: AsyncIterable<T>, count: number): FanOut<T> {
  const iterator = source[Symbol.asyncIterator]();
  const taken: number[] = Array.from({ length: count }, () => 0);
  let kept: IteratorResult<T>[] = [];
  let dropped = 0;
  let pulling: Promise<void> | null = null;
  let wake = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => undefined);

  const pull = async (): Promise<void> => {
    const result = await iterator.next();
    // Only now: `kept` may have become another array meanwhile.
    kept.push(result);
  };
  const slowest = (): number => Math.min(...taken);

  /** The `position`th result: read already, being read, or to be read once the slowest has come near. */
  async function at(position: number): Promise<IteratorResult<T>> {
    for (;;) {
      const result = kept[position - dropped];
      if (result !== undefined) return result;
      if (position - slowest() >= AHEAD) await Promise.race([wake.promise, stopped.promise]);
      else {
        pulling ??= pull().finally(() => {
          pulling = null;
        });
        await Promise.race([pulling, stopped.promise]);
      }
    }
  }

  function advance(reader: number, position: number): void {
    taken[reader] = position;
    const behind = slowest() - dropped;
    if (behind <= 0) return;
    kept = kept.slice(behind);
    dropped += behind;
    wake.resolve();
    wake = Promise.withResolvers<void>();
  }

  async function* reader(index: number): AsyncGenerator<T> {
    try {
      for (let position = 0; ; position += 1) {
        const result = await at(position);
        if (result.done) return;
        advance(index, position + 1);
        yield result.value;
      }
    } finally {
      advance(index, Number.POSITIVE_INFINITY);
    }
  }

  return {
    readers: taken.map((_, index) => reader(index)),
    stop: (reason) => stopped.reject(reason),
  };
}
