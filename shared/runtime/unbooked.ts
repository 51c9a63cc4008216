/** Why what is told late of an organization can count in no month, and what would help. */
import {
  closedWithItsLast,
  overWithItsLast,
  periodClosed,
  periodNotOpen,
  type Refusal,
} from '../contracts/problem.ts';
import { type Month, nextMonth, previousMonth } from '../domain/period.ts';
import { closedFrom } from '../domain/planning/organization-history.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState } from '../domain/roster/plan.ts';
import type { OrganizationRegistry, PeriodRegistry, PlanRegistry } from '../ports/registry.ts';

export type UnbookedDeps = {
  readonly registry: Pick<OrganizationRegistry, 'organization'> &
    Pick<PeriodRegistry, 'periods'> &
    Pick<PlanRegistry, 'planRow'>;
};

/** The months in which it could count. */
export type MayCountIn = {
  readonly organization: OrganizationId;
  readonly from: Month;
  /** Null: however late. */
  readonly until: Month | null;
};

/** For whom no month of these takes anything. */
export async function refusalOfUnbooked(
  { registry }: UnbookedDeps,
  { organization, from, until }: MayCountIn,
): Promise<Refusal> {
  const [periods, history] = await Promise.all([registry.periods(), registry.organization(organization)]);
  const gone = history && closedFrom(history);
  const itsLast = gone && previousMonth(gone);
  const isOver = (month: Month | null): month is Month =>
    month !== null && periods.some((period) => period.month === month && isClosed(period));
  const closedAt = (month: Month) => periods.find((period) => period.month === month)?.closedAt ?? null;
  if (itsLast !== null && (itsLast < from || (isOver(itsLast) && (until === null || itsLast < until)))) {
    const plan = itsLast < from ? null : await registry.planRow(organization, itsLast);
    const reopens = plan?.exists === true && plan.meets !== 'none';
    return reopens ? closedWithItsLast(itsLast, closedAt(itsLast)) : overWithItsLast(itsLast);
  }
  if (isOver(until)) return periodClosed(until, closedAt(until));
  const opening = periods.find(({ status }) => status === 'opening');
  const newest = periods.at(-1)?.month;
  return periodNotOpen(opening?.month ?? (newest === undefined ? from : nextMonth(newest)));
}

const isClosed = ({ status }: PeriodState): boolean => status === 'closing' || status === 'closed';
