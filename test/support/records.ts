/** Builders of valid test data: say what matters to the test, the rest is a plain good meeting of October 2026. */
import type { Scores, SuperiorSheet } from '../../shared/domain/criteria/superior-sheet.ts';
import type { MeetingKey, MeetingRecord, MeetingRevision } from '../../shared/domain/events/meeting.ts';
import { defaultDueAt, isLastOfQuarter, type Month } from '../../shared/domain/period.ts';
import { type Bindings, NO_BINDINGS } from '../../shared/domain/planning/inheritance.ts';
import type { OrganizationHistory } from '../../shared/domain/planning/organization-history.ts';
import type { Duty } from '../../shared/domain/roster/duty.ts';
import type { OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { PeriodState, PlanRow } from '../../shared/domain/roster/plan.ts';
import type { Reckoning } from '../../shared/domain/roster/reckoning.ts';
import { openingPeriod } from '../../shared/jobs/advance-period.ts';

export type RecordParts = {
  readonly [Part in keyof MeetingRecord]?: MeetingRecord[Part] extends readonly unknown[] | string | null
    ? MeetingRecord[Part]
    : Part extends 'selfScore'
      ? MeetingRecord[Part]
      : MeetingRecord[Part] extends object
        ? Partial<MeetingRecord[Part]>
        : MeetingRecord[Part];
};

/**
 * A meeting with every fact known: 24 members, 21 required, 19 present, 190 minutes, all prepared, all nine
 * points of the agenda. Parts are merged one level deep: `meetingRecord({ members: { present: 18, absentExcused: 3 } })`.
 */
export function meetingRecord(parts: RecordParts = {}): MeetingRecord {
  return {
    heldOn: parts.heldOn ?? '2026-10-13',
    startedAt: parts.startedAt ?? '19:30',
    endedAt: parts.endedAt ?? '22:40',
    rescheduleReason: parts.rescheduleReason ?? null,
    members: {
      total: 24,
      exempt: 2,
      temporaryOut: 1,
      temporaryIn: 0,
      suspended: 0,
      official: 22,
      working: 15,
      present: 19,
      absentExcused: 2,
      absentUnexcused: 0,
      repeatedAbsences: 0,
      ...parts.members,
    },
    discussion: { speakers: 9, opinions: 12, proposals: 2, ...parts.discussion },
    preparation: {
      secretaryPrepared: true,
      committeeMet: true,
      documentsDistributed: true,
      draftResolution: true,
      ...parts.preparation,
    },
    agenda: {
      rollCallAnnounced: true,
      programmeAdopted: true,
      currentAffairs: true,
      previousMonthReviewed: true,
      nextMonthTasks: true,
      studyAndExample: true,
      criticismAndSelfCriticism: true,
      discussed: true,
      concluded: true,
      ...parts.agenda,
    },
    stepsInOrder: parts.stepsInOrder === undefined ? true : parts.stepsInOrder,
    resolution: {
      form: 'resolution',
      votesFor: 19,
      votesAgainst: 0,
      abstained: 0,
      tasksAssigned: 5,
      tasksWithDeadline: 5,
      membersAssigned: 18,
      workingAssigned: 15,
      ...parts.resolution,
    },
    previousResolution: { tasks: 4, done: 4, ...parts.previousResolution },
    minutesComplete: parts.minutesComplete === undefined ? true : parts.minutesComplete,
    theme: parts.theme ?? null,
    jointWith: parts.jointWith ?? [],
    handbook: { scheduled: true, rollTaken: true, resolutionPosted: true, ...parts.handbook },
    selfScore: parts.selfScore ?? null,
    note: parts.note ?? null,
  };
}

/** The same meeting with nothing known but what the contract needs. */
export function bareMeetingRecord(): MeetingRecord {
  return meetingRecord({
    members: { official: null, working: null, repeatedAbsences: null },
    discussion: { speakers: null, opinions: null, proposals: null },
    preparation: {
      secretaryPrepared: null,
      committeeMet: null,
      documentsDistributed: null,
      draftResolution: null,
    },
    agenda: {
      rollCallAnnounced: null,
      programmeAdopted: null,
      currentAffairs: null,
      previousMonthReviewed: null,
      nextMonthTasks: null,
      studyAndExample: null,
      criticismAndSelfCriticism: null,
      discussed: null,
      concluded: null,
    },
    stepsInOrder: null,
    resolution: {
      form: null,
      votesFor: null,
      votesAgainst: null,
      abstained: null,
      tasksAssigned: null,
      tasksWithDeadline: null,
      membersAssigned: null,
      workingAssigned: null,
    },
    previousResolution: { tasks: null, done: null },
    minutesComplete: null,
    handbook: { scheduled: null, rollTaken: null, resolutionPosted: null },
  });
}

type RevisionParts = {
  readonly organization?: string;
  readonly month?: Month;
  readonly key?: MeetingKey;
  readonly revision?: number;
  readonly recordedAt?: string;
  readonly recordedBy?: string;
  readonly onTime?: boolean;
  readonly reason?: string | null;
  readonly bodyHash?: string;
};

/** Revision 1 of the regular meeting of October 2026 of `to-1`, on time, of {@link meetingRecord}. */
export function meetingRevision(
  parts: RevisionParts & { readonly record?: MeetingRecord } = {},
): MeetingRevision {
  const { record = meetingRecord(), ...rest } = parts;
  return { ...envelope(rest), withdrawn: false, record };
}

/** A withdrawing revision; give its number, it follows another one. */
export function withdrawal(parts: RevisionParts & { readonly revision: number }): MeetingRevision {
  return { ...envelope(parts), withdrawn: true, record: null };
}

const envelope = (parts: RevisionParts) => ({
  type: 'meeting' as const,
  organization: 'to-1',
  month: '2026-10',
  key: 'regular',
  revision: 1,
  recordedAt: '2026-10-13T16:00:00.000Z',
  recordedBy: 'subject-1',
  onTime: true,
  reason: null,
  bodyHash: '0'.repeat(64),
  ...parts,
});

/** The plan row of the cell `to-1` under `dang-uy-1` for October 2026, not yet due, criteria `binh-thuan/1`. */
export function planRow(parts: Partial<PlanRow> = {}): PlanRow {
  const month = parts.month ?? '2026-10';
  const organization = parts.organization ?? 'to-1';
  const parent = parts.parent === undefined ? 'dang-uy-1' : parts.parent;
  const meets = parts.meets ?? 'monthly';
  return {
    organization,
    month,
    parent,
    path: parent === null ? [organization] : ['tinh', 'huyen', parent, organization],
    name: 'Chi bộ thôn 1',
    kind: 'cell',
    unit: 'residential',
    exists: true,
    meets,
    expected: meets === 'monthly' || (meets === 'quarterly' && isLastOfQuarter(month)),
    thematicOwed: false,
    hasCommittee: true,
    handbook: true,
    duties: [],
    criteriaSet: { id: 'binh-thuan', revision: 1 },
    programmes: [],
    dayRule: null,
    dueAt: defaultDueAt(month),
    duePassed: false,
    reopenedUntil: null,
    formerParents: [],
    sealed: false,
    version: 1,
    plannedAt: '2026-09-25T17:00:00.000Z',
    ...parts,
  };
}

/** The plan row of a committee, `dang-uy-1` under `huyen` unless said otherwise. */
export const committeePlanRow = (parts: Partial<PlanRow> = {}): PlanRow =>
  planRow({
    organization: 'dang-uy-1',
    parent: 'huyen',
    path: ['tinh', 'huyen', parts.organization ?? 'dang-uy-1'],
    name: 'Đảng bộ xã 1',
    kind: 'base-committee',
    unit: 'other',
    meets: 'none',
    hasCommittee: false,
    handbook: false,
    ...parts,
  });

/** One version of the cell `to-1`, from January 2026 on. */
export const organizationVersion = (parts: Partial<OrganizationVersion> = {}): OrganizationVersion => ({
  organization: 'to-1',
  from: '2026-01',
  name: 'Chi bộ thôn 1',
  kind: 'cell',
  parent: 'dang-uy-1',
  meets: 'monthly',
  unit: 'residential',
  hasCommittee: true,
  handbook: true,
  members: 24,
  codes: [],
  predecessors: [],
  closed: false,
  revision: 1,
  ...parts,
});

/** A history of the versions given (of one organization, in any order), or of one version of `to-1`. */
export function organizationHistory(
  versions: readonly OrganizationVersion[] = [organizationVersion()],
  children: readonly string[] = [],
  bindings: Bindings = NO_BINDINGS,
): OrganizationHistory {
  const organization = versions[0]?.organization ?? 'to-1';
  return {
    organization,
    versions: versions.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    children,
    successors: [],
    bindings,
  };
}

/** October 2026, open, due at the default instant. */
export function periodState(parts: Partial<PeriodState> = {}): PeriodState {
  const month = parts.month ?? '2026-10';
  return { ...openingPeriod(month, '2026-09-25T17:00:00.000Z'), status: 'open', ...parts };
}

/** The column of a superior whose scores decide. */
export const correctedTo = (scores: Scores): SuperiorSheet => ({ given: scores, deciding: scores });

/** The duty `pc-1`: the district's standing committee attends `to-1` every month of 2026 and on. */
export const duty = (parts: Partial<Duty> = {}): Duty => ({
  id: 'pc-1',
  by: 'huyen',
  office: 'uy-vien-ban-thuong-vu',
  attends: 'to-1',
  every: 'month',
  from: '2026-01',
  until: null,
  revision: 1,
  ...parts,
});

/** Begun, with one part of two done. */
export const reckoning = (parts: Partial<Reckoning> = {}): Reckoning => ({
  month: '2026-10',
  periodRevision: 4,
  foldVersion: 2,
  parts: [
    { upTo: 'm', done: { organizations: 3, planned: 2, revisions: 5 } },
    { upTo: null, done: null },
  ],
  revision: 1,
  ...parts,
});
