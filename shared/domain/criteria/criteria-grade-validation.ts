/** Whether a sheet's thresholds and gates, and a set's annual rule, are well formed. */
import { ANNUAL_GRADES, type AnnualCondition, type CriteriaSet, type Sheet } from './criteria.ts';
import { type CriteriaProblem, isLikelyPercent, meantInWords, problem } from './criteria-problem.ts';
import { GRADE_WORDS, pointsInWords, shareInWords } from './criteria-words.ts';

/** More would say the same thing twice; and whether grades can be reached is asked for every combination of them. */
const MOST_GATES = 12;

/** Meetings of a year. */
const MEETINGS = 12;

/** Of a point, and of a percent. */
const HUNDREDTHS = 100;

/** What is wrong with the grades of one sheet; `at` points to it. */
export const gradeProblems = (sheet: Sheet, at: string): CriteriaProblem[] => [
  ...thresholdProblems(sheet, at),
  ...gateProblems(sheet, at),
];

/**
 * Thresholds fall strictly, each grade once, the highest within the total, the last at 0: every grade reachable. A
 * best grade from a hundredth of the total on is a slip: points were written in place of hundredths.
 */
function thresholdProblems({ thresholds, total }: Sheet, at: string): CriteriaProblem[] {
  const found: CriteriaProblem[] = [];
  thresholds.forEach(({ grade, atLeast }, i) => {
    const above = thresholds[i - 1];
    const words = GRADE_WORDS[grade];
    if (thresholds.findIndex((other) => other.grade === grade) !== i) {
      found.push(
        problem(
          `${at}/thresholds/${i}/grade`,
          'grade-once',
          `Mức xếp loại ${words.vi} bị lặp lại.`,
          `The grade ${words.en} stands there twice.`,
        ),
      );
    }
    if (above === undefined ? atLeast > total : atLeast >= above.atLeast) {
      const [is, most] = [pointsInWords(atLeast), pointsInWords(above?.atLeast ?? total)];
      found.push(
        problem(
          `${at}/thresholds/${i}/atLeast`,
          'thresholds-fall',
          `Mức ${words.vi} từ ${is.vi} điểm không thể đạt: ngưỡng phải ${above === undefined ? `không quá tổng điểm ${most.vi}` : `dưới ${most.vi}, ngưỡng của mức trên`}.`,
          `The grade ${words.en} from ${is.en} points cannot be reached: its threshold must lie ${above === undefined ? `within the total of ${most.en}` : `below ${most.en}, that of the grade above`}.`,
        ),
      );
    }
  });
  const best = thresholds[0]?.atLeast ?? 0;
  if (best > 0 && best * HUNDREDTHS <= total) {
    const is = pointsInWords(best);
    found.push(
      problem(
        `${at}/thresholds/0/atLeast`,
        'threshold-in-hundredths',
        `${best} là ${is.vi} điểm, vì điểm ghi bằng phần trăm điểm. ${best} điểm ghi là ${best * HUNDREDTHS}; hãy sửa mọi ngưỡng như vậy.`,
        `${best} is ${is.en} points, for points are written in hundredths. ${best} points are written ${best * HUNDREDTHS}; correct every threshold so.`,
      ),
    );
  }
  if (thresholds.at(-1)?.atLeast !== 0) {
    found.push(
      problem(
        `${at}/thresholds`,
        'thresholds-end-at-zero',
        'Mức xếp loại cuối phải từ 0 điểm ("atLeast": 0), để điểm nào cũng được xếp loại.',
        'The last grade starts at 0 points ("atLeast": 0), so that every result has a grade.',
      ),
    );
  }
  return found;
}

/** Gates name known criteria and grades, and lower: a gate that keeps a grade would do nothing. */
function gateProblems({ gates, criteria, thresholds }: Sheet, at: string): CriteriaProblem[] {
  const rank = (grade: string) => thresholds.findIndex((threshold) => threshold.grade === grade);
  const known = criteria.map(({ id }) => id);
  const tooMany =
    gates.length <= MOST_GATES
      ? []
      : [
          problem(
            `${at}/gates`,
            'gates-few',
            `Có ${gates.length} điều kiện xếp loại; nhiều nhất ${MOST_GATES}. Hãy gộp các điều kiện của cùng một mức.`,
            `There are ${gates.length} gates; at most ${MOST_GATES}. Put those of one grade together.`,
          ),
        ];
  const each = gates.flatMap((gate, i) => {
    const unknown = gate.fullPointsIn.filter((id) => !known.includes(id));
    const found = unknown.map((id) =>
      problem(
        `${at}/gates/${i}/fullPointsIn`,
        'gate-criterion-known',
        `Điều kiện xếp loại nêu tiêu chí "${id}" không có trong bộ.${meantInWords(id, known).vi} Các tiêu chí: ${known.join(', ')}.`,
        `The gate names criterion "${id}", which the set does not have.${meantInWords(id, known).en} Its criteria: ${known.join(', ')}.`,
      ),
    );
    if (rank(gate.grade) !== -1 && rank(gate.otherwise) > rank(gate.grade)) return found;
    return [
      ...found,
      problem(
        `${at}/gates/${i}/otherwise`,
        'gate-lowers',
        `Điều kiện xếp loại hạ một mức (grade) xuống mức thấp hơn (otherwise); "${gate.grade}" xuống "${gate.otherwise}" thì không. Các mức của bộ, từ cao xuống: ${thresholds.map(({ grade }) => grade).join(', ')}.`,
        `A gate lowers a grade to a lower one (otherwise); from "${gate.grade}" to "${gate.otherwise}" it does not. The set's grades, best first: ${thresholds.map(({ grade }) => grade).join(', ')}.`,
      ),
    ];
  });
  return [...tooMany, ...each];
}

/** Grades fall, each once; every one but the last asks something, the last nothing: a graded year always has a grade. */
export function annualProblems({ annual, thresholds }: CriteriaSet): CriteriaProblem[] {
  if (annual === undefined) return [];
  const found = annual.flatMap(({ grade, when }, i) => {
    const above = annual[i - 1];
    const at = `/annual/${i}`;
    const words = GRADE_WORDS[grade];
    const falls = above === undefined || ANNUAL_GRADES.indexOf(above.grade) < ANNUAL_GRADES.indexOf(grade);
    const isLast = i === annual.length - 1;
    return [
      ...(falls
        ? []
        : [
            problem(
              `${at}/grade`,
              'annual-grades-fall',
              `Xếp loại năm: các mức xếp từ cao xuống thấp, mỗi mức một lần; mức ${words.vi} sai thứ tự.`,
              `Grades of the year go from best to worst, each once; ${words.en} is out of order.`,
            ),
          ]),
      ...((when.length === 0) === isLast
        ? []
        : [
            problem(
              `${at}/when`,
              'annual-last-takes-rest',
              isLast
                ? 'Mức xếp loại năm thấp nhất không có điều kiện, để năm nào cũng được xếp loại.'
                : `Xếp loại năm ${words.vi} phải có điều kiện: chỉ mức cuối cùng nhận phần còn lại.`,
              isLast
                ? 'The lowest grade of the year asks nothing, so that every year has a grade.'
                : `The year's ${words.en} must ask something: the last grade alone takes what is left.`,
            ),
          ]),
      ...when
        .flatMap((condition, n) => annualConditionProblems(condition, thresholds, `${at}/when/${n}`))
        .map(({ vi, en, ...rest }) => ({
          ...rest,
          vi: `Xếp loại năm ${words.vi}: ${vi}`,
          en: `The year's ${words.en}: ${en}`,
        })),
    ];
  });
  if (annual.length > 0) return found;
  return [
    problem(
      '/annual',
      'annual-grades-some',
      'Quy tắc xếp loại năm phải có ít nhất một mức; nếu không xếp loại năm thì bỏ trống.',
      'An annual rule has at least one grade; leave it out where years are not graded.',
    ),
  ];
}

function annualConditionProblems(
  condition: AnnualCondition,
  thresholds: Sheet['thresholds'],
  at: string,
): CriteriaProblem[] {
  const found: CriteriaProblem[] = [];
  if (!thresholds.some(({ grade }) => grade === condition.grade)) {
    const words = GRADE_WORDS[condition.grade];
    found.push(
      problem(
        `${at}/grade`,
        'annual-grade-known',
        `Không có buổi sinh hoạt nào được xếp loại ${words.vi} theo bộ này. Các mức: ${thresholds.map(({ grade }) => GRADE_WORDS[grade].vi).join(', ')}.`,
        `No meeting is graded ${words.en} by this set. Its grades: ${thresholds.map(({ grade }) => GRADE_WORDS[grade].en).join(', ')}.`,
      ),
    );
  }
  if (condition.type === 'count' && (condition.atLeast < 1 || condition.atLeast > MEETINGS)) {
    found.push(
      problem(
        `${at}/atLeast`,
        'annual-count-in-year',
        `Số kỳ phải từ 1 đến ${MEETINGS}: một năm có ${MEETINGS} kỳ sinh hoạt thường kỳ.`,
        `The number of meetings is 1 to ${MEETINGS}: a year has ${MEETINGS} regular ones.`,
      ),
    );
  }
  const bound = condition.type === 'share' ? boundOf(condition) : 0;
  if (isLikelyPercent(bound)) {
    found.push(
      problem(
        at,
        'share-in-basis-points',
        `${bound} là ${shareInWords(bound).vi}, vì tỷ lệ ghi bằng phần vạn. ${bound} % ghi là ${bound * HUNDREDTHS}; có ít nhất một kỳ ghi là "count".`,
        `${bound} is ${shareInWords(bound).en}, for shares are written in basis points. ${bound} % is written ${bound * HUNDREDTHS}; one meeting at least is a "count".`,
      ),
    );
  }
  if (condition.type === 'share' && !shareCanHold(condition)) {
    found.push(
      problem(
        at,
        'share-within-whole',
        'Tỷ lệ không thể quá 100 % (10000 phần vạn; 50 % ghi là 5000).',
        'No share passes 100 % (10000 basis points; 50 % is written 5000).',
      ),
    );
  }
  return found;
}

type ShareCondition = Extract<AnnualCondition, { readonly type: 'share' }>;

const boundOf = (condition: ShareCondition): number =>
  'above' in condition ? condition.above : condition.atLeast;

const shareCanHold = (condition: ShareCondition): boolean =>
  'above' in condition ? condition.above < 10_000 : condition.atLeast <= 10_000;
