/**
 * Loads the demo the way any client would: roster and grants by the registrar, the months opened, the records
 * submitted by a machine client, inspections by an officer, the export ordered by an analyst; all through the
 * public API. Every step may be done again, so a load that was cut off goes on where it stopped.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import { type Client, RefusedError } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { Role } from '../../shared/domain/access.ts';
import { enterRoster } from '../roster/enter-roster.ts';
import type { DataSet } from './data-set.ts';
import { type DemoOrganization, isCell } from './organization.ts';
import { programmeOf } from './programmes.ts';
import {
  type DemoFacts,
  type DemoInspection,
  type DemoMeeting,
  type DemoSeed,
  MONTH,
  PROVINCE,
  YEAR,
} from './seed.ts';

/** Who acts in the demo, each with the role of the same name; the inspector is an officer of the province. */
export const ACTORS = [
  'secretary',
  'officer',
  'inspector',
  'analyst',
  'registrar',
  'client',
  'rule-maker',
] as const;
export type Actor = (typeof ACTORS)[number];

export const roleOf = (actor: Actor): Role => (actor === 'inspector' ? 'officer' : actor);

/** The organization that each actor's role is granted on. */
export function homesIn({ seeds }: DataSet): Readonly<Record<Actor, string>> {
  const [first] = seeds;
  const cell =
    first?.tree.find((one) => isCell(one) && one.body.unit === 'residential') ?? first?.tree.find(isCell);
  return {
    secretary: cell?.organization ?? PROVINCE,
    officer: first?.district ?? PROVINCE,
    inspector: PROVINCE,
    analyst: PROVINCE,
    registrar: PROVINCE,
    client: PROVINCE,
    'rule-maker': PROVINCE,
  };
}

export type LoadDeps = {
  readonly as: (actor: Actor) => Client;
  readonly subjectOf: (actor: Actor) => string;
  readonly progress: (line: string) => void;
};

const REQUESTS_AT_ONCE = 8;
const SUBMISSIONS_AT_ONCE = 3;
const DOWNLOADS_AT_ONCE = 4;
/** So few that a busy machine answers well within the time a function has. */
const RECORDS_A_SUBMISSION = 10;
const GRANTED_FROM = '2026-01-01';

/** Everything, one part after the other. */
export async function loadDemo(deps: LoadDeps, data: DataSet): Promise<void> {
  await beginDemo(deps, data);
  await loadSeeds(deps, data.seeds, lastMonthOf(data));
  await giveGrants(deps, LOCAL, data);
}

/** What `npm start` waits for: see {@link partsOf}. */
export async function loadFirst(deps: LoadDeps, data: DataSet): Promise<void> {
  await beginDemo(deps, data);
  await loadSeeds(deps, partsOf(data).first, lastMonthOf(data));
  await giveGrants(deps, LOCAL, data);
}

/** The handbook district comes first, or whatever is loaded in its place; the others go on behind a system that is ready. */
export function partsOf({ seeds }: DataSet): {
  readonly first: readonly DemoSeed[];
  readonly rest: readonly DemoSeed[];
} {
  const first = seeds.filter(({ id }) => id === 'hoai-duc-11');
  return first.length === 0
    ? { first: seeds, rest: [] }
    : { first, rest: seeds.filter((seed) => !first.includes(seed)) };
}

/**
 * All months but the last are opened while the province stands alone, which is quick. The last one is opened once
 * whoever begins in it is entered: one opening plans many at once, where each one entered later is planned alone.
 */
async function beginDemo(deps: LoadDeps, data: DataSet): Promise<void> {
  await enterTree(deps, data.tree.slice(0, 1));
  await giveGrants(deps, PROVINCE_WIDE, data);
  for (const month of data.months.slice(0, -1)) await openMonth(deps, month);
}

const lastMonthOf = ({ months }: DataSet): string => months.at(-1) ?? MONTH;

/** @param opening a month to open once all are entered; null where the months are open */
export async function loadSeeds(
  deps: LoadDeps,
  seeds: readonly DemoSeed[],
  opening: string | null,
): Promise<void> {
  await enterTree(
    deps,
    seeds.flatMap(({ tree }) => tree),
  );
  // Before the month is opened, so that its rows are planned once.
  await publishProgrammes(deps, seeds);
  await assignDuties(deps, seeds);
  if (opening !== null) await openMonth(deps, opening);
  // They are told by different people in any order, so they go in side by side.
  await Promise.all([
    submitRecords(
      deps,
      seeds.flatMap(({ meetings }) => meetings),
    ),
    sendInspections(
      deps,
      seeds.flatMap(({ inspections }) => inspections),
    ),
    sendFacts(
      deps,
      seeds.flatMap(({ facts }) => facts),
    ),
  ]);
}

/** Acts that the system counts as revisions: what the province's year must show in the end. */
export const revisionsOf = (seeds: readonly DemoSeed[]): number =>
  seeds.reduce(
    (sum, { meetings, inspections, facts }) => sum + meetings.length + inspections.length + facts.length,
    0,
  );

async function enterTree({ as, progress }: LoadDeps, entries: readonly DemoOrganization[]): Promise<void> {
  const results = await enterRoster(as('registrar'), [...entries], {
    overwrite: false,
    progress: (entered, of) => progress(`roster: ${entered} of ${of} organizations`),
  });
  for (const { organization, outcome, status, problem } of results)
    if (outcome === 'refused' || outcome === 'unanswered')
      throw new RefusedError(`organization ${organization}`, status ?? 0, problem);
}

async function publishProgrammes({ as, progress }: LoadDeps, seeds: readonly DemoSeed[]): Promise<void> {
  for (const { body, ...params } of seeds.map(programmeOf))
    await as('rule-maker').need(routes.putProgramme, { params, body });
  progress(`programmes: ${seeds.length} published`);
}

async function assignDuties({ as, progress }: LoadDeps, seeds: readonly DemoSeed[]): Promise<void> {
  const duties = seeds.flatMap(({ duties = {} }) => Object.entries(duties));
  await pMap(duties, ([duty, body]) => as('inspector').need(routes.putDuty, { params: { duty }, body }), {
    concurrency: REQUESTS_AT_ONCE,
  });
  progress(`duties: ${duties.length} assigned`);
}

const PROVINCE_WIDE: readonly Actor[] = ['inspector', 'analyst', 'registrar', 'client', 'rule-maker'];
const LOCAL: readonly Actor[] = ['secretary', 'officer'];

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
  progress(`period ${month} is open`);
}

async function submitRecords({ as, progress }: LoadDeps, records: readonly DemoMeeting[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(records.length / RECORDS_A_SUBMISSION) }, (_, i) =>
    records.slice(i * RECORDS_A_SUBMISSION, (i + 1) * RECORDS_A_SUBMISSION),
  );
  let accepted = 0;
  const submit = async (batch: readonly DemoMeeting[]) => {
    await submitUntilAccepted(as('client'), batch);
    accepted += batch.length;
    if (accepted === records.length || accepted % REPORT_EVERY === 0)
      progress(`meeting records: ${accepted} of ${records.length} accepted`);
  };
  await pMap(batches, submit, { concurrency: SUBMISSIONS_AT_ONCE });
}
const REPORT_EVERY = RECORDS_A_SUBMISSION * 10;

async function sendInspections(
  { as, progress }: LoadDeps,
  inspections: readonly DemoInspection[],
): Promise<void> {
  await pMap(
    inspections,
    ({ body, ...params }) => as('inspector').need(routes.putInspection, { params, body }),
    { concurrency: REQUESTS_AT_ONCE },
  );
  progress(`inspections: ${inspections.length} accepted`);
}

async function sendFacts({ as, progress }: LoadDeps, facts: readonly DemoFacts[]): Promise<void> {
  await pMap(
    facts,
    ({ organization, year, body }) =>
      as('client').need(routes.putFacts, { params: { organization, period: year }, body }),
    { concurrency: REQUESTS_AT_ONCE },
  );
  progress(`annual facts: ${facts.length} accepted`);
}

const SENDINGS = 5;

/** Sends again what the system was too busy to take: a submission is the same however often it arrives. */
async function submitUntilAccepted(client: Client, batch: readonly DemoMeeting[]): Promise<void> {
  for (let sending = 1, left = [...batch]; left.length > 0; sending += 1) {
    const { results } = await client.need(routes.postSubmissions, { body: { records: left } });
    const refused = results.findIndex(
      ({ status }) => status >= 300 && (status < 500 || sending === SENDINGS),
    );
    const refusal = results[refused];
    if (refusal !== undefined)
      throw new RefusedError(
        `record of ${left[refused]?.organization}`,
        refusal.status,
        refusal.problem ?? null,
      );
    left = left.filter((_, i) => (results[i]?.status ?? 500) >= 500);
  }
}

/** Waits until the province's year counts as many revisions as were accepted. */
export async function provinceCaughtUp(analyst: Client, revisions: number): Promise<void> {
  const params = { organization: PROVINCE, period: YEAR };
  for (;;) {
    const answer = await analyst.call(routes.getScorecard, { params });
    if (answer.ok && (answer.body.measures.revisions ?? 0) >= revisions) return;
    await pause(100);
  }
}

export type DownloadedExport = {
  readonly exportId: string;
  readonly directory: string;
  readonly files: readonly string[];
};

/** A file is not what its manifest says. */
export class ManifestMismatchError extends Error {
  override readonly name = 'ManifestMismatchError';
}

/**
 * Orders an export of the province, waits, downloads every file into `directory/‹exportId›/` and holds
 * each against the manifest.
 * @throws ManifestMismatchError
 */
export async function orderExport(
  analyst: Client,
  period: string,
  directory: string,
): Promise<DownloadedExport> {
  const ordered = await analyst.need(routes.postExport, { body: { organization: PROVINCE, period } });
  const params = { export: ordered.exportId };
  let state = await analyst.need(routes.getExport, { params });
  while (state.status === 'queued' || state.status === 'running') {
    await pause(200);
    state = await analyst.need(routes.getExport, { params });
  }
  const { manifest } = state;
  if (manifest === null) throw new ManifestMismatchError(`The export ${ordered.exportId} ${state.status}.`);
  const folder = join(directory, ordered.exportId);
  await mkdir(folder, { recursive: true });
  const fetchFile = async ({ name, bytes, sha256 }: (typeof manifest.files)[number]) => {
    const file = await analyst.download(routes.getExportFile, { params: { ...params, name } });
    const hash = createHash('sha256').update(file).digest('hex');
    if (file.byteLength !== bytes || hash !== sha256)
      throw new ManifestMismatchError(`${name} of ${ordered.exportId} is not what its manifest says.`);
    await writeFile(join(folder, name), file);
  };
  await pMap(manifest.files, fetchFile, { concurrency: DOWNLOADS_AT_ONCE });
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { exportId: ordered.exportId, directory: folder, files: manifest.files.map(({ name }) => name) };
}
