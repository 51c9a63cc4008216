/**
 * A tree of 20,000 organizations on a DynamoDB Local of its own: entering organizations, listing all of them, and
 * opening a month for them, through the functions' handlers and the real adapter; then what a day asks of a province
 * of that size. The tables have no streams, so the opening is the plan rows alone; what own rows and roll-ups add, the
 * capacity part counts.
 */
import pMap from 'p-map';
import { createHandler } from '../../functions/keep-roster/handler.ts';
import { stages } from '../../infra/stages.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import {
  isCommittee,
  type OrganizationId,
  type OrganizationVersion,
} from '../../shared/domain/roster/organization.ts';
import { openingPeriod } from '../../shared/jobs/advance-period.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { call } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { silent } from '../support/silent-log.ts';
import type { Figure } from './figures.ts';
import { counterOf, type OwnEngine, onOwnEngine } from './own-engine.ts';
import { goingOn } from './progress.ts';
import { enterRoster, MONTH, PROVINCE, provinceOf, TODAY } from './province.ts';
import { measureDay } from './scale-day.ts';

export type ScaleSize = {
  readonly cells: number;
  /** Cells that are entered through the API; the others are there already. */
  readonly entered: number;
};

/** 20,046 organizations. */
const FULL: ScaleSize = { cells: 19_000, entered: 500 };
const SMALL: ScaleSize = { cells: 200, entered: 20 };
export const scaleSize = (small: boolean): ScaleSize => (small ? SMALL : FULL);

const NOW = `${TODAY}T02:00:00.000Z`;
const subject = stages.local.firstRegistrar;
const CALLERS = 16;
/** On each of two levels; every call reads 16 organizations at once, and the client has 50 connections. */
const WALKERS = 2;
const TABLE = 'registry';

/** @throws Error unless the organization is a new one */
async function enter(roster: ApiFunction, version: OrganizationVersion): Promise<void> {
  const { organization, revision: _, ...body } = version;
  const { status } = await call(roster, 'PUT', `/organizations/${organization}`, { subject, body });
  if (status !== 201) throw new Error(`Entering ${organization} was answered ${status}.`);
}

/** Everybody below `parent`, page by page and level by level, as a client walks down. */
async function listBelow(roster: ApiFunction, parent: OrganizationId): Promise<number> {
  const committees: OrganizationId[] = [];
  let count = 0;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ parent, ...(cursor && { cursor }) });
    const { status, body } = await call(roster, 'GET', `/organizations?${query}`, { subject });
    if (status !== 200) throw new Error(`Listing ${parent} was answered ${status}.`);
    count += body.items.length;
    for (const { organization, kind } of body.items) if (isCommittee(kind)) committees.push(organization);
    cursor = body.next;
  }
  const below = await pMap(committees, (id) => listBelow(roster, id), { concurrency: WALKERS });
  return below.reduce((sum, more) => sum + more, count);
}

/** @throws Error where something is missing from the list or the plan */
export const measureScale = (size: ScaleSize): Promise<Figure[]> =>
  onOwnEngine('scale', (engine) => measureOn(engine, size));

async function measureOn(
  { direct, metered: client, meter }: OwnEngine,
  { cells, entered }: ScaleSize,
): Promise<Figure[]> {
  const { organizations } = provinceOf(cells);
  const there = organizations.slice(0, -entered);
  await goingOn(
    `writing the first ${there.length} organizations`,
    () => 'past the meter',
    () => enterRoster({ client: direct, name: TABLE }, { organizations: there, cells: [] }),
  );
  const registry = dynamoRegistry({ client, name: TABLE });
  const planning = {
    registry,
    now: () => NOW,
    defaultCriteriaSet: { id: stages.local.defaultCriteriaSet, revision: 1 },
  };
  const roster = createHandler({ ...planning, province: PROVINCE, firstRegistrar: subject }, { log: silent });
  const figures: Figure[] = [];
  const count = counterOf('scale', meter, figures);
  const total = organizations.length;
  await count(`entering the last of ${total} through the API`, entered, () =>
    pMap(organizations.slice(-entered), (version) => enter(roster, version), { concurrency: CALLERS }),
  );
  await count('listing the tree through the API', total, async () => {
    const listed = 1 + (await listBelow(roster, PROVINCE));
    if (listed !== total) throw new Error(`${listed} of ${total} organizations were listed.`);
  });
  await count('planning an opening month', total, async () => {
    await registry.putPeriod(openingPeriod(MONTH, NOW), aNote());
    const { written } = await planSubtree(planning, PROVINCE, MONTH);
    if (written !== total) throw new Error(`${written} of ${total} organizations were planned.`);
  });
  await measureDay({ client, planning, organizations, subject, count });
  return figures;
}
