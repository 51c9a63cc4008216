/** What an order would change: the planning job itself, run on the draft, with its writing caught. */
import { MOST_PREVIEWED, type RestructuringAnswer } from '../../shared/contracts/restructuring.ts';
import type { OrganizationVersion } from '../../shared/domain/organization.ts';
import type { PeriodState, PlanRow } from '../../shared/domain/plan.ts';
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
  const caught = new Map<string, { before: PlanRow | null; after: PlanRow }>();
  const read = new Map<string, PlanRow | null>();
  const registry: PlanningDeps['registry'] = {
    organization: draft.historyOf,
    period: (month) => deps.registry.period(month),
    planRow: async (organization, month) => {
      const key = `${month} ${organization}`;
      const row = caught.get(key)?.after ?? (await deps.registry.planRow(organization, month));
      if (!read.has(key)) read.set(key, row);
      return row;
    },
    putPlanRow: async (after) => {
      const key = `${after.month} ${after.organization}`;
      caught.set(key, { before: read.get(key) ?? null, after });
      return 'stored';
    },
  };
  for (const { month, status } of periods) {
    if (status !== 'opening' && status !== 'open') continue;
    const tops = new Set(versions.filter(({ from }) => from <= month).map((one) => one.organization));
    for (const top of tops) await planSubtree({ ...deps, registry }, top, month);
  }
  const changes = [...caught]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, change]) => toWire(change))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  return { total: changes.length, items: changes.slice(0, MOST_PREVIEWED) };
}

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
