/** The committee's answer to the record as it stands: which rules it must keep, and what the stored revision says. */
import { notFound, validation, withdrawn } from '../../shared/contracts/problem.ts';
import { putReview } from '../../shared/contracts/routes.ts';
import { sheetOf } from '../../shared/domain/criteria/criteria.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import { reviewViolations } from '../../shared/domain/events/inspection-rules.ts';
import { type MeetingKey, meetingKind } from '../../shared/domain/events/meeting.ts';
import { type Review, type ReviewRevision, reviewKey } from '../../shared/domain/events/review.ts';
import { localDate } from '../../shared/domain/period.ts';
import type { CriteriaSets } from '../../shared/ports/criteria-sets.ts';
import type { PlanRegistry } from '../../shared/ports/registry.ts';
import type { AccessGuard, MonthAccess } from '../../shared/runtime/access.ts';
import { quoted, revisionTag } from '../../shared/runtime/etag.ts';
import {
  type Asked,
  type Decision,
  type EventDeps,
  refuseUnlessOpen,
  sendEvent,
} from '../../shared/runtime/event-decision.ts';
import { refuseUnlessSuperior } from '../../shared/runtime/superior.ts';

export type ReviewDeps = EventDeps & {
  readonly registry: Pick<PlanRegistry, 'planRow'>;
  readonly criteriaSets: CriteriaSets;
};

/** @throws Refusal */
export async function sendReview(
  deps: ReviewDeps,
  { plan, period, caller, guard }: MonthAccess & { readonly guard: AccessGuard },
  key: MeetingKey,
  record: Review,
  { ifMatch }: Pick<Asked, 'ifMatch'>,
): Promise<Decision<'review'>> {
  const meeting = await deps.events.latest(meetingAt(plan.organization, plan.month, key));
  if (meeting === null) throw notFound();
  if (meeting.withdrawn) throw withdrawn(quoted(revisionTag(meeting)));
  const superior = { superior: record.by, pointer: '/by', plan, caller, guard };
  await refuseUnlessSuperior(deps.registry, { ...superior, roles: putReview.access.roles });
  const set = await deps.criteriaSets(plan.criteriaSet);
  const { criteria } = sheetOf(set, meetingKind(key)) ?? set;
  return sendEvent(deps, {
    address: { ...meeting, type: 'review', key: reviewKey(meeting) },
    asked: { subject: caller.subject, ifMatch, reason: null },
    draft: {
      record,
      refuse: (now) => {
        const broken = reviewViolations(record, { today: localDate(now), criteria });
        if (broken.length > 0) throw validation(broken);
        refuseUnlessOpen(period, plan, now);
      },
      // An answer changed is an answer: it says its own reason.
      explainsItself: () => true,
      complete: (stamp): ReviewRevision => ({ ...stamp, type: 'review', withdrawn: false, record }),
    },
  });
}
