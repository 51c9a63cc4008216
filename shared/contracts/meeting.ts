/** The meeting record as it goes over the wire, and its way to and from the domain's. */
import * as z from 'zod';
import {
  type MeetingRecord,
  type MeetingRevision,
  RESCHEDULE_REASONS,
  RESOLUTION_FORMS,
} from '../domain/events/meeting.ts';
import type { ReviewRevision } from '../domain/events/review.ts';
import { fact, nullAsAbsent } from './facts.ts';
import {
  count,
  instant,
  label,
  listOf,
  localDate,
  meetingKey,
  month,
  organizationId,
  text,
  timeOfDay,
} from './primitives.ts';
import { reviewOfMeeting, reviewToWire } from './review.ts';
import { scores, scoresFromWire, scoresToWire } from './scores.ts';

const members = z
  .strictObject({
    total: count,
    exempt: count,
    temporaryOut: count.default(0),
    temporaryIn: count.default(0),
    suspended: count.default(0),
    official: fact(count),
    working: fact(count),
    present: count,
    absentExcused: count,
    absentUnexcused: count,
    repeatedAbsences: fact(count),
  })
  .meta({
    description:
      'required = total − exempt − temporaryOut − suspended + temporaryIn = present + absentExcused + absentUnexcused, and at least 1',
  });

const { shape } = z.strictObject({
  heldOn: localDate,
  startedAt: timeOfDay,
  endedAt: timeOfDay,
  rescheduleReason: fact(z.enum(RESCHEDULE_REASONS)),
  members,
  discussion: nullAsAbsent(
    z.strictObject({ speakers: fact(count), opinions: fact(count), proposals: fact(count) }).prefault({}),
  ),
  preparation: nullAsAbsent(
    z
      .strictObject({
        secretaryPrepared: fact(z.boolean()),
        committeeMet: fact(z.boolean()),
        documentsDistributed: fact(z.boolean()),
        draftResolution: fact(z.boolean()),
      })
      .prefault({}),
  ),
  agenda: nullAsAbsent(
    z
      .strictObject({
        rollCallAnnounced: fact(z.boolean()),
        programmeAdopted: fact(z.boolean()),
        currentAffairs: fact(z.boolean()),
        previousMonthReviewed: fact(z.boolean()),
        nextMonthTasks: fact(z.boolean()),
        studyAndExample: fact(z.boolean()),
        criticismAndSelfCriticism: fact(z.boolean()),
        discussed: fact(z.boolean()),
        concluded: fact(z.boolean()),
      })
      .prefault({}),
  ),
  stepsInOrder: fact(z.boolean()),
  resolution: nullAsAbsent(
    z
      .strictObject({
        form: fact(z.enum(RESOLUTION_FORMS)),
        votesFor: fact(count),
        votesAgainst: fact(count),
        abstained: fact(count),
        tasksAssigned: fact(count),
        tasksWithDeadline: fact(count),
        membersAssigned: fact(count),
        workingAssigned: fact(count),
      })
      .prefault({}),
  ),
  previousResolution: nullAsAbsent(z.strictObject({ tasks: fact(count), done: fact(count) }).prefault({})),
  minutesComplete: fact(z.boolean()),
  theme: fact(label(300)),
  jointWith: nullAsAbsent(z.array(organizationId).max(50).default([])),
  handbook: nullAsAbsent(
    z
      .strictObject({
        scheduled: fact(z.boolean()),
        rollTaken: fact(z.boolean()),
        resolutionPosted: fact(z.boolean()),
      })
      .prefault({}),
  ),
  selfScore: fact(scores),
  note: fact(text(2000)).meta({
    description: 'At most 2,000 characters; no names, nothing classified. Never logged, never exported.',
  }),
});

const example = {
  heldOn: '2026-10-13',
  startedAt: '19:30',
  endedAt: '22:40',
  members: {
    total: 24,
    exempt: 2,
    temporaryOut: 1,
    official: 22,
    working: 15,
    present: 19,
    absentExcused: 2,
    absentUnexcused: 0,
  },
  discussion: { speakers: 9, opinions: 12, proposals: 2 },
  resolution: {
    form: 'resolution',
    votesFor: 19,
    votesAgainst: 0,
    abstained: 0,
    tasksAssigned: 5,
    tasksWithDeadline: 5,
  },
  previousResolution: { tasks: 4, done: 4 },
  minutesComplete: true,
  selfScore: { attendance: 20 },
};

export const meetingRecord = z.strictObject(shape).meta({
  id: 'MeetingRecord',
  outputId: 'MeetingRecordStored',
  description: 'What is known of one meeting, as counts and facts. Unknown facts may be null or left out.',
  examples: [example],
});

export const reason = text(500)
  .nullable()
  .default(null)
  .meta({ description: 'Why the record is amended: needed with a change of what was known before' });

export const putMeetingBody = z.strictObject({ ...shape, reason }).meta({
  id: 'MeetingSubmission',
  description: 'A meeting record, and with an amendment the reason',
  examples: [example, { ...example, minutesComplete: false, reason: 'Biên bản được bổ sung' }],
});

export const deleteMeetingBody = z.strictObject({ reason });

/** A record with its points in points, two decimals at most. */
export type WireRecord = z.output<typeof meetingRecord>;

/** Points become integers in hundredths. */
export const recordFromWire = (wire: WireRecord): MeetingRecord => ({
  ...wire,
  selfScore: scoresFromWire(wire.selfScore),
});

export const recordToWire = (record: MeetingRecord): WireRecord => ({
  ...record,
  jointWith: [...record.jointWith],
  selfScore: scoresToWire(record.selfScore),
});

export const meeting = z
  .strictObject({
    organization: organizationId,
    period: month,
    key: meetingKey,
    revision: z.int().min(1),
    recordedAt: instant,
    recordedBy: z.string(),
    withdrawn: z.boolean(),
    onTime: z.boolean(),
    record: meetingRecord.nullable(),
    review: reviewOfMeeting.nullable().meta({ description: 'The committee’s answer to this revision' }),
  })
  .meta({ id: 'Meeting', description: 'The current revision of a meeting record' });
export type Meeting = z.output<typeof meeting>;

export const meetingRevision = meeting
  .extend({ reason: z.string().nullable() })
  .meta({ id: 'MeetingRevision', description: 'One revision of a meeting record' });

export const meetingList = listOf(meeting);
export const meetingRevisionList = listOf(meetingRevision);

/** `review` is what answers this very revision. */
export const meetingToWire = (revision: MeetingRevision, review: ReviewRevision | null): Meeting => ({
  organization: revision.organization,
  period: revision.month,
  key: revision.key,
  revision: revision.revision,
  recordedAt: revision.recordedAt,
  recordedBy: revision.recordedBy,
  withdrawn: revision.withdrawn,
  onTime: revision.onTime,
  record: revision.record === null ? null : recordToWire(revision.record),
  review: review && reviewToWire(review),
});
