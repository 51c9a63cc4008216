/**
 * Rules of a meeting record that reach across fields, as the contract states them. Types, ranges and unknown
 * fields are the schema's business; defaults are filled in before these rules look.
 *
 * Two halves: {@link recordViolations} needs nothing but the record and today; {@link planViolations} needs
 * what the plan row says. An empty list means acceptable.
 */
import { addDays, firstDay, type LocalDate, lastDay, type Month } from '../period.ts';
import type { PlanContent } from '../roster/plan.ts';
import type { RuleViolation } from '../rule-violation.ts';
import { spoken } from '../spoken-date.ts';
import { countViolations } from './count-rules.ts';
import { type MeetingKey, type MeetingRecord, meetingKind, membersRequired, minutesHeld } from './meeting.ts';
import { regularDays } from './meeting-facts.ts';
import { type ScorableCriteria, scoreViolations } from './score-rules.ts';

export type RecordContext = {
  readonly month: Month;
  readonly key: MeetingKey;
  /** Local day of the submission. */
  readonly today: LocalDate;
};

/** A regular meeting may be moved this many days out of its month, with a reason (contract: Tết). */
export const RESCHEDULE_DAYS = 10;

const broken = (pointer: string, rule: string, vi: string, en: string): RuleViolation => ({
  pointer,
  rule,
  vi,
  en,
});

/** What is wrong with the record whatever the organization. */
export function recordViolations(record: MeetingRecord, context: RecordContext): RuleViolation[] {
  return [
    ...timeViolations(record, context),
    ...memberViolations(record),
    ...countViolations(record),
    ...keyViolations(record, context),
  ];
}

function timeViolations(record: MeetingRecord, { today }: RecordContext): RuleViolation[] {
  const found: RuleViolation[] = [];
  if (record.heldOn > today) {
    found.push(
      broken(
        '/heldOn',
        'held-on-not-after-today',
        `Ngày sinh hoạt không được sau hôm nay (${spoken(today)}). Hãy gửi sau khi đã sinh hoạt.`,
        `The meeting cannot lie after today (${today}). Submit it once it has been held.`,
      ),
    );
  }
  if (minutesHeld(record) <= 0) {
    found.push(
      broken(
        '/endedAt',
        'ended-after-started',
        'Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.',
        'The meeting must end after it started, on the same day.',
      ),
    );
  }
  return found;
}

function memberViolations(record: MeetingRecord): RuleViolation[] {
  const { total, exempt, temporaryOut, suspended, present, absentExcused, absentUnexcused } = record.members;
  const required = membersRequired(record);
  const accounted = present + absentExcused + absentUnexcused;
  const found: RuleViolation[] = [];
  if (exempt + temporaryOut + suspended > total) {
    found.push(
      broken(
        '/members/total',
        'left-out-within-total',
        `Số được miễn, đi sinh hoạt tạm thời và đình chỉ sinh hoạt (${exempt + temporaryOut + suspended}) lớn hơn tổng số đảng viên (${total}). Hãy kiểm tra lại các số này.`,
        `Members exempt, temporarily away and suspended (${exempt + temporaryOut + suspended}) are more than all members (${total}). Check these counts.`,
      ),
    );
  }
  if (required < 1) {
    found.push(
      broken(
        '/members/total',
        'someone-required',
        `Số đảng viên phải dự (${required}) phải từ 1 trở lên: tổng số − được miễn − đi tạm thời − đình chỉ + đến tạm thời.`,
        `At least 1 member must be required (${required}): total − exempt − temporaryOut − suspended + temporaryIn.`,
      ),
    );
  }
  if (required !== accounted) {
    found.push(
      broken(
        '/members/present',
        'members-add-up',
        `Có mặt + vắng có lý do + vắng không lý do (${accounted}) phải bằng số phải dự (${required}). Hãy sửa lại số có mặt, vắng hoặc số phải dự.`,
        `present + absentExcused + absentUnexcused (${accounted}) must equal the members required (${required}). Correct the roll or the counts it rests on.`,
      ),
    );
  }
  return found;
}

/** Thematic and extraordinary meetings are keyed by their day, in the month; a theme belongs to the thematic. */
function keyViolations(record: MeetingRecord, { month, key }: RecordContext): RuleViolation[] {
  const kind = meetingKind(key);
  if (kind === 'regular') return [];
  const found: RuleViolation[] = [];
  const date = key.slice(key.indexOf('-') + 1);
  if (record.heldOn !== date) {
    found.push(
      broken(
        '/heldOn',
        'held-on-is-key-date',
        `Ngày sinh hoạt phải trùng ngày trong khóa của bản ghi (${spoken(date)}). Hãy gửi với khóa mang đúng ngày.`,
        `The day held must be the date in the record's key (${date}). Submit it under the key of its day.`,
      ),
    );
  }
  if (!date.startsWith(month)) {
    found.push(
      broken(
        '/heldOn',
        'held-on-in-month',
        `Sinh hoạt chuyên đề, bất thường phải nằm trong tháng ${spoken(month)}. Hãy gửi vào kỳ của tháng đã sinh hoạt.`,
        `A thematic or extraordinary meeting lies in its month, ${month}. Submit it under the month in which it was held.`,
      ),
    );
  }
  if (kind === 'thematic' && record.theme === null) {
    found.push(
      broken(
        '/theme',
        'theme-of-thematic',
        'Sinh hoạt chuyên đề phải ghi tên chuyên đề.',
        'A thematic meeting must name its theme.',
      ),
    );
  }
  if (kind === 'extraordinary' && record.theme !== null) {
    found.push(
      broken(
        '/theme',
        'no-theme-of-extraordinary',
        'Sinh hoạt bất thường không có chuyên đề. Hãy bỏ trống, hoặc gửi là sinh hoạt chuyên đề.',
        'An extraordinary meeting has no theme. Leave it out, or submit the meeting as a thematic one.',
      ),
    );
  }
  return found;
}

/** What the plan row, and the criteria set it names, say about a record. */
export type PlanFacts = Pick<PlanContent, 'meets'> & {
  /** Criteria of the set in force, with their most points in hundredths. */
  readonly criteria: ScorableCriteria;
};

/** What is wrong with the record for this organization in this month. */
export function planViolations(
  record: MeetingRecord,
  context: Pick<RecordContext, 'month' | 'key'>,
  facts: PlanFacts,
): RuleViolation[] {
  return [
    ...periodViolations(record, context, facts),
    ...scoreViolations({ pointer: '/selfScore', rule: 'self-score' }, record.selfScore, facts.criteria),
  ];
}

/** Both halves at once. */
export const meetingViolations = (
  record: MeetingRecord,
  context: RecordContext,
  facts: PlanFacts,
): RuleViolation[] => [...recordViolations(record, context), ...planViolations(record, context, facts)];

/** The days on which a regular meeting may be held at all, with a reason or without. */
export function daysNearPeriod(
  month: Month,
  meets: PlanContent['meets'],
): { readonly first: LocalDate; readonly last: LocalDate } {
  return {
    first:
      meets === 'quarterly' ? regularDays(month, meets).first : addDays(firstDay(month), -RESCHEDULE_DAYS),
    last: addDays(lastDay(month), RESCHEDULE_DAYS),
  };
}

function periodViolations(
  { heldOn, rescheduleReason }: MeetingRecord,
  { month, key }: Pick<RecordContext, 'month' | 'key'>,
  { meets }: PlanFacts,
): RuleViolation[] {
  if (meetingKind(key) !== 'regular') return [];
  const free = regularDays(month, meets);
  if (free.first <= heldOn && heldOn <= free.last) return [];
  const { first, last } = daysNearPeriod(month, meets);
  if (heldOn < first || last < heldOn) {
    return [
      broken(
        '/heldOn',
        'held-on-near-period',
        `Sinh hoạt thường kỳ của kỳ này phải từ ngày ${spoken(first)} đến ngày ${spoken(last)}. Hãy sửa ngày, hoặc gửi vào đúng kỳ.`,
        `The regular meeting of this period lies between ${first} and ${last}. Correct the day, or submit under its own period.`,
      ),
    ];
  }
  if (rescheduleReason !== null) return [];
  return [
    broken(
      '/rescheduleReason',
      'reason-outside-period',
      `Sinh hoạt ngoài kỳ (${spoken(free.first)} – ${spoken(free.last)}) phải ghi lý do dời lịch: tet, disaster, election, superior hoặc other.`,
      `A meeting held outside its period (${free.first} to ${free.last}) needs a rescheduleReason: tet, disaster, election, superior or other.`,
    ),
  ];
}

/** `2026-10-13` as it is written on Vietnamese screens: `13/10/2026`. */
