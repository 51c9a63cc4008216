/** Plans the open months again, recomputes scorecards from Events and plan rows, and says how many were behind. */
import * as z from 'zod';
import { MONTH, type Month, yearOf } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { type OpenMonthsDeps, PlanningError, planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import {
  byYear,
  type SweepCounts,
  type SweepDeps,
  SweepError,
  sweepMonths,
} from '../../shared/jobs/sweep.ts';
import type { PeriodRegistry } from '../../shared/ports/registry.ts';
import { publishCounts } from '../../shared/runtime/metrics.ts';
import { type JobHandler, scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

/**
 * What the function is called with. The schedule calls it with `{}`: every month of the years in which a month is
 * not settled. By hand: `{ "months": ["2026-10"] }`, or `{ "months": "all" }`, as after a deploy with new folds.
 */
export const input = z.object({
  months: z.union([z.literal('all'), z.array(z.string().regex(MONTH)).min(1)]).optional(),
});

export type Deps = SweepDeps &
  OpenMonthsDeps & {
    readonly registry: Pick<PeriodRegistry, 'periods'>;
    readonly root: OrganizationId;
  };

export const createHandler = (deps: Deps): JobHandler =>
  scheduleHandler({
    name: 'sweep-scorecards',
    input,
    run: async ({ months }) => {
      const swept: SweepCounts[] = [];
      const troubles: (SweepError | PlanningError)[] = [];
      const years = byYear(await monthsToSweep(deps, months));
      // Whoever cannot be planned keeps its rows of before, and these are folded like all others.
      const rewritten = await planAgain(deps, years[0]?.[0] ?? '', troubles);
      for (const year of years)
        try {
          swept.push(await sweepMonths(deps, deps.root, year));
        } catch (trouble) {
          if (!(trouble instanceof SweepError)) throw trouble;
          troubles.push(trouble);
        }
      if (troubles.length > 0) throw allOf(troubles);
      return { PlanRowsRewritten: rewritten, ...countsOf(swept) };
    },
  });

/** What could not be read is counted although the run fails: that it is there is what the figure says. */
function allOf(troubles: readonly (SweepError | PlanningError)[]): SweepError {
  const unread = troubles.reduce((sum, one) => sum + ('unread' in one ? one.unread : 0), 0);
  publishCounts({ PlanRowsUnread: unread });
  return new SweepError(troubles, troubles.map(({ message }) => message).join('; '), unread);
}

/** In the open months not before `from`: what was set aside by plan-organizations, or given up. Counts the rows written. */
async function planAgain(deps: Deps, from: Month, troubles: (SweepError | PlanningError)[]): Promise<number> {
  try {
    const { written } = await planOpenMonths(deps, deps.root, from);
    return written;
  } catch (trouble) {
    if (!(trouble instanceof PlanningError)) throw trouble;
    troubles.push(trouble);
    return 0;
  }
}

/**
 * Rows swept, rows that were behind (by level of the tree too, 0 is the root), and rows that say something else
 * although they are not behind: a fold was changed without raising FOLD_VERSION, or somebody wrote by hand.
 */
function countsOf(swept: readonly SweepCounts[]): Record<string, number> {
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
  const levels = swept.flatMap(({ byLevel }) => byLevel.map((counts, level) => ({ ...counts, level })));
  const differedOn = Map.groupBy(levels, ({ level }) => level);
  return {
    ScorecardsSwept: sum(levels.map(({ rows }) => rows)),
    ScorecardsDiffered: sum(levels.map(({ differed }) => differed)),
    ScorecardsContradicted: sum(levels.map(({ contradicted }) => contradicted)),
    ...Object.fromEntries(
      [...differedOn].map(([level, counts]) => [
        `ScorecardsDifferedLevel${level}`,
        sum(counts.map(({ differed }) => differed)),
      ]),
    ),
  };
}

async function monthsToSweep({ registry }: Deps, asked: 'all' | Month[] | undefined): Promise<Month[]> {
  if (Array.isArray(asked)) return [...new Set(asked)];
  const periods = await registry.periods();
  const liveYears = new Set(periods.filter(({ settled }) => !settled).map(({ month }) => yearOf(month)));
  return periods.map(({ month }) => month).filter((month) => asked === 'all' || liveYears.has(yearOf(month)));
}
