/** Reads the plan rows of whoever a programme names, to see who of them took part in a period. */
import pMap from 'p-map';
import { monthsOf, type Period, yearOf } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import type { PlanRegistry } from '../ports/registry.ts';

export type TakingPartDeps = { readonly registry: Pick<PlanRegistry, 'planRowsOfYear'> };

const AT_ONCE = 16;

/** Of those named, at `organization` or below it in the month, every month of the period that they have a plan row of. */
export async function plansWithin(
  { registry }: TakingPartDeps,
  named: readonly OrganizationId[],
  organization: OrganizationId,
  period: Period,
): Promise<PlanRow[]> {
  const months = monthsOf(period);
  const rows = await pMap(named, (id) => registry.planRowsOfYear(id, yearOf(period)), {
    concurrency: AT_ONCE,
  });
  return rows.flat().filter(({ month, path }) => months.includes(month) && path.includes(organization));
}
