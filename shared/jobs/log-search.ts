/** Finds a page of the change log by time. */
import type { Instant } from '../domain/period.ts';
import type { ChangeLog } from '../ports/change-log.ts';

const PAGES_A_READ = 50;

/**
 * The number of a page before which nothing is told that happened at `since` or later. Pages follow each other in the
 * order in which they were written, so halving finds it; where a batch was late, a page may lie behind it that tells
 * of older things, and never one before it that tells of newer ones.
 */
export async function firstPageSince(
  log: Pick<ChangeLog, 'pages' | 'settled'>,
  since: Instant,
): Promise<number> {
  let low = 0;
  let high = await lengthOf(log);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [page] = await log.pages(middle, 1);
    if (page?.changes.some(({ at }) => at >= since)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many pages there are. */
async function lengthOf(log: Pick<ChangeLog, 'pages' | 'settled'>): Promise<number> {
  for (let length = await log.settled(); ; ) {
    const pages = await log.pages(length, PAGES_A_READ);
    if (pages.length === 0) return length;
    length += pages.length;
  }
}
