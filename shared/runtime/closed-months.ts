/** What is laid down from a month on says something of every later one, and of a closed one nothing may be said anew. */
import { closedForChanges } from '../contracts/problem.ts';
import type { Month } from '../domain/period.ts';
import { closedSince, type PeriodState } from '../domain/roster/plan.ts';

/** @throws Refusal 409 where the month, or one after it, is closed or about to be; it names the first that is not. */
export function refuseClosedMonths(periods: readonly PeriodState[], from: Month): void {
  const closed = closedSince(periods, from);
  if (closed !== undefined) throw closedForChanges(closed);
}
