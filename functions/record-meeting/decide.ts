/**
 * What a submission or a withdrawal comes to, given the newest revision: nothing to do, a revision to append, or
 * a refusal. Pure: a lost race reads again and decides again.
 */

import { violation } from '../../shared/contracts/field-errors.ts';
import {
  organizationNotMeeting,
  periodClosed,
  periodNotOpen,
  preconditionRequired,
  preconditionStale,
  validation,
  withdrawn,
} from '../../shared/contracts/problem.ts';
import {
  type MeetingKey,
  type MeetingRecord,
  type MeetingRevision,
  meetingKind,
} from '../../shared/domain/meeting.ts';
import { meetingViolations, onlyFillsUnknown, type PlanFacts } from '../../shared/domain/meeting-rules.ts';
import { type Instant, localDate } from '../../shared/domain/period.ts';
import { type PeriodState, type PlanRow, takesRecords } from '../../shared/domain/plan.ts';
import { matches, quoted } from '../../shared/runtime/etag.ts';
import { bodyHash } from './body-hash.ts';

type Asked = {
  readonly key: MeetingKey;
  readonly plan: PlanRow;
  readonly period: PeriodState;
  readonly subject: string;
  readonly now: Instant;
  /** As sent; null without one. */
  readonly ifMatch: string | null;
  readonly reason: string | null;
};

export type Submission = Asked & {
  readonly record: MeetingRecord;
  /** Pointer at which the record stands in what was sent. */
  readonly recordAt: string;
  /** Of the criteria set in force. */
  readonly criteria: PlanFacts['criteria'];
};

export type Decision =
  | { readonly outcome: 'unchanged'; readonly revision: MeetingRevision }
  | { readonly outcome: 'created' | 'amended'; readonly revision: MeetingRevision };

export const tagOf = ({ revision }: Pick<MeetingRevision, 'revision'>): string => String(revision);

/** @throws Refusal 422, 409, 412 */
export function decideSubmission(asked: Submission, latest: MeetingRevision | null): Decision {
  const hash = bodyHash(asked.record);
  if (latest !== null && !latest.withdrawn && latest.bodyHash === hash) {
    return { outcome: 'unchanged', revision: latest };
  }
  refuseBrokenRules(asked);
  refuseUnlessOpen(asked);
  refuseUnlessMeeting(asked);
  refuseUnlessMatching(asked, latest);
  refuseWithoutReason(asked, latest);
  const revision: MeetingRevision = {
    ...frame(asked, latest),
    onTime: latest === null || latest.withdrawn ? asked.now < asked.plan.dueAt : latest.onTime,
    bodyHash: hash,
    withdrawn: false,
    record: asked.record,
  };
  return { outcome: latest === null ? 'created' : 'amended', revision };
}

/** @throws Refusal 409, 412 */
export function decideWithdrawal(asked: Asked, latest: MeetingRevision): Decision {
  if (latest.withdrawn) return { outcome: 'unchanged', revision: latest };
  refuseUnlessOpen(asked);
  refuseUnlessMatching(asked, latest);
  const revision: MeetingRevision = {
    ...frame(asked, latest),
    onTime: latest.onTime,
    bodyHash: bodyHash(null),
    withdrawn: true,
    record: null,
  };
  return { outcome: 'amended', revision };
}

const frame = ({ plan, key, now, subject, reason }: Asked, latest: MeetingRevision | null) => ({
  type: 'meeting' as const,
  organization: plan.organization,
  month: plan.month,
  key,
  revision: (latest?.revision ?? 0) + 1,
  recordedAt: now,
  recordedBy: subject,
  reason,
});

function refuseBrokenRules({ record, recordAt, plan, key, now, criteria }: Submission): void {
  const context = { month: plan.month, key, today: localDate(now) };
  const broken = meetingViolations(record, context, { meets: plan.meets, criteria });
  if (broken.length === 0) return;
  throw validation(broken.map((one) => ({ ...one, pointer: recordAt + one.pointer })));
}

function refuseUnlessOpen({ period, plan, now }: Asked): void {
  if (period.status === 'opening') throw periodNotOpen(period.month);
  if (!takesRecords(period, plan, now)) throw periodClosed(period.month, period.closedAt ?? period.closingAt);
}

/** A regular meeting must be owed; any other one needs an organization that ever meets. */
function refuseUnlessMeeting({ plan, key }: Asked): void {
  const meets = meetingKind(key) === 'regular' ? plan.expected : plan.exists && plan.meets !== 'none';
  if (!meets) throw organizationNotMeeting(plan.month);
}

function refuseUnlessMatching({ ifMatch }: Asked, latest: MeetingRevision | null): void {
  if (latest === null) {
    if (ifMatch !== null) throw preconditionStale(null);
    return;
  }
  const etag = quoted(tagOf(latest));
  if (ifMatch === null) throw latest.withdrawn ? withdrawn(etag) : preconditionRequired(etag);
  if (!matches(ifMatch, tagOf(latest))) throw preconditionStale(etag);
}

/** Telling what was unknown before, and reporting anew after a withdrawal, explain themselves. */
function refuseWithoutReason({ record, reason }: Submission, latest: MeetingRevision | null): void {
  if (latest === null || latest.withdrawn || onlyFillsUnknown(latest.record, record)) return;
  if (reason !== null && reason.trim() !== '') return;
  throw validation([
    violation(
      '/reason',
      'reason-of-amendment',
      'Sửa nội dung đã báo cáo phải ghi lý do (tối đa 500 ký tự). Chỉ bổ sung thông tin trước đó chưa biết thì không cần.',
      'Changing what was reported needs a reason (at most 500 characters). Only filling in unknown facts needs none.',
    ),
  ]);
}
