/** Whether a criteria set is well formed, in words that whoever writes the set understands. */
import type { Bilingual } from '../bilingual.ts';
import type { CriteriaSet, Criterion, Sheet } from './criteria.ts';
import { annualProblems, gradeProblems } from './criteria-grade-validation.ts';
import { metProblems } from './criteria-met-validation.ts';
import { type CriteriaProblem, isPoints, meantInWords, problem, sum } from './criteria-problem.ts';
import { annualReachProblems, reachProblems } from './criteria-reach-validation.ts';
import { ruleProblems } from './criteria-rule-validation.ts';
import { pointsInWords } from './criteria-words.ts';

/** The most that a sheet may bring: 1,000 points. */
const MOST_TOTAL = 100_000;

/**
 * Everything wrong with a set of the right shape; empty: it may be published. Whether every grade can be reached
 * is asked once nothing else is wrong: before that it would only repeat the other problems.
 */
export function criteriaProblems(set: CriteriaSet): CriteriaProblem[] {
  const { thematic } = set;
  const found = [
    ...sheetProblems(set, ''),
    ...(thematic === undefined ? [] : sheetProblems(thematic, '/thematic').map(onThematicSheet)),
    ...(thematic === undefined ? [] : scheduleProblems(thematic, '/thematic')),
    ...annualProblems(set),
  ];
  if (found.length > 0) return found;
  return [
    ...reachProblems(set, ''),
    ...(thematic === undefined ? [] : reachProblems(thematic, '/thematic').map(onThematicSheet)),
    ...annualReachProblems(set),
  ];
}

const onThematicSheet = ({ vi, en, ...rest }: CriteriaProblem): CriteriaProblem => ({
  ...rest,
  vi: `Bảng điểm chuyên đề: ${vi}`,
  en: `Thematic sheet: ${en}`,
});

/** Everything wrong with one sheet but unreachable grades; `at` points to it. */
const sheetProblems = (sheet: Sheet, at: string): CriteriaProblem[] => [
  ...sumProblems(sheet, at),
  ...uniqueProblems(sheet, at),
  ...sheet.criteria.flatMap((criterion, i) => criterionProblems(criterion, `${at}/criteria/${i}`, sheet)),
  ...gradeProblems(sheet, at),
  ...metProblems(sheet, at),
];

/** The group's criteria add up to its points, the groups to the total. */
function sumProblems({ total, groups, criteria }: Sheet, at: string): CriteriaProblem[] {
  const found: CriteriaProblem[] = [];
  if (!isPoints(total) || total > MOST_TOTAL) {
    const most = pointsInWords(MOST_TOTAL);
    found.push(
      problem(
        `${at}/total`,
        'total-within',
        `Tổng điểm phải là số nguyên phần trăm điểm, không quá ${most.vi} điểm.`,
        `The total is a whole number of hundredths, at most ${most.en} points.`,
      ),
    );
  }
  const differ = (pointer: string, rule: string, what: Bilingual, is: number, should: number) => {
    if (is === should) return;
    const [a, b, gap] = [pointsInWords(is), pointsInWords(should), pointsInWords(Math.abs(is - should))];
    const whole =
      rule === 'group-adds-up'
        ? { vi: 'điểm của nhóm (points)', en: "the group's points" }
        : { vi: 'tổng điểm (total)', en: 'the total' };
    found.push(
      problem(
        pointer,
        rule,
        `${what.vi} cộng lại được ${a.vi} điểm, phải là ${b.vi}: ${is < should ? 'thiếu' : 'thừa'} ${gap.vi}. Hãy sửa điểm từng phần hoặc ${whole.vi}.`,
        `${what.en} add up to ${a.en} points, which must be ${b.en}: ${gap.en} ${is < should ? 'missing' : 'too many'}. Correct the parts or ${whole.en}.`,
      ),
    );
  };
  const inGroup = (id: string) => sum(criteria.filter(({ group }) => group === id).map(({ max }) => max));
  groups.forEach(({ id, title, points }, i) => {
    const what = { vi: `Các tiêu chí của nhóm "${title.vi}"`, en: `The criteria of group "${title.en}"` };
    differ(`${at}/groups/${i}/points`, 'group-adds-up', what, inGroup(id), points);
  });
  differ(
    `${at}/total`,
    'groups-add-up',
    { vi: 'Các nhóm', en: 'The groups' },
    sum(groups.map(({ points }) => points)),
    total,
  );
  differ(
    `${at}/total`,
    'criteria-add-up',
    { vi: 'Các tiêu chí', en: 'The criteria' },
    sum(criteria.map(({ max }) => max)),
    total,
  );
  return found;
}

function uniqueProblems({ groups, criteria }: Sheet, at: string): CriteriaProblem[] {
  const repeated = (list: readonly { readonly id: string }[], part: string) =>
    list.flatMap(({ id }, i) =>
      list.findIndex((other) => other.id === id) === i
        ? []
        : [
            problem(
              `${at}/${part}/${i}/id`,
              'id-once',
              `Mã "${id}" bị lặp lại. Hãy đặt mã khác.`,
              `The id "${id}" stands there twice. Give one of them another.`,
            ),
          ],
    );
  return [...repeated(groups, 'groups'), ...repeated(criteria, 'criteria')];
}

function criterionProblems(
  criterion: Criterion,
  at: string,
  { groups }: Pick<Sheet, 'groups'>,
): CriteriaProblem[] {
  const { id, group, max, decidedBy, rule, whenUnknown } = criterion;
  const found: CriteriaProblem[] = [];
  const known = groups.map((one) => one.id);
  if (!known.includes(group)) {
    const meant = meantInWords(group, known);
    found.push(
      problem(
        `${at}/group`,
        'group-known',
        `Tiêu chí "${id}" thuộc nhóm "${group}" chưa khai báo.${meant.vi} Hãy thêm nhóm hoặc chọn một trong: ${known.join(', ')}.`,
        `Criterion "${id}" is in group "${group}", which the set does not have.${meant.en} Add the group or choose one of: ${known.join(', ')}.`,
      ),
    );
  }
  if (!isPoints(max) || max === 0) {
    found.push(
      problem(
        `${at}/max`,
        'points-positive',
        `Điểm tối đa của "${id}" phải là số nguyên phần trăm điểm, lớn hơn 0.`,
        `The most points of "${id}" must be a whole number of hundredths above 0.`,
      ),
    );
  }
  if ((decidedBy === 'facts') === (rule.type === 'self')) {
    found.push(
      problem(
        `${at}/rule/type`,
        'rule-fits-decider',
        `Tiêu chí "${id}": chấm theo dữ kiện (decidedBy "facts") thì cần quy tắc tính; tự chấm hoặc cấp trên chấm thì quy tắc là { "type": "self" }.`,
        `Criterion "${id}": one that facts decide (decidedBy "facts") needs a rule; one that a self or superior score decides has the rule { "type": "self" }.`,
      ),
    );
  }
  if (decidedBy !== 'facts' && whenUnknown === 'self') {
    found.push(
      problem(
        `${at}/whenUnknown`,
        'fallback-differs',
        `Tiêu chí "${id}": điểm tự chấm đã được dùng để chấm, nên không thể thay thế khi chưa có. Hãy chọn "ungraded" hoặc "zero".`,
        `Criterion "${id}": the self score decides already, so it cannot stand in for itself. Choose "ungraded" or "zero".`,
      ),
    );
  }
  return [...found, ...ruleProblems(rule, max, `${at}/rule`, id)];
}

/** Only the regular meeting has a schedule to keep: the programme's day, or its month. */
function scheduleProblems({ criteria }: Sheet, at: string): CriteriaProblem[] {
  const asks = ({ rule }: Criterion) =>
    (rule.type === 'checklist' && rule.checks.some(({ check }) => check === 'onSchedule')) ||
    (rule.type === 'all' &&
      rule.conditions.some((condition) => condition.type === 'check' && condition.check === 'onSchedule'));
  return criteria.flatMap((criterion, i) =>
    asks(criterion)
      ? [
          problem(
            `${at}/criteria/${i}/rule`,
            'schedule-of-regular',
            `Tiêu chí "${criterion.id}": "onSchedule" chỉ dùng cho sinh hoạt thường kỳ.`,
            `Criterion "${criterion.id}": "onSchedule" is for regular meetings alone.`,
          ),
        ]
      : [],
  );
}
