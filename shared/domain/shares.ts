/** Shares of a whole that add up to it. */

/**
 * `parts` as shares of `whole` units (1000: tenths of a percent) by largest remainder: whole numbers that add up
 * to `whole`; of equal remainders the earlier part goes first. All 0 where the parts are.
 * @param parts integers ≥ 0, each below 2^53 / `whole`
 */
export function largestRemainderShares(parts: readonly number[], whole: number): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (total === 0) return parts.map(() => 0);
  const shares = parts.map((part) => Math.floor((part * whole) / total));
  const left = whole - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = parts
    .map((part, i) => ({ i, remainder: (part * whole) % total }))
    .toSorted((a, b) => b.remainder - a.remainder || a.i - b.i);
  const raised = new Set(byRemainder.slice(0, left).map(({ i }) => i));
  return shares.map((share, i) => share + (raised.has(i) ? 1 : 0));
}
