/**
 * Makes the plan rows of a closing month final. A planning job that read the period while it was still open may be
 * slow and write much later; it compares-and-sets, so one more version of every row makes it lose, look again and
 * find the period closing. Waiting would only make such a late writing unlikely.
 */
import pMap from 'p-map';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState } from '../domain/roster/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { OrganizationRegistry, PlanRegistry } from '../ports/registry.ts';
import { everReached } from './walk-tree.ts';

export type SealingDeps = {
  readonly registry: Pick<OrganizationRegistry, 'organization'> &
    Pick<PlanRegistry, 'planRow' | 'putPlanRow'>;
  readonly now: Clock;
};

/**
 * Rewrites every plan row of the month once, its due date passed if it was when the closing was marked: the marking
 * may have overtaken the passing half way. To be called once `closing` is stored; done again, it changes nothing
 * but versions.
 */
export async function sealMonth(
  deps: SealingDeps,
  root: OrganizationId,
  { month, closingAt }: Pick<PeriodState, 'month' | 'closingAt'>,
): Promise<void> {
  const sealRow = async (id: OrganizationId): Promise<void> => {
    for (;;) {
      const row = await deps.registry.planRow(id, month);
      if (row === null) return;
      const duePassed = row.duePassed || (closingAt !== null && row.dueAt <= closingAt);
      const sealed = { ...row, duePassed, version: row.version + 1, plannedAt: deps.now() };
      if ((await deps.registry.putPlanRow(sealed)) === 'stored') return;
    }
  };
  await pMap(await everReached(deps.registry, root), sealRow, { concurrency: 16 });
}
