/** Whether a criteria set is well formed, in words that whoever writes the set understands. */
import type { Bilingual, CriteriaSet, Criterion } from './criteria.ts';
import { type CriteriaProblem, isPoints, problem, ruleProblems, sum } from './criteria-rule-validation.ts';
import { GRADE_WORDS, pointsInWords } from './criteria-words.ts';

/** Everything wrong with a set of the right shape; empty: it may be published. */
export function criteriaProblems(set: CriteriaSet): CriteriaProblem[] {
  return [
    ...sumProblems(set),
    ...uniqueProblems(set),
    ...set.criteria.flatMap((criterion, i) => criterionProblems(criterion, `/criteria/${i}`, set)),
    ...thresholdProblems(set),
    ...gateProblems(set),
  ];
}

/** The group's criteria add up to its points, the groups to the total. */
function sumProblems({ total, groups, criteria }: CriteriaSet): CriteriaProblem[] {
  const found: CriteriaProblem[] = [];
  const differ = (pointer: string, rule: string, what: Bilingual, is: number, should: number) => {
    if (is === should) return;
    const [a, b] = [pointsInWords(is), pointsInWords(should)];
    found.push(
      problem(
        pointer,
        rule,
        `${what.vi} cộng lại được ${a.vi} điểm, phải là ${b.vi}.`,
        `${what.en} add up to ${a.en} points, which must be ${b.en}.`,
      ),
    );
  };
  const inGroup = (id: string) => sum(criteria.filter(({ group }) => group === id).map(({ max }) => max));
  groups.forEach(({ id, title, points }, i) => {
    const what = { vi: `Các tiêu chí của nhóm "${title.vi}"`, en: `The criteria of group "${title.en}"` };
    differ(`/groups/${i}/points`, 'group-adds-up', what, inGroup(id), points);
  });
  differ(
    '/total',
    'groups-add-up',
    { vi: 'Các nhóm', en: 'The groups' },
    sum(groups.map(({ points }) => points)),
    total,
  );
  differ(
    '/total',
    'criteria-add-up',
    { vi: 'Các tiêu chí', en: 'The criteria' },
    sum(criteria.map(({ max }) => max)),
    total,
  );
  return found;
}

function uniqueProblems({ groups, criteria }: CriteriaSet): CriteriaProblem[] {
  const repeated = (list: readonly { readonly id: string }[], at: string) =>
    list.flatMap(({ id }, i) =>
      list.findIndex((other) => other.id === id) === i
        ? []
        : [
            problem(
              `${at}/${i}/id`,
              'id-once',
              `Mã "${id}" bị lặp lại. Hãy đặt mã khác.`,
              `The id "${id}" stands there twice. Give one of them another.`,
            ),
          ],
    );
  return [...repeated(groups, '/groups'), ...repeated(criteria, '/criteria')];
}

function criterionProblems(criterion: Criterion, at: string, { groups }: CriteriaSet): CriteriaProblem[] {
  const { id, group, max, decidedBy, rule } = criterion;
  const found: CriteriaProblem[] = [];
  if (!groups.some((known) => known.id === group)) {
    found.push(
      problem(
        `${at}/group`,
        'group-known',
        `Tiêu chí "${id}" thuộc nhóm "${group}" chưa khai báo. Hãy thêm nhóm hoặc sửa lại.`,
        `Criterion "${id}" is in group "${group}", which the set does not have. Add the group or correct it.`,
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
        `Tiêu chí "${id}": chấm theo dữ kiện thì cần quy tắc tính; tự chấm hoặc cấp trên chấm thì quy tắc là "self".`,
        `Criterion "${id}": one that facts decide needs a rule; one that a self or superior score decides has the rule "self".`,
      ),
    );
  }
  return [...found, ...ruleProblems(rule, max, `${at}/rule`, id)];
}

/** Thresholds fall strictly, each grade once, the highest within the total, the last at 0: every grade reachable. */
function thresholdProblems({ thresholds, total }: CriteriaSet): CriteriaProblem[] {
  const found: CriteriaProblem[] = [];
  thresholds.forEach(({ grade, atLeast }, i) => {
    const above = thresholds[i - 1];
    const words = GRADE_WORDS[grade];
    if (thresholds.findIndex((other) => other.grade === grade) !== i) {
      found.push(
        problem(
          `/thresholds/${i}/grade`,
          'grade-once',
          `Mức xếp loại ${words.vi} bị lặp lại.`,
          `The grade ${words.en} stands there twice.`,
        ),
      );
    }
    if (above === undefined ? atLeast > total : atLeast >= above.atLeast) {
      found.push(
        problem(
          `/thresholds/${i}/atLeast`,
          'thresholds-fall',
          `Mức ${words.vi} không thể đạt: các ngưỡng phải giảm dần, ngưỡng cao nhất không quá tổng điểm.`,
          `The grade ${words.en} cannot be reached: thresholds fall one after the other, the highest within the total.`,
        ),
      );
    }
  });
  if (thresholds.at(-1)?.atLeast !== 0) {
    found.push(
      problem(
        '/thresholds',
        'thresholds-end-at-zero',
        'Mức xếp loại thấp nhất phải từ 0 điểm, để điểm nào cũng được xếp loại.',
        'The lowest grade starts at 0 points, so that every result has a grade.',
      ),
    );
  }
  return found;
}

/** Gates name known criteria and grades, and lower: a gate that keeps a grade would do nothing. */
function gateProblems({ gates, criteria, thresholds }: CriteriaSet): CriteriaProblem[] {
  const rank = (grade: string) => thresholds.findIndex((threshold) => threshold.grade === grade);
  return gates.flatMap((gate, i) => {
    const unknown = gate.fullPointsIn.filter((id) => !criteria.some((criterion) => criterion.id === id));
    const found = unknown.map((id) =>
      problem(
        `/gates/${i}/fullPointsIn`,
        'gate-criterion-known',
        `Điều kiện xếp loại nêu tiêu chí "${id}" không có trong bộ. Các tiêu chí: ${criteria.map((one) => one.id).join(', ')}.`,
        `The gate names criterion "${id}", which the set does not have. Its criteria: ${criteria.map((one) => one.id).join(', ')}.`,
      ),
    );
    if (rank(gate.grade) !== -1 && rank(gate.otherwise) > rank(gate.grade)) return found;
    return [
      ...found,
      problem(
        `/gates/${i}/otherwise`,
        'gate-lowers',
        'Điều kiện xếp loại phải hạ từ một mức có trong bộ xuống một mức thấp hơn có trong bộ.',
        "A gate lowers one of the set's grades to a lower one of the set.",
      ),
    ];
  });
}
