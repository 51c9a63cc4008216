/** The measures that single records yield. An unknown fact adds 0 to a sum; what is known is counted beside it. */
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { Grade } from '../criteria/grade.ts';
import type { Measures } from '../criteria/measures.ts';
import type { MeetingScore } from '../criteria/scoring.ts';
import { percentOfTotal } from '../criteria/sheets-used.ts';
import { ofSet } from '../criteria/superior-sheet.ts';
import { type MeetingRecord, membersRequired, minutesHeld } from '../events/meeting.ts';
import { committeeMet, heldOnSchedule, type MeetingPlan } from '../events/meeting-facts.ts';
import type { PlanContent } from '../roster/plan.ts';

/** A meeting of this many minutes counts as long enough (central guidance 12-HD/BTCTW, 2018). */
const LONG_ENOUGH_MINUTES = 90;

const flag = (holds: boolean | null): 0 | 1 => (holds === true ? 1 : 0);
const all = (facts: readonly (boolean | null)[]): 0 | 1 => flag(facts.every((fact) => fact === true));
const known = (...facts: readonly unknown[]): 0 | 1 => flag(facts.every((fact) => fact !== null));

/** Of a month's regular meeting, owed and held. */
export function regularMeetingMeasures(
  record: MeetingRecord,
  plan: MeetingPlan & Pick<PlanContent, 'handbook'>,
): Partial<Measures> {
  const { members, discussion, resolution, previousResolution, handbook } = record;
  const prepared = Object.values({ ...record.preparation, committeeMet: committeeMet(record, plan) });
  const agenda = Object.values(record.agenda);
  const minutes = minutesHeld(record);
  return {
    regular: 1,
    rescheduled: known(record.rescheduleReason),
    membersTotal: members.total,
    membersExempt: members.exempt,
    membersRequired: membersRequired(record),
    membersPresent: members.present,
    absentExcused: members.absentExcused,
    absentUnexcused: members.absentUnexcused,
    repeatedAbsences: members.repeatedAbsences ?? 0,
    discussionKnown: known(discussion.speakers, discussion.opinions),
    speakers: discussion.speakers ?? 0,
    opinions: discussion.opinions ?? 0,
    proposals: discussion.proposals ?? 0,
    minutesHeld: minutes,
    atLeast90Minutes: flag(minutes >= LONG_ENOUGH_MINUTES),
    onSchedule: flag(heldOnSchedule(record, plan)),
    preparationKnown: known(...prepared),
    preparationComplete: all(prepared),
    documentsDistributed: flag(record.preparation.documentsDistributed),
    agendaKnown: known(...agenda),
    agendaComplete: all(agenda),
    stepsInOrder: flag(record.stepsInOrder),
    minutesKnown: known(record.minutesComplete),
    minutesComplete: flag(record.minutesComplete),
    resolutionKnown: known(resolution.form),
    resolutionsAdopted: flag(resolution.form !== null && resolution.form !== 'none'),
    tasksAssigned: resolution.tasksAssigned ?? 0,
    tasksWithDeadline: resolution.tasksWithDeadline ?? 0,
    membersAssigned: resolution.membersAssigned ?? 0,
    workingMembers: members.working ?? 0,
    workingAssigned: resolution.workingAssigned ?? 0,
    previousTasks: previousResolution.tasks ?? 0,
    previousTasksDone: previousResolution.done ?? 0,
    handbookScheduled: flag(plan.handbook && handbook.scheduled),
    handbookRollTaken: flag(plan.handbook && handbook.rollTaken),
    handbookResolutionPosted: flag(plan.handbook && handbook.resolutionPosted),
  };
}

/** Of the month's current thematic records. */
export const thematicMeasures = (records: readonly MeetingRecord[]): Partial<Measures> => ({
  thematic: records.length,
  thematicRequired: records.reduce((sum, record) => sum + membersRequired(record), 0),
  thematicPresent: records.reduce((sum, { members }) => sum + members.present, 0),
});

/** The measure that counts a grade. */
export const MEASURE_OF_GRADE = {
  tot: 'tot',
  kha: 'kha',
  'trung-binh': 'trungBinh',
  kem: 'kem',
  dat: 'dat',
  'khong-dat': 'khongDat',
} as const satisfies Record<Grade, keyof Measures>;

/**
 * Of the regular meeting's grade and of the cell's own sheet. A sheet counts with at least one of the set's criteria on
 * it. A graded meeting could have had the sheet's whole total, whatever was unknown: what counted as zero is lost, and
 * what leaves out a criterion leaves the meeting ungraded.
 */
export function scoreMeasures(
  { points, grade }: Pick<MeetingScore, 'points' | 'grade'>,
  { selfScore }: Pick<MeetingRecord, 'selfScore'>,
  set: Pick<CriteriaSet, 'criteria' | 'total'>,
): Partial<Measures> {
  const self = Object.values(ofSet(selfScore, set));
  return {
    ...(points === null || grade === null
      ? {}
      : {
          graded: 1,
          pointsSum: points,
          fullScoreSum: set.total,
          percentSum: percentOfTotal(points, set.total),
          [MEASURE_OF_GRADE[grade]]: 1,
        }),
    selfScored: flag(self.length > 0),
    selfPointsSum: self.reduce((sum, one) => sum + one, 0),
  };
}

/**
 * How an organization's regular meetings of the year so far are classed, given for each calendar month from
 * January on whether one was owed (and the plan row existed) and whether it was held.
 */
export function heldMeasures(
  months: readonly { readonly owed: boolean; readonly held: boolean }[],
): Partial<Measures> {
  if (!months.some(({ owed }) => owed)) return {};
  if (!months.every(({ owed }) => owed)) return { heldPartYear: 1 };
  const held = months.filter((month) => month.held).length;
  if (held >= 12) return { held12: 1 };
  if (held >= 9) return { held9to11: 1 };
  return held >= 5 ? { held5to8: 1 } : { heldUnder5: 1 };
}
