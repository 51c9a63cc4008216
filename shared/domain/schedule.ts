/** The planned day of a regular meeting: what is said before it is held. Never part of a figure or a grade. */
import { daysNearPeriod } from './meeting-rules.ts';
import type { LocalDate, Month } from './period.ts';
import type { PlanContent } from './plan.ts';
import type { Revision } from './revision.ts';
import type { RuleViolation } from './rule-violation.ts';

export type Schedule = {
  readonly plannedOn: LocalDate;
  /** `HH:MM`; null while only the day is settled. */
  readonly plannedAt: string | null;
  /** What the meeting is about; at most 300 characters, no names. */
  readonly theme: string | null;
};

/** Its key is always {@link SCHEDULE_KEY}: one regular meeting a month is planned. */
export type ScheduleRevision = Revision<'schedule', Schedule>;
export const SCHEDULE_KEY = 'regular';

const spoken = (date: LocalDate): string => date.split('-').toReversed().join('/');

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
