/** The month in which something told late counts, so that closed months stay as they were. */
import { type Month, type Year, yearOf } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import { type PeriodState, type PlanRow, takesRecords } from '../domain/roster/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { PeriodRegistry, PlanRegistry } from '../ports/registry.ts';

export type BookingDeps = {
  readonly registry: Pick<PeriodRegistry, 'periods'> & Pick<PlanRegistry, 'planRow'>;
  readonly now: Clock;
};

/** A month that takes what is told of the organization, and its plan row in it. */
export type Booking = { readonly period: PeriodState; readonly plan: PlanRow };

/** The earliest open month from `month` on; null if none takes anything of the organization. */
export const earliestOpenFrom = (
  deps: BookingDeps,
  organization: OrganizationId,
  month: Month,
): Promise<Booking | null> =>
  firstTaking(deps, organization, (taking) => taking.filter((one) => one >= month));

/** The last open month of the year; when the year has none, the earliest open one of the next year. */
export const lastOpenOf = (
  deps: BookingDeps,
  organization: OrganizationId,
  year: Year,
): Promise<Booking | null> => {
  const next = String(Number(year) + 1);
  return firstTaking(deps, organization, (taking) => [
    ...taking.filter((month) => yearOf(month) === year).reverse(),
    ...taking.filter((month) => yearOf(month) === next),
  ]);
};

/**
 * The first open month in which the organization exists. Where there is none, for it is closed, the first that is open
 * again for it, and else the first that has a plan row of it all the same.
 */
async function firstTaking(
  { registry, now }: BookingDeps,
  organization: OrganizationId,
  order: (taking: readonly Month[]) => readonly Month[],
): Promise<Booking | null> {
  const mayTake = ({ status, reopenings }: PeriodState) =>
    status === 'open' || reopenings.some((one) => one.organization === organization);
  const periods = new Map((await registry.periods()).filter(mayTake).map((one) => [one.month, one]));
  const others: Booking[] = [];
  for (const month of order([...periods.keys()])) {
    const period = periods.get(month);
    const plan = await registry.planRow(organization, month);
    if (period === undefined || plan === null || !takesRecords(period, plan, now())) continue;
    if (period.status === 'open' && plan.exists) return { period, plan };
    others.push({ period, plan });
  }
  return others.find(({ plan }) => plan.exists) ?? others[0] ?? null;
}
