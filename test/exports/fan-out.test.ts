import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fanOut } from '../../shared/jobs/fan-out.ts';

async function* counting(to: number, onPull: (n: number) => void = () => {}): AsyncGenerator<number> {
  for (let n = 0; n < to; n += 1) {
    onPull(n);
    yield n;
  }
}

async function all(
  reader: AsyncIterable<number> | undefined,
  pauses: readonly boolean[] = [],
): Promise<number[]> {
  const seen: number[] = [];
  for await (const value of reader ?? []) {
    seen.push(value);
    if (pauses[seen.length % pauses.length] === true) await new Promise((resolve) => setImmediate(resolve));
  }
  return seen;
}

describe('a fan-out', () => {
  it('gives every reader everything, once and in order, however slow each is', async () => {
    const pauses = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.array(pauses, { minLength: 1, maxLength: 4 }), async (to, paces) => {
        const pulled: number[] = [];
        const { readers } = fanOut(
          counting(to, (n) => pulled.push(n)),
          paces.length,
        );
        const seen = await Promise.all(readers.map((reader, i) => all(reader, paces[i])));
        const whole = Array.from({ length: to }, (_, n) => n);
        expect(seen).toEqual(paces.map(() => whole));
        expect(pulled).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('does not read far ahead of the slowest', async () => {
    let pulled = 0;
    const { readers, stop } = fanOut(
      counting(1_000, () => {
        pulled += 1;
      }),
      2,
    );
    const fast = all(readers[0]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pulled).toBeLessThan(10);
    stop(new Error('enough'));
    await expect(fast).rejects.toThrow('enough');
  });

  it('lets the others go on when one leaves', async () => {
    const { readers } = fanOut(counting(50), 2);
    const leave = async () => {
      for await (const value of readers[0] ?? []) if (value === 3) return;
    };
    const [, seen] = await Promise.all([leave(), all(readers[1])]);
    expect(seen).toHaveLength(50);
  });

  it('passes an error of the source on to everybody', async () => {
    async function* broken() {
      yield 1;
      throw new Error('the source broke');
    }
    const { readers } = fanOut(broken(), 2);
    const outcomes = await Promise.allSettled(readers.map((reader) => all(reader)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
