import type { Instant } from '../period.ts';

/** A sign that a record was copied or cannot well be true; `flags.ts` says when there is one. */
export type Flag = {
  /** The beginning of the first meeting that shows it. */
  readonly since: Instant;
} /** The same counts, hours and tallies to the last figure, this many meetings running. */ & (
  | { readonly code: 'same-counts'; readonly running: number }
  /** Everybody present and full marks, this many meetings running. */
  | { readonly code: 'always-full'; readonly running: number }
  /** Self score and the points that count lie far apart; hundredths of a point over the criteria known in both. */
  | {
      readonly code: 'self-far-from-facts';
      readonly self: number;
      readonly counted: number;
      readonly max: number;
    }
);

/** Meetings running that are alike, up to the last one looked at. */
export type Run = {
  /** The beginning of the first of them. */
  readonly since: Instant;
  /** How many; at least 1. */
  readonly running: number;
};

/** How the last regular meetings go on. Null where the last one begins no run. */
export type Runs = {
  /** The same figures as the last meeting's, whose digest is `print`. */
  readonly same: (Run & { readonly print: string }) | null;
  /** Everybody present and full marks. */
  readonly full: Run | null;
};

export const NO_RUNS: Runs = { same: null, full: null };
