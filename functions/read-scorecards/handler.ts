/** Scorecards, and why they say what they say. */
import { violation } from '../../shared/contracts/field-errors.ts';
import { notFound, validation } from '../../shared/contracts/problem.ts';
import {
  getClassification,
  getComparison,
  getExplanation,
  getProgress,
  getScorecard,
  listChildrenScorecards,
  listScorecards,
} from '../../shared/contracts/routes.ts';
import {
  lastYearsPeriod,
  type Month,
  nextMonth,
  previousPeriod,
  yearOf,
} from '../../shared/domain/period.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { AccessDeps, AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { type ChildrenDeps, childrenPage } from './children.ts';
import { type ClassificationDeps, classificationBelow } from './classification.ts';
import { compare } from './comparison.ts';
import { type ExplanationDeps, explained } from './explained.ts';
import { type ProgressDeps, readProgress } from './progress.ts';
import { monthlyScorecards, scorecardOf } from './scorecards.ts';

export type Deps = AccessDeps & ChildrenDeps & ProgressDeps & ClassificationDeps & ExplanationDeps;

const MOST_MONTHS = 12;

/** @throws Refusal 422 for a range that runs backwards or too far. */
function monthsBetween(from: Month, to: Month): Month[] {
  const months: Month[] = [];
  for (let month = from; month <= to && months.length <= MOST_MONTHS; month = nextMonth(month))
    months.push(month);
  if (months.length > 0 && months.length <= MOST_MONTHS) return months;
  throw validation([
    violation(
      '/to',
      'from-after-to',
      'Kỳ đầu không được sau kỳ cuối, và nhiều nhất 12 tháng.',
      'The first month cannot lie after the last, and at most 12 months may be asked for.',
    ),
  ]);
}

const readableTo =
  (guard: AccessGuard, caller: Caller, roles: readonly Role[]) =>
  (plans: readonly PlanRow[]): boolean =>
    guard.deciding(caller, roles, plans) !== null;

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(getScorecard, async ({ params: { period } }, { plans }) => {
        const body = await scorecardOf(deps, period, plans);
        if (body === null) throw notFound();
        return { status: 200, body };
      }),
      endpoint(
        listScorecards,
        async ({ params: { organization }, query: { from, to } }, { caller, guard }) => {
          const { roles } = listScorecards.access;
          const months = monthsBetween(from, to);
          const years = [...new Set(months.map(yearOf))];
          const rows = await Promise.all(
            years.map((year) => deps.registry.planRowsOfYear(organization, year)),
          );
          // Each month's own plan row decides on that month.
          const plans = rows
            .flat()
            .filter(({ month, path }) => months.includes(month) && guard.allows(caller, roles, path));
          if (plans.length === 0) {
            const path = await guard.pathToday(organization);
            if (path === null || !guard.allows(caller, roles, path)) throw notFound();
          }
          return { status: 200, body: { items: await monthlyScorecards(deps, plans), next: null } };
        },
      ),
      endpoint(listChildrenScorecards, async ({ query }, { plans }) => ({
        status: 200,
        body: await childrenPage(deps, plans, query),
      })),
      endpoint(
        getComparison,
        async ({ params: { organization, period }, query }, { plans, caller, guard }) => {
          const earlier = query.with === 'previous' ? previousPeriod(period) : lastYearsPeriod(period);
          const isReadable = readableTo(guard, caller, getComparison.access.roles);
          const body = await compare(deps, { organization, period, earlier, plans, isReadable });
          if (body === null) throw notFound();
          return { status: 200, body };
        },
      ),
      endpoint(getProgress, async ({ params, query: { period } }, { plans }) => {
        const body = await readProgress(deps, { ...params, period, plans });
        if (body === null) throw notFound();
        return { status: 200, body };
      }),
      endpoint(getClassification, async ({ query }, { plan }) => ({
        status: 200,
        body: await classificationBelow(deps, plan, query),
      })),
      endpoint(
        getExplanation,
        async ({ params: { organization, period } }, { plan, plans, caller, guard }) => {
          const isReadable = readableTo(guard, caller, getExplanation.access.roles);
          const asked = { organization, period, plan, plans, isReadable };
          return { status: 200, body: await explained(deps, asked) };
        },
      ),
    ],
    options,
  );
