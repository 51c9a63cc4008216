/**
 * A district is abolished on DynamoDB Local, and whoever does it dies after any of its writes, before the answer came
 * back. Done again it ends as in a province that was entered so, and closed months stay item for item. Between two
 * writes a death leaves the same as after the first of them.
 */
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import pMap from 'p-map';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-roster/handler.ts';
import { createDocumentClient, type Table } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { advancePeriods, openingPeriod } from '../../shared/jobs/advance-period.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { sweepMonths } from '../../shared/jobs/sweep.ts';
import { call, FIRST_REGISTRAR } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { createTable, dynamoDbConfig, type TableKind } from '../support/dynamodb-local.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';
import { silent } from '../support/silent-log.ts';
import { plansOf, type Shown, scorecardsOf } from './carry-out.ts';
import { REFORM, ROOT, reformOf } from './reform-orders.ts';

const CLOSED = '2026-10';
/** One district of two is gone, of its two communes one merged into the other: 17 organizations. */
const reform = reformOf({
  ...{ gone: 1, left: 1, communes: 2, baseCells: 1, cells: 2, merged: 1 },
  cutOffAt: [],
});

type Item = Record<string, unknown>;
type Tables = Readonly<Record<TableKind, Table>>;
const KINDS = ['registry', 'events', 'scorecards'] as const;

class Killed extends Error {
  override readonly name = 'Killed';
}

const wire = new NodeHttpHandler();
type Request = Parameters<typeof wire.handle>[0];
const isWrite = ({ headers }: Request): boolean =>
  /\.(PutItem|UpdateItem|DeleteItem|TransactWriteItems|BatchWriteItem)$/.test(headers['x-amz-target'] ?? '');

/** A process that dies when DynamoDB has done its nth write; of what it asks for from then on nothing is sent. */
class Mortal {
  writes = 0;
  readonly #death: number;

  constructor(death = Number.POSITIVE_INFINITY) {
    this.#death = death;
  }

  get isDead(): boolean {
    return this.writes >= this.#death;
  }

  #assertAlive(): void {
    if (this.isDead) throw new Killed();
  }

  async tables(tables: Tables): Promise<Tables> {
    const client = createDocumentClient({
      ...(await dynamoDbConfig()),
      requestHandler: {
        handle: async (...[request, options]: Parameters<typeof wire.handle>) => {
          this.#assertAlive();
          const answer = await wire.handle(request, options);
          if (isWrite(request)) this.writes += 1;
          this.#assertAlive();
          return answer;
        },
      },
    });
    const reached = ({ name }: Table): Table => ({ client, name });
    const { registry, events, scorecards } = tables;
    return { registry: reached(registry), events: reached(events), scorecards: reached(scorecards) };
  }
}

async function newTables(): Promise<Tables> {
  const [registry, events, scorecards] = await Promise.all(KINDS.map((kind) => createTable(kind)));
  if (!(registry && events && scorecards)) throw new Error('not three tables');
  return { registry, events, scorecards };
}

const depsOn = (tables: Tables, now = '2026-11-15T02:00:00.000Z') => ({
  registry: dynamoRegistry(tables.registry),
  events: dynamoEventStore(tables.events),
  scorecards: dynamoScorecardStore(tables.scorecards),
  criteriaSets: presetCriteriaSets,
  defaultCriteriaSet: { id: 'binh-thuan', revision: 1 },
  now: () => now,
  province: ROOT,
  root: ROOT,
  firstRegistrar: FIRST_REGISTRAR,
  jobs: { publishExport: async () => {} },
  drain: async () => {},
  newExportId: (organization: string, month: Month) => `${organization}_${month}_1`,
});

/** What the consumers of both streams do, one after the other. */
async function settle(tables: Tables, month: Month): Promise<void> {
  await planOpenMonths(depsOn(tables), ROOT, month);
  await sweepMonths(depsOn(tables), ROOT, [month]);
}

/** October closed, November open, every other cell reported in both: the day before the reform. */
async function provinceOf(roster: readonly OrganizationVersion[]): Promise<Tables> {
  const tables = await newTables();
  const { registry, events } = depsOn(tables);
  for (const one of roster) await enterVersion(registry, one);
  for (const month of [CLOSED, REFORM]) {
    const deps = depsOn(tables, `${month}-02T02:00:00.000Z`);
    await registry.putPeriod(openingPeriod(month, deps.now()), aNote());
    await advancePeriods(deps);
    for (const organization of reform.cells.filter((_, i) => i % 2 === 0))
      await events.append(
        meetingRevision({
          ...{ organization, month, recordedAt: `${month}-14T02:00:00.000Z` },
          record: meetingRecord({ heldOn: `${month}-13` }),
        }),
      );
    await settle(tables, month);
    const state = await registry.period(month);
    if (state === null || month !== CLOSED) continue;
    const late = depsOn(tables, '2026-11-12T02:00:00.000Z');
    const closing = { ...state, status: 'closing', closingAt: late.now() } as const;
    await registry.putPeriod({ ...closing, revision: state.revision + 1 }, aNote());
    while ((await advancePeriods(late)) > 0);
  }
  return tables;
}

/** The order, and all that follows it. */
async function carryOut(tables: Tables): Promise<void> {
  const { closures, moves } = reform;
  const { status } = await call(
    createHandler(depsOn(tables), { log: silent }),
    'POST',
    `/organizations/${ROOT}/closures`,
    { subject: FIRST_REGISTRAR, body: { closures, moves, reason: 'Bỏ cấp huyện' } },
  );
  if (status !== 200) throw new Killed();
  await settle(tables, REFORM);
}

async function itemsOf({ client, name }: Table): Promise<Item[]> {
  const items: Item[] = [];
  for (let from: Item | undefined, first = true; first || from !== undefined; first = false) {
    const page = await client.send(
      new ScanCommand({ TableName: name, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  }
  return items.sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
}

const contentsOf = (tables: Tables): Promise<Item[][]> =>
  Promise.all(KINDS.map((kind) => itemsOf(tables[kind])));

/** The same items in tables of their own. */
async function copyOf(contents: readonly Item[][]): Promise<Tables> {
  const tables = await newTables();
  for (const [i, kind] of KINDS.entries()) {
    const { client, name } = tables[kind];
    const items = contents[i] ?? [];
    for (let at = 0; at < items.length; at += 25) {
      const puts = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [name]: puts } }));
    }
  }
  return tables;
}

/** Items of the closed month: plan rows, scorecards, events, its period. */
const closedOf = (contents: readonly Item[][]): Item[] =>
  contents.flat().filter(({ pk, sk }) => `${pk} ${sk}`.includes(CLOSED));

async function shown(tables: Tables): Promise<Shown> {
  const { registry, scorecards } = depsOn(tables);
  const ids = reform.before.map(({ organization }) => organization);
  const plans = await Promise.all(ids.map((id) => registry.planRow(id, REFORM)));
  const rows = await Promise.all([TOP, ...ids].map((id) => scorecards.partition(id, REFORM)));
  return { reform, plans: () => plans.filter((row) => row !== null), rows: () => rows.flat() };
}

describe('a reform on DynamoDB whose doer dies', () => {
  let before: readonly Item[][];
  let wanted: { readonly plans: unknown; readonly scorecards: unknown };
  let writes = 0;

  const endOf = async (tables: Tables) => {
    const world = await shown(tables);
    return { plans: plansOf(world), scorecards: scorecardsOf(world) };
  };
  const assertEnd = async (tables: Tables, what: string) => {
    expect(await endOf(tables), what).toEqual(wanted);
    expect(closedOf(await contentsOf(tables)), what).toEqual(closedOf(before));
  };
  /** Dies after so many of its writes, unless it is done by then. */
  const dies = async (tables: Tables, after: number): Promise<boolean> => {
    const mortal = new Mortal(after);
    await carryOut(await mortal.tables(tables)).catch((error: unknown) => {
      if (!mortal.isDead) throw error;
    });
    return mortal.isDead;
  };

  beforeAll(async () => {
    before = await contentsOf(await provinceOf(reform.before));
    const fresh = await provinceOf(reform.after);
    await settle(fresh, REFORM);
    wanted = await endOf(fresh);
    const undisturbed = new Mortal();
    const tables = await copyOf(before);
    await carryOut(await undisturbed.tables(tables));
    ({ writes } = undisturbed);
    await assertEnd(tables, 'undisturbed');
  }, 300_000);

  it('writes an order, plan rows, own rows and committees', () => {
    expect(closedOf(before).length).toBeGreaterThan(2 * reform.before.length);
    expect(writes).toBeGreaterThan(20);
  });

  it('after any of its writes, and is followed by another', { timeout: 300_000 }, async () => {
    const deaths = Array.from({ length: writes - 1 }, (_, i) => i + 1);
    const die = async (nth: number) => {
      const tables = await copyOf(before);
      expect(await dies(tables, nth)).toBe(true);
      await carryOut(tables);
      await assertEnd(tables, `write ${nth} of ${writes}`);
    };
    await pMap(deaths, die, { concurrency: 4 });
  });
});
