/** An organization's period beside an earlier one: sums over those it comes of, each month by its own plan row. */
import pMap from 'p-map';
import type { ComparisonAnswer } from '../../shared/contracts/comparison.ts';
import { addArrays, fromArray, sumMonths } from '../../shared/domain/criteria/measures.ts';
import { comparableMean, sheetsUsed } from '../../shared/domain/criteria/sheets-used.ts';
import { type Month, monthsOf, type Period, yearOf } from '../../shared/domain/period.ts';
import type { OrganizationHistory } from '../../shared/domain/planning/organization-history.ts';
import { type Forebear, forebearsIn } from '../../shared/domain/planning/succession.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { averageOf, sumCriteria } from '../../shared/domain/scorecards/roll-up.ts';
import type { LiveRow } from '../../shared/domain/scorecards/scorecard.ts';
import { readDescent } from '../../shared/jobs/read-descent.ts';
import type { OrganizationRegistry, PlanRegistry } from '../../shared/ports/registry.ts';
import { rowsOf, type ScorecardDeps } from './scorecards.ts';

export type ComparisonDeps = ScorecardDeps & {
  readonly registry: Pick<OrganizationRegistry, 'organization'> & Pick<PlanRegistry, 'planRowsOfYear'>;
};

type Asked = {
  readonly organization: OrganizationId;
  readonly period: Period;
  readonly earlier: Period;
  /** The organization's plan rows of the period, ascending, at least one. */
  readonly plans: readonly PlanRow[];
  /** Whether the caller reads a period of which these are an organization's plan rows, ascending. */
  readonly isReadable: (plans: readonly PlanRow[]) => boolean;
};

const AT_ONCE = 16;

type Figures = Omit<ComparisonAnswer['current'], 'period' | 'organizations'>;

/**
 * Both periods are summed over the same family: whoever joined within the period that is asked for counts in it up to
 * then, as it counts in the earlier one. Null until the organization's first month of the period is folded.
 */
export async function compare(deps: ComparisonDeps, asked: Asked): Promise<ComparisonAnswer | null> {
  const { organization, period, earlier, plans } = asked;
  const last = plans.at(-1)?.month;
  const own = await rowsOf(deps, plans);
  if (last === undefined || own.length === 0) return null;
  const histories = await familyOf(deps, organization);
  const familyIn = (of: Period) =>
    monthsOf(of).flatMap((month) =>
      forebearsIn(organization, month, last, (id) => histories.get(id)).map((one) => ({ ...one, month })),
    );
  const [now, before] = [familyIn(period), familyIn(earlier)];
  const joined = now.filter((one) => one.organization !== organization);
  const [joinedPlans, earlierPlans] = await Promise.all([
    readablePlans(deps, joined, period, asked),
    readablePlans(deps, before, earlier, asked),
  ]);
  const [joinedRows, earlierRows] = await Promise.all([
    rowsOf(deps, joinedPlans),
    rowsOf(deps, earlierPlans),
  ]);
  const current = await summed(deps, outermost([...own, ...joinedRows], [...plans, ...joinedPlans]), now);
  if (current === null) return null;
  const figures = await summed(deps, outermost(earlierRows, earlierPlans), before);
  return {
    organization,
    current: { period, ...current },
    earlier: figures && { period: earlier, ...figures },
    missing: [...new Set([...notAmong(joinedRows, joined), ...notAmong(earlierRows, before)])]
      .filter((id) => id !== organization)
      .sort(),
  };
}

/** Without whoever stood below another of them in that month: the other's row holds theirs already. */
function outermost(rows: readonly LiveRow[], plans: readonly PlanRow[]): LiveRow[] {
  const paths = new Map(plans.map(({ organization, month, path }) => [`${organization} ${month}`, path]));
  const summed = new Set(rows.map(({ organization, month }) => `${organization} ${month}`));
  return rows.filter(({ organization, month }) => {
    const above = paths.get(`${organization} ${month}`)?.slice(0, -1) ?? [];
    return !above.some((id) => summed.has(`${id} ${month}`));
  });
}

/** The figures of these rows, and whose they are. */
async function summed(deps: ComparisonDeps, rows: readonly LiveRow[], family: readonly Forebear[]) {
  const figures = await figuresOf(deps, rows);
  const shared = new Set(family.flatMap((one) => (one.shared ? [one.organization] : [])));
  const organizations = [...new Set(rows.map((row) => row.organization))].sort();
  return (
    figures && {
      ...figures,
      organizations: organizations.map((id) => ({ organization: id, shared: shared.has(id) })),
    }
  );
}

const notAmong = (rows: readonly LiveRow[], family: readonly Forebear[]): OrganizationId[] => {
  const found = new Set(rows.map((row) => row.organization));
  return family.map((one) => one.organization).filter((id) => !found.has(id));
};

/** The organization, all that it descends from, and whoever else carries those on. */
async function familyOf(
  { registry }: ComparisonDeps,
  organization: OrganizationId,
): Promise<Map<OrganizationId, OrganizationHistory>> {
  const histories = await readDescent(registry, [organization]);
  const heirs = new Set([...histories.values()].flatMap(({ successors }) => successors));
  const others = [...heirs].filter((id) => !histories.has(id));
  const found = await pMap(others, (id) => registry.organization(id), { concurrency: AT_ONCE });
  for (const history of found) if (history !== null) histories.set(history.organization, history);
  return histories;
}

/**
 * Plan rows of the forebears in the months for which they count; of each all or none, as its own scorecard of the
 * period would be answered to the caller.
 */
async function readablePlans(
  { registry }: ComparisonDeps,
  forebears: readonly (Forebear & { readonly month: Month })[],
  period: Period,
  { isReadable }: Asked,
): Promise<PlanRow[]> {
  const monthsOfEach = Map.groupBy(forebears, (one) => one.organization);
  const plans = await pMap(
    monthsOfEach,
    async ([id, months]) => {
      const ofYear = await registry.planRowsOfYear(id, yearOf(period));
      const rows = ofYear.filter(({ month }) => monthsOf(period).includes(month));
      return isReadable(rows) ? rows.filter((row) => months.some(({ month }) => month === row.month)) : [];
    },
    { concurrency: AT_ONCE },
  );
  return plans.flat();
}

/** Over rows of one or several organizations: each month summed like a committee, the months like a longer period. */
async function figuresOf(deps: ComparisonDeps, rows: readonly LiveRow[]): Promise<Figures | null> {
  const byMonth = Map.groupBy(
    rows.toSorted((a, b) => (a.month < b.month ? -1 : 1)),
    ({ month }) => month,
  );
  const months = [...byMonth.values()].map((list) =>
    list.map((row) => row.measures).reduce((sum, array) => addArrays(sum, array)),
  );
  if (months.length === 0) return null;
  const measures = fromArray(sumMonths(months));
  const sets = new Map(
    rows.map(({ profile: { criteriaSet } }) => [`${criteriaSet.id} ${criteriaSet.revision}`, criteriaSet]),
  );
  const [set] = sets.values();
  if (set === undefined) return null;
  const criteriaSet = await deps.criteriaSets(set);
  const { points, grade } = averageOf(measures, criteriaSet);
  const { scoredBy, ...sheets } = sheetsUsed(sumCriteria(rows), measures, criteriaSet);
  return {
    ...sheets,
    scoredBy: [...scoredBy],
    ...comparableMean({ points, grade: sets.size === 1 ? grade : null, ...sheets }),
    criteriaSets: [...sets.values()].map((one) => ({ ...one })),
    measures,
  };
}
