/** Reads what an explanation needs: of a month its events, of a committee or a longer period the rows it is summed from. */
import pMap from 'p-map';
import type * as z from 'zod';
import { notFound } from '../../shared/contracts/problem.ts';
import type { explanation } from '../../shared/contracts/scorecard.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import { MONTH, type Month, type Period, yearOf } from '../../shared/domain/period.ts';
import { isCommittee, type OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { CriteriaSetRef, PlanRow } from '../../shared/domain/roster/plan.ts';
import { explainMonth } from '../../shared/domain/scorecards/explanation.ts';
import { explainPeriod, refsOf } from '../../shared/domain/scorecards/period-explanation.ts';
import { foldCommittee } from '../../shared/domain/scorecards/roll-up.ts';
import type { LiveRow, ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import { type ExplainedYear, explainYear } from '../../shared/domain/scorecards/year-explanation.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { PlanRegistry } from '../../shared/ports/registry.ts';
import { explanationToWire, type SummedUp, type YearShown } from './explanation.ts';
import { isLive, rowsOf, type ScorecardDeps } from './scorecards.ts';

export type ExplanationDeps = ScorecardDeps & {
  readonly registry: Pick<PlanRegistry, 'planRowsOfYear'>;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
};

type Asked = {
  readonly organization: OrganizationId;
  readonly period: Period;
  /** The organization's plan rows of the period, ascending, at least one. */
  readonly plans: readonly PlanRow[];
  /** The last of them. */
  readonly plan: PlanRow;
  /** Whether the caller reads a period of which these are an organization's plan rows, ascending. */
  readonly isReadable: (plans: readonly PlanRow[]) => boolean;
};

const AT_ONCE = 12;

/** @throws Refusal 404 where nothing is folded yet */
export async function explained(deps: ExplanationDeps, asked: Asked): Promise<z.output<typeof explanation>> {
  const { organization, period, plan } = asked;
  const set = await deps.criteriaSets(plan.criteriaSet);
  const year = yearOf(period);
  const [events, ofYear] = await Promise.all([
    deps.events.eventsOfYear(organization, year),
    deps.registry.planRowsOfYear(organization, year),
  ]);
  const isMonth = MONTH.test(period);
  if (isCommittee(plan.kind)) {
    const { rows, below } = await committeeRows(deps, asked);
    const own = explainMonth(plan, isMonth ? events : [], set);
    const summed = await summedUp(deps, rows, below, asked);
    return explanationToWire(own, { period, year: null, summed });
  }
  const setOf = await loaded(
    deps,
    ofYear.map(({ criteriaSet }) => criteriaSet),
  );
  const explainedYear = readable(explainYear(plan.month, ofYear, events, setOf), ofYear, asked);
  if (isMonth)
    return explanationToWire(explainMonth(plan, events, set), { period, year: explainedYear, summed: null });
  const summed = await summedUp(deps, await rowsOf(deps, asked.plans), [], asked);
  return explanationToWire(explainMonth(plan, [], set), { period, year: explainedYear, summed });
}

async function loaded(deps: ExplanationDeps, refs: readonly CriteriaSetRef[]) {
  const sets = new Map<string, CriteriaSet>();
  for (const ref of refs) {
    const key = `${ref.id} ${ref.revision}`;
    if (!sets.has(key)) sets.set(key, await deps.criteriaSets(ref));
  }
  return ({ id, revision }: CriteriaSetRef): CriteriaSet => {
    const found = sets.get(`${id} ${revision}`);
    if (found === undefined) throw new TypeError(`The criteria set ${id}/${revision} was not loaded.`);
    return found;
  };
}

/** The sums are those of the scorecard; of months in somebody else's subtree a caller learns no more than them. */
async function summedUp(
  deps: ExplanationDeps,
  rows: readonly LiveRow[],
  below: readonly ScoreRow[],
  { plans, isReadable }: Pick<Asked, 'plans' | 'isReadable'>,
): Promise<SummedUp> {
  if (rows.length === 0) throw notFound();
  const { months, ...sums } = explainPeriod(rows, below, await loaded(deps, refsOf(rows, below)));
  const readableMonths = monthsToRead(plans, isReadable);
  const shown = months.filter(({ month }) => readableMonths.has(month));
  return { ...sums, months: shown, elsewhere: months.length - shown.length };
}

/** The months that the caller could also ask for by themselves. */
const monthsToRead = (plans: readonly PlanRow[], isReadable: Asked['isReadable']): ReadonlySet<Month> =>
  new Set(plans.filter((plan) => isReadable([plan])).map(({ month }) => month));

/** Folded here from the parts that are shown, so that they make the figure beside them to the last point. */
async function committeeRows(deps: ExplanationDeps, { organization, plans }: Asked) {
  const months = await pMap(
    plans,
    async (plan) => {
      const rows = await deps.scorecards.partition(organization, plan.month);
      const criteriaSet = await deps.criteriaSets(plan.criteriaSet);
      const [row] = foldCommittee({ committee: organization, month: plan.month, rows, plan, criteriaSet });
      return rows.length === 0 || row === undefined || !isLive(row) ? { row: null, rows: [] } : { row, rows };
    },
    { concurrency: AT_ONCE },
  );
  return {
    rows: months.flatMap(({ row }) => row ?? []),
    below: months.flatMap(({ rows }) => rows),
  };
}

/** Of months in which it stood in somebody else's subtree a caller learns no more than that they count. */
function readable(
  year: ExplainedYear | null,
  plans: readonly PlanRow[],
  { isReadable }: Pick<Asked, 'isReadable'>,
): YearShown | null {
  if (year === null) return null;
  const readableMonths = monthsToRead(plans, isReadable);
  const meetings = year.meetings.filter(({ month }) => readableMonths.has(month));
  return { ...year, meetings, elsewhere: year.meetings.length - meetings.length };
}
