/**
 * The change log: pages numbered 0, 1, 2 … without a gap, each written once. Whoever has read up to a page can come
 * back behind it at any time and misses nothing: no page is ever written before one that can be read already.
 */
import type { Change, ChangeSubject, Logged } from '../domain/log/change.ts';
import type { Instant } from '../domain/period.ts';
import type { SetOutcome } from './registry.ts';

export type LogPage = {
  readonly page: number;
  readonly changes: readonly Change[];
  /**
   * When it was written, which never falls from page to page, but for what clocks differ: whoever writes a page has
   * known the one before it. What it tells of may be older by any time. Absent in pages from before this was said.
   */
  readonly writtenAt?: Instant;
};

export interface ChangeLog {
  /** How many pages, from the first on, {@link logged} is sure to speak for; it may speak for later ones too. */
  settled(): Promise<number>;
  /** What was last settled of each; null where nothing was. Read strongly. */
  logged(subjects: readonly ChangeSubject[]): Promise<(Logged | null)[]>;
  /** Writes a page; `lost` where there is one of this number. Whoever calls has read the page before it. */
  append(page: LogPage): Promise<SetOutcome>;
  /**
   * Keeps what is last known of subjects, whatever is newer left as it is, and then that `through` pages are settled:
   * everything that they say of their subjects is in `known`, or was settled before. Done again it changes nothing.
   */
  settle(known: readonly Logged[], through: number): Promise<void>;
  /**
   * At most `most` pages from number `first` on, ascending, read strongly, without a gap: fewer where there are no
   * more *or* a partition ends, so only none at all means that the end is reached.
   */
  pages(first: number, most: number): Promise<LogPage[]>;
  /** The number of the lowest page that is kept; 0 unless pages were let go. */
  first(): Promise<number>;
  /**
   * Lets go of all pages below `before`, which must be settled: says so first, then deletes them, so that nobody is
   * shown a gap for the end. Cut off, it is done by the next. @returns how many were deleted
   */
  forget(before: number): Promise<number>;
}
