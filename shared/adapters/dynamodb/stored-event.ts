/**
 * The stored form of events: a union over their type and the version `v` of its form, so that what was written
 * years ago stays readable. A form is never changed once written; a change of form is a new version beside the old.
 *
 * Organization, month, key and revision stand in the item's key alone; unknown facts are left out.
 */
import * as z from 'zod';
import { CLASSIFICATIONS } from '../../domain/events/annual-facts.ts';
import type { StoredEvent } from '../../domain/events/event.ts';
import { CONCLUSIONS, SEVERITIES } from '../../domain/events/inspection.ts';
import { RESCHEDULE_REASONS, RESOLUTION_FORMS } from '../../domain/events/meeting.ts';
import { REVIEW_DECISIONS } from '../../domain/events/review.ts';
import { count, instant, localDate, ordinal, organizationId } from './field-schemas.ts';
import { eventKey, eventKeyParts } from './keys.ts';
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

const scores = orUnknown(z.record(z.string(), count));

const inspectionRecordV1 = z.object({
  office: z.string(),
  duty: orUnknown(z.string()),
  meeting: orUnknown(z.string()),
  plan: orUnknown(z.string()),
  scores,
  findings: z.array(
    z.object({
      n: ordinal,
      severity: z.enum(SEVERITIES),
      text: z.string(),
      remedyDue: orUnknown(localDate),
    }),
  ),
  proposals: count,
  conclusion: z.enum(CONCLUSIONS),
});

const remedyRecordV1 = z.object({ remediedOn: localDate, verifiedBy: organizationId });

const reviewRecordV1 = z.object({
  by: organizationId,
  decision: z.enum(REVIEW_DECISIONS),
  scores,
  reason: orUnknown(z.string()),
  dueOn: orUnknown(localDate),
});

const factsRecordV1 = z.object({
  classification: orUnknown(z.enum(CLASSIFICATIONS)),
  members: z.object({
    total: number,
    xuatSac: number,
    tot: number,
    hoanThanh: number,
    khongHoanThanh: number,
  }),
  admitted: number,
  committeeMembers: number,
  committeeTrained: number,
  handbookAccounts: number,
  handbookEligible: number,
  officialsBriefed: number,
  studyExpected: number,
  studyDone: number,
  schoolingCounted: number,
  schoolingUpperSecondary: number,
  schoolingVocational: number,
  schoolingUniversity: number,
});

const scheduleRecordV1 = z.object({
  plannedOn: localDate,
  plannedAt: orUnknown(time),
  theme: orUnknown(z.string()),
});

const stampV1 = {
  v: z.literal(1),
  recordedAt: instant,
  recordedBy: z.string().min(1),
  reason: orUnknown(z.string()),
  bodyHash: z.string().regex(/^[0-9a-f]{64}$/),
};

/** A kind of event: its record, or its withdrawal. */
const revisionV1 = <Type extends StoredEvent['type'], Record extends z.ZodType, More extends z.ZodRawShape>(
  type: Type,
  record: Record,
  more: More,
) =>
  z.discriminatedUnion('withdrawn', [
    z.object({ ...stampV1, type: z.literal(type), ...more, withdrawn: z.literal(false), record }),
    z.object({
      ...stampV1,
      type: z.literal(type),
      ...more,
      withdrawn: z.literal(true),
      record: z.null().default(null),
    }),
  ]);

/** Every form in which an event may be stored. */
const storedEvent = z.discriminatedUnion('type', [
  revisionV1('meeting', recordV1, { onTime: z.boolean() }),
  revisionV1('inspection', inspectionRecordV1, {}),
  revisionV1('remedy', remedyRecordV1, {}),
  revisionV1('review', reviewRecordV1, {}),
  revisionV1('facts', factsRecordV1, {}),
  revisionV1('schedule', scheduleRecordV1, {}),
]);

/** @throws MalformedItemError, MalformedKeyError */
export function decodeEvent(item: Item): StoredEvent {
  const { v: _, ...event } = parseItem('event', storedEvent, item);
  const { organization, month, key, revision } = eventKeyParts(keyOf(item));
  return { ...event, organization, month, key, revision };
}

export function encodeEvent(event: StoredEvent): Item {
  const { organization, month, key, revision, record, reason, ...stamp } = event;
  return {
    ...eventKey(event, revision),
    v: 1,
    ...stamp,
    ...(reason !== null && { reason }),
    ...(record !== null && { record: withoutUnknown(record) }),
  };
}

/** The record less its unknown facts, two levels deep as the record is; groups stay even when empty. */
function withoutUnknown(record: object): Item {
  const known = (fields: object): [string, unknown][] =>
    Object.entries(fields).filter(([, value]) => value !== null);
  const isGroup = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return Object.fromEntries(
    known(record).map(([name, value]) => [name, isGroup(value) ? Object.fromEntries(known(value)) : value]),
  );
}
