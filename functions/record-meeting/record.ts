/** A meeting record sent or withdrawn: which rules it must keep, and what the stored revision says. */
import { recordFromWire, type WireRecord } from '../../shared/contracts/meeting.ts';
import { organizationNotMeeting, validation } from '../../shared/contracts/problem.ts';
import { sheetOf } from '../../shared/domain/criteria/criteria.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import {
  type MeetingKey,
  type MeetingRecord,
  type MeetingRevision,
  meetingKind,
} from '../../shared/domain/events/meeting.ts';
import { meetingViolations, type PlanFacts } from '../../shared/domain/events/meeting-rules.ts';
import { type Instant, localDate } from '../../shared/domain/period.ts';
import type { CriteriaSetRef, PlanRow } from '../../shared/domain/roster/plan.ts';
import type { CriteriaSets } from '../../shared/ports/criteria-sets.ts';
import type { MonthAccess } from '../../shared/runtime/access.ts';
import {
  type Decision,
  type EventDeps,
  refuseUnlessOpen,
  sendEvent,
} from '../../shared/runtime/event-decision.ts';

export type RecordDeps = EventDeps & { readonly criteriaSets: CriteriaSets };

/** Which kind of meeting, and on which condition. */
export type AskedOfMeeting = {
  readonly key: MeetingKey;
  readonly ifMatch: string | null;
  readonly reason: string | null;
};

export type AskedToSubmit = AskedOfMeeting & {
  readonly wire: WireRecord;
  /** Pointer at which the record stands in what was sent. */
  readonly recordAt: string;
  /** Decide, and store nothing. */
  readonly dryRun: boolean;
};

/** @throws Refusal 422, 409, 412 */
export async function submit(
  deps: RecordDeps,
  { plan, period, caller: { subject } }: MonthAccess,
  { key, ifMatch, reason, wire, recordAt, dryRun }: AskedToSubmit,
): Promise<Decision<'meeting'>> {
  const record = recordFromWire(wire);
  const criteria = await criteriaFor(deps, record, key, plan.criteriaSet);
  return sendEvent(deps, {
    address: meetingAt(plan.organization, plan.month, key),
    asked: { subject, ifMatch, reason },
    dryRun,
    draft: {
      record,
      refuse: (now) => {
        refuseBrokenRules(record, { key, plan, recordAt, criteria, now });
        refuseUnlessOpen(period, plan, now);
        refuseUnlessMeeting(plan, key);
      },
      complete: (stamp, latest): MeetingRevision => ({
        ...stamp,
        type: 'meeting',
        onTime: latest === null || latest.withdrawn ? stamp.recordedAt < plan.dueAt : latest.onTime,
        withdrawn: false,
        record,
      }),
    },
  });
}

/** @throws Refusal 404, 409, 412 */
export const withdraw = (
  deps: RecordDeps,
  { plan, period, caller: { subject } }: MonthAccess,
  { key, ifMatch, reason }: AskedOfMeeting,
): Promise<Decision<'meeting'>> =>
  sendEvent(deps, {
    address: meetingAt(plan.organization, plan.month, key),
    asked: { subject, ifMatch, reason },
    draft: {
      record: null,
      refuse: (now) => refuseUnlessOpen(period, plan, now),
      complete: (stamp, latest): MeetingRevision => ({
        ...stamp,
        type: 'meeting',
        onTime: latest?.onTime ?? false,
        withdrawn: true,
        record: null,
      }),
    },
  });

/**
 * What the cell may have scored itself by: the sheet for the kind of meeting or, where the set has none for it, the
 * regular one. Without a self score no rule asks for the set.
 */
async function criteriaFor(
  { criteriaSets }: Pick<RecordDeps, 'criteriaSets'>,
  { selfScore }: MeetingRecord,
  key: MeetingKey,
  ref: CriteriaSetRef,
) {
  if (selfScore === null) return [];
  const set = await criteriaSets(ref);
  return (sheetOf(set, meetingKind(key)) ?? set).criteria;
}

type Judged = {
  readonly key: MeetingKey;
  readonly plan: PlanRow;
  readonly recordAt: string;
  /** Of the criteria set in force. */
  readonly criteria: PlanFacts['criteria'];
  readonly now: Instant;
};

function refuseBrokenRules(record: MeetingRecord, { key, plan, recordAt, criteria, now }: Judged): void {
  const context = { month: plan.month, key, today: localDate(now) };
  const broken = meetingViolations(record, context, { meets: plan.meets, criteria });
  if (broken.length === 0) return;
  throw validation(broken.map((one) => ({ ...one, pointer: recordAt + one.pointer })));
}

/** A regular meeting must be owed; any other one needs an organization that ever meets. */
function refuseUnlessMeeting(plan: PlanRow, key: MeetingKey): void {
  const meets = meetingKind(key) === 'regular' ? plan.expected : plan.exists && plan.meets !== 'none';
  if (!meets) throw organizationNotMeeting(plan.month);
}
