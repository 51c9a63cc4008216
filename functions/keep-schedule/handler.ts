/** Takes and gives the planned day of a regular meeting. */
import { notFound, organizationNotMeeting, validation } from '../../shared/contracts/problem.ts';
import { getSchedule, putSchedule } from '../../shared/contracts/routes.ts';
import { scheduleToWire } from '../../shared/contracts/schedule.ts';
import type { EventAddress } from '../../shared/domain/events/event.ts';
import { SCHEDULE_KEY, type Schedule, type ScheduleRevision } from '../../shared/domain/events/schedule.ts';
import { scheduleViolations } from '../../shared/domain/events/schedule-rules.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { AccessDeps, MonthAccess } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { revisionTag } from '../../shared/runtime/etag.ts';
import { type EventDeps, refuseUnlessOpen, sendEvent } from '../../shared/runtime/event-decision.ts';

export type Deps = AccessDeps & EventDeps;

const scheduleAt = (organization: OrganizationId, month: Month): EventAddress<'schedule'> => ({
  organization,
  month,
  type: 'schedule',
  key: SCHEDULE_KEY,
});

const sendSchedule = (
  deps: Deps,
  { plan, period, caller: { subject } }: MonthAccess,
  record: Schedule,
  ifMatch: string | null,
) =>
  sendEvent(deps, {
    address: scheduleAt(plan.organization, plan.month),
    asked: { subject, ifMatch, reason: null },
    draft: {
      record,
      refuse: (now) => {
        const broken = scheduleViolations(record, plan.month, plan.meets);
        if (broken.length > 0) throw validation(broken);
        refuseUnlessOpen(period, plan, now);
        if (!plan.expected) throw organizationNotMeeting(plan.month);
      },
      // A plan is there to be changed; the record of the meeting says why it was held on another day.
      explainsItself: () => true,
      complete: (stamp): ScheduleRevision => ({ ...stamp, type: 'schedule', withdrawn: false, record }),
    },
  });

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(putSchedule, async ({ body, ifMatch }, call) => {
        const { outcome, revision } = await sendSchedule(deps, call, body, ifMatch);
        const status = outcome === 'created' ? 201 : 200;
        return { status, etag: revisionTag(revision), body: scheduleToWire(revision) };
      }),
      endpoint(getSchedule, async ({ params: { organization, period } }) => {
        const latest = await deps.events.latest(scheduleAt(organization, period));
        if (latest === null) throw notFound();
        return { status: 200, etag: revisionTag(latest), body: scheduleToWire(latest) };
      }),
    ],
    options,
  );
