/**
 * In what a mean is told. Points where one sheet scored everything that stands side by side, else percent of the full
 * score (decision 61). Either is in hundredths.
 */

import type { Measures } from '../../domain/criteria/measures.ts';
import type { ScorecardEntry } from '../../domain/exports/export-tables.ts';

export type Means = Pick<ScorecardEntry, 'points' | 'percentOfFull'>;

export type MeanScale = {
  /** Of a column of means. */
  readonly title: string;
  /** In a sentence. */
  readonly name: string;
  readonly inEnglish: string;
  readonly unit: string;
  readonly of: (means: Means) => number | null;
  /** Of the gaps between self and superior; to be divided by `compared`. */
  readonly gapSum: (measures: Pick<Measures, 'absoluteGapSum' | 'gapPercentSum'>) => number;
};

export const POINTS: MeanScale = {
  title: 'Điểm',
  name: 'điểm',
  inEnglish: 'mean points',
  unit: 'điểm',
  of: ({ points }) => points,
  gapSum: ({ absoluteGapSum }) => absoluteGapSum,
};

export const PERCENT: MeanScale = {
  title: '% điểm tối đa',
  name: 'tỷ lệ điểm',
  inEnglish: 'percent of the full score',
  unit: '% điểm tối đa',
  of: ({ percentOfFull }) => percentOfFull,
  gapSum: ({ gapPercentSum }) => gapPercentSum,
};

type Scored = Pick<ScorecardEntry, 'mixedSheets'> & {
  readonly measures: Pick<Measures, 'graded' | 'fullScoreSum'>;
};
type Earlier = { readonly figure: (measure: 'graded' | 'fullScoreSum') => number };

/** @param earlier the same organization in other periods: sheets with another full score compare by percent alone, too */
export function scaleOf({ mixedSheets, measures }: Scored, earlier: readonly (Earlier | null)[]): MeanScale {
  const { graded, fullScoreSum } = measures;
  const same = earlier.every(
    (one) => one === null || fullScoreSum * one.figure('graded') === one.figure('fullScoreSum') * graded,
  );
  return mixedSheets || !same ? PERCENT : POINTS;
}

/** In place of a grade by thresholds that are not those of the sheets. */
export const SEVERAL_SHEETS = 'Nhiều bảng';

/** A grade that says something; null also where the organization's own thresholds would grade others' points. */
export const gradeTold = ({
  grade,
  mixedSheets,
}: Pick<ScorecardEntry, 'grade' | 'mixedSheets'>): ScorecardEntry['grade'] => (mixedSheets ? null : grade);
