import type { Instant } from './period.ts';

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
