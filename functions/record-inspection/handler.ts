/** Takes and gives inspections of an organization, their findings, and the remedies of these. */
import * as z from 'zod';
import { inspectionFromWire, inspectionToWire, remedyToWire } from '../../shared/contracts/inspection.ts';
import { notFound } from '../../shared/contracts/problem.ts';
import {
  deleteInspection,
  deleteRemedy,
  getInspection,
  getRemedy,
  listInspections,
  putInspection,
  putRemedy,
} from '../../shared/contracts/routes.ts';
import { newestOf } from '../../shared/domain/events/event.ts';
import {
  type InspectionKey,
  type InspectionRevision,
  isRemedyOf,
  type RemedyRevision,
  remedyKey,
} from '../../shared/domain/events/inspection.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { DutyRegistry, PeriodRegistry, PlanRegistry } from '../../shared/ports/registry.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';
import { revisionTag } from '../../shared/runtime/etag.ts';
import { type InspectionDeps, sendInspection } from './inspection.ts';
import { hasFinding, latestRemedy, remediesFrom, sendRemedy } from './remedy.ts';

export type Deps = AccessDeps &
  InspectionDeps & {
    readonly registry: AccessDeps['registry'] &
      Pick<PlanRegistry, 'planRow'> &
      Pick<DutyRegistry, 'duty'> &
      Pick<PeriodRegistry, 'periods'>;
    readonly events: Pick<EventStore, 'append' | 'latest' | 'eventsOfMonth' | 'eventsOfYear'>;
  };

const keyPosition = z.tuple([z.string()]);

const statusOf = ({ outcome }: { readonly outcome: string }) => (outcome === 'created' ? 201 : 200);

const inspectionAt = (organization: OrganizationId, month: Month, key: InspectionKey) =>
  ({ organization, month, type: 'inspection', key }) as const;

/** Whether anything of it is there to be followed up. */
const hasFindings = ({ record }: InspectionRevision): boolean => (record?.findings.length ?? 0) > 0;

/** An inspection as it shows, with the remedies of its findings, and the tag of both. */
async function shown(deps: Deps, revision: InspectionRevision) {
  const { organization, month } = revision;
  const remedies = (await remediesFrom(deps, organization, month)).filter((remedy) =>
    isRemedyOf(revision, remedy),
  );
  const told = remedies.reduce((sum, remedy) => sum + remedy.revision, 0);
  return { etag: revisionTag(revision, told), body: inspectionToWire(revision, remedies) };
}

const shownRemedy = (revision: RemedyRevision) => ({
  etag: revisionTag(revision),
  body: remedyToWire(revision),
});

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(putInspection, async ({ params: { key }, body: { reason, ...wire }, ifMatch }, call) => {
        const asked = { ifMatch, reason };
        const decision = await sendInspection(deps, call, key, inspectionFromWire(wire), asked);
        return { status: statusOf(decision), ...(await shown(deps, decision.revision)) };
      }),
      endpoint(deleteInspection, async ({ params: { key }, body: { reason }, ifMatch }, call) => {
        const { revision } = await sendInspection(deps, call, key, null, { ifMatch, reason });
        return { status: 200, ...(await shown(deps, revision)) };
      }),
      endpoint(getInspection, async ({ params: { organization, period, key } }, { isMonthTheirs }) => {
        const latest = await deps.events.latest(inspectionAt(organization, period, key));
        if (latest === null || !(isMonthTheirs || hasFindings(latest))) throw notFound();
        return { status: 200, ...(await shown(deps, latest)) };
      }),
      endpoint(listInspections, async ({ params: { organization, period }, query }) => {
        const current = newestOf('inspection', await deps.events.eventsOfMonth(organization, period));
        const { items, next } = pageAfter(current, ({ key }) => [key], keyPosition, query);
        const remedies = items.length === 0 ? [] : await remediesFrom(deps, organization, period);
        return { status: 200, body: { items: items.map((one) => inspectionToWire(one, remedies)), next } };
      }),
      endpoint(putRemedy, async ({ params: { key, n }, body: { reason, ...remedy }, ifMatch }, call) => {
        const decision = await sendRemedy(deps, call, { key, n }, remedy, { ifMatch, reason });
        return { status: statusOf(decision), ...shownRemedy(decision.revision) };
      }),
      endpoint(deleteRemedy, async ({ params: { key, n }, body: { reason }, ifMatch }, call) => {
        const { revision } = await sendRemedy(deps, call, { key, n }, null, { ifMatch, reason });
        return { status: 200, ...shownRemedy(revision) };
      }),
      endpoint(getRemedy, async ({ params: { organization, period, key, n } }, { isMonthTheirs }) => {
        const inspection = inspectionAt(organization, period, key);
        if (!isMonthTheirs && !hasFinding(await deps.events.latest(inspection), n)) throw notFound();
        const latest = await latestRemedy(deps, organization, period, remedyKey(inspection, n));
        if (latest === null) throw notFound();
        return { status: 200, ...shownRemedy(latest) };
      }),
    ],
    options,
  );
