/** The month in which something told late counts, so that closed months stay as they were. */
import { type Month, type Year, yearOf } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState, PlanRow } from '../domain/roster/plan.ts';
import type { PeriodRegistry, PlanRegistry } from '../ports/registry.ts';

export type BookingDeps = {
  readonly registry: Pick<PeriodRegistry, 'periods'> & Pick<PlanRegistry, 'planRow'>;
};

/** An open month in which the organization has a plan row. */
export type Booking = { readonly period: PeriodState; readonly plan: PlanRow };

/** The earliest open month from `month` on; null if there is none. */
export const earliestOpenFrom = (
  deps: BookingDeps,
  organization: OrganizationId,
  month: Month,
): Promise<Booking | null> => firstPlanned(deps, organization, (open) => open.filter((one) => one >= month));

/** The last open month of the year; when the year has none, the earliest open one of the next year. */
export const lastOpenOf = (
  deps: BookingDeps,
  organization: OrganizationId,
  year: Year,
): Promise<Booking | null> => {
  const next = String(Number(year) + 1);
  return firstPlanned(deps, organization, (open) => [
    ...open.filter((month) => yearOf(month) === year).reverse(),
    ...open.filter((month) => yearOf(month) === next),
  ]);
};

async function firstPlanned(
  { registry }: BookingDeps,
  organization: OrganizationId,
  order: (open: readonly Month[]) => readonly Month[],
): Promise<Booking | null> {
  const periods = (await registry.periods()).filter(({ status }) => status === 'open');
  for (const month of order(periods.map((period) => period.month))) {
    const period = periods.find((one) => one.month === month);
    const plan = await registry.planRow(organization, month);
    if (period !== undefined && plan !== null) return { period, plan };
  }
  return null;
}
