/** Whether a sheet of scale `met`, a frame without points, is one: every criterion met or not, the meeting by all. */
import { MET_POINTS, type Sheet } from './criteria.ts';
import { type CriteriaProblem, problem } from './criteria-problem.ts';
import { pointsInWords } from './criteria-words.ts';

/** Nothing for a sheet of points. */
export function metProblems(sheet: Sheet, at: string): CriteriaProblem[] {
  if (sheet.scale !== 'met') return [];
  return [...criteriaProblems(sheet, at), ...gradeProblems(sheet, at)];
}

function criteriaProblems({ criteria }: Sheet, at: string): CriteriaProblem[] {
  const one = pointsInWords(MET_POINTS);
  return criteria.flatMap(({ id, max, rule }, i) => [
    ...(max === MET_POINTS
      ? []
      : [
          problem(
            `${at}/criteria/${i}/max`,
            'met-one-point',
            `Tiêu chí "${id}": trong khung đạt / không đạt, mỗi tiêu chí được ghi ${one.vi} điểm (${MET_POINTS}).`,
            `Criterion "${id}": in a met / not met frame each criterion is written as ${one.en} point (${MET_POINTS}).`,
          ),
        ]),
    ...(rule.type === 'all' || rule.type === 'self'
      ? []
      : [
          problem(
            `${at}/criteria/${i}/rule/type`,
            'met-all-or-nothing',
            `Tiêu chí "${id}": trong khung đạt / không đạt, quy tắc là "all" (mọi điều kiện) hoặc "self".`,
            `Criterion "${id}": in a met / not met frame the rule is "all" (every condition) or "self".`,
          ),
        ]),
  ]);
}

function gradeProblems({ thresholds, gates, total }: Sheet, at: string): CriteriaProblem[] {
  const [met, not] = thresholds;
  const asShould =
    met?.grade === 'dat' && met.atLeast === total && not?.grade === 'khong-dat' && not.atLeast === 0;
  return [
    ...(asShould
      ? []
      : [
          problem(
            `${at}/thresholds`,
            'met-grades',
            'Khung đạt / không đạt có đúng hai mức: "dat" từ tổng điểm, "khong-dat" từ 0.',
            'A met / not met frame has two grades: "dat" from the total, "khong-dat" from 0.',
          ),
        ]),
    ...(gates.length === 0
      ? []
      : [
          problem(
            `${at}/gates`,
            'met-no-gates',
            'Khung đạt / không đạt không có điều kiện xếp loại: mọi tiêu chí đều phải đạt rồi.',
            'A met / not met frame has no gates: every criterion must be met already.',
          ),
        ]),
  ];
}
