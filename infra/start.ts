/** `npm start`: synthesizes the app, runs it on this machine, loads the demo, says what is where. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type Client, createClient } from '../shared/contracts/client.ts';
import { SCOPES } from '../shared/contracts/route.ts';
import { getScorecard } from '../shared/contracts/routes.ts';
import { ACTORS, type Actor, type Bilingual, homesIn, roleOf } from './demo/actors.ts';
import { type DataSet, dataSet } from './demo/data-set.ts';
import { loadFirst, loadSeeds, partsOf, provinceCaughtUp } from './demo/load.ts';
import { type DownloadedExport, orderExport } from './demo/order-export.ts';
import { scorecardTable } from './demo/scorecard-table.ts';
import { MONTH, PROVINCE, SEED_IDS, type SeedId, TODAY, YEAR } from './demo/seed.ts';
import { revisionsOf } from './demo/send.ts';
import { CONTROL_FILE } from './fire.ts';
import { startControl } from './local/control.ts';
import { LocalStackError } from './local/errors.ts';
import { assertPortFree } from './local/processes.ts';
import { type LocalStack, startLocalStack } from './local/stack.ts';
import { assertNotInUse } from './local/work-directory.ts';
import { stages } from './stages.ts';
import { synthesize } from './synthesize.ts';

const DATA = '.local';
const DEFAULT_PORT = '3210';
const TOKEN_SECONDS = 30 * 86_400;
const DAY_MS = 86_400_000;
const VIETNAM_MS = 7 * 3_600_000;

const started = Date.now();
const seconds = () => ((Date.now() - started) / 1000).toFixed(1).padStart(5);
const say = (line: string) => process.stdout.write(`${line}\n`);
const step = ({ vi, en }: Bilingual) => say(`${seconds()} s  ${vi} · ${en}`);

/** Whole days between this machine's day and the demo's, so that the hour of the day stays what it is. */
function clockOffset(): number {
  const today = Math.floor((Date.now() + VIETNAM_MS) / DAY_MS) * DAY_MS;
  return Date.parse(`${TODAY}T00:00:00.000Z`) - today;
}

/** The registrar is the one whom the stage's settings name; everybody else has a grant. */
const subjectOf = (actor: Actor): string =>
  actor === 'registrar' ? stages.local.firstRegistrar : `demo-${actor}`;

async function tokensFor(stack: LocalStack): Promise<Record<Actor, string>> {
  const scopes = Object.keys(SCOPES).map((scope) => `nennep/${scope}`);
  const issue = async (actor: Actor) =>
    [
      actor,
      await stack.issueToken({ subject: subjectOf(actor), scopes, expiresInSeconds: TOKEN_SECONDS }),
    ] as const;
  return Object.fromEntries(await Promise.all(ACTORS.map(issue))) as Record<Actor, string>;
}

type Ready = {
  readonly stack: LocalStack;
  readonly tokens: Record<Actor, string>;
  readonly as: (actor: Actor) => Client;
  readonly seeds: readonly SeedId[];
  readonly data: DataSet;
};

/** What is remembered of a demo that was loaded to its end. */
const markerSchema = z.object({
  seeds: z.array(z.enum(SEED_IDS)),
  export: z.object({
    exportId: z.string(),
    period: z.string(),
    directory: z.string(),
    files: z.array(z.string()),
  }),
});

async function load({ as, seeds, data }: Ready): Promise<DownloadedExport> {
  const marker = join(DATA, 'demo.json');
  if (existsSync(marker)) {
    step({
      vi: 'Dữ liệu mẫu đã nạp sẵn; npm start -- --reset để nạp lại từ đầu',
      en: 'the demo is loaded already; --reset begins afresh',
    });
    const loaded = markerSchema.parse(JSON.parse(await readFile(marker, 'utf8')));
    if (loaded.seeds.join() !== seeds.join()) {
      const there = loaded.seeds.join(', ');
      throw new LocalStackError({
        vi: `Dữ liệu mẫu đã nạp là ${there}. Thêm --reset để nạp lại từ đầu.`,
        en: `The demo loaded here is ${there}. Add --reset to begin afresh.`,
      });
    }
    return loaded.export;
  }
  await loadFirst({ as, subjectOf, progress: step }, data);
  await provinceCaughtUp(as('analyst'), revisionsOf(partsOf(data).first));
  step({
    vi: 'Số liệu của tỉnh đã tính đủ mọi bản ghi đã nhận',
    en: 'the province’s scorecard counts every accepted record',
  });
  const files = await orderExport(as('analyst'), MONTH, join(DATA, 'downloads'));
  step({
    vi: 'Đã xuất tệp số liệu của tỉnh, tải về và đối chiếu',
    en: 'an export of the province is published, downloaded and checked',
  });
  await writeFile(marker, `${JSON.stringify({ seeds, period: MONTH, export: files })}\n`);
  return files;
}

/** Goes on behind a system that is ready: the other districts, one of them with a whole year of months. */
async function loadRest({ as, data }: Ready): Promise<void> {
  const { rest } = partsOf(data);
  const marker = join(DATA, 'demo-rest.json');
  if (rest.length === 0 || existsSync(marker)) return;
  const names = rest.map(({ id }) => id).join(', ');
  step({ vi: `Nạp tiếp ${names}`, en: `going on with ${names}` });
  await loadSeeds({ as, subjectOf, progress: step }, rest, null);
  await provinceCaughtUp(as('analyst'), revisionsOf(data.seeds));
  const files = await orderExport(as('analyst'), YEAR, join(DATA, 'downloads'));
  await writeFile(marker, `${JSON.stringify({ period: YEAR, export: files })}\n`);
  step({
    vi: `Đã nạp xong tất cả; tệp số liệu cả năm ở ${files.directory}/`,
    en: 'all of it is loaded, and the year exported',
  });
}

async function writeReady({ stack, tokens, data }: Ready): Promise<void> {
  const homes = homesIn(data);
  const entries = ACTORS.map((actor) => [
    actor,
    { role: roleOf(actor), organization: homes[actor], token: tokens[actor] },
  ]);
  const ready = {
    baseUrl: stack.baseUrl,
    province: PROVINCE,
    period: MONTH,
    tokens: Object.fromEntries(entries),
  };
  await writeFile(join(DATA, 'ready.json'), `${JSON.stringify(ready, null, 2)}\n`);
}

async function report({ stack, as, data }: Ready, files: DownloadedExport): Promise<void> {
  const homes = homesIn(data);
  const card = (organization: string) =>
    as('analyst').need(getScorecard, { params: { organization, period: MONTH } });
  say('');
  say(scorecardTable(MONTH, await Promise.all([PROVINCE, homes.officer].map(card))));
  say(`\nExport ${files.exportId}: ${files.directory}/  (each file checked against manifest.json)`);
  say(`  ${[...files.files, 'manifest.json'].join('  ')}`);
  say(`  every figure computed again from its own records: npm run verify-export -- ${files.directory}`);
  const curl = (actor: Actor, path: string, more = '') =>
    `  curl -s${more} -H "authorization: Bearer $(node -p "require('./${DATA}/ready.json').tokens.${actor}.token")" '${stack.baseUrl}${path}'`;
  say(
    `\nReady: ${stack.baseUrl} (docs: ${stack.baseUrl}/docs). A token for each role: ${DATA}/ready.json. Try:`,
  );
  say('\n  # the committees and base cells of the district, the lowest points first');
  say(curl('officer', `/organizations/${homes.officer}/children/scorecards?period=${MONTH}&sort=points`));
  say('\n  # why a cell has the points it has, criterion by criterion');
  say(curl('secretary', `/organizations/${homes.secretary}/scorecards/${MONTH}/explanation`));
  say('\n  # a record with other content and no If-Match: refused, with the rule and the remedy');
  say(
    curl(
      'client',
      `/organizations/${homes.secretary}/periods/${MONTH}/meetings/regular`,
      ` -X PUT -d '{"heldOn":"${MONTH}-20","startedAt":"19:30","endedAt":"21:30","members":{"total":20,"exempt":0,"present":19,"absentExcused":1,"absentUnexcused":0}}'`,
    ),
  );
  say('\nCtrl-C ends everything; the data stays.');
}

const settings = z.object({
  port: z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(65_535)),
  reset: z.boolean(),
  demo: z.enum([...SEED_IDS, 'all']).transform((demo) => (demo === 'all' ? SEED_IDS : [demo])),
});

/** @throws LocalStackError with the usage */
function readArguments(): z.output<typeof settings> {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: DEFAULT_PORT },
        reset: { type: 'boolean', default: false },
        demo: { type: 'string', default: 'all' },
      },
    });
    return settings.parse(values);
  } catch (cause) {
    const usage = `npm start -- [--port 0–65535] [--reset] [--demo all|${SEED_IDS.join('|')}]`;
    throw new LocalStackError({ vi: `Cách dùng: ${usage}`, en: `Usage: ${usage}` }, { cause });
  }
}

/** What a user could mend is looked at first, before a running system loses anything. */
async function prepare({ port, reset }: Pick<z.output<typeof settings>, 'port' | 'reset'>): Promise<void> {
  assertNotInUse(DATA);
  if (port !== 0) await assertPortFree(port, 'HTTP API');
  if (reset) await rm(DATA, { recursive: true, force: true });
  await mkdir(DATA, { recursive: true });
  await rm(join(DATA, 'ready.json'), { force: true });
}

async function main(): Promise<void> {
  const values = readArguments();
  await prepare(values);
  step({ vi: 'Dựng mẫu triển khai từ mã nguồn', en: 'synthesizing the app' });
  const assemblyDir = await synthesize({ stage: 'local', outdir: join(DATA, 'cdk.out') });
  step({
    vi: 'Khởi động DynamoDB Local, máy chủ S3, các hàm và HTTP API',
    en: 'starting DynamoDB Local, the S3 server, the functions and the HTTP API',
  });
  const stack = await startLocalStack({
    assemblyDir,
    dataDir: DATA,
    port: values.port,
    environment: { CLOCK_OFFSET_MS: String(clockOffset()) },
    log: (line) => say(`${seconds()} s  [local] ${line}`),
  });
  const stop = async () => {
    await stack.stop();
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
  const control = await startControl({ port: 0, fire: stack.fire });
  await writeFile(CONTROL_FILE, `${JSON.stringify({ url: control.url })}\n`);

  const tokens = await tokensFor(stack);
  const as = (actor: Actor) => createClient({ baseUrl: stack.baseUrl, token: tokens[actor] });
  const ready = { stack, tokens, as, seeds: values.demo, data: dataSet(values.demo) };
  const files = await load(ready);
  await writeReady(ready);
  await report(ready, files);
  say(`Ready after ${seconds().trim()} s.`);
  await loadRest(ready);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LocalStackError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
