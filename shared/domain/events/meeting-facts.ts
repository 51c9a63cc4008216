/** What a criteria set may ask of one meeting: shares, counts and yes-or-no facts, each perhaps unknown. */
import { addDays, firstDay, type LocalDate, lastDay, type Month, monthsOf, quarterOf } from '../period.ts';
import type { DayRule, PlanContent } from '../roster/plan.ts';
import { type Known, type MeetingRecord, membersRequired, minutesHeld } from './meeting.ts';

/** Measures of one meeting that a rule may look at: a ratio of two counts. */
export const SHARES = [
  'attendance', // present of required
  'unexcused', // absent without reason, of required
  'speakers', // speakers of present
  'tasksWithDeadline', // tasks with a deadline of tasks assigned
  'workingAssigned', // working members given a task, of working members
  'previousTasksDone', // tasks done of the last resolution's tasks
] as const;

export type Share = (typeof SHARES)[number];

/** Plain integers of one meeting that a rule may look at. */
export const COUNTS = [
  'minutesHeld',
  'absentUnexcused',
  'repeatedAbsences',
  'speakers',
  'opinions',
  'proposals',
  'tasksAssigned',
  'exempt', // members excused from meeting altogether; they are left out of every share already
] as const;

export type Count = (typeof COUNTS)[number];

/** Yes-or-no facts of one meeting that a checklist may name. */
export const CHECKS = [
  'preparation.secretaryPrepared',
  'preparation.committeeMet', // counts as met where the cell has no committee
  'preparation.documentsDistributed',
  'preparation.draftResolution',
  'agenda.rollCallAnnounced',
  'agenda.programmeAdopted',
  'agenda.currentAffairs',
  'agenda.previousMonthReviewed',
  'agenda.nextMonthTasks',
  'agenda.studyAndExample',
  'agenda.criticismAndSelfCriticism',
  'agenda.discussed',
  'agenda.concluded',
  'stepsInOrder',
  'minutesComplete',
  'resolutionAdopted', // form is resolution or conclusion
  'onSchedule', // held on the programme's day; without one, inside the month, or the quarter of who meets quarterly
] as const;

export type Check = (typeof CHECKS)[number];

/** What the plan row adds to a record. */
export type MeetingPlan = Pick<PlanContent, 'month' | 'meets' | 'hasCommittee' | 'dayRule'>;

/** Both parts are integers ≥ 0; null where not known. */
export type ShareValue = { readonly numerator: Known<number>; readonly denominator: Known<number> };

export function shareOf(share: Share, record: MeetingRecord): ShareValue {
  const { members, discussion, resolution, previousResolution } = record;
  switch (share) {
    case 'attendance':
      return { numerator: members.present, denominator: membersRequired(record) };
    case 'unexcused':
      return { numerator: members.absentUnexcused, denominator: membersRequired(record) };
    case 'speakers':
      return { numerator: discussion.speakers, denominator: members.present };
    case 'tasksWithDeadline':
      return { numerator: resolution.tasksWithDeadline, denominator: resolution.tasksAssigned };
    case 'workingAssigned':
      return { numerator: resolution.workingAssigned, denominator: members.working };
    case 'previousTasksDone':
      return { numerator: previousResolution.done, denominator: previousResolution.tasks };
  }
}

export function countOf(count: Count, record: MeetingRecord): Known<number> {
  switch (count) {
    case 'minutesHeld':
      return minutesHeld(record);
    case 'absentUnexcused':
      return record.members.absentUnexcused;
    case 'repeatedAbsences':
      return record.members.repeatedAbsences;
    case 'speakers':
      return record.discussion.speakers;
    case 'opinions':
      return record.discussion.opinions;
    case 'proposals':
      return record.discussion.proposals;
    case 'tasksAssigned':
      return record.resolution.tasksAssigned;
    case 'exempt':
      return record.members.exempt;
  }
}

export function checkOf(check: Check, record: MeetingRecord, plan: MeetingPlan): Known<boolean> {
  const { preparation, agenda } = record;
  switch (check) {
    case 'preparation.secretaryPrepared':
      return preparation.secretaryPrepared;
    case 'preparation.committeeMet':
      return committeeMet(record, plan);
    case 'preparation.documentsDistributed':
      return preparation.documentsDistributed;
    case 'preparation.draftResolution':
      return preparation.draftResolution;
    case 'agenda.rollCallAnnounced':
      return agenda.rollCallAnnounced;
    case 'agenda.programmeAdopted':
      return agenda.programmeAdopted;
    case 'agenda.currentAffairs':
      return agenda.currentAffairs;
    case 'agenda.previousMonthReviewed':
      return agenda.previousMonthReviewed;
    case 'agenda.nextMonthTasks':
      return agenda.nextMonthTasks;
    case 'agenda.studyAndExample':
      return agenda.studyAndExample;
    case 'agenda.criticismAndSelfCriticism':
      return agenda.criticismAndSelfCriticism;
    case 'agenda.discussed':
      return agenda.discussed;
    case 'agenda.concluded':
      return agenda.concluded;
    case 'stepsInOrder':
      return record.stepsInOrder;
    case 'minutesComplete':
      return record.minutesComplete;
    case 'resolutionAdopted':
      return record.resolution.form === null ? null : record.resolution.form !== 'none';
    case 'onSchedule':
      return heldOnSchedule(record, plan);
  }
}

/** Where the cell has elected no committee, its meeting first counts as met (contract). */
export const committeeMet = (
  { preparation }: MeetingRecord,
  { hasCommittee }: Pick<MeetingPlan, 'hasCommittee'>,
): Known<boolean> => (hasCommittee ? preparation.committeeMet : true);

/**
 * The days on which a regular meeting may be held without a reason: its month, or, for an organization that
 * meets quarterly, the quarter.
 */
export function regularDays(
  month: Month,
  meets: PlanContent['meets'],
): { first: LocalDate; last: LocalDate } {
  const months = meets === 'quarterly' ? monthsOf(quarterOf(month)) : [month];
  return { first: firstDay(months.at(0) ?? month), last: lastDay(months.at(-1) ?? month) };
}

/**
 * Held on the programme's day of a month in which it may be held; without one, inside the month (contract), or, of
 * an organization that meets quarterly, inside the quarter.
 */
export function heldOnSchedule(
  { heldOn }: Pick<MeetingRecord, 'heldOn'>,
  { month, meets, dayRule }: Pick<MeetingPlan, 'month' | 'meets' | 'dayRule'>,
): boolean {
  const { first, last } = regularDays(month, meets);
  const inside = first <= heldOn && heldOn <= last;
  return inside && (dayRule === null || heldOn === nthWeekday(heldOn.slice(0, 7), dayRule));
}

/** The day on which the nth weekday of a month falls; may lie in the next month for a 5th that does not exist. */
function nthWeekday(month: string, { week, weekday }: DayRule): LocalDate {
  const first = firstDay(month);
  const weekdayOfFirst = new Date(`${first}T00:00:00.000Z`).getUTCDay();
  return addDays(first, ((weekday - weekdayOfFirst + 7) % 7) + (week - 1) * 7);
}
