import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largestRemainderShares } from '../../shared/domain/shares.ts';

it('gives what is left to the largest remainders, of equal ones to the first', () => {
  expect(largestRemainderShares([1, 1, 1], 1_000)).toEqual([334, 333, 333]);
  expect(largestRemainderShares([1, 2, 4], 100)).toEqual([14, 29, 57]);
  expect(largestRemainderShares([0, 0], 1_000)).toEqual([0, 0]);
  expect(largestRemainderShares([], 1_000)).toEqual([]);
});

it('adds up to the whole, each share within one of the exact one', () => {
  const parts = fc.array(fc.nat(300_000), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(parts, fc.constantFrom(100, 1_000), (given, whole) => {
      const total = given.reduce((sum, part) => sum + part, 0);
      fc.pre(total > 0);
      const shares = largestRemainderShares(given, whole);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(whole);
      for (const [i, share] of shares.entries())
        expect(Math.abs(share - ((given[i] ?? 0) * whole) / total)).toBeLessThan(1);
    }),
  );
});
