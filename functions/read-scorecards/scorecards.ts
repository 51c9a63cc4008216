/** Scorecards put together from stored months: one organization's, and those of the organizations below it. */
import pMap from 'p-map';
import type { ScorecardAnswer } from '../../shared/contracts/scorecard.ts';
import { MEASURES, natureOf } from '../../shared/domain/criteria/measures.ts';
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
async function sumUp(
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

/**
 * The scorecards of the organizations that stood directly below in any planned month of the period, each over the
 * months in which it did: so they add up to what the committee itself shows.
 * @param plans the committee's own plan rows of the period, ascending
 */
export async function childScorecards(
  deps: ScorecardDeps,
  period: Period,
  plans: readonly PlanRow[],
): Promise<ScorecardAnswer[]> {
  const lastMonth = plans.at(-1)?.month;
  const pathIn = new Map(plans.map(({ month, path }) => [month, path]));
  const partitions = await pMap(
    plans,
    ({ organization, month }) => deps.scorecards.partition(organization, month),
    {
      concurrency: 12,
    },
  );
  const rowsByChild = Map.groupBy(
    partitions
      .flat()
      .filter(isLive)
      .filter(({ organization, parent }) => organization !== parent),
    ({ organization }) => organization,
  );
  const cards = await Promise.all(
    [...rowsByChild].map(async ([child, rows]) => {
      const last = rows.at(-1);
      if (last === undefined) return [];
      const path = [...(pathIn.get(last.month) ?? []), child];
      const card = await sumUp(deps, period, rows, last, path);
      return [toWire(last.month === lastMonth ? card : withoutStocks(card))];
    }),
  );
  return cards.flat();
}

/** Stocks and year-to-date figures are the last month's, and in that one it stood elsewhere. */
const withoutStocks = (card: Scorecard): Scorecard => ({
  ...card,
  measures: {
    ...card.measures,
    ...Object.fromEntries(MEASURES.filter((name) => natureOf(name) !== 'flow').map((name) => [name, 0])),
  },
});

const toWire = (card: Scorecard): ScorecardAnswer => ({
  ...card,
  path: [...card.path],
  criteriaSet: { ...card.criteriaSet },
  scoredBy: [...card.scoredBy],
  gatesFailed: [...card.gatesFailed],
  criteria: card.criteria.map((criterion) => ({ ...criterion })),
  measures: { ...card.measures },
});
