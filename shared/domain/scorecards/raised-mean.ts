/**
 * What would have raised the grade of a committee, or of a longer period: its mean is of many meetings, so it is asked
 * how many more points all of them together, and which criteria at full points in each of them, reach a better grade.
 * Gates apply to single meetings only (contract) and play no part.
 */
import type { CriteriaSet, Sheet } from '../criteria/criteria.ts';
import type { CriterionScore, CriterionSum } from '../criteria/criterion-score.ts';
import type { Grade } from '../criteria/grade.ts';
import type { Measures } from '../criteria/measures.ts';
import { type Raises, raisesOf } from '../criteria/raising.ts';
import { gradeFor } from '../criteria/scoring.ts';

export type RaisedMean = Raises & {
  /** The next better grade, and the hundredths of points that all graded meetings together lack for it. */
  readonly next: { readonly grade: Grade; readonly missing: number } | null;
};

export const NO_RAISE: RaisedMean = { next: null, ways: [], all: true };

type Mean = Pick<Measures, 'graded' | 'pointsSum'>;

/**
 * @param set the one whose thresholds grade the mean, and by which every meeting was scored
 * @param sums of the graded meetings, by criterion
 * @returns nothing where nothing is graded or the grade is the best; next alone where the sums are not of this set's
 *   criteria as they stand (an earlier revision had others)
 */
export function raisesOfMean(set: CriteriaSet, mean: Mean, sums: readonly CriterionSum[]): RaisedMean {
  const { graded, pointsSum } = mean;
  if (graded === 0) return NO_RAISE;
  const sheet = asOneSheet(set, graded);
  const now = sheet.thresholds.findIndex(({ grade }) => grade === gradeFor(sheet, pointsSum));
  const better = sheet.thresholds[now - 1];
  if (better === undefined) return NO_RAISE;
  const next = { grade: better.grade, missing: better.atLeast - pointsSum };
  const scores = sheet.criteria.map(({ id, max }) => {
    const sum = sums.find((one) => one.set === set.id && one.id === id);
    const points = sum?.graded === graded && sum.pointsSum <= max ? sum.pointsSum : null;
    return { id, points, max, self: null, superior: null, known: true };
  });
  const isWhole = scores.every(({ points }) => points !== null) && sumOf(scores) === pointsSum;
  return isWhole ? { next, ...raisesOf(sheet, scores) } : { next, ways: [], all: false };
}

const sumOf = (scores: readonly Pick<CriterionScore, 'points'>[]): number =>
  scores.reduce((total, { points }) => total + (points ?? 0), 0);

/** All graded meetings as one: each criterion brings so many times its points, a grade asks so many times its own. */
function asOneSheet({ total, groups, criteria, thresholds }: CriteriaSet, graded: number): Sheet {
  return {
    total: total * graded,
    groups,
    criteria: criteria.map((criterion) => ({ ...criterion, max: criterion.max * graded })),
    thresholds: thresholds.map(({ grade, atLeast }) => ({ grade, atLeast: leastSum(atLeast, graded) })),
    gates: [],
  };
}

/** The least sum whose mean, rounded half to even, comes to `mean`. */
function leastSum(mean: number, graded: number): number {
  if (mean === 0) return 0;
  const twice = (2 * mean - 1) * graded;
  return mean % 2 === 0 ? Math.ceil(twice / 2) : Math.floor(twice / 2) + 1;
}
