/** What is in force, and how far plan rows follow it: read from the rows themselves, so there is nothing to go stale. */
import type { Month } from '../../shared/domain/period.ts';
import { adoptionInForce, type Binding, NO_BINDINGS } from '../../shared/domain/planning/inheritance.ts';
import { type HistoryOf, rosterPath } from '../../shared/domain/planning/roster-path.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { CriteriaSetRef } from '../../shared/domain/roster/plan.ts';
import { adoptionProgress, type ProgressDeps } from '../../shared/jobs/adoption-progress.ts';
import type { OpenMonthsDeps } from '../../shared/jobs/plan-organization.ts';

export type MonthProgress = {
  readonly period: Month;
  readonly organizations: number;
  readonly following: number;
  readonly done: boolean;
};

export async function progressOf(
  deps: Pick<OpenMonthsDeps, 'registry' | 'defaultCriteriaSet'> & ProgressDeps,
  top: OrganizationId,
  from: Month,
): Promise<MonthProgress[]> {
  const progress: MonthProgress[] = [];
  for (const { month, status } of await deps.registry.periods()) {
    if (month < from || (status !== 'opening' && status !== 'open')) continue;
    const above = (await lineTo(deps, top, month)).slice(0, -1);
    const { organizations, following } = await adoptionProgress(deps, top, month, above);
    progress.push({ period: month, organizations, following, done: following === organizations });
  }
  return progress;
}

/** What binds everybody from the root down to `organization`, by the tree of that month. */
async function lineTo(
  { registry }: Pick<OpenMonthsDeps, 'registry'>,
  organization: OrganizationId,
  month: Month,
): Promise<Binding[]> {
  const read = new Map<OrganizationId, Binding | null>();
  const historyOf: HistoryOf = async (id) => {
    const history = await registry.organization(id);
    read.set(id, history);
    return history;
  };
  const path = await rosterPath(historyOf, organization, month);
  return (path ?? []).map((id) => read.get(id) ?? { organization: id, bindings: NO_BINDINGS });
}

export type InForce = {
  readonly criteriaSet: CriteriaSetRef;
  readonly adoptedBy: OrganizationId | null;
  readonly from: Month | null;
};

/** By the tree of that month. */
export async function inForceAt(
  deps: Pick<OpenMonthsDeps, 'registry' | 'defaultCriteriaSet'>,
  organization: OrganizationId,
  month: Month,
): Promise<InForce> {
  const line = await lineTo(deps, organization, month);
  const adoption = adoptionInForce(line, month);
  if (adoption === null) return { criteriaSet: deps.defaultCriteriaSet, adoptedBy: null, from: null };
  return { criteriaSet: adoption.criteriaSet, adoptedBy: adoption.organization, from: adoption.from };
}
