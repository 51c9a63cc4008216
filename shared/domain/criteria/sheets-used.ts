/**
 * By which sheets the meetings behind a figure were scored, and what can be said of all of them together whatever
 * sheets they are. Points are on the scale of a sheet: over sheets of 6, 8 and 100 points their mean says nothing, and
 * an organization's own thresholds grade only what its own sheet scored.
 */
import { roundHalfEven } from '../integers.ts';
import type { CriteriaSet } from './criteria.ts';
import type { CriterionSum } from './criterion-score.ts';
import type { Grade } from './grade.ts';
import type { Measures } from './measures.ts';

/** Hundredths of a percent in the whole. */
const WHOLE = 10_000;

/** Points out of a sheet's total, in hundredths of a percent, half to even; of a sheet of 100 points the points. */
export const percentOfTotal = (points: number, total: number): number => roundHalfEven(points * WHOLE, total);

export type SheetsUsed = {
  /** Mean over the graded cell-months of the percent of their sheet's total that they reached; 9250 = 92.50 %. */
  readonly percentOfFull: number | null;
  /** Ids of the criteria sets by which the graded cell-months were scored, ascending; revisions are not told apart. */
  readonly scoredBy: readonly string[];
  /** True if the graded cell-months were scored by several sheets, or by another one than the organization's own. */
  readonly mixedSheets: boolean;
};

/**
 * Every meeting counts alike, whatever its sheet: out of all points together, one by a sheet of 100 points would outweigh
 * sixteen by one of 6. Hundredths of a percent, half to even; null if nothing is graded.
 */
export const percentOfFull = ({
  percentSum,
  graded,
}: Pick<Measures, 'percentSum' | 'graded'>): number | null =>
  graded === 0 ? null : roundHalfEven(percentSum, graded);

/** All of it, of sums over graded cell-months; `own` as in {@link areSheetsMixed}. */
export const sheetsUsed = (
  sums: readonly Pick<CriterionSum, 'set'>[],
  measures: Measures,
  own: Pick<CriteriaSet, 'id' | 'total'>,
): SheetsUsed => ({
  percentOfFull: percentOfFull(measures),
  scoredBy: scoredBy(sums),
  mixedSheets: areSheetsMixed(sums, measures, own),
});

/**
 * Mean and grade as they may be told of beside others', or as having become other ones: null over several sheets, where
 * they are sums of different scales held against thresholds of one of them.
 */
export const comparableMean = ({
  points,
  grade,
  mixedSheets,
}: Graded): { readonly points: number | null; readonly grade: Grade | null } =>
  mixedSheets ? { points: null, grade: null } : { points, grade };

type Graded = {
  readonly points: number | null;
  readonly grade: Grade | null;
  readonly mixedSheets: boolean;
};

type Sums = readonly Pick<CriterionSum, 'set'>[];

export const scoredBy = (sums: Sums): readonly string[] =>
  [...new Set(sums.map(({ set }) => set))].toSorted();

/**
 * @param sums of the graded cell-months, by set and criterion
 * @param own the organization's own set; a revision of it with another total is another sheet, too
 */
export const areSheetsMixed = (
  sums: Sums,
  { graded, fullScoreSum }: Pick<Measures, 'graded' | 'fullScoreSum'>,
  own: Pick<CriteriaSet, 'id' | 'total'>,
): boolean => fullScoreSum !== graded * own.total || sums.some(({ set }) => set !== own.id);
