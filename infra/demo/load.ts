/**
 * Loads the demo the way any client would: roster and grants by the registrar, the month opened, the records
 * submitted by a machine client, the export ordered by an analyst; all through the public API. Every step may be
 * done again, so a load that was cut off goes on where it stopped.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import { type Client, RefusedError } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { enterRoster } from '../roster/enter-roster.ts';
import { hoaiDucRecords, MONTH } from './hoai-duc-records.ts';
import { type DemoOrganization, DISTRICT, hoaiDucTree, PROVINCE } from './hoai-duc-tree.ts';

/** Who acts in the demo, each with the role of the same name. */
export const ACTORS = ['secretary', 'officer', 'analyst', 'registrar', 'client', 'rule-maker'] as const;
export type Actor = (typeof ACTORS)[number];

/** The organization that an actor's role is granted on. */
export const HOME: Readonly<Record<Actor, string>> = {
  secretary: 'an-khanh-thon-1',
  officer: DISTRICT,
  analyst: PROVINCE,
  registrar: PROVINCE,
  client: PROVINCE,
  'rule-maker': PROVINCE,
};

type DemoRecord = ReturnType<typeof hoaiDucRecords>[number];

export type LoadDeps = {
  readonly as: (actor: Actor) => Client;
  readonly subjectOf: (actor: Actor) => string;
  readonly progress: (line: string) => void;
};

const REQUESTS_AT_ONCE = 8;
const RECORDS_A_SUBMISSION = 25;
const GRANTED_FROM = '2026-01-01';

export async function loadDemo(deps: LoadDeps): Promise<void> {
  const tree = hoaiDucTree();
  await enterTree(deps, tree);
  await giveGrants(deps);
  await openMonth(deps);
  await submitRecords(deps, tree);
}

async function enterTree({ as, progress }: LoadDeps, tree: readonly DemoOrganization[]): Promise<void> {
  const entries = tree.map(({ id, body: { codes, predecessors, ...rest } }) => ({
    organization: id,
    body: { ...rest, codes: [...codes], predecessors: [...predecessors] },
  }));
  const results = await enterRoster(as('registrar'), entries, {
    overwrite: false,
    progress: (entered, of) => progress(`roster: ${entered} of ${of} organizations`),
  });
  for (const { organization, status, problem } of results)
    if (status >= 300) throw new RefusedError(`organization ${organization}`, status, problem);
}

async function giveGrants({ as, subjectOf }: LoadDeps): Promise<void> {
  const give = (actor: Actor) =>
    as('registrar').need(routes.putGrants, {
      params: { subject: subjectOf(actor) },
      body: { grants: [{ organization: HOME[actor], role: actor, from: GRANTED_FROM, until: null }] },
    });
  await pMap(ACTORS, give, { concurrency: REQUESTS_AT_ONCE });
}

async function openMonth({ as, progress }: LoadDeps): Promise<void> {
  const registrar = as('registrar');
  const params = { period: MONTH };
  await registrar.need(routes.postOpening, { params, body: {} });
  while ((await registrar.need(routes.getPeriod, { params })).status === 'opening') await pause(200);
  progress(`period ${MONTH} is open`);
}

async function submitRecords({ as, progress }: LoadDeps, tree: readonly DemoOrganization[]): Promise<void> {
  const records = hoaiDucRecords(tree);
  const batches = Array.from({ length: Math.ceil(records.length / RECORDS_A_SUBMISSION) }, (_, i) =>
    records.slice(i * RECORDS_A_SUBMISSION, (i + 1) * RECORDS_A_SUBMISSION),
  );
  let accepted = 0;
  const submit = async (batch: typeof records) => {
    await submitUntilAccepted(as('client'), batch);
    accepted += batch.length;
    progress(`meeting records: ${accepted} of ${records.length} accepted`);
  };
  await pMap(batches, submit, { concurrency: 3 });
}

const SENDINGS = 5;

/** Sends again what the system was too busy to take: a submission is the same however often it arrives. */
async function submitUntilAccepted(client: Client, batch: readonly DemoRecord[]): Promise<void> {
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

/** Waits until the province's scorecard counts as many revisions as were accepted. */
export async function provinceCaughtUp(analyst: Client, revisions: number): Promise<void> {
  const params = { organization: PROVINCE, period: MONTH };
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
 * Orders an export of the province's month, waits, downloads every file into `directory/‹exportId›/` and holds
 * each against the manifest.
 * @throws ManifestMismatchError
 */
export async function orderExport(analyst: Client, directory: string): Promise<DownloadedExport> {
  const ordered = await analyst.need(routes.postExport, { body: { organization: PROVINCE, period: MONTH } });
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
  for (const { name, bytes, sha256 } of manifest.files) {
    const file = await analyst.download(routes.getExportFile, { params: { ...params, name } });
    const hash = createHash('sha256').update(file).digest('hex');
    if (file.byteLength !== bytes || hash !== sha256)
      throw new ManifestMismatchError(`${name} of ${ordered.exportId} is not what its manifest says.`);
    await writeFile(join(folder, name), file);
  }
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { exportId: ordered.exportId, directory: folder, files: manifest.files.map(({ name }) => name) };
}
