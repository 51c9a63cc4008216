/** What is known of one meeting of a cell, as counts and facts; never names, never opinions. */

import { type Instant, type LocalDate, localTime } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { Revision } from './revision.ts';

/** A fact that may be unknown: `null` is not `false`. */
export type Known<T> = T | null;

export const RESCHEDULE_REASONS = ['tet', 'disaster', 'election', 'superior', 'other'] as const;
export const RESOLUTION_FORMS = ['resolution', 'conclusion', 'none'] as const;

/** A meeting record with defaults filled in and every unknown fact spelled out as null. */
export type MeetingRecord = {
  readonly heldOn: LocalDate;
  /** `HH:MM` */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly rescheduleReason: Known<(typeof RESCHEDULE_REASONS)[number]>;
  readonly members: {
    readonly total: number;
    readonly exempt: number;
    readonly temporaryOut: number;
    readonly temporaryIn: number;
    readonly suspended: number;
    readonly official: Known<number>;
    readonly working: Known<number>;
    readonly present: number;
    readonly absentExcused: number;
    readonly absentUnexcused: number;
    readonly repeatedAbsences: Known<number>;
  };
  readonly discussion: {
    readonly speakers: Known<number>;
    readonly opinions: Known<number>;
    readonly proposals: Known<number>;
  };
  readonly preparation: {
    readonly secretaryPrepared: Known<boolean>;
    readonly committeeMet: Known<boolean>;
    readonly documentsDistributed: Known<boolean>;
    readonly draftResolution: Known<boolean>;
  };
  readonly agenda: {
    readonly rollCallAnnounced: Known<boolean>;
    readonly programmeAdopted: Known<boolean>;
    readonly currentAffairs: Known<boolean>;
    readonly previousMonthReviewed: Known<boolean>;
    readonly nextMonthTasks: Known<boolean>;
    readonly studyAndExample: Known<boolean>;
    readonly criticismAndSelfCriticism: Known<boolean>;
    readonly discussed: Known<boolean>;
    readonly concluded: Known<boolean>;
  };
  readonly stepsInOrder: Known<boolean>;
  readonly resolution: {
    readonly form: Known<(typeof RESOLUTION_FORMS)[number]>;
    readonly votesFor: Known<number>;
    readonly votesAgainst: Known<number>;
    readonly abstained: Known<number>;
    readonly tasksAssigned: Known<number>;
    readonly tasksWithDeadline: Known<number>;
    readonly membersAssigned: Known<number>;
    readonly workingAssigned: Known<number>;
  };
  readonly previousResolution: { readonly tasks: Known<number>; readonly done: Known<number> };
  readonly minutesComplete: Known<boolean>;
  readonly theme: Known<string>;
  readonly jointWith: readonly OrganizationId[];
  readonly handbook: {
    readonly scheduled: Known<boolean>;
    readonly rollTaken: Known<boolean>;
    readonly resolutionPosted: Known<boolean>;
  };
  /** Hundredths of a point by criterion id; null where the cell has not scored itself. */
  readonly selfScore: Known<Readonly<Record<string, number>>>;
  /** At most 2,000 characters; never logged, never exported. */
  readonly note: Known<string>;
};

export type MeetingKind = 'regular' | 'thematic' | 'extraordinary';
/** `regular`, `thematic-2026-10-12` or `extraordinary-2026-10-12` */
export type MeetingKey = string;
export const MEETING_KEY =
  /^(regular|(thematic|extraordinary)-20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))$/;

export function meetingKind(key: MeetingKey): MeetingKind {
  if (key === 'regular') return 'regular';
  return key.startsWith('thematic-') ? 'thematic' : 'extraordinary';
}

/** One accepted revision of a meeting record. */
export type MeetingRevision = Revision<'meeting', MeetingRecord> & {
  /** Stamped with the due date that held: amendments keep it, a raising after a withdrawal stamps anew. */
  readonly onTime: boolean;
};

/** The server instant at which a meeting began. */
export const meetingBegins = ({ heldOn, startedAt }: Pick<MeetingRecord, 'heldOn' | 'startedAt'>): Instant =>
  localTime(heldOn, startedAt);

/** `endedAt` − `startedAt` in minutes. */
export function minutesHeld({ startedAt, endedAt }: Pick<MeetingRecord, 'startedAt' | 'endedAt'>): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return minutes(endedAt) - minutes(startedAt);
}

/** required = total − exempt − temporaryOut − suspended + temporaryIn */
export const membersRequired = ({ members: m }: Pick<MeetingRecord, 'members'>): number =>
  m.total - m.exempt - m.temporaryOut - m.suspended + m.temporaryIn;
