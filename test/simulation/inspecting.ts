/** Officers who inspect, answer and hear of remedies: accepted as the write functions accept them. */
import { type EventAddress, newestOf, type StoredEvent } from '../../shared/domain/event.ts';
import { remedyKey } from '../../shared/domain/inspection.ts';
import type { OrganizationId } from '../../shared/domain/organization.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { RevisionStamp } from '../../shared/domain/revision.ts';
import { finding, inspectionRevision, remedyRevision, reviewRevision } from '../support/inspections.ts';
import type { World } from './world.ts';

export type OfficerAct =
  /** So many findings, or (null) a withdrawal. */
  | {
      readonly act: 'inspect';
      readonly who: OrganizationId;
      readonly month: Month;
      readonly findings: number | null;
    }
  | { readonly act: 'remedy'; readonly who: OrganizationId; readonly month: Month; readonly n: number }
  | {
      readonly act: 'review';
      readonly who: OrganizationId;
      readonly month: Month;
      readonly decision: 'accepted' | 'returned';
    };

const keyIn = (month: Month): string => `${month}-06-inspection-r`;

export function officiate(world: World, act: OfficerAct): Promise<void> {
  if (act.act === 'inspect') return inspect(world, act.who, act.month, act.findings);
  if (act.act === 'remedy') return remedy(world, act.who, act.month, act.n);
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
  if (plan === null || period?.status !== 'open') return 'refused';
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
      scores: { opinions: 100 * found.length },
    } as const;
    const told = await tell(world, address, (latest?.revision ?? 0) + 1, (stamp) =>
      inspectionRevision(findings === null ? null : record, stamp),
    );
    if (told !== 'taken') return;
  }
}

/** Counts in the earliest open month from the inspection's on. */
async function remedy(world: World, organization: OrganizationId, month: Month, n: number): Promise<void> {
  const { registry, events } = world.stores;
  const key = remedyKey(keyIn(month), n);
  for (;;) {
    const inspection = await events.latest({ organization, month, type: 'inspection', key: keyIn(month) });
    if (inspection?.record?.findings.some((one) => one.n === n) !== true) return;
    const year = Number(month.slice(0, 4));
    const years = [year, year + 1].map((one) => events.eventsOfYear(organization, String(one)));
    const known = newestOf('remedy', (await Promise.all(years)).flat());
    if (known.some((one) => one.key === key)) return;
    const open = (await registry.periods()).filter((one) => one.status === 'open' && one.month >= month);
    const [first] = open.map((one) => one.month).sort();
    if (first === undefined) return;
    const address = { organization, month: first, type: 'remedy', key } as const;
    const told = await tell(world, address, 1, (stamp) => remedyRevision({}, stamp));
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
