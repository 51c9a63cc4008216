/**
 * Months open and close in order. Figures since January rest on the months before: a month opened behind a later
 * one, or left open before it, would change what a closed month says.
 */
import { periodLeftOpen, periodOutOfTurn, Refusal } from '../../shared/contracts/problem.ts';
import { type Month, nextMonth } from '../../shared/domain/period.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';

/**
 * Only the month after the last one known opens; the first of all may be any. `periods` ascending.
 * @throws Refusal 409
 */
export function refuseOpeningOutOfTurn(month: Month, periods: readonly PeriodState[]): void {
  const last = periods.at(-1);
  if (last === undefined || periods.some((known) => known.month === month)) return;
  const turn = nextMonth(last.month);
  if (month !== turn) throw periodOutOfTurn(month, turn);
}

/**
 * A month closes once no earlier one takes records as a matter of course. One opened again for some organizations
 * does not stand in the way: it is closed, and the later months are settled with it when it is over.
 * @throws Refusal 409
 */
export function refuseClosingOutOfTurn(month: Month, periods: readonly PeriodState[]): void {
  const earlier = periods.find(
    (known) => known.month < month && (known.status === 'opening' || known.status === 'open'),
  );
  if (earlier !== undefined) throw periodLeftOpen(month, earlier.month);
}

/**
 * Opening writes obligations down for good, so a month far ahead is a slip of the pen.
 * @throws Refusal 409
 */
export function refuseFarAhead(month: Month, today: Month): void {
  const last = nextMonth(nextMonth(today));
  if (month <= last) return;
  throw new Refusal('PERIOD_NOT_OPEN', {
    vi: `Chỉ mở được kỳ đến hết tháng ${last}. Hãy kiểm tra lại tháng ${month}.`,
    en: `A month can be opened by hand up to ${last}. Check whether ${month} is meant.`,
  });
}
