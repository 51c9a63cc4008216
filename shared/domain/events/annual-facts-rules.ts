/** Rules of annual facts: parts do not exceed their whole, where both are known. */

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
  ];
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
