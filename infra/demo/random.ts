/**
 * Deterministic pseudo-random numbers (mulberry32), so that the demo's data set is the same on every machine
 * and a figure in the README can be checked.
 */
export type Random = {
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True in `share` of a hundred cases. */
  percent(share: number): boolean;
};

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    percent: (share) => next() * 100 < share,
  };
}
