/** What an order would change: the planning job itself, run on the draft, with its writing caught. */
import { MOST_PREVIEWED, type RestructuringAnswer } from '../../shared/contracts/restructuring.ts';
import type { OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { PeriodState, PlanRow } from '../../shared/domain/roster/plan.ts';
import { onPaper } from '../../shared/jobs/plan-on-paper.ts';
import { type PlanningDeps, planSubtree } from '../../shared/jobs/plan-organization.ts';
import type { RosterDraft } from './roster-draft.ts';

type PlanRows = NonNullable<RestructuringAnswer['planRows']>;
type Previewed = PlanRows['items'][number];

export async function preview(
  deps: PlanningDeps,
  draft: RosterDraft,
  versions: readonly OrganizationVersion[],
  periods: readonly PeriodState[],
): Promise<PlanRows> {
  const { registry, changes } = onPaper({ ...storedOf(deps), organization: draft.historyOf });
  for (const { month, status } of periods) {
    if (status !== 'opening' && status !== 'open') continue;
    const tops = new Set(versions.filter(({ from }) => from <= month).map((one) => one.organization));
    for (const top of tops) await planSubtree({ ...deps, registry }, top, month);
  }
  const moved = changes()
    .map(toWire)
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  return { total: moved.length, items: moved.slice(0, MOST_PREVIEWED) };
}

const storedOf = ({ registry }: PlanningDeps): PlanningDeps['registry'] => ({
  organization: (id) => registry.organization(id),
  period: (month) => registry.period(month),
  planRow: (organization, month) => registry.planRow(organization, month),
  putPlanRow: (row) => registry.putPlanRow(row),
});

const toWire = ({ before, after }: { before: PlanRow | null; after: PlanRow }): Previewed => ({
  organization: after.organization,
  period: after.month,
  before: before && placeOf(before),
  after: placeOf(after),
});

const placeOf = ({ parent, path, exists, expected }: PlanRow): Previewed['after'] => ({
  parent,
  path: [...path],
  exists,
  expected,
});
