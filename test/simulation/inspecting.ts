/** Officers who inspect, answer and hear of remedies: accepted as the write functions accept them. */
import { type EventAddress, newestOf, type StoredEvent } from '../../shared/domain/events/event.ts';
import { remedyKey } from '../../shared/domain/events/inspection.ts';
import type { RevisionStamp } from '../../shared/domain/events/revision.ts';
import { SCHEDULE_KEY } from '../../shared/domain/events/schedule.ts';
import type { Month, Year } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { takesRecords } from '../../shared/domain/roster/plan.ts';
import { lastOpenOf } from '../../shared/jobs/booking-month.ts';
import { latestFacts } from '../../shared/jobs/latest-facts.ts';
import {
  factsRevision,
  finding,
  inspectionRevision,
  remedyRevision,
  reviewRevision,
} from '../support/inspections.ts';
import type { World } from './world.ts';

export type OfficerAct =
  /** So many findings, or (null) a withdrawal. */
  | {
      readonly act: 'inspect';
      readonly who: OrganizationId;
      readonly month: Month;
      readonly findings: number | null;
    }
  | {
      readonly act: 'remedy';
      readonly who: OrganizationId;
      /** Of the inspection. */
      readonly month: Month;
      readonly n: number;
      readonly to?: 'told' | 'amended' | 'withdrawn';
    }
  | {
      readonly act: 'review';
      readonly who: OrganizationId;
      readonly month: Month;
      readonly decision: 'accepted' | 'returned';
    }
  | { readonly act: 'facts'; readonly who: OrganizationId; readonly year: Year; readonly admitted: number }
  /** The planned day of the regular meeting. */
  | { readonly act: 'schedule'; readonly who: OrganizationId; readonly month: Month; readonly day: number };

/** Id of the duty that an inspection with two findings names. */
export const NAMED_DUTY = 'named';

const keyIn = (month: Month): string => `${month}-06-inspection-r`;

export function officiate(world: World, act: OfficerAct): Promise<void> {
  if (act.act === 'inspect') return inspect(world, act.who, act.month, act.findings);
  if (act.act === 'remedy') return remedy(world, act.who, act.month, act.n, act.to ?? 'told');
  if (act.act === 'facts') return sumUp(world, act.who, act.year, act.admitted);
  if (act.act === 'schedule') return schedule(world, act.who, act.month, act.day);
  return review(world, act.who, act.month, act.decision);
}

/** The next revision, if its month is open; tried again while somebody else is first. */
async function tell(
  world: World,
  address: EventAddress,
  revision: number,
  eventOf: (stamp: Partial<RevisionStamp>) => StoredEvent,
): Promise<'stored' | 'taken' | 'refused'> {
  const { organization, month, key } = address;
  const asked = { subject: 'officer', plans: [{ organization, month }] };
  const {
    plans: [plan = null],
    periods: [period = null],
  } = await world.stores.registry.access(asked);
  if (plan === null || period === null || !takesRecords(period, plan, world.now())) return 'refused';
  const stamp = { organization, month, key, revision, recordedAt: world.now() };
  if ((await world.stores.events.append(eventOf(stamp))) !== 'stored') return 'taken';
  world.acknowledged.set(month, (world.acknowledged.get(month) ?? 0) + 1);
  return 'stored';
}

async function inspect(
  world: World,
  organization: OrganizationId,
  month: Month,
  findings: number | null,
): Promise<void> {
  const address = { organization, month, type: 'inspection', key: keyIn(month) } as const;
  for (;;) {
    const latest = await world.stores.events.latest(address);
    const gone = latest === null || latest.withdrawn;
    if (findings === null ? gone : latest?.record?.findings.length === findings) return;
    const found = Array.from({ length: findings ?? 0 }, (_, i) =>
      finding({ n: i + 1, remedyDue: `${month}-${20 + i}` }),
    );
    const record = {
      findings: found,
      conclusion: 'corrected',
      scores: { opinions: 100 * found.length, minutes: 1500 * found.length },
      // The duty by its name, or what the office alone says.
      duty: found.length === 2 ? NAMED_DUTY : null,
    } as const;
    const told = await tell(world, address, (latest?.revision ?? 0) + 1, (stamp) =>
      inspectionRevision(findings === null ? null : record, stamp),
    );
    if (told !== 'taken') return;
  }
}

/** Counts in the earliest open month from the inspection's on, and so do its amendment and its withdrawal. */
async function remedy(
  world: World,
  organization: OrganizationId,
  month: Month,
  n: number,
  to: 'told' | 'amended' | 'withdrawn',
): Promise<void> {
  const { registry, events } = world.stores;
  const key = remedyKey({ month, key: keyIn(month) }, n);
  for (;;) {
    const inspection = await events.latest({ organization, month, type: 'inspection', key: keyIn(month) });
    if (inspection?.record?.findings.some((one) => one.n === n) !== true) return;
    const year = Number(month.slice(0, 4));
    const years = [year, year + 1].map((one) => events.eventsOfYear(organization, String(one)));
    const known = newestOf('remedy', (await Promise.all(years)).flat()).find((one) => one.key === key);
    const stands = known !== undefined && !known.withdrawn;
    if (stands === (to === 'told')) return;
    const open = (await registry.periods()).filter((one) => one.status === 'open' && one.month >= month);
    const [first] = open.map((one) => one.month).sort();
    if (first === undefined) return;
    const address = { organization, month: first, type: 'remedy', key } as const;
    const revision = (known?.revision ?? 0) + 1;
    const told = await tell(world, address, revision, (stamp) => {
      const event = remedyRevision({ remediedOn: `${month}-${10 + revision}` }, stamp);
      return to === 'withdrawn' ? { ...event, withdrawn: true, record: null } : event;
    });
    if (told !== 'taken') return;
  }
}

/** Counts in the year's last open month, or the next year's first. */
async function sumUp(
  world: World,
  organization: OrganizationId,
  year: Year,
  admitted: number,
): Promise<void> {
  for (;;) {
    const booking = await lastOpenOf({ ...world.stores, now: () => world.now() }, organization, year);
    const latest = await latestFacts(world.stores.events, organization, year);
    if (booking === null || latest?.record?.admitted === admitted) return;
    const address = { organization, month: booking.plan.month, type: 'facts', key: year } as const;
    const told = await tell(world, address, (latest?.revision ?? 0) + 1, (stamp) =>
      factsRevision({ admitted }, { ...stamp, key: year }),
    );
    if (told !== 'taken') return;
  }
}

async function schedule(
  world: World,
  organization: OrganizationId,
  month: Month,
  day: number,
): Promise<void> {
  const address = { organization, month, type: 'schedule', key: SCHEDULE_KEY } as const;
  const plannedOn = `${month}-${day}`;
  for (;;) {
    const latest = await world.stores.events.latest(address);
    if (latest?.record?.plannedOn === plannedOn) return;
    const told = await tell(world, address, (latest?.revision ?? 0) + 1, (stamp) => ({
      ...reviewRevision({}, stamp),
      type: 'schedule',
      withdrawn: false,
      record: { plannedOn, plannedAt: null, theme: null },
    }));
    if (told !== 'taken') return;
  }
}

/** Answers the record as it stands when it is read; an amendment may be under way. */
async function review(
  world: World,
  organization: OrganizationId,
  month: Month,
  decision: 'accepted' | 'returned',
): Promise<void> {
  const { events } = world.stores;
  for (;;) {
    const record = await events.latest({ organization, month, type: 'meeting', key: 'regular' });
    if (record === null || record.withdrawn) return;
    const address = { organization, month, type: 'review', key: `regular/${record.revision}` } as const;
    const latest = await events.latest(address);
    if (latest?.record?.decision === decision) return;
    const told = await tell(world, address, (latest?.revision ?? 0) + 1, (stamp) =>
      reviewRevision({ decision, scores: { minutes: 300 } }, stamp),
    );
    if (told !== 'taken') return;
  }
}
