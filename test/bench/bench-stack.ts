/** The whole stack with a province in it, ready to be measured. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bundle } from '../../infra/bundle.ts';
import { ServiceFunction } from '../../infra/constructs/service-function.ts';
import type { LocalStack } from '../../infra/local/stack.ts';
import { prefixOf, stages } from '../../infra/stages.ts';
import { addStage, createApp, readSources } from '../../infra/synthesize.ts';
import { createDocumentClient, type Table } from '../../shared/adapters/dynamodb/client.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { Month } from '../../shared/domain/period.ts';
import { startStackOn, tokenFor } from '../support/stack-on.ts';
import type { Figure } from './figures.ts';
import { applicationId, type Meter } from './meter.ts';
import { enterRoster, MONTH, PROVINCE, type Province, TODAY } from './province.ts';

/** A synthesized app on disk. */
export type BenchAssembly = {
  readonly directory: string;
  readonly bundles: ReadonlyMap<string, Bundle>;
  remove(): Promise<void>;
};

/** The local stage; each function tells DynamoDB its name, so that requests can be told apart. */
export async function synthesizeForBench(): Promise<BenchAssembly> {
  const temporary = await mkdtemp(join(tmpdir(), 'nennep-bench-'));
  const app = createApp({ outdir: join(temporary, 'cdk.out') });
  const sources = await readSources(app.outdir);
  addStage(app, 'local', sources);
  for (const node of app.node.findAll())
    if (node instanceof ServiceFunction)
      node.lambda.addEnvironment('AWS_SDK_UA_APP_ID', applicationId(node.name));
  const { directory } = app.synth();
  return {
    directory,
    bundles: sources.bundles,
    remove: () => rm(temporary, { recursive: true, force: true }),
  };
}

export type BenchStack = {
  readonly stack: LocalStack;
  readonly tables: { readonly registry: Table; readonly events: Table; readonly scorecards: Table };
  /** `registrar` is the first registrar; `submitter` holds the roles `client` and `officer` on the province. */
  readonly as: (who: 'registrar' | 'submitter') => Promise<Client>;
  stop(): Promise<void>;
};

export const SUBMITTER = 'bench-submitter';

export type BenchOptions = {
  /** Of all functions, added to what the local run sets. */
  readonly environment?: Record<string, string>;
  /** The day that it is for the functions; {@link TODAY} unless told. */
  readonly today?: string;
};

export async function startBenchStack(
  assembly: BenchAssembly,
  { environment = {}, today = TODAY }: BenchOptions = {},
): Promise<BenchStack> {
  // As `npm start` keeps it: in memory the engine slows down with the records of its streams (dynamodb-file.ts).
  const dataDir = await mkdtemp(join(tmpdir(), 'nennep-bench-data-'));
  const stack = await startStackOn(today, { assemblyDir: assembly.directory, dataDir, environment });
  const { region, ...credentials } = stack.credentials;
  // The bench's own, past the meter: what is slow on a busy machine is waited for.
  const requestHandler = { connectionTimeout: 60_000, requestTimeout: 60_000 };
  const endpoint = stack.endpoints.dynamodb;
  const client = createDocumentClient({ region, credentials, endpoint, requestHandler });
  const table = (output: string): Table => ({ client, name: stack.outputs[output] ?? output });
  const subjects = { registrar: stages.local.firstRegistrar, submitter: SUBMITTER };
  return {
    stack,
    tables: {
      registry: table('RegistryTable'),
      events: table('EventsTable'),
      scorecards: table('ScorecardsTable'),
    },
    async as(who) {
      return createClient({ baseUrl: stack.baseUrl, token: await tokenFor(stack, subjects[who]) });
    },
    async stop() {
      client.destroy();
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The same with all requests of the functions going through the meter. */
export async function startMeteredStack(
  assembly: BenchAssembly,
  meter: Meter,
  { environment, ...options }: BenchOptions = {},
): Promise<BenchStack> {
  const bench = await startBenchStack(assembly, {
    ...options,
    environment: { ...environment, AWS_ENDPOINT_URL_DYNAMODB: await meter.start() },
  });
  meter.target(bench.stack.endpoints.dynamodb);
  return {
    ...bench,
    async stop() {
      await bench.stop();
      await meter.stop();
    },
  };
}

/** How many invocations failed. None should; where a machine is too busy requests time out, and retries are counted. */
export const failures = ({ stack }: Pick<BenchStack, 'stack'>): number =>
  stack.functionStatistics().reduce((sum, { errors }) => sum + errors, 0);

/** The figure that says whether the others of its part can be trusted. */
export const failuresFigure = (part: string, bench: BenchStack): Figure => ({
  part,
  figure: 'invocations that failed',
  values: [{ name: 'all', value: failures(bench) }],
});

/** Roster and grant; waits until nothing is on its way any more. */
export async function enter(bench: BenchStack, province: Province): Promise<void> {
  await enterRoster(bench.tables.registry, province);
  const registrar = await bench.as('registrar');
  await registrar.need(routes.putGrants, {
    params: { subject: SUBMITTER },
    body: {
      grants: (['client', 'officer'] as const).map((role) => ({
        organization: PROVINCE,
        role,
        from: '2026-01-01',
        until: null,
      })),
    },
  });
  await bench.stack.drained();
}

/** Far beyond what 5,000 cells take beside much other work: whatever is not open by then will not be. */
export const OPENING_MS = 3_600_000;

export type Opening = {
  /** Milliseconds until the period took records, and until every row stood. */
  readonly openMillis: number;
  readonly settledMillis: number;
};

/** How many nudges of the job that opens months failed each time that they were tried: as events are, three times. */
const nudgesGivenUp = (stack: LocalStack): number => {
  const job = stack
    .functionStatistics()
    .find(({ name }) => name === `${prefixOf(stages.local)}-advance-periods`);
  return Math.floor((job?.errors ?? 0) / 3);
};

/** @throws Error when the month does not open */
export async function openMonth({ as, stack }: BenchStack, month: Month = MONTH): Promise<Opening> {
  const registrar = await as('registrar');
  const params = { period: month };
  const begun = performance.now();
  await registrar.need(routes.postOpening, { params, body: {} });
  let given = nudgesGivenUp(stack);
  while ((await registrar.need(routes.getPeriod, { params })).status !== 'open') {
    if (performance.now() - begun > OPENING_MS)
      throw new Error(`The month does not open; ${failures({ stack })} invocations failed.`);
    await pause(250);
    // Elsewhere the schedule comes within the hour.
    if (nudgesGivenUp(stack) > given) {
      given += 1;
      await registrar.call(routes.postOpening, { params, body: {} });
    }
  }
  const openMillis = performance.now() - begun;
  await stack.drained(OPENING_MS);
  return { openMillis, settledMillis: performance.now() - begun };
}
