/** Takes and gives what an organization says of its year: apart from its meetings, and never part of their grades. */
import { factsToWire } from '../../shared/contracts/annual-facts.ts';
import { notFound, validation } from '../../shared/contracts/problem.ts';
import { getFacts, putFacts } from '../../shared/contracts/routes.ts';
import type { AnnualFacts, FactsRevision } from '../../shared/domain/events/annual-facts.ts';
import { annualFactsViolations } from '../../shared/domain/events/annual-facts-rules.ts';
import type { Year } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { lastOpenOf } from '../../shared/jobs/booking-month.ts';
import { latestFacts } from '../../shared/jobs/latest-facts.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { PeriodRegistry, PlanRegistry } from '../../shared/ports/registry.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { revisionTag } from '../../shared/runtime/etag.ts';
import { type Asked, type EventDeps, sendEvent } from '../../shared/runtime/event-decision.ts';
import { refusalOfUnbooked, type UnbookedDeps } from '../../shared/runtime/unbooked.ts';

export type Deps = AccessDeps &
  EventDeps &
  UnbookedDeps & {
    readonly registry: AccessDeps['registry'] &
      Pick<PlanRegistry, 'planRow'> &
      Pick<PeriodRegistry, 'periods'>;
    readonly events: Pick<EventStore, 'append' | 'latest' | 'eventsOfYear'>;
  };

async function sendFacts(
  deps: Deps,
  organization: OrganizationId,
  year: Year,
  record: AnnualFacts,
  asked: Asked,
) {
  const booking = await lastOpenOf(deps, organization, year);
  const mayCountIn = { organization, from: `${year}-01`, until: `${Number(year) + 1}-12` };
  const unbooked = booking === null ? await refusalOfUnbooked(deps, mayCountIn) : null;
  return sendEvent(deps, {
    address: { organization, month: booking?.plan.month ?? `${year}-12`, type: 'facts', key: year },
    asked,
    readLatest: () => latestFacts(deps.events, organization, year),
    draft: {
      record,
      refuse: () => {
        const broken = annualFactsViolations(record);
        if (broken.length > 0) throw validation(broken);
        if (unbooked !== null) throw unbooked;
      },
      complete: (stamp): FactsRevision => ({ ...stamp, type: 'facts', withdrawn: false, record }),
    },
  });
}

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(putFacts, async ({ params, body: { reason, ...facts }, ifMatch }, { caller }) => {
        const asked = { subject: caller.subject, ifMatch, reason };
        const { outcome, revision } = await sendFacts(deps, params.organization, params.period, facts, asked);
        const status = outcome === 'created' ? 201 : 200;
        return { status, etag: revisionTag(revision), body: factsToWire(revision) };
      }),
      endpoint(getFacts, async ({ params: { organization, period } }) => {
        const latest = await latestFacts(deps.events, organization, period);
        if (latest === null) throw notFound();
        return { status: 200, etag: revisionTag(latest), body: factsToWire(latest) };
      }),
    ],
    options,
  );
