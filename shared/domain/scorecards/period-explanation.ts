/** Why a committee's month, or anybody's quarter or year, comes to what it comes to: what it is the sum of. */
import type { Bilingual } from '../bilingual.ts';
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { CriterionSum } from '../criteria/criterion-score.ts';
import type { Grade } from '../criteria/grade.ts';
import { fromArray, sumMonths } from '../criteria/measures.ts';
import { percentOfFull, type SheetsUsed, sheetsUsed } from '../criteria/sheets-used.ts';
import { type Instant, latest, type Month } from '../period.ts';
import { isCommittee } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';
import { type Contribution, contributions } from './contribution.ts';
import { NO_RAISE, type RaisedMean, raisesOfMean } from './raised-mean.ts';
import { averageOf, sumCriteria } from './roll-up.ts';
import type { LiveRow, ScoreRow, Status } from './scorecard.ts';
import { worstStatus } from './status.ts';

/** How one criterion goes; title and most points where the set is one of those at hand. */
export type ExplainedCriterionSum = CriterionSum & {
  readonly title: Bilingual | null;
  readonly max: number | null;
};

export type PeriodExplanation = SheetsUsed & {
  readonly status: Status;
  readonly points: number | null;
  readonly grade: Grade | null;
  /** What all the figures rest on: accepted event revisions, and how far they were known. */
  readonly rests: { readonly revisions: number; readonly watermark: number; readonly asOf: Instant };
  /** Ascending; their points make the period's. */
  readonly months: readonly {
    readonly month: Month;
    readonly status: Status;
    readonly graded: number;
    readonly pointsSum: number;
    readonly points: number | null;
    readonly percentOfFull: number | null;
    readonly grade: Grade | null;
    readonly mixedSheets: boolean;
  }[];
  readonly criterionSums: readonly ExplainedCriterionSum[];
  readonly parts: readonly Contribution[];
  /** Nothing over several sheets, whose points compare with nothing. */
  readonly raised: RaisedMean;
};

/**
 * @param rows the organization's rows of the period's months, ascending, at least one
 * @param below of a committee: what its rows were folded from, ascending by month; of a cell nothing
 * @param setOf the sets that these rows name
 * @throws RangeError without a month
 */
export function explainPeriod(
  rows: readonly LiveRow[],
  below: readonly ScoreRow[],
  setOf: (ref: CriteriaSetRef) => CriteriaSet,
): PeriodExplanation {
  const last = rows.at(-1);
  if (last === undefined) throw new RangeError('no opened month to explain');
  const measures = fromArray(sumMonths(rows.map((row) => row.measures)));
  const set = setOf(last.profile.criteriaSet);
  const isMonth = rows.length === 1;
  const criterionSums = sumCriteria(rows);
  const sets = setsAtHand(rows, below, setOf);
  const used = sheetsUsed(criterionSums, measures, set);
  return {
    status: isMonth ? last.status : worstStatus(measures),
    ...(isMonth ? { points: last.points, grade: last.grade } : averageOf(measures, set)),
    ...used,
    rests: {
      revisions: measures.revisions,
      watermark: rows.reduce((sum, { watermark }) => sum + watermark, 0),
      asOf: latest(rows.map(({ asOf }) => asOf)),
    },
    months: rows.map(({ month, status, points, grade, measures: array, mixedSheets = false }) => {
      const figures = fromArray(array);
      const { graded, pointsSum } = figures;
      const scored = { graded, pointsSum, points, percentOfFull: percentOfFull(figures), grade };
      return { month, status, ...scored, mixedSheets };
    }),
    criterionSums: criterionSums.map((sum) => named(sum, sets)),
    parts: isCommittee(last.profile.kind) ? contributions(last.organization, below, setOf) : [],
    raised: used.mixedSheets ? NO_RAISE : raisesOfMean(set, measures, criterionSums),
  };
}

/** The newest revision of each set that the rows name: revisions of one set are summed together. */
function setsAtHand(
  rows: readonly LiveRow[],
  below: readonly ScoreRow[],
  setOf: (ref: CriteriaSetRef) => CriteriaSet,
): ReadonlyMap<string, CriteriaSet> {
  const refs = refsOf(rows, below).toSorted((a, b) => a.revision - b.revision);
  return new Map(refs.map((ref) => [ref.id, setOf(ref)]));
}

/** Each set that the rows name, once. */
export function refsOf(rows: readonly LiveRow[], below: readonly ScoreRow[]): CriteriaSetRef[] {
  const live = [...rows, ...below.filter((row): row is LiveRow => !row.tombstone)];
  const refs = live.map(({ profile }) => profile.criteriaSet);
  return [...new Map(refs.map((ref) => [`${ref.id} ${ref.revision}`, ref])).values()];
}

function named(sum: CriterionSum, sets: ReadonlyMap<string, CriteriaSet>): ExplainedCriterionSum {
  const found = sets.get(sum.set)?.criteria.find(({ id }) => id === sum.id);
  return { ...sum, title: found?.title ?? null, max: found?.max ?? null };
}
