/** Where a regular meeting may be planned. */
import type { Month } from '../period.ts';
import type { PlanContent } from '../roster/plan.ts';
import type { RuleViolation } from '../rule-violation.ts';
import { spoken } from '../spoken-date.ts';
import { daysNearPeriod } from './meeting-rules.ts';
import type { Schedule } from './schedule.ts';

/** A planned day lies where the meeting may be held (contract: in the month, or within 10 days of it). */
export function scheduleViolations(
  { plannedOn }: Schedule,
  month: Month,
  meets: PlanContent['meets'],
): RuleViolation[] {
  const { first, last } = daysNearPeriod(month, meets);
  if (first <= plannedOn && plannedOn <= last) return [];
  return [
    {
      pointer: '/plannedOn',
      rule: 'planned-on-near-period',
      vi: `Ngày dự kiến sinh hoạt của kỳ này phải từ ngày ${spoken(first)} đến ngày ${spoken(last)}. Hãy sửa ngày, hoặc gửi vào đúng kỳ.`,
      en: `The planned day of this period lies between ${first} and ${last}. Correct the day, or send it under its own period.`,
    },
  ];
}
