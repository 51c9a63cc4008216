/** Whether every grade that a well-formed set names can be reached. */
import type { Bilingual } from '../bilingual.ts';
import type { CriteriaSet, Sheet } from './criteria.ts';
import { type CriteriaProblem, problem } from './criteria-problem.ts';
import { GRADE_WORDS, pointsInWords } from './criteria-words.ts';
import { reachableAnnualGrades, reachableGrades } from './reachable-grades.ts';

/** Grades of meetings; `at` points to the sheet. */
export function reachProblems(sheet: Sheet, at: string): CriteriaProblem[] {
  const reachable = reachableGrades(sheet);
  return sheet.thresholds.flatMap(({ grade, atLeast }, i) => {
    if (reachable.has(grade)) return [];
    const words = GRADE_WORDS[grade];
    const range = rangeInWords(atLeast, sheet.thresholds[i - 1]?.atLeast);
    return [
      problem(
        `${at}/thresholds/${i}`,
        'grade-reachable',
        `Không buổi sinh hoạt nào có thể được xếp loại ${words.vi} (${range.vi} điểm): các mức điểm của tiêu chí và điều kiện xếp loại không cho tổng điểm nào vào mức này. Hãy sửa ngưỡng, mức điểm hoặc điều kiện.`,
        `No meeting can be graded ${words.en} (${range.en} points): with the criteria's points and the gates, no sum falls there. Change the threshold, the points or the gate.`,
      ),
    ];
  });
}

function rangeInWords(atLeast: number, below: number | undefined): Bilingual {
  const from = pointsInWords(atLeast);
  if (below === undefined) return { vi: `từ ${from.vi}`, en: `from ${from.en}` };
  const to = pointsInWords(below);
  return { vi: `từ ${from.vi} đến dưới ${to.vi}`, en: `from ${from.en} to below ${to.en}` };
}

/** Grades of the year. */
export function annualReachProblems(set: CriteriaSet): CriteriaProblem[] {
  const reachable = reachableAnnualGrades(set);
  return (set.annual ?? []).flatMap(({ grade }, i) => {
    const words = GRADE_WORDS[grade];
    if (reachable.has(grade)) return [];
    return [
      problem(
        `/annual/${i}`,
        'annual-grade-reachable',
        `Không năm nào có thể được xếp loại ${words.vi}: điều kiện không thể đạt, hoặc mức phía trên đã nhận hết.`,
        `No year can be graded ${words.en}: its conditions cannot hold, or the grades above take every such year.`,
      ),
    ];
  });
}
