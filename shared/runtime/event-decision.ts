/**
 * What the sending of an event comes to, given its newest revision: nothing to do, a revision to append, or a
 * refusal. One procedure for every kind of event (contract, answers a to f). Pure: a lost race reads and decides again.
 */
import { violation } from '../contracts/field-errors.ts';
import {
  notFound,
  periodClosed,
  periodNotOpen,
  preconditionRequired,
  preconditionStale,
  validation,
  withdrawn,
} from '../contracts/problem.ts';
import { fillsUnknownOnly } from '../domain/equality.ts';
import type { EventAddress, EventOf, EventType, StoredEvent } from '../domain/events/event.ts';
import type { RevisionStamp } from '../domain/events/revision.ts';
import type { Instant } from '../domain/period.ts';
import { type PeriodState, type PlanRow, takesRecords } from '../domain/roster/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import { bodyHash } from './body-hash.ts';
import { matchesRevision, quoted, revisionTag } from './etag.ts';
import { againWhenLost } from './lost-race.ts';

/** Who asks, and on which condition. */
export type Asked = {
  readonly subject: string;
  /** As sent; null without one. */
  readonly ifMatch: string | null;
  readonly reason: string | null;
};

export type Decision<Type extends EventType> = {
  readonly outcome: 'unchanged' | 'created' | 'amended';
  readonly revision: EventOf<Type>;
};

/** What is sent, or withdrawn, as far as its kind knows it. */
export type Draft<Type extends EventType> = {
  readonly record: Extract<EventOf<Type>, { readonly withdrawn: false }>['record'] | null;
  /** @throws Refusal where a rule of its kind forbids it */
  readonly refuse: (now: Instant, latest: EventOf<Type> | null) => void;
  /** Whether an amendment of what stands needs no reason. */
  readonly explainsItself?: (before: EventOf<Type>) => boolean;
  readonly complete: (stamp: RevisionStamp, latest: EventOf<Type> | null) => EventOf<Type>;
};

/** @throws Refusal 422, 409, 412; 404 for the withdrawal of what was never there */
export function decideEvent<Type extends EventType>(
  address: EventAddress<Type>,
  { subject, ifMatch, reason }: Asked,
  draft: Draft<Type>,
  latest: EventOf<Type> | null,
  now: Instant,
): Decision<Type> {
  const hash = bodyHash(draft.record);
  const isWithdrawal = draft.record === null;
  if (isWithdrawal && latest === null) throw notFound();
  if (latest !== null && latest.withdrawn === isWithdrawal && latest.bodyHash === hash) {
    return { outcome: 'unchanged', revision: latest };
  }
  draft.refuse(now, latest);
  refuseUnlessMatching(ifMatch, latest);
  if (!isWithdrawal) refuseWithoutReason(reason, draft, latest);
  const stamp: RevisionStamp = {
    organization: address.organization,
    month: address.month,
    key: address.key,
    revision: (latest?.revision ?? 0) + 1,
    recordedAt: now,
    recordedBy: subject,
    reason,
    bodyHash: hash,
  };
  return { outcome: latest === null ? 'created' : 'amended', revision: draft.complete(stamp, latest) };
}

/** @throws Refusal 409 */
export function refuseUnlessOpen(period: PeriodState, plan: PlanRow, now: Instant): void {
  if (period.status === 'opening') throw periodNotOpen(period.month);
  if (!takesRecords(period, plan, now)) throw periodClosed(period.month, period.closedAt ?? period.closingAt);
}

function refuseUnlessMatching(ifMatch: string | null, latest: StoredEvent | null): void {
  if (latest === null) {
    if (ifMatch !== null) throw preconditionStale(null);
    return;
  }
  const etag = quoted(revisionTag(latest));
  if (ifMatch === null) throw latest.withdrawn ? withdrawn(etag) : preconditionRequired(etag);
  if (!matchesRevision(ifMatch, latest.revision)) throw preconditionStale(etag);
}

/** Telling what was unknown before, and telling anew after a withdrawal, explain themselves. */
function refuseWithoutReason<Type extends EventType>(
  reason: string | null,
  { record, explainsItself }: Draft<Type>,
  latest: EventOf<Type> | null,
): void {
  if (latest === null || latest.withdrawn || fillsUnknownOnly(latest.record, record)) return;
  if (explainsItself?.(latest) === true || (reason !== null && reason.trim() !== '')) return;
  throw validation([
    violation(
      '/reason',
      'reason-of-amendment',
      'Sửa nội dung đã báo cáo phải ghi lý do (tối đa 500 ký tự). Chỉ bổ sung thông tin trước đó chưa biết thì không cần.',
      'Changing what was reported needs a reason (at most 500 characters). Only filling in unknown facts needs none.',
    ),
  ]);
}

export type EventDeps = {
  readonly events: Pick<EventStore, 'append' | 'latest'>;
  readonly now: Clock;
};

export type Sending<Type extends EventType> = {
  readonly address: EventAddress<Type>;
  readonly asked: Asked;
  readonly draft: Draft<Type>;
  /** Decide, and store nothing. */
  readonly dryRun?: boolean;
  /** Where the newest revision is not simply the newest at the address. */
  readonly readLatest?: () => Promise<EventOf<Type> | null>;
};

/**
 * Carries a decision out: appends, and on a lost race reads and decides again.
 * @throws Refusal
 */
export async function sendEvent<Type extends EventType>(
  { events, now }: EventDeps,
  { address, asked, draft, dryRun = false, readLatest = () => events.latest(address) }: Sending<Type>,
): Promise<Decision<Type>> {
  return againWhenLost(async () => {
    const decision = decideEvent(address, asked, draft, await readLatest(), now());
    if (dryRun || decision.outcome === 'unchanged') return decision;
    return (await events.append(decision.revision)) === 'stored' ? decision : 'lost';
  });
}
