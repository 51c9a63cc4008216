/** How far months had come when a change of the tree was judged: who opens one meanwhile plans by the tree before it. */
import { type Month, monthsThrough, nextMonth } from '../../shared/domain/period.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import type { MonthSeen } from '../../shared/ports/registry.ts';

/** A province that has opened none begins with one of the last two years, or two months ahead at most. */
const FIRST_MAY_BE = 27;

/**
 * Every month from `from` on that is being opened or open, and the next, which nobody had begun to open: months open
 * in order (decision 25), so none behind it either. Where none was ever opened, those that may be the first.
 * @param periods ascending
 */
export function monthsSeen(periods: readonly PeriodState[], from: Month, today: Month): MonthSeen[] {
  const begun = periods.filter(({ month, status }) => month >= from && status !== 'closed');
  const last = periods.at(-1)?.month;
  const ahead =
    last === undefined
      ? monthsThrough(from, nextMonth(nextMonth(today))).slice(-FIRST_MAY_BE)
      : [nextMonth(last)];
  return [
    ...begun.map(({ month, status }) => ({ month, status })),
    ...ahead.map((month) => ({ month, status: null })),
  ];
}
