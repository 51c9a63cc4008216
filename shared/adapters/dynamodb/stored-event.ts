/**
 * The stored form of events: a union over the version `v` of the form, so that what was written years ago
 * stays readable. A form is never changed once written; a change of form is a new version beside the old one.
 *
 * Organization, month, key and revision stand in the item's key alone; unknown facts are left out.
 */
import * as z from 'zod';
import {
  type MeetingRecord,
  RESCHEDULE_REASONS,
  RESOLUTION_FORMS,
  type StoredEvent,
} from '../../domain/meeting.ts';
import { count, instant, localDate, organizationId } from './field-schemas.ts';
import { eventKeyParts, meetingEventKey } from './keys.ts';
import { keyOf, parseItem } from './parse.ts';
import type { Item } from './requests.ts';

const orUnknown = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const flag = orUnknown(z.boolean());
const number = orUnknown(count);

const recordV1 = z.object({
  heldOn: localDate,
  startedAt: time,
  endedAt: time,
  rescheduleReason: orUnknown(z.enum(RESCHEDULE_REASONS)),
  members: z.object({
    total: count,
    exempt: count,
    temporaryOut: count,
    temporaryIn: count,
    suspended: count,
    official: number,
    working: number,
    present: count,
    absentExcused: count,
    absentUnexcused: count,
    repeatedAbsences: number,
  }),
  discussion: z.object({ speakers: number, opinions: number, proposals: number }),
  preparation: z.object({
    secretaryPrepared: flag,
    committeeMet: flag,
    documentsDistributed: flag,
    draftResolution: flag,
  }),
  agenda: z.object({
    rollCallAnnounced: flag,
    programmeAdopted: flag,
    currentAffairs: flag,
    previousMonthReviewed: flag,
    nextMonthTasks: flag,
    studyAndExample: flag,
    criticismAndSelfCriticism: flag,
    discussed: flag,
    concluded: flag,
  }),
  stepsInOrder: flag,
  resolution: z.object({
    form: orUnknown(z.enum(RESOLUTION_FORMS)),
    votesFor: number,
    votesAgainst: number,
    abstained: number,
    tasksAssigned: number,
    tasksWithDeadline: number,
    membersAssigned: number,
    workingAssigned: number,
  }),
  previousResolution: z.object({ tasks: number, done: number }),
  minutesComplete: flag,
  theme: orUnknown(z.string()),
  jointWith: z.array(organizationId),
  handbook: z.object({ scheduled: flag, rollTaken: flag, resolutionPosted: flag }),
  selfScore: orUnknown(z.record(z.string(), count)),
  note: orUnknown(z.string()),
});

const stampV1 = {
  v: z.literal(1),
  type: z.literal('meeting'),
  recordedAt: instant,
  recordedBy: z.string().min(1),
  onTime: z.boolean(),
  reason: orUnknown(z.string()),
  bodyHash: z.string().regex(/^[0-9a-f]{64}$/),
};

const meetingV1 = z.discriminatedUnion('withdrawn', [
  z.object({ ...stampV1, withdrawn: z.literal(false), record: recordV1 }),
  z.object({ ...stampV1, withdrawn: z.literal(true), record: z.null().default(null) }),
]);

/** Every form in which an event may be stored. */
const storedEvent = z.discriminatedUnion('v', [meetingV1]);

/** @throws MalformedItemError, MalformedKeyError */
export function decodeEvent(item: Item): StoredEvent {
  const { v: _, ...event } = parseItem('event', storedEvent, item);
  const { organization, month, key, revision } = eventKeyParts(keyOf(item));
  return { ...event, organization, month, key, revision };
}

export function encodeEvent(event: StoredEvent): Item {
  const { organization, month, key, revision, record, reason, ...stamp } = event;
  return {
    ...meetingEventKey(organization, month, key, revision),
    v: 1,
    ...stamp,
    ...(reason !== null && { reason }),
    ...(record !== null && { record: withoutUnknown(record) }),
  };
}

/** The record less its unknown facts, two levels deep as the record is; groups stay even when empty. */
function withoutUnknown(record: MeetingRecord): Item {
  const known = (fields: object): [string, unknown][] =>
    Object.entries(fields).filter(([, value]) => value !== null);
  const isGroup = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return Object.fromEntries(
    known(record).map(([name, value]) => [name, isGroup(value) ? Object.fromEntries(known(value)) : value]),
  );
}
