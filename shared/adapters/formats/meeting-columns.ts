/** The columns of the table `meetings`: one row per current record, without notes and without who recorded it. */
import type { CriteriaSet } from '../../domain/criteria/criteria.ts';
import { meetingKind, membersRequired, minutesHeld } from '../../domain/events/meeting.ts';
import type { MeetingEntry } from '../../domain/exports/export-tables.ts';
import { assertDistinct, type Column } from './columns.ts';
import { criterionColumns, sheetPlaces } from './criterion-columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf } from './told-columns.ts';

type MeetingColumn = Column<MeetingEntry>;

const facts: readonly MeetingColumn[] = columnsOf(tables.meetings, {
  period: (row) => row.month,
  organization: (row) => row.organization,
  name: (row) => row.name,
  key: (row) => row.key,
  kind: (row) => meetingKind(row.key),
  revision: (row) => row.revision,
  recordedAt: (row) => row.recordedAt,
  onTime: (row) => row.onTime,
  criteriaSet: (row) => row.criteriaSet.id,
  heldOn: ({ record }) => record.heldOn,
  startedAt: ({ record }) => record.startedAt,
  endedAt: ({ record }) => record.endedAt,
  minutesHeld: ({ record }) => minutesHeld(record),
  rescheduleReason: ({ record }) => record.rescheduleReason,
  membersTotal: ({ record }) => record.members.total,
  membersExempt: ({ record }) => record.members.exempt,
  temporaryOut: ({ record }) => record.members.temporaryOut,
  temporaryIn: ({ record }) => record.members.temporaryIn,
  suspended: ({ record }) => record.members.suspended,
  membersRequired: ({ record }) => membersRequired(record),
  membersPresent: ({ record }) => record.members.present,
  absentExcused: ({ record }) => record.members.absentExcused,
  absentUnexcused: ({ record }) => record.members.absentUnexcused,
  official: ({ record }) => record.members.official,
  working: ({ record }) => record.members.working,
  repeatedAbsences: ({ record }) => record.members.repeatedAbsences,
  speakers: ({ record }) => record.discussion.speakers,
  opinions: ({ record }) => record.discussion.opinions,
  proposals: ({ record }) => record.discussion.proposals,
  secretaryPrepared: ({ record }) => record.preparation.secretaryPrepared,
  committeeMet: ({ record }) => record.preparation.committeeMet,
  documentsDistributed: ({ record }) => record.preparation.documentsDistributed,
  draftResolution: ({ record }) => record.preparation.draftResolution,
  rollCallAnnounced: ({ record }) => record.agenda.rollCallAnnounced,
  programmeAdopted: ({ record }) => record.agenda.programmeAdopted,
  currentAffairs: ({ record }) => record.agenda.currentAffairs,
  previousMonthReviewed: ({ record }) => record.agenda.previousMonthReviewed,
  nextMonthTasks: ({ record }) => record.agenda.nextMonthTasks,
  studyAndExample: ({ record }) => record.agenda.studyAndExample,
  criticismAndSelfCriticism: ({ record }) => record.agenda.criticismAndSelfCriticism,
  discussed: ({ record }) => record.agenda.discussed,
  concluded: ({ record }) => record.agenda.concluded,
  stepsInOrder: ({ record }) => record.stepsInOrder,
  resolutionForm: ({ record }) => record.resolution.form,
  votesFor: ({ record }) => record.resolution.votesFor,
  votesAgainst: ({ record }) => record.resolution.votesAgainst,
  abstained: ({ record }) => record.resolution.abstained,
  tasksAssigned: ({ record }) => record.resolution.tasksAssigned,
  tasksWithDeadline: ({ record }) => record.resolution.tasksWithDeadline,
  membersAssigned: ({ record }) => record.resolution.membersAssigned,
  workingAssigned: ({ record }) => record.resolution.workingAssigned,
  previousTasks: ({ record }) => record.previousResolution.tasks,
  previousTasksDone: ({ record }) => record.previousResolution.done,
  minutesComplete: ({ record }) => record.minutesComplete,
  theme: ({ record }) => record.theme,
  jointWith: ({ record }) => record.jointWith.join(' '),
  handbookScheduled: ({ record }) => record.handbook.scheduled,
  handbookRollTaken: ({ record }) => record.handbook.rollTaken,
  handbookResolutionPosted: ({ record }) => record.handbook.resolutionPosted,
  reviewDecision: ({ review }) => review?.decision ?? null,
  reviewedBy: ({ review }) => review?.by ?? null,
  reviewDueOn: ({ review }) => review?.dueOn ?? null,
  points: ({ score }) => score?.points ?? null,
  grade: ({ score }) => score?.grade ?? null,
});

/** @throws RangeError if two criteria would share a column. */
export function meetingColumns(sets: readonly CriteriaSet[]): readonly MeetingColumn[] {
  const selfScores = criterionColumns<MeetingEntry>(sheetPlaces(sets), [
    [
      'self',
      ({ criteriaSet, record }, { set, id }) =>
        criteriaSet.id === set ? (record.selfScore?.[id] ?? null) : null,
    ],
  ]);
  const reviewScores = criterionColumns<MeetingEntry>(sheetPlaces(sets), [
    [
      'review',
      ({ criteriaSet, review }, { set, id }) =>
        criteriaSet.id === set ? (review?.scores?.[id] ?? null) : null,
    ],
  ]);
  const scores = criterionColumns<MeetingEntry>(sheetPlaces(sets), [
    [
      'scored',
      ({ criteriaSet, score }, { set, id }) =>
        criteriaSet.id === set ? (score?.criteria.find((one) => one.id === id)?.points ?? null) : null,
    ],
  ]);
  const columns = [...facts, ...selfScores, ...reviewScores, ...scores];
  assertDistinct(columns);
  return columns;
}
