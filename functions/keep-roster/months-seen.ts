/** How far months had come when a change of the tree was judged: who opens one meanwhile plans by the tree before it. */
import { type Month, nextMonth } from '../../shared/domain/period.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import type { MonthSeen } from '../../shared/ports/registry.ts';

/**
 * Every month from `from` on that is being opened or open, and the next, which nobody had begun to open: months open
 * in order (decision 25).
 * @param periods ascending
 */
export function monthsSeen(periods: readonly PeriodState[], from: Month): MonthSeen[] {
  const begun = periods.filter(({ month, status }) => month >= from && status !== 'closed');
  const last = periods.at(-1)?.month;
  const next = last === undefined ? [] : [nextMonth(last)];
  return [
    ...begun.map(({ month, status }) => ({ month, status })),
    ...next.filter((month) => month >= from).map((month) => ({ month, status: null })),
  ];
}
