/** Which of a committee's parts make its figure. */
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { Grade } from '../criteria/grade.ts';
import { addArrays, fromArray, toArray } from '../criteria/measures.ts';
import { sheetsUsed } from '../criteria/sheets-used.ts';
import type { Kind, OrganizationId } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';
import { largestRemainderShares } from '../shares.ts';
import { averageOf, sumCriteria } from './roll-up.ts';
import type { LiveRow, ScoreRow } from './scorecard.ts';

/** What one organization directly below a committee adds to its mean. */
export type Contribution = {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly kind: Kind;
  /** Its graded cell-months; 0: it has no part in the mean. */
  readonly graded: number;
  /** Their points in hundredths. The committee's mean is the sum of these over the sum of `graded`. */
  readonly pointsSum: number;
  /** The percents of their sheets' totals that they reached, summed; of what the committee's percent is the mean. */
  readonly percentSum: number;
  /**
   * Of the committee's percentSum, in hundredths of a percent; the parts' shares add up to 10,000 unless all are 0. Of
   * sheets of one size that is the share of all points; over several, points of one sheet are no part of another's.
   */
  readonly share: number;
  readonly points: number | null;
  /** As on its scorecard; of parts over other sheets this compares, and points do not. */
  readonly percentOfFull: number | null;
  readonly grade: Grade | null;
  readonly mixedSheets: boolean;
  /** Accepted event revisions that its figures rest on. */
  readonly revisions: number;
  /** The sum of its months'. */
  readonly watermark: number;
};

const WHOLE = 10_000;

/**
 * @param rows the committee's whole partitions of the period's months, as its rows are folded from, ascending by month
 * @param setOf the sets that the rows of more than one month name
 * @returns one line for each part, ascending by organization; the committee itself does not meet and has none
 */
export function contributions(
  committee: OrganizationId,
  rows: readonly ScoreRow[],
  setOf: (ref: CriteriaSetRef) => CriteriaSet,
): Contribution[] {
  const live = rows.filter((row): row is LiveRow => !row.tombstone && row.organization !== committee);
  const parts = [...Map.groupBy(live, ({ organization }) => organization)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, months]) => {
      const last = months.at(-1);
      return last === undefined ? [] : [partOf(months, last, setOf)];
    });
  const shares = largestRemainderShares(
    parts.map(({ percentSum }) => percentSum),
    WHOLE,
  );
  return parts.map((part, i) => ({ ...part, share: shares[i] ?? 0 }));
}

function partOf(
  months: readonly LiveRow[],
  last: LiveRow,
  setOf: (ref: CriteriaSetRef) => CriteriaSet,
): Omit<Contribution, 'share'> {
  const figures = fromArray(months.map(({ measures }) => measures).reduce(addArrays, toArray({})));
  const { graded, pointsSum, percentSum, revisions } = figures;
  const set = setOf(last.profile.criteriaSet);
  const { points, grade } = months.length === 1 ? last : averageOf(figures, set);
  const { percentOfFull, mixedSheets } = sheetsUsed(sumCriteria(months), figures, set);
  return {
    organization: last.organization,
    name: last.profile.name,
    kind: last.profile.kind,
    ...{ graded, pointsSum, percentSum, points, percentOfFull, grade, mixedSheets, revisions },
    watermark: months.reduce((sum, { watermark }) => sum + watermark, 0),
  };
}
