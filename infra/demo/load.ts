/**
 * Loads the demo the way any client would: roster and grants by the registrar, criteria sets, programmes and duties,
 * the months opened, then what is told of them; all through the public API. Every step may be done again, so a load
 * that was cut off goes on where it stopped.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import { type Client, RefusedError } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { enterRoster } from '../roster/enter-roster.ts';
import { type Actor, homesIn, LOCAL, type LoadDeps, PROVINCE_WIDE, roleOf } from './actors.ts';
import type { DataSet } from './data-set.ts';
import { type DemoOrganization, isCell } from './organization.ts';
import { type DemoProgramme, programmesOf } from './programmes.ts';
import { type DemoSeed, MONTH, PROVINCE, YEAR } from './seed.ts';
import { revisionsOf, sendEvents } from './send.ts';

const REQUESTS_AT_ONCE = 8;
const GRANTED_FROM = '2026-01-01';

/** Everything, one part after the other. */
export async function loadDemo(deps: LoadDeps, data: DataSet): Promise<void> {
  await loadFirst(deps, data);
  await loadRest(deps, data);
}

/** What `npm start` waits for: see {@link partsOf}. */
export async function loadFirst(deps: LoadDeps, data: DataSet): Promise<void> {
  const { first, enteredFirst } = partsOf(data);
  await beginDemo(deps, data);
  await enterSeeds(deps, enteredFirst);
  await openMonth(deps, data.months.at(-1) ?? MONTH);
  await sendEvents(deps, first);
  await giveGrants(deps, LOCAL, data);
}

/** What goes on behind a system that is ready. */
export async function loadRest(deps: LoadDeps, data: DataSet): Promise<void> {
  const { rest, enteredFirst } = partsOf(data);
  await enterSeeds(
    deps,
    rest.filter((seed) => !enteredFirst.includes(seed)),
  );
  await sendEvents(deps, rest);
}

/**
 * The handbook district reports first, or whatever is loaded in its place; the others report behind a system that is
 * ready. Whoever begins in the month that everybody reports is entered before that month is opened: one opening plans
 * many at once, where each one entered later is planned alone. Whoever reports a whole year would be planned alone for
 * the earlier months in any case, and can wait.
 */
export function partsOf({ seeds }: DataSet): {
  readonly first: readonly DemoSeed[];
  readonly rest: readonly DemoSeed[];
  readonly enteredFirst: readonly DemoSeed[];
} {
  const preferred = seeds.filter(({ id }) => id === 'hoai-duc-11');
  const first = preferred.length === 0 ? seeds : preferred;
  const rest = seeds.filter((seed) => !first.includes(seed));
  return { first, rest, enteredFirst: [...first, ...rest.filter(({ months }) => months.length === 1)] };
}

/** All months but the last are opened while the province stands alone, which is quick. */
async function beginDemo(deps: LoadDeps, data: DataSet): Promise<void> {
  await enterTree(deps, data.tree.slice(0, 1));
  await giveGrants(deps, PROVINCE_WIDE, data);
  const [only, ...others] = data.seeds;
  // Over one district the province is scored as it is; over several sheets it keeps the one that comes with the stage.
  if (only !== undefined && others.length === 0) await adopt(deps, PROVINCE, only);
  for (const month of data.months.slice(0, -1)) await openMonth(deps, month);
}

/**
 * The districts come first, with their sets and programmes, so that whoever is entered below them is planned once, by
 * what already holds.
 */
async function enterSeeds(deps: LoadDeps, seeds: readonly DemoSeed[]): Promise<void> {
  if (seeds.length === 0) return;
  const districts = new Set(seeds.map(({ district }) => district));
  const tree = seeds.flatMap((seed) => seed.tree);
  const [above, below] = [true, false].map((isDistrict) =>
    tree.filter(({ organization }) => districts.has(organization) === isDistrict),
  );
  await enterTree(deps, above ?? []);
  await adoptCriteriaSets(deps, seeds);
  const programmes = seeds.map(programmesOf);
  await publish(
    deps,
    programmes.map(({ first }) => first),
  );
  await enterTree(deps, below ?? []);
  await publish(
    deps,
    programmes.flatMap(({ withModels }) => withModels ?? []),
  );
  await assignDuties(deps, seeds);
}

async function enterTree({ as, progress }: LoadDeps, entries: readonly DemoOrganization[]): Promise<void> {
  const results = await enterRoster(as('registrar'), [...entries], {
    overwrite: false,
    progress: (entered, of) =>
      progress({ vi: `Đã nhập ${entered}/${of} tổ chức`, en: `${entered} of ${of} organizations entered` }),
  });
  for (const { organization, outcome, status, problem } of results)
    if (outcome === 'refused' || outcome === 'unanswered')
      throw new RefusedError(`organization ${organization}`, status ?? 0, problem);
}

const adopt = ({ as }: LoadDeps, organization: string, { id, months }: DemoSeed) =>
  as('rule-maker').need(routes.putAdoption, {
    params: { organization, period: months[0] ?? MONTH },
    body: { criteriaSet: { id, revision: 1 } },
  });

/** Each district is scored by the set of its own programme. */
async function adoptCriteriaSets(deps: LoadDeps, seeds: readonly DemoSeed[]): Promise<void> {
  for (const seed of seeds) await adopt(deps, seed.district, seed);
  deps.progress({
    vi: `Đã áp dụng ${seeds.length} bộ tiêu chí`,
    en: `${seeds.length} criteria sets put in force`,
  });
}

async function publish({ as, progress }: LoadDeps, programmes: readonly DemoProgramme[]): Promise<void> {
  for (const { body, ...params } of programmes)
    await as('rule-maker').need(routes.putProgramme, { params, body });
  if (programmes.length > 0)
    progress({
      vi: `Đã ban hành ${programmes.length} chương trình`,
      en: `${programmes.length} programmes published`,
    });
}

async function assignDuties({ as, progress }: LoadDeps, seeds: readonly DemoSeed[]): Promise<void> {
  const duties = seeds.flatMap(({ duties = {} }) => Object.entries(duties));
  if (duties.length === 0) return;
  await pMap(duties, ([duty, { body }]) => as('inspector').need(routes.putDuty, { params: { duty }, body }), {
    concurrency: REQUESTS_AT_ONCE,
  });
  progress({ vi: `Đã phân công ${duties.length} lượt phụ trách`, en: `${duties.length} duties assigned` });
}

async function giveGrants({ as, subjectOf }: LoadDeps, actors: readonly Actor[], data: DataSet) {
  const homes = homesIn(data);
  const give = (actor: Actor) =>
    as('registrar').need(routes.putGrants, {
      params: { subject: subjectOf(actor) },
      body: {
        grants: [{ organization: homes[actor], role: roleOf(actor), from: GRANTED_FROM, until: null }],
      },
    });
  await pMap(actors, give, { concurrency: REQUESTS_AT_ONCE });
}

async function openMonth({ as, progress }: LoadDeps, month: string): Promise<void> {
  const registrar = as('registrar');
  const params = { period: month };
  await registrar.need(routes.postOpening, { params, body: {} });
  while ((await registrar.need(routes.getPeriod, { params })).status === 'opening') await pause(200);
  progress({ vi: `Đã mở kỳ báo cáo ${month}`, en: `period ${month} is open` });
}

/**
 * Waits until the province's year counts all that was accepted, and every month in which a cell owes a meeting: where
 * none was held, only the plan tells of it, and that is folded by itself.
 */
export async function provinceCaughtUp(
  analyst: Client,
  { reported, entered }: { readonly reported: readonly DemoSeed[]; readonly entered: readonly DemoSeed[] },
): Promise<void> {
  const params = { organization: PROVINCE, period: YEAR };
  const [revisions, expected] = [revisionsOf(reported), meetingsOwed(entered)];
  for (;;) {
    const answer = await analyst.call(routes.getScorecard, { params });
    const { measures = {} } = answer.ok ? answer.body : {};
    if (measures.revisions === revisions && measures.expected === expected) return;
    await pause(100);
  }
}

/** Regular meetings that the cells owe in all months that their seed brings. */
const meetingsOwed = (seeds: readonly DemoSeed[]): number =>
  seeds.reduce((sum, { tree, months }) => sum + tree.filter(isCell).length * months.length, 0);
