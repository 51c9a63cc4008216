/** Carries a decision out: appends, and on a lost race reads and decides again. */

import { recordFromWire, type WireRecord } from '../../shared/contracts/meeting.ts';
import { busy, notFound } from '../../shared/contracts/problem.ts';
import { sheetOf } from '../../shared/domain/criteria.ts';
import { type MeetingKey, type MeetingRecord, meetingKind } from '../../shared/domain/meeting.ts';
import type { CriteriaSetRef } from '../../shared/domain/plan.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { CriteriaSets } from '../../shared/ports/criteria-sets.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { MonthAccess } from '../../shared/runtime/access.ts';
import { type Decision, decideSubmission, decideWithdrawal } from './decide.ts';

export type RecordDeps = {
  readonly events: Pick<EventStore, 'append' | 'latestMeeting'>;
  readonly criteriaSets: CriteriaSets;
  readonly now: Clock;
};

/** Who submits what kind of meeting, and on which condition. */
export type Asked = {
  readonly key: MeetingKey;
  readonly ifMatch: string | null;
  readonly reason: string | null;
};

/** Races lost in a row before giving up; each loser means that somebody else got on. */
const ATTEMPTS = 20;

async function settle(deps: RecordDeps, decide: () => Promise<Decision>, dryRun: boolean): Promise<Decision> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const decision = await decide();
    if (dryRun || decision.outcome === 'unchanged') return decision;
    if ((await deps.events.append(decision.revision)) === 'stored') return decision;
  }
  throw busy();
}

export type AskedToSubmit = Asked & {
  readonly wire: WireRecord;
  /** Pointer at which the record stands in what was sent. */
  readonly recordAt: string;
  /** Decide, and store nothing. */
  readonly dryRun: boolean;
};

/** @throws Refusal */
export async function submit(
  deps: RecordDeps,
  { plan, period, caller }: MonthAccess,
  { wire, dryRun, ...asked }: AskedToSubmit,
): Promise<Decision> {
  const record = recordFromWire(wire);
  const criteria = await criteriaFor(deps, record, asked.key, plan.criteriaSet);
  const decide = async () => {
    const latest = await deps.events.latestMeeting(plan.organization, plan.month, asked.key);
    const stamp = { plan, period, subject: caller.subject, now: deps.now() };
    return decideSubmission({ ...asked, ...stamp, record, criteria }, latest);
  };
  return settle(deps, decide, dryRun);
}

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

/** @throws Refusal */
export async function withdraw(
  deps: RecordDeps,
  { plan, period, caller }: MonthAccess,
  { key, ifMatch, reason }: Asked,
): Promise<Decision> {
  const decide = async () => {
    const latest = await deps.events.latestMeeting(plan.organization, plan.month, key);
    if (latest === null) throw notFound();
    const now = deps.now();
    return decideWithdrawal({ key, plan, period, subject: caller.subject, now, ifMatch, reason }, latest);
  };
  return settle(deps, decide, false);
}
