/** Scorecards put together from an organization's stored months. */
import type { ScorecardAnswer } from '../../shared/contracts/scorecard.ts';
import { MONTH, type Period } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { type LiveRow, type ScoreRow, TOP } from '../../shared/domain/scorecards/scorecard.ts';
import {
  type Scorecard,
  scorecardOfMonth,
  sumPeriod,
} from '../../shared/domain/scorecards/scorecard-view.ts';
import type { CriteriaSets } from '../../shared/ports/criteria-sets.ts';
import type { ScorecardStore } from '../../shared/ports/scorecard-store.ts';

export type ScorecardDeps = {
  readonly scorecards: Pick<ScorecardStore, 'partition' | 'rows'>;
  readonly criteriaSets: CriteriaSets;
};

export const isLive = (row: ScoreRow): row is LiveRow => !row.tombstone;
const byMonth = (a: LiveRow, b: LiveRow): number => (a.month < b.month ? -1 : 1);

/** The organization's stored rows of planned months, ascending; a month not yet folded is missing. */
export async function rowsOf(deps: ScorecardDeps, plans: readonly PlanRow[]): Promise<LiveRow[]> {
  const keys = plans.map(({ parent, month, organization }) => ({
    parent: parent ?? TOP,
    month,
    organization,
  }));
  return (await deps.scorecards.rows(keys)).filter(isLive).sort(byMonth);
}

/** Each planned month's scorecard by itself, ascending. */
export async function monthlyScorecards(
  deps: ScorecardDeps,
  plans: readonly PlanRow[],
): Promise<ScorecardAnswer[]> {
  const pathIn = new Map(plans.map(({ month, path }) => [month, path]));
  return (await rowsOf(deps, plans)).map((row) => toWire(scorecardOfMonth(row, pathIn.get(row.month) ?? [])));
}

/** The scorecard of a period from its planned months; null until the first of them is folded. */
export async function scorecardOf(
  deps: ScorecardDeps,
  period: Period,
  plans: readonly PlanRow[],
): Promise<ScorecardAnswer | null> {
  const rows = await rowsOf(deps, plans);
  const last = rows.at(-1);
  const path = plans.at(-1)?.path;
  if (path === undefined || last === undefined) return null;
  return toWire(await sumUp(deps, period, rows, last, path));
}

/** `last` is the last of `rows`. */
export async function sumUp(
  deps: ScorecardDeps,
  period: Period,
  rows: readonly LiveRow[],
  last: LiveRow,
  path: readonly OrganizationId[],
): Promise<Scorecard> {
  if (MONTH.test(period)) return scorecardOfMonth(last, path);
  const criteriaSet = await deps.criteriaSets(last.profile.criteriaSet);
  return sumPeriod(period, rows, { path, criteriaSet });
}

export const toWire = (card: Scorecard): ScorecardAnswer => ({
  ...card,
  path: [...card.path],
  criteriaSet: { ...card.criteriaSet },
  scoredBy: [...card.scoredBy],
  gatesFailed: [...card.gatesFailed],
  criteria: card.criteria.map((criterion) => ({ ...criterion })),
  measures: { ...card.measures },
});
