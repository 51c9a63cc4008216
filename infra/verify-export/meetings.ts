/** Rows of the table `meetings` as records. */
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import {
  type MeetingRecord,
  RESCHEDULE_REASONS,
  RESOLUTION_FORMS,
} from '../../shared/domain/events/meeting.ts';
import { REVIEW_DECISIONS, type Review } from '../../shared/domain/events/review.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { StandingRecord } from '../../shared/domain/scorecards/month-figures.ts';
import { Cells } from './cells.ts';
import type { Line } from './files.ts';
import { scoresOf } from './scores.ts';

const SAID = ['name', 'kind', 'criteriaSet', 'minutesHeld', 'membersRequired', 'points', 'grade'] as const;

/** A current record, and beside it what its row repeats or derives, as it is written. */
export type Meeting = StandingRecord & {
  readonly organization: string;
  readonly month: Month;
  readonly revision: number;
  readonly recordedAt: string;
  /** What answers this revision of it. */
  readonly review: Review | null;
  readonly said: Readonly<Record<(typeof SAID)[number], string>>;
  /** Computed points by criterion, in hundredths; null where nothing was scored. */
  readonly scored: Readonly<Record<string, number>> | null;
};

/** @throws UnreadableExportError */
export function meetingOf(line: Line, sets: readonly CriteriaSet[]): Meeting {
  const cells = new Cells(line);
  return {
    organization: cells.some('organization'),
    month: cells.some('period'),
    key: cells.some('key'),
    revision: cells.integer('revision'),
    recordedAt: cells.some('recordedAt'),
    onTime: cells.flag('onTime'),
    record: { ...recordOf(cells), selfScore: scoresOf(cells, 'self', sets) },
    review: reviewOf(cells, sets),
    said: {
      name: cells.text('name'),
      kind: cells.text('kind'),
      criteriaSet: cells.text('criteriaSet'),
      minutesHeld: cells.text('minutesHeld'),
      membersRequired: cells.text('membersRequired'),
      points: cells.text('points'),
      grade: cells.text('grade'),
    },
    scored: scoresOf(cells, 'scored', sets),
  };
}

const recordOf = (cells: Cells): Omit<MeetingRecord, 'selfScore'> => ({
  heldOn: cells.some('heldOn'),
  startedAt: cells.some('startedAt'),
  endedAt: cells.some('endedAt'),
  rescheduleReason: cells.oneOrNone('rescheduleReason', RESCHEDULE_REASONS),
  members: {
    total: cells.integer('membersTotal'),
    exempt: cells.integer('membersExempt'),
    temporaryOut: cells.integer('temporaryOut'),
    temporaryIn: cells.integer('temporaryIn'),
    suspended: cells.integer('suspended'),
    official: cells.integerOrNull('official'),
    working: cells.integerOrNull('working'),
    present: cells.integer('membersPresent'),
    absentExcused: cells.integer('absentExcused'),
    absentUnexcused: cells.integer('absentUnexcused'),
    repeatedAbsences: cells.integerOrNull('repeatedAbsences'),
  },
  discussion: {
    speakers: cells.integerOrNull('speakers'),
    opinions: cells.integerOrNull('opinions'),
    proposals: cells.integerOrNull('proposals'),
  },
  preparation: {
    secretaryPrepared: cells.flagOrNull('secretaryPrepared'),
    committeeMet: cells.flagOrNull('committeeMet'),
    documentsDistributed: cells.flagOrNull('documentsDistributed'),
    draftResolution: cells.flagOrNull('draftResolution'),
  },
  agenda: {
    rollCallAnnounced: cells.flagOrNull('rollCallAnnounced'),
    programmeAdopted: cells.flagOrNull('programmeAdopted'),
    currentAffairs: cells.flagOrNull('currentAffairs'),
    previousMonthReviewed: cells.flagOrNull('previousMonthReviewed'),
    nextMonthTasks: cells.flagOrNull('nextMonthTasks'),
    studyAndExample: cells.flagOrNull('studyAndExample'),
    criticismAndSelfCriticism: cells.flagOrNull('criticismAndSelfCriticism'),
    discussed: cells.flagOrNull('discussed'),
    concluded: cells.flagOrNull('concluded'),
  },
  stepsInOrder: cells.flagOrNull('stepsInOrder'),
  resolution: {
    form: cells.oneOrNone('resolutionForm', RESOLUTION_FORMS),
    votesFor: cells.integerOrNull('votesFor'),
    votesAgainst: cells.integerOrNull('votesAgainst'),
    abstained: cells.integerOrNull('abstained'),
    tasksAssigned: cells.integerOrNull('tasksAssigned'),
    tasksWithDeadline: cells.integerOrNull('tasksWithDeadline'),
    membersAssigned: cells.integerOrNull('membersAssigned'),
    workingAssigned: cells.integerOrNull('workingAssigned'),
  },
  previousResolution: {
    tasks: cells.integerOrNull('previousTasks'),
    done: cells.integerOrNull('previousTasksDone'),
  },
  minutesComplete: cells.flagOrNull('minutesComplete'),
  theme: cells.textOrNull('theme'),
  jointWith: cells.words('jointWith'),
  handbook: {
    scheduled: cells.flagOrNull('handbookScheduled'),
    rollTaken: cells.flagOrNull('handbookRollTaken'),
    resolutionPosted: cells.flagOrNull('handbookResolutionPosted'),
  },
  note: null,
});

/** The reason is not exported, and no figure rests on it. */
function reviewOf(cells: Cells, sets: readonly CriteriaSet[]): Review | null {
  const decision = cells.oneOrNone('reviewDecision', REVIEW_DECISIONS);
  if (decision === null) return null;
  return {
    by: cells.slug('reviewedBy'),
    decision,
    scores: scoresOf(cells, 'review', sets),
    reason: null,
    dueOn: cells.textOrNull('reviewDueOn'),
  };
}
