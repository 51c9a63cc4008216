/** Finds a page of the change log by time. */
import type { Instant } from '../domain/period.ts';
import type { ChangeLog, LogPage } from '../ports/change-log.ts';

export type SearchedLog = Pick<ChangeLog, 'pages' | 'settled' | 'first'>;

const PAGES_A_READ = 50;
/** More than the clocks of any two who write differ. */
const CLOCKS_DIFFER_MS = 60_000;

/**
 * The number of a page before which none was written at `since` or later, so that nothing is told before it that
 * happened since. It may be a minute's pages too low, for clocks differ.
 *
 * When pages were written rises from page to page, so halving finds it. What they tell of does not: a batch that is
 * late, or a repair, tells of older things behind newer ones. Where the page before does not say when it was written,
 * those that do not are read, once each: all of them are older than those that do.
 */
export async function firstPageSince(log: SearchedLog, since: Instant): Promise<number> {
  const bound = new Date(Date.parse(since) - CLOCKS_DIFFER_MS).toISOString();
  const found = await halve(log, ({ writtenAt }) => writtenAt !== undefined && writtenAt >= bound);
  const [before] = found === 0 ? [] : await log.pages(found - 1, 1);
  const isSaid = before === undefined || before.writtenAt !== undefined;
  return isSaid ? found : firstThatTells(log, since, found);
}

/** The number of the first page of which it holds; below it, it holds of none, nor of those that are gone. */
async function halve(log: SearchedLog, holds: (page: LogPage) => boolean): Promise<number> {
  let low = 0;
  let high = await lengthOf(log);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [page] = await log.pages(middle, 1);
    if (page !== undefined && holds(page)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The number of the first page below `end` that tells of anything since then; `end` if none does. */
async function firstThatTells(log: SearchedLog, since: Instant, end: number): Promise<number> {
  for (let next = await log.first(); next < end; ) {
    const pages = await log.pages(next, Math.min(PAGES_A_READ, end - next));
    const found = pages.find(({ changes }) => changes.some(({ at }) => at >= since));
    if (found !== undefined) return found.page;
    if (pages.length === 0) return next;
    next += pages.length;
  }
  return end;
}

/** How many pages there are. */
async function lengthOf(log: SearchedLog): Promise<number> {
  for (let length = await log.settled(); ; ) {
    const pages = await log.pages(length, PAGES_A_READ);
    if (pages.length === 0) return length;
    length += pages.length;
  }
}
