/** Annual rules in words, in Vietnamese and English, made from the data. */
import type { Bilingual } from '../bilingual.ts';
import type { AnnualCondition, AnnualRule, CriteriaSet } from './criteria.ts';
import { GRADE_WORDS, shareInWords } from './criteria-words.ts';
import type { Grade } from './grade.ts';

type Graded = Pick<CriteriaSet, 'thresholds'>;

/** What one grade of the year asks; the last one of a rule takes what is left. */
export function annualGradeInWords({ grade, when }: AnnualRule[number], set: Graded): Bilingual {
  const words = GRADE_WORDS[grade];
  if (when.length === 0) return { vi: `Còn lại: ${words.vi}.`, en: `Otherwise: ${words.en}.` };
  const asked = when.map((condition) => annualConditionInWords(condition, set));
  return {
    vi: `Cả năm xếp loại ${words.vi} khi: ${asked.map(({ vi }) => vi).join('; ')}.`,
    en: `The year is ${words.en} if: ${asked.map(({ en }) => en).join('; ')}.`,
  };
}

/** What one condition asks, e.g. `mọi kỳ sinh hoạt thường kỳ loại Khá trở lên`. */
export function annualConditionInWords(condition: AnnualCondition, set: Graded): Bilingual {
  const grade = orBetter(condition.grade, set);
  if (condition.type === 'every') {
    return {
      vi: `mọi kỳ sinh hoạt thường kỳ loại ${grade.vi}`,
      en: `every regular meeting is ${grade.en}`,
    };
  }
  if (condition.type === 'count') {
    const { atLeast } = condition;
    return {
      vi: `ít nhất ${atLeast} kỳ sinh hoạt thường kỳ loại ${grade.vi}`,
      en: `at least ${atLeast} regular ${atLeast === 1 ? 'meeting is' : 'meetings are'} ${grade.en}`,
    };
  }
  const [share, vi, en] =
    'atLeast' in condition
      ? [condition.atLeast, 'ít nhất', 'at least']
      : [condition.above, 'trên', 'more than'];
  const words = shareInWords(share);
  return {
    vi: `${vi} ${words.vi} số kỳ sinh hoạt thường kỳ loại ${grade.vi}`,
    en: `${en} ${words.en} of the regular meetings are ${grade.en}`,
  };
}

/** The best grade of the set by itself; of any other, "or better". */
function orBetter(grade: Grade, { thresholds }: Graded): Bilingual {
  const { vi, en } = GRADE_WORDS[grade];
  return thresholds[0]?.grade === grade ? { vi, en } : { vi: `${vi} trở lên`, en: `at least ${en}` };
}
