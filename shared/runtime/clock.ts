import type { Clock } from '../ports/clock.ts';

/** The real clock moved by `offsetMs`; deployments have 0. */
export const systemClock =
  (offsetMs: number): Clock =>
  () =>
    new Date(Date.now() + offsetMs).toISOString();
