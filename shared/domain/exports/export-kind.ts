/** Whether what an export says can still change. */
import { type Instant, type Month, monthsOf, type Period } from '../period.ts';
import type { PeriodState } from '../roster/plan.ts';
import type { ExportState } from './export.ts';

const lastMonthOf = (period: Period): Month => monthsOf(period).at(-1) ?? period;

/**
 * Final once every opened month of the period, its last one among them, is closed and settled, and neither of them nor
 * a month before is open again for anybody: what is told in an earlier one changes the figures since January, and what
 * is left of findings. Then only a new reopening can change anything. Null if none was opened.
 */
export function exportKind(period: Period, periods: readonly PeriodState[]): ExportState['kind'] | null {
  const months = monthsOf(period);
  const opened = periods.filter(({ month, status }) => months.includes(month) && status !== 'opening');
  if (opened.length === 0) return null;
  const last = lastMonthOf(period);
  const over = opened.every(({ status, settled }) => status === 'closed' && settled);
  const again = periods.some(({ month, reopenings }) => month <= last && reopenings.length > 0);
  return over && !again && opened.some(({ month }) => month === last) ? 'final' : 'interim';
}

/** Whether one of those months was opened again after `since`, and still is: what is read now may be told in it. */
export const isReopenedSince = (period: Period, since: Instant, periods: readonly PeriodState[]): boolean =>
  periods.some(
    ({ month, reopenings }) =>
      month <= lastMonthOf(period) && reopenings.some(({ reopenedAt }) => reopenedAt >= since),
  );
