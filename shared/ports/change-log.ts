/**
 * The change log: pages numbered 0, 1, 2 … without a gap, each written once. Whoever has read up to a page can come
 * back behind it at any time and misses nothing: no page is ever written before one that can be read already.
 */
import type { Change, ChangeSubject, Logged } from '../domain/change.ts';
import type { SetOutcome } from './registry.ts';

/** AWS's limit of a transaction, less the page and the count of pages. */
export const MOST_SUBJECTS = 98;

export type LogPage = { readonly page: number; readonly changes: readonly Change[] };

export type LogEntry = LogPage & {
  /** Of every subject in `changes`, which are at most {@link MOST_SUBJECTS}: what was known of it before. */
  readonly known: readonly (Logged | null)[];
};

export interface ChangeLog {
  /** How many pages there are. */
  length(): Promise<number>;
  /** What was last written down of each; null where nothing was. Read strongly. */
  logged(subjects: readonly ChangeSubject[]): Promise<(Logged | null)[]>;
  /**
   * Writes the page, and what is last known of its subjects, in one transaction: conditional on there being exactly
   * `page` pages and on nobody having written down anything of its subjects since.
   */
  append(entry: LogEntry): Promise<SetOutcome>;
  /**
   * At most `most` pages from number `first` on, ascending, read strongly, without a gap: fewer where there are no
   * more *or* a partition ends, so only none at all means that the end is reached.
   */
  pages(first: number, most: number): Promise<LogPage[]>;
}
