/** The committee's side of a record: its answer, and the two-column sheet to print. */
import { notFound } from '../../shared/contracts/problem.ts';
import { reviewFromWire, reviewToWire } from '../../shared/contracts/review.ts';
import { getSheet, putReview } from '../../shared/contracts/routes.ts';
import { sheetOf } from '../../shared/domain/criteria/criteria.ts';
import { type MeetingKey, meetingKind } from '../../shared/domain/events/meeting.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { explainMeeting } from '../../shared/domain/scorecards/explanation.ts';
import { superiorSheetOf, toldOf } from '../../shared/domain/scorecards/told.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { PlanRegistry } from '../../shared/ports/registry.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { revisionTag } from '../../shared/runtime/etag.ts';
import { type ReviewDeps, sendReview } from './review.ts';
import { sheetPage } from './sheet-page.ts';

export type Deps = AccessDeps &
  ReviewDeps & {
    readonly registry: AccessDeps['registry'] & Pick<PlanRegistry, 'planRow'>;
    readonly events: Pick<EventStore, 'append' | 'latest' | 'eventsOfMonth'>;
  };

/** @throws Refusal 404 where no record holds, or its kind of meeting has no sheet */
async function printSheet({ events, criteriaSets }: Deps, plan: PlanRow, key: MeetingKey): Promise<string> {
  const told = toldOf(await events.eventsOfMonth(plan.organization, plan.month));
  const meeting = told.meetings.find((one) => one.key === key);
  const set = await criteriaSets(plan.criteriaSet);
  const sheet = sheetOf(set, meetingKind(key));
  if (meeting === undefined || meeting.withdrawn || sheet === null) throw notFound();
  const explained = explainMeeting(sheet, meeting.record, plan, superiorSheetOf(told, meeting));
  return sheetPage({ plan, key, record: meeting.record, set, isMet: sheet.scale === 'met', explained });
}

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(putReview, async ({ params: { key }, body, ifMatch }, call) => {
        const { outcome, revision } = await sendReview(deps, call, key, reviewFromWire(body), { ifMatch });
        const review = reviewToWire(revision);
        if (review === null) throw notFound();
        return { status: outcome === 'created' ? 201 : 200, etag: revisionTag(revision), body: review };
      }),
      endpoint(getSheet, async ({ params: { key } }, { plan }) => ({
        status: 200,
        body: await printSheet(deps, plan, key),
      })),
    ],
    options,
  );
