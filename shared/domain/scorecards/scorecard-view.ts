/** Scorecards as the contract shows them: of one month, and of a quarter or a year as the sum of its months. */
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { CriterionScore } from '../criteria/criterion-score.ts';
import type { Grade } from '../criteria/grade.ts';
import { fromArray, type Measures, sumMonths } from '../criteria/measures.ts';
import { percentOfFull, type SheetsUsed, scoredBy, sheetsUsed } from '../criteria/sheets-used.ts';
import { type Instant, latest, type Period } from '../period.ts';
import type { Kind, OrganizationId, Unit } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';
import { averageOf, sumCriteria } from './roll-up.ts';
import { type LiveRow, type Status, TOP } from './scorecard.ts';
import { worstStatus } from './status.ts';

export type Scorecard = SheetsUsed & {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly kind: Kind;
  readonly unit: Unit;
  readonly period: Period;
  /** Null for the root. */
  readonly parent: OrganizationId | null;
  /** Ids from the root down to the organization itself. */
  readonly path: readonly OrganizationId[];
  readonly status: Status;
  readonly dueAt: Instant;
  readonly asOf: Instant;
  readonly watermark: number;
  readonly criteriaSet: CriteriaSetRef;
  /** In hundredths; null: nothing graded. */
  readonly points: number | null;
  readonly grade: Grade | null;
  readonly gatesFailed: readonly string[];
  /** Of a cell's month; empty for a committee and for a longer period. */
  readonly criteria: readonly CriterionScore[];
  readonly measures: Measures;
};

/** The scorecard of a month's row. `path` is the plan row's. */
export function scorecardOfMonth(row: LiveRow, path: readonly OrganizationId[]): Scorecard {
  const measures = fromArray(row.measures);
  return {
    ...identity(row, path),
    period: row.month,
    status: row.status,
    asOf: row.asOf,
    watermark: row.watermark,
    points: row.points,
    percentOfFull: percentOfFull(measures),
    grade: row.grade,
    mixedSheets: row.mixedSheets ?? false,
    scoredBy: scoredBy(sumCriteria([row])),
    gatesFailed: row.gatesFailed,
    criteria: row.criteria,
    measures,
  };
}

/**
 * The scorecard of a quarter or a year.
 *
 * @param months the organization's rows of the period's opened months, at least one, ascending, each taken from
 *   the partition of that month's own parent
 * @param last what holds in the last opened month: the plan row's path, and the criteria set it names
 * @returns flows summed; stocks, year-to-date figures, profile, parent and thresholds of the last opened month;
 *   the watermark is the sum of the months', and only rises
 * @throws RangeError without a month
 */
export function sumPeriod(
  period: Period,
  months: readonly LiveRow[],
  last: { readonly path: readonly OrganizationId[]; readonly criteriaSet: CriteriaSet },
): Scorecard {
  const row = months.at(-1);
  if (row === undefined) throw new RangeError(`no opened month of ${period} to sum`);
  const measures = fromArray(sumMonths(months.map((month) => month.measures)));
  return {
    ...identity(row, last.path),
    period,
    status: worstStatus(measures),
    asOf: latest(months.map(({ asOf }) => asOf)),
    watermark: months.reduce((sum, { watermark }) => sum + watermark, 0),
    ...averageOf(measures, last.criteriaSet),
    ...sheetsUsed(sumCriteria(months), measures, last.criteriaSet),
    gatesFailed: [],
    criteria: [],
    measures,
  };
}

const identity = ({ organization, parent, profile }: LiveRow, path: readonly OrganizationId[]) => ({
  organization,
  name: profile.name,
  kind: profile.kind,
  unit: profile.unit,
  parent: parent === TOP ? null : parent,
  path,
  dueAt: profile.dueAt,
  criteriaSet: profile.criteriaSet,
});
