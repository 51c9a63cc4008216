/** What is in force, and how far plan rows follow it: read from the rows themselves, so there is nothing to go stale. */
import { adoptionInForce, type Binding, NO_BINDINGS } from '../../shared/domain/inheritance.ts';
import type { OrganizationId } from '../../shared/domain/organization.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { CriteriaSetRef } from '../../shared/domain/plan.ts';
import { onPaper } from '../../shared/jobs/plan-on-paper.ts';
import { type OpenMonthsDeps, planSubtree } from '../../shared/jobs/plan-organization.ts';
import { rosterPath } from '../../shared/runtime/access.ts';

export type MonthProgress = {
  readonly period: Month;
  readonly organizations: number;
  readonly following: number;
  readonly done: boolean;
};

/** Runs the planning job on paper: a row follows if the job would leave it alone. */
export async function progressOf(
  deps: OpenMonthsDeps,
  top: OrganizationId,
  from: Month,
): Promise<MonthProgress[]> {
  const progress: MonthProgress[] = [];
  for (const { month, status } of await deps.registry.periods()) {
    if (month < from || (status !== 'opening' && status !== 'open')) continue;
    const { registry } = onPaper(deps.registry);
    const { organizations, written } = await planSubtree({ ...deps, registry }, top, month);
    progress.push({ period: month, organizations, following: organizations - written, done: written === 0 });
  }
  return progress;
}

export type InForce = {
  readonly criteriaSet: CriteriaSetRef;
  readonly adoptedBy: OrganizationId | null;
  readonly from: Month | null;
};

/** By the tree of that month. */
export async function inForceAt(
  { registry, defaultCriteriaSet }: Pick<OpenMonthsDeps, 'registry' | 'defaultCriteriaSet'>,
  organization: OrganizationId,
  month: Month,
): Promise<InForce> {
  const path = await rosterPath((id) => registry.organization(id), organization, month);
  const line = await Promise.all(
    (path ?? []).map(async (id): Promise<Binding> => {
      const history = await registry.organization(id);
      return history ?? { organization: id, bindings: NO_BINDINGS };
    }),
  );
  const adoption = adoptionInForce(line, month);
  if (adoption === null) return { criteriaSet: defaultCriteriaSet, adoptedBy: null, from: null };
  return { criteriaSet: adoption.criteriaSet, adoptedBy: adoption.organization, from: adoption.from };
}
