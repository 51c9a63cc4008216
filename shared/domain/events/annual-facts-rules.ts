/** Rules of annual facts: parts do not exceed their whole, where both are known, and no count tells of a single person. */
import type { RuleViolation } from '../rule-violation.ts';
import type { AnnualFacts } from './annual-facts.ts';
import type { Known } from './meeting.ts';

export function annualFactsViolations(facts: AnnualFacts): RuleViolation[] {
  const { members, committeeMembers, committeeTrained, handbookAccounts, handbookEligible } = facts;
  const { xuatSac, tot, hoanThanh, khongHoanThanh, total } = members;
  const assessed = [xuatSac, tot, hoanThanh, khongHoanThanh].reduce<number>((sum, n) => sum + (n ?? 0), 0);
  return [
    ...within(
      '/members/total',
      'members-assessed-within-total',
      { part: assessed, whole: total },
      {
        vi: 'Số đảng viên được xếp loại',
        en: 'Members classified',
      },
    ),
    ...within(
      '/committeeTrained',
      'trained-within-committee',
      { part: committeeTrained, whole: committeeMembers },
      { vi: 'Số cấp ủy viên được tập huấn', en: 'Committee members trained' },
    ),
    ...within(
      '/handbookAccounts',
      'accounts-within-eligible',
      { part: handbookAccounts, whole: handbookEligible },
      { vi: 'Số tài khoản sổ tay', en: 'Handbook accounts' },
    ),
    ...within(
      '/studyDone',
      'studied-within-expected',
      { part: facts.studyDone, whole: facts.studyExpected },
      { vi: 'Số đảng viên đã học tập', en: 'Members who studied' },
    ),
    ...schoolingViolations(facts),
  ];
}

/** Of fewer, a count of one kind of schooling would tell who it was. */
const FEWEST_COUNTED = 10;

function schoolingViolations(facts: AnnualFacts): RuleViolation[] {
  const { schoolingCounted, schoolingUpperSecondary, schoolingVocational, schoolingUniversity } = facts;
  const kinds = { schoolingUpperSecondary, schoolingVocational, schoolingUniversity };
  const told = Object.entries(kinds).filter(([, part]) => part !== null);
  const enough = schoolingCounted !== null && schoolingCounted >= FEWEST_COUNTED;
  if (!enough && (told.length > 0 || schoolingCounted !== null))
    return [
      {
        pointer: '/schoolingCounted',
        rule: 'schooling-of-enough',
        vi: `Trình độ của đảng viên mới chỉ được thống kê trên ít nhất ${FEWEST_COUNTED} người, vì số nhỏ hơn cho biết từng người. Hãy để cấp trên thống kê chung.`,
        en: `Schooling is counted of at least ${FEWEST_COUNTED} admitted members, since smaller numbers tell of single people. Let the superior count for all below it.`,
      },
    ];
  return told.flatMap(([name, part]) =>
    within(
      `/${name}`,
      'schooling-within-counted',
      { part, whole: schoolingCounted },
      { vi: 'Số đảng viên mới có trình độ này', en: 'Admitted members with this schooling' },
    ),
  );
}

function within(
  pointer: string,
  rule: string,
  { part, whole }: { readonly part: Known<number>; readonly whole: Known<number> },
  words: { readonly vi: string; readonly en: string },
): RuleViolation[] {
  if (part === null || whole === null || part <= whole) return [];
  return [
    {
      pointer,
      rule,
      vi: `${words.vi} (${part}) không được lớn hơn tổng số tương ứng (${whole}). Hãy kiểm tra lại hai số này.`,
      en: `${words.en} (${part}) cannot be more than the whole they are part of (${whole}). Check both counts.`,
    },
  ];
}
