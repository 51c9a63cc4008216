/**
 * A tree of 20,000 organizations on a DynamoDB Local of its own: entering organizations, listing all of them, and
 * opening a month for them, through the functions' handlers and the real adapter; then what a day asks of a province
 * of that size. The tables have no streams, so the opening is the plan rows alone; what own rows and roll-ups add, the
 * capacity part counts.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { createHandler } from '../../functions/keep-roster/handler.ts';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';
import { ChildProcesses } from '../../infra/local/processes.ts';
import { stages } from '../../infra/stages.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
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
import { LOCAL_CREDENTIALS } from '../support/local-credentials.ts';
import { silent } from '../support/silent-log.ts';
import { type Figure, table } from './figures.ts';
import { add, Meter, NOTHING } from './meter.ts';
import { goingOn, say } from './progress.ts';
import { enterRoster, MONTH, PROVINCE, provinceOf, TODAY } from './province.ts';
import { type Count, measureDay } from './scale-day.ts';

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
const TABLES = ['registry', 'events', 'scorecards'] as const;
const [TABLE] = TABLES;

/** A request that is sent again because the machine is busy would be counted twice. */
const PATIENT = { requestHandler: { connectionTimeout: 60_000, requestTimeout: 60_000 } };

async function createTable(
  wire: Awaited<ReturnType<typeof startDynamoDb>>['wire'],
  TableName: string,
): Promise<void> {
  const keys = [
    ['pk', 'HASH'],
    ['sk', 'RANGE'],
  ] as const;
  await wire.call('DynamoDB', 'CreateTable', {
    TableName,
    AttributeDefinitions: keys.map(([AttributeName]) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys.map(([AttributeName, KeyType]) => ({ AttributeName, KeyType })),
    BillingMode: 'PAY_PER_REQUEST',
  });
}

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
export async function measureScale({ cells, entered }: ScaleSize): Promise<Figure[]> {
  const processes = new ChildProcesses();
  const meter = new Meter();
  const { region, ...credentials } = LOCAL_CREDENTIALS;
  try {
    const engine = await startDynamoDb({
      processes,
      dataDirectory: null,
      logDirectory: join(tmpdir(), 'nennep-bench-scale'),
      accessKeyId: credentials.accessKeyId,
      region,
    });
    for (const name of TABLES) await createTable(engine.wire, name);
    const direct = createDocumentClient({ region, credentials, ...PATIENT, endpoint: engine.endpoint });
    const client = createDocumentClient({ region, credentials, ...PATIENT, endpoint: await meter.start() });
    meter.target(engine.endpoint);
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
    const roster = createHandler(
      { ...planning, province: PROVINCE, firstRegistrar: subject },
      { log: silent },
    );
    const figures: Figure[] = [];
    const count: Count = async (what, of, work) => {
      meter.reset();
      const used = () => meter.used().reduce(add, NOTHING);
      const begun = performance.now();
      await goingOn(what, () => `${used().requests} requests`, work);
      const seconds = (performance.now() - begun) / 1_000;
      const use = used();
      const figure: Figure = {
        part: 'scale',
        figure: `${what}, an organization`,
        values: [
          { name: 'requests', value: use.requests / of },
          { name: 'of them sent again', value: use.repeats / of },
          { name: 'read units', value: use.readUnits / of },
          { name: 'write units', value: use.writeUnits / of },
          { name: `seconds for ${of}`, value: seconds },
        ],
      };
      figures.push(figure);
      say(table([figure]));
    };
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
    direct.destroy();
    client.destroy();
    return figures;
  } finally {
    await meter.stop();
    await processes.stop();
  }
}
