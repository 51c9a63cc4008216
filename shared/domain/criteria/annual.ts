/**
 * How a criteria set grades a year: from the grades of its regular meetings, as the set's rule says.
 *
 * Year to date: the rule is put to the meetings graded so far as if the year ended there. A meeting that is
 * missing, withdrawn or ungraded says nothing, neither for nor against: whether meetings were held at all is what
 * `held12` … `heldUnder5` say. So "at least 7 Tốt" cannot hold before the seventh, and a cell whose first three
 * meetings were Tốt stands at the next grade until then.
 */
import { ANNUAL_GRADES, type AnnualCondition, type AnnualGrade, type CriteriaSet } from './criteria.ts';
import type { Grade } from './grade.ts';
import type { Measures } from './measures.ts';

type Graded = Pick<CriteriaSet, 'thresholds' | 'annual'>;

/** How many meetings of the year had each grade of the set, in the order of its thresholds: best first. */
export type GradeCounts = readonly number[];

/** A grade that the set does not have (given under a set in force earlier in the year) cannot be compared: left aside. */
export const countGrades = ({ thresholds }: Graded, grades: readonly Grade[]): GradeCounts =>
  thresholds.map((threshold) => grades.filter((grade) => grade === threshold.grade).length);

/**
 * The grade of the year so far.
 *
 * @param counts of the year's graded regular meetings, see {@link countGrades}
 * @returns null where the set has no annual rule, or nothing to grade yet
 */
export function annualGrade(set: Graded, counts: GradeCounts): AnnualGrade | null {
  if (counts.every((count) => count === 0)) return null;
  const reached = set.annual?.find(({ when }) => when.every((asked) => conditionHolds(set, asked, counts)));
  return reached?.grade ?? null;
}

const WHOLE = 10_000;

/** Whether a condition holds of the year's graded meetings. */
export function conditionHolds({ thresholds }: Graded, asked: AnnualCondition, counts: GradeCounts): boolean {
  const rank = thresholds.findIndex(({ grade }) => grade === asked.grade);
  const reached = total(counts.slice(0, rank + 1));
  const graded = total(counts);
  if (asked.type === 'every') return reached === graded;
  if (asked.type === 'count') return reached >= asked.atLeast;
  return 'atLeast' in asked
    ? reached * WHOLE >= asked.atLeast * graded
    : reached * WHOLE > asked.above * graded;
}

const total = (counts: GradeCounts): number => counts.reduce((sum, count) => sum + count, 0);

const MEASURE_OF_YEAR = {
  tot: 'yearTot',
  kha: 'yearKha',
  'trung-binh': 'yearTrungBinh',
  kem: 'yearKem',
} as const satisfies Record<AnnualGrade, keyof Measures>;

/** One organization's year-to-date measures: 1 in the class of its grade, nothing without a grade. */
export function annualMeasures(set: Graded, grades: readonly Grade[]): Partial<Measures> {
  const grade = annualGrade(set, countGrades(set, grades));
  return grade === null ? {} : { [MEASURE_OF_YEAR[grade]]: 1 };
}

/** The grade that an organization's own measures hold; null where none is counted. */
export const annualGradeOf = (own: Measures): AnnualGrade | null =>
  ANNUAL_GRADES.find((grade) => own[MEASURE_OF_YEAR[grade]] > 0) ?? null;
