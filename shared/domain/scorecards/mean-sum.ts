/** What a committee's mean is made of, so that what comes or goes below it can be added without reading it anew. */
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { Grade } from '../criteria/grade.ts';
import { fromArray } from '../criteria/measures.ts';
import { comparableMean, percentOfFull } from '../criteria/sheets-used.ts';
import { averageOf, sumCriteria } from './roll-up.ts';
import type { LiveRow } from './scorecard.ts';

/** Sums over graded cell-months; of a change, by how much more or less. */
export type MeanSum = {
  readonly graded: number;
  readonly pointsSum: number;
  readonly fullScoreSum: number;
  readonly percentSum: number;
  /** How many of `graded` were scored by which criteria set; none of a set that is not named. */
  readonly sheets: Readonly<Record<string, number>>;
};

export const NOTHING: MeanSum = { graded: 0, pointsSum: 0, fullScoreSum: 0, percentSum: 0, sheets: {} };

export const plus = (a: MeanSum, b: MeanSum): MeanSum => combine(a, b, (x, y) => x + y);
export const minus = (a: MeanSum, b: MeanSum): MeanSum => combine(a, b, (x, y) => x - y);

function combine(a: MeanSum, b: MeanSum, of: (x: number, y: number) => number): MeanSum {
  const ids = [...new Set([...Object.keys(a.sheets), ...Object.keys(b.sheets)])].toSorted();
  const sheets = ids.map((id) => [id, of(a.sheets[id] ?? 0, b.sheets[id] ?? 0)] as const);
  return {
    graded: of(a.graded, b.graded),
    pointsSum: of(a.pointsSum, b.pointsSum),
    fullScoreSum: of(a.fullScoreSum, b.fullScoreSum),
    percentSum: of(a.percentSum, b.percentSum),
    sheets: Object.fromEntries(sheets.filter(([, graded]) => graded !== 0)),
  };
}

/** Of a graded meeting every criterion has points, so any of a set's criteria knows how many there are. */
export function meanSumOf(row: LiveRow): MeanSum {
  const { graded, pointsSum, fullScoreSum, percentSum } = fromArray(row.measures);
  const sheets: Record<string, number> = {};
  for (const sum of sumCriteria([row])) sheets[sum.set] = Math.max(sheets[sum.set] ?? 0, sum.graded);
  return { graded, pointsSum, fullScoreSum, percentSum, sheets };
}

/** A mean as it may be told beside another; see {@link comparableMean}. */
export type ComparableMean = {
  readonly points: number | null;
  readonly grade: Grade | null;
  readonly percentOfFull: number | null;
  readonly mixedSheets: boolean;
};

/**
 * The mean of a committee with that set of its own. What a partition that is folded late lacks of what is taken away
 * from it counts as nothing.
 */
export function meanOf(sum: MeanSum, own: CriteriaSet): ComparableMean {
  const graded = Math.max(sum.graded, 0);
  const figures = {
    graded,
    pointsSum: Math.max(sum.pointsSum, 0),
    percentSum: Math.max(sum.percentSum, 0),
  };
  const isOther = Object.entries(sum.sheets).some(([id, meetings]) => id !== own.id && meetings > 0);
  const mixedSheets = isOther || Math.max(sum.fullScoreSum, 0) !== graded * own.total;
  return {
    ...comparableMean({ ...averageOf(figures, own), mixedSheets }),
    percentOfFull: percentOfFull(figures),
    mixedSheets,
  };
}
