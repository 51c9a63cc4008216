import type { Throttling } from './description.ts';

/** Says for every request whether it may pass. */
export type Throttle = () => boolean;

/**
 * A token bucket: `burst` requests at once, refilled at `ratePerSecond`.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function throttleOf({ ratePerSecond, burst }: Throttling, now: () => number): Throttle {
  if (ratePerSecond === Number.POSITIVE_INFINITY || burst === Number.POSITIVE_INFINITY) return () => true;
  let tokens = burst;
  let filledAt = now();
  return () => {
    const instant = now();
    tokens = Math.min(burst, tokens + ((instant - filledAt) / 1_000) * ratePerSecond);
    filledAt = instant;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
