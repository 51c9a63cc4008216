/** A remedy sent or withdrawn. It counts in the earliest month still open, so that a closed one stays as it was. */
import { notFound, validation } from '../../shared/contracts/problem.ts';
import { newestOf, type StoredEvent } from '../../shared/domain/events/event.ts';
import {
  type InspectionKey,
  type InspectionRevision,
  type Remedy,
  type RemedyRevision,
  remedyKey,
} from '../../shared/domain/events/inspection.ts';
import {
  remedyChangeViolations,
  remedyOrderViolations,
  remedyViolations,
} from '../../shared/domain/events/inspection-rules.ts';
import { localDate, localMonth, type Month, yearOf } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { RuleViolation } from '../../shared/domain/rule-violation.ts';
import { type Booking, type BookingDeps, earliestOpenFrom } from '../../shared/jobs/booking-month.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import { type Asked, type Decision, sendEvent } from '../../shared/runtime/event-decision.ts';
import { refuseUnlessSuperior } from '../../shared/runtime/superior.ts';
import { refusalOfUnbooked, type UnbookedDeps } from '../../shared/runtime/unbooked.ts';
import type { InspectionCall, InspectionDeps } from './inspection.ts';
import { INSPECTORS } from './roles.ts';

export type RemedyDeps = InspectionDeps &
  BookingDeps &
  UnbookedDeps & { readonly events: Pick<EventStore, 'append' | 'latest' | 'eventsOfYear'> };

export type FindingAt = { readonly key: InspectionKey; readonly n: number };

/** Null withdraws. @throws Refusal */
export async function sendRemedy(
  deps: RemedyDeps,
  { plan, caller, guard }: InspectionCall,
  { key, n }: FindingAt,
  record: Remedy | null,
  asked: Omit<Asked, 'subject'>,
): Promise<Decision<'remedy'>> {
  const { organization, month } = plan;
  const inspection = await deps.events.latest({ organization, month, type: 'inspection', key });
  if (!hasFinding(inspection, n)) throw notFound();
  if (record !== null) {
    // Who follows it up today may be younger than the inspection.
    const superior = { superior: record.verifiedBy, pointer: '/verifiedBy', orIn: localMonth(deps.now()) };
    await refuseUnlessSuperior(deps.registry, { ...superior, plan, caller, guard, roles: INSPECTORS });
  }
  const booking = await earliestOpenFrom(deps, organization, month);
  const unbooked =
    booking === null ? await refusalOfUnbooked(deps, { organization, from: month, until: null }) : null;
  const address = {
    organization,
    month: booking?.plan.month ?? month,
    type: 'remedy',
    key: remedyKey({ month, key }, n),
  } as const;
  return sendEvent(deps, {
    address,
    asked: { ...asked, subject: caller.subject },
    readLatest: () => latestRemedy(deps, organization, month, address.key),
    draft: {
      record,
      refuse: (now, latest) => {
        const broken = [
          ...(record === null ? [] : remedyViolations(record, { key, today: localDate(now) })),
          ...(latest === null || booking === null ? [] : changeViolations(latest, booking)),
        ];
        if (broken.length > 0) throw validation(broken);
        if (unbooked !== null) throw unbooked;
      },
      complete: (stamp): RemedyRevision =>
        record === null
          ? { ...stamp, type: 'remedy', withdrawn: true, record }
          : { ...stamp, type: 'remedy', withdrawn: false, record },
    },
  });
}

function changeViolations({ month: told, withdrawn }: RemedyRevision, { plan }: Booking): RuleViolation[] {
  const change = { told, changedIn: plan.month };
  return [...(withdrawn ? [] : remedyChangeViolations(change)), ...remedyOrderViolations(change)];
}

export const hasFinding = (inspection: InspectionRevision | null, n: number): boolean =>
  inspection?.record?.findings.some((finding) => finding.n === n) === true;

export type RemediesDeps = {
  readonly events: Pick<EventStore, 'eventsOfYear'>;
  readonly now: Clock;
};

/** A month opens at the earliest in the year before its own, so a remedy may be booked in the year after today's. */
const YEARS_AHEAD = 1;

/** Newest revisions of an organization's remedies, told from the month on, withdrawn ones too. */
export async function remediesFrom(
  { events, now }: RemediesDeps,
  organization: OrganizationId,
  month: Month,
): Promise<RemedyRevision[]> {
  const first = Number(yearOf(month));
  const last = Number(yearOf(localDate(now()))) + YEARS_AHEAD;
  const years = Array.from({ length: Math.max(1, last - first + 1) }, (_, i) => String(first + i));
  const told: StoredEvent[][] = await Promise.all(
    years.map((year) => events.eventsOfYear(organization, year)),
  );
  return newestOf('remedy', told.flat());
}

export const latestRemedy = async (
  deps: RemediesDeps,
  organization: OrganizationId,
  month: Month,
  key: string,
): Promise<RemedyRevision | null> =>
  (await remediesFrom(deps, organization, month)).find((remedy) => remedy.key === key) ?? null;
