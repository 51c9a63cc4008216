/**
 * The abolition of thirty districts over five thousand cells on the running stack: ordered over HTTP in several orders,
 * all consumers at work, data on disk, records coming in, functions killed at it. The open month must become that of a
 * province that was entered so, and the closed one be told byte for byte as before, to those who saw it then.
 */
import { isDeepStrictEqual } from 'node:util';
import pMap from 'p-map';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { Month } from '../../shared/domain/period.ts';
import { isCommittee } from '../../shared/domain/roster/organization.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { plansOf, type Shown, scorecardsOf } from '../restructuring/carry-out.ts';
import {
  FULL_REFORM,
  REFORM,
  type Reform,
  type ReformSize,
  ROOT,
  reformOf,
  SMALL_REFORM,
} from '../restructuring/reform-orders.ts';
import { ReformWorld, recordsOf } from '../restructuring/reform-world.ts';
import { tokenFor } from '../support/stack-on.ts';
import { differing, filesOf, questionsOf, type Told, toldOf } from '../support/told-of-a-month.ts';
import {
  type BenchAssembly,
  type BenchStack,
  failures,
  OPENING_MS,
  openMonth,
  SUBMITTER,
  startMeteredStack,
} from './bench-stack.ts';
import { useFigures } from './capacity.ts';
import { type Figure, table } from './figures.ts';
import { add, Meter, NOTHING } from './meter.ts';
import { closeMonth, giveOffices, officerOf, untilPublished } from './over-http.ts';
import { goingOn, say } from './progress.ts';
import { enterOverHttp } from './reading.ts';
import { districtOf, type Ordered, orderReform, PlannerKiller, type Previewed } from './reform-orders.ts';
import { submitRecords } from './submitting.ts';

const PART = 'reform';
const CLOSED: Month = '2026-10';
/** October is past due by then, November open. */
const DAY = '2026-11-15';
/** One cell of so many reports in each month before the reform, and another one while it goes on. */
const SHARE = 4;

/** 57 organizations: shows that it works. */
const SMALL: ReformSize = {
  ...{ gone: 3, left: 1, communes: 3, baseCells: 1, cells: 3, merged: 1 },
  cutOffAt: [],
};
/** @param districts abolished, of four communes of twelve cells each: a size between; the full one unless told */
export function runningReformSize(small: boolean, districts?: number): ReformSize {
  if (small) return SMALL;
  return districts === undefined ? FULL_REFORM : { ...SMALL_REFORM, gone: districts };
}

type Values = Readonly<Record<string, number>>;
/** Does the work, waits until nothing is on its way, and notes what it took. */
type Phase = <Outcome>(
  what: string,
  work: () => Promise<Outcome>,
  told?: (outcome: Outcome) => Values,
) => Promise<Outcome>;

/** @throws Error where the reformed province is another one than was entered so, or tells something else of October */
export async function measureReform(assembly: BenchAssembly, size: ReformSize): Promise<Figure[]> {
  const reform = reformOf(size);
  const figures: Figure[] = [];
  const meter = new Meter();
  // Nobody writes while the month is closed: there is nothing to wait for.
  const environment = { CLOSING_DRAIN_SECONDS: '0' };
  const bench = await startMeteredStack(assembly, meter, { today: DAY, environment });
  const phase = phasesOf(bench, meter, figures);
  try {
    const exportId = await untilTheReform(bench, reform, phase);
    const told = await phase(
      'asking all of the closed month',
      () => toldOfClosed(bench, reform, exportId),
      sizeOf,
    );
    const { previewed } = await phase('the reform', () => reformed(bench, reform), figuresOfOrders);
    for (const caller of useFigures(PART, 'the reform', meter.used(), 1)) figures.push(caller);
    figures.push(await comparedWithFreshLoad(bench, reform, previewed));
    const after = await phase('asking the same again', () => toldOfClosed(bench, reform, exportId), sizeOf);
    assertSame('of the closed month', differing(told, after));
    await phase(
      'exporting the closed month once more',
      () => exportedAgain(bench, exportId),
      ({ size }) => ({ 'files as before': size }),
    );
    return figures;
  } finally {
    await bench.stop();
  }
}

const sizeOf = ({ size }: Told): Values => ({ answers: size });

function phasesOf(bench: BenchStack, meter: Meter, figures: Figure[]): Phase {
  return async (what, work, told = () => ({})) => {
    meter.reset();
    const used = () => meter.used().reduce(add, NOTHING);
    const failedBefore = failures(bench);
    const failed = () => failures(bench) - failedBefore;
    const begun = performance.now();
    const outcome = await goingOn(
      what,
      () => `${used().requests} requests, ${failed()} invocations failed`,
      async () => {
        const done = await work();
        await bench.stack.drained(OPENING_MS);
        return done;
      },
    );
    const seconds = (performance.now() - begun) / 1_000;
    const { requests, repeats, readUnits, writeUnits } = used();
    const counted = {
      requests,
      'of them sent again': repeats,
      'read units': readUnits,
      'write units': writeUnits,
    };
    const values = { seconds, ...told(outcome), ...counted, 'invocations that failed': failed() };
    const figure = figureOf(what, values);
    figures.push(figure);
    say(table([figure]));
    return outcome;
  };
}

const figureOf = (figure: string, values: Values): Figure => ({
  part: PART,
  figure,
  values: Object.entries(values).map(([name, value]) => ({ name, value })),
});

/** @returns the id of the closed month's final export */
async function untilTheReform(bench: BenchStack, reform: Reform, phase: Phase): Promise<string> {
  const { length } = reform.before;
  await phase(`entering ${length} organizations over HTTP`, async () => {
    await enterOverHttp(await bench.as('registrar'), reform.before, () => '');
    await giveOffices(bench, reform.before);
  });
  for (const month of [CLOSED, REFORM]) await phase(`opening ${month}`, () => openMonth(bench, month));
  await phase('records of both months', async () => {
    for (const month of [CLOSED, REFORM]) await report(bench, reform, month, 0);
  });
  return phase(`closing ${CLOSED}, with its export`, async () => {
    const exportId = await closeMonth(bench, CLOSED);
    await untilPublished(bench, exportId);
    return exportId;
  });
}

async function report(bench: BenchStack, reform: Reform, period: Month, rest: number): Promise<void> {
  const records = recordsOf(reform, period, { by: SHARE, rest });
  const key = 'regular';
  await submitRecords(
    await bench.as('submitter'),
    records.map((one) => ({ ...one, period, key })),
  );
}

/** As an officer of each one's district of October saw it, and as the province's analyst has the files. */
async function toldOfClosed(bench: BenchStack, reform: Reform, exportId: string): Promise<Told> {
  const ofProvince = await tokenFor(bench.stack, SUBMITTER);
  const tokens = new Map<string, string>();
  for (const { organization, kind } of reform.before)
    if (kind === 'district') tokens.set(organization, await tokenFor(bench.stack, officerOf(organization)));
  const questions = [
    ...questionsOf(reform.before, CLOSED),
    { organization: ROOT, url: `/exports/${exportId}` },
    { organization: ROOT, url: `/exports?organization=${ROOT}&period=${CLOSED}` },
  ];
  const told = await toldOf(bench.stack.baseUrl, questions, (id) => tokens.get(districtOf(id)) ?? ofProvince);
  return new Map([...told, ...(await filesOf(await bench.as('submitter'), exportId))]);
}

function assertSame(what: string, other: readonly string[]): void {
  if (other.length > 0)
    throw new Error(
      `${other.length} answers ${what} are others than before: ${other.slice(0, 5).join(', ')}`,
    );
}

type Reformed = Ordered & {
  readonly kills: number;
  /** Plan rows rewritten when the planner was first and last killed, and in the end. */
  readonly rewritten: readonly number[];
};

async function reformed(bench: BenchStack, reform: Reform): Promise<Reformed> {
  const rewritten: number[] = [];
  const note = async () => {
    const rows = await plansIn(bench, reform);
    rewritten.push(rows.filter(({ version }) => version > 1).length);
  };
  const killer = new PlannerKiller(bench, Math.ceil(reform.gone.length / 5));
  const killing = killer.work(note);
  let ordered: Ordered;
  try {
    [ordered] = await Promise.all([orderReform(bench, reform), report(bench, reform, REFORM, 1)]);
    await bench.stack.drained(OPENING_MS);
  } finally {
    // Behind a failure nobody plans any more, and it would wait for ever.
    killer.stop();
    await killing;
  }
  await note();
  if (killer.failed === 0) throw new Error('Nobody was killed while planning.');
  return { ...ordered, kills: killer.failed, rewritten };
}

function figuresOfOrders({ trySeconds, orderSeconds, ordersKilled, kills, rewritten }: Reformed): Values {
  return {
    orders: orderSeconds.length,
    's of a trial at most': Math.max(...trySeconds),
    's of an order at most': Math.max(...orderSeconds),
    'orders killed and sent again': ordersKilled,
    'invocations of the planner killed': kills,
    'plan rows rewritten at the first kill': rewritten[0] ?? 0,
    'at the last': rewritten.at(-2) ?? 0,
    'in the end': rewritten.at(-1) ?? 0,
  };
}

function plansIn({ tables }: BenchStack, reform: Reform) {
  const { planRows } = dynamoRegistry(tables.registry);
  return planRows(reform.before.map(({ organization }) => ({ organization, month: REFORM })));
}

/** The open month as it is stored. */
async function shownBy(bench: BenchStack, reform: Reform): Promise<Shown> {
  const { partition } = dynamoScorecardStore(bench.tables.scorecards);
  const committees = reform.before.filter(({ kind }) => isCommittee(kind));
  const parents = [TOP, ...committees.map(({ organization }) => organization)];
  const plans = await plansIn(bench, reform);
  const rows = (await pMap(parents, (parent) => partition(parent, REFORM), { concurrency: 8 })).flat();
  return { reform, plans: () => plans, rows: () => rows };
}

/** The new tree as somebody would have entered it, in memory, with the same records. */
async function freshLoad(reform: Reform): Promise<Shown> {
  const world = new ReformWorld(reform, 1);
  world.set(`${DAY}T02:00:00.000Z`);
  await world.enter(reform.after);
  for (const month of [CLOSED, REFORM]) {
    await world.open(month);
    await world.report(month, SHARE, 0);
  }
  await world.close(CLOSED);
  await world.report(REFORM, SHARE, 1);
  await world.rest();
  return world;
}

const byOrganization = (shown: Shown) => new Map(plansOf(shown).map((row) => [row.organization, row]));

async function comparedWithFreshLoad(
  bench: BenchStack,
  reform: Reform,
  previewed: readonly Previewed[],
): Promise<Figure> {
  const [shown, fresh] = [await shownBy(bench, reform), await freshLoad(reform)];
  assertEqual('plan rows', byOrganization(shown), byOrganization(fresh));
  assertEqual('scorecards', scorecardsOf(shown), scorecardsOf(fresh));
  const stored = new Map(shown.plans().map((row) => [row.organization, row]));
  for (const { organization, after } of previewed) {
    const { parent, path, exists, expected, duties } = stored.get(organization) ?? {};
    if (!isDeepStrictEqual(after, { parent, path, exists, expected, duties: duties?.length }))
      throw new Error(`The trial foretold another plan row of ${organization}.`);
  }
  return figureOf('equal to a fresh load of the new tree', {
    'districts abolished': reform.gone.length,
    cells: reform.cells.length,
    moves: reform.moves.length,
    closures: reform.closures.length,
    'plan rows': byOrganization(shown).size,
    scorecards: scorecardsOf(shown).size,
    tombstones: shown.rows().filter(({ tombstone }) => tombstone).length,
    'plan rows as a trial foretold': previewed.length,
  });
}

function assertEqual(
  what: string,
  found: ReadonlyMap<string, unknown>,
  wanted: ReadonlyMap<string, unknown>,
): void {
  const names = [...new Set([...found.keys(), ...wanted.keys()])];
  const other = names.filter((name) => !isDeepStrictEqual(found.get(name), wanted.get(name)));
  const [first = ''] = other;
  if (other.length > 0)
    throw new Error(
      `${other.length} of ${names.length} ${what} differ from a fresh load's: ${first}: ` +
        `${JSON.stringify(found.get(first))} in place of ${JSON.stringify(wanted.get(first))}`,
    );
}

/** Files that name their export on paper, and may differ. */
const NAMES_ITS_EXPORT = /\.xlsx$|^report\.html$|^manifest\.json$/;

/** All tables of the closed month made anew behind the reform. @returns those that are byte for byte as before */
async function exportedAgain(bench: BenchStack, exportId: string): Promise<Told> {
  const client = await bench.as('submitter');
  const again = await client.need(routes.postExport, { body: { organization: ROOT, period: CLOSED } });
  await untilPublished(bench, again.exportId);
  const tables = async (id: string) =>
    new Map([...(await filesOf(client, id))].filter(([name]) => !NAMES_ITS_EXPORT.test(name)));
  const [before, after] = [await tables(exportId), await tables(again.exportId)];
  assertSame('in the files', differing(before, after));
  return after;
}
