/** `npm start`: synthesizes the app, runs it on this machine, loads the demo, says what is where. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type Client, createClient } from '../shared/contracts/client.ts';
import { SCOPES } from '../shared/contracts/route.ts';
import { getScorecard } from '../shared/contracts/routes.ts';
import { allHold, checkSeeds, periodsOf, verifyEach } from './demo/acceptance.ts';
import { ACTORS, type Actor, type Bilingual, homesIn, roleOf } from './demo/actors.ts';
import { type DataSet, dataSet } from './demo/data-set.ts';
import { BASES_EXPLAINED, figuresReport } from './demo/figures/report.ts';
import { partsOf } from './demo/load.ts';
import { AnotherDemoError, type LoadOnceDeps, loadFirstPart, loadSecondPart } from './demo/load-once.ts';
import type { DownloadedExport } from './demo/order-export.ts';
import { readyReport } from './demo/ready-report.ts';
import { scorecardTable } from './demo/scorecard-table.ts';
import { MONTH, PROVINCE, SEED_IDS, type SeedId, TODAY, YEAR } from './demo/seed.ts';
import { CONTROL_FILE } from './fire.ts';
import { startControl } from './local/control.ts';
import { LocalStackError } from './local/errors.ts';
import { assertPortFree } from './local/processes.ts';
import { type LocalStack, startLocalStack } from './local/stack.ts';
import { assertNotInUse } from './local/work-directory.ts';
import { stages } from './stages.ts';
import { synthesize } from './synthesize.ts';
import { sentence } from './verify-export/sentence.ts';

const DATA = '.local';
const DEFAULT_PORT = '3210';
/** A year of records may be on its way, on a machine that does other things, too. */
const DRAIN_PATIENCE_MILLIS = 3_600_000;
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
  readonly data: DataSet;
};
type Exports = readonly DownloadedExport[];

const loadDeps = ({ as, stack }: Ready): LoadOnceDeps => ({
  as,
  subjectOf,
  progress: step,
  dataDir: DATA,
  drained: () => stack.drained(DRAIN_PATIENCE_MILLIS),
});

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

type Scored = { readonly organization: string; readonly period: string };

async function sayScorecards({ as }: Ready, scored: readonly Scored[]): Promise<void> {
  const analyst = as('analyst');
  const read = (params: Scored) => analyst.need(getScorecard, { params });
  say(`\n${scorecardTable(await Promise.all(scored.map(read)))}`);
}

/** Says of every seed whether its figures hold, in full the first time. */
async function sayFigures({ as }: Ready, seeds: DataSet['seeds'], exports: Exports, told: Set<SeedId>) {
  const checks = await checkSeeds(as, seeds, exports);
  if (told.size === 0) say(`\n${BASES_EXPLAINED}`);
  for (const { seed, figures } of checks) {
    say(`\n${figuresReport(seed, figures, !told.has(seed))}`);
    told.add(seed);
  }
  return allHold(checks);
}

/** Computes the exports again and says so. */
async function sayVerdicts(exports: Exports): Promise<boolean> {
  const verdicts = await verifyEach(exports);
  say(`\nTính lại từ chính các bản ghi trong tệp · computed again from the files’ own records:`);
  for (const verdict of verdicts) say(`  ${sentence(verdict, 'vi')}\n  ${sentence(verdict, 'en')}`);
  return verdicts.every(({ differences }) => differences.length === 0);
}

/** Everything that goes on behind a system that is ready; whether all that was loaded is as the sources have it. */
async function finish(ready: Ready, first: Exports): Promise<boolean> {
  const { data } = ready;
  const parts = partsOf(data);
  const told = new Set<SeedId>();
  const holdsFirst = await sayFigures(ready, parts.first, first, told);
  const second = await loadSecondPart(loadDeps(ready), data);
  if (second === null) return (await sayVerdicts(first)) && holdsFirst;
  await sayScorecards(ready, [
    { organization: PROVINCE, period: MONTH },
    { organization: PROVINCE, period: YEAR },
  ]);
  const holds = await sayFigures(ready, data.seeds, second, told);
  return (await sayVerdicts(second)) && holds;
}

const anotherDemo = ({ there }: AnotherDemoError): LocalStackError =>
  new LocalStackError({
    vi: `Dữ liệu mẫu đã nạp là ${there.join(', ')}. Thêm --reset để nạp lại từ đầu.`,
    en: `The demo loaded here is ${there.join(', ')}. Add --reset to begin afresh.`,
  });

const stoppedLoading = (cause: unknown): LocalStackError =>
  new LocalStackError(
    {
      vi: `Nạp dữ liệu mẫu bị dừng: ${String(cause)}\nPhần đã nạp được giữ lại; npm start lần nữa sẽ nạp tiếp.`,
      en: 'Loading the demo stopped. What was loaded stays; the next npm start goes on.',
    },
    { cause },
  );

const settings = z.object({
  port: z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(65_535)),
  reset: z.boolean(),
  check: z.boolean(),
  demo: z.enum([...SEED_IDS, 'all']).transform((demo) => (demo === 'all' ? SEED_IDS : [demo])),
});

/** @throws LocalStackError with the usage */
function readArguments(): z.output<typeof settings> {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: DEFAULT_PORT },
        reset: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        demo: { type: 'string', default: 'all' },
      },
    });
    return settings.parse(values);
  } catch (cause) {
    const usage = `npm start -- [--port 0–65535] [--reset] [--check] [--demo all|${SEED_IDS.join('|')}]`;
    throw new LocalStackError({ vi: `Cách dùng: ${usage}`, en: `Usage: ${usage}` }, { cause });
  }
}

/** What went wrong, batches that are tried again above all, goes into a file; the terminal names it once. */
function stackLog(directory: string): (line: string) => void {
  const file = join(directory, 'stack.log');
  let named = false;
  return (line) => {
    mkdirSync(directory, { recursive: true });
    appendFileSync(file, `${new Date().toISOString()} ${line}\n`);
    if (!named)
      step({
        vi: `Có việc chưa xong được làm lại hoặc bị bỏ qua, xem ${file}`,
        en: 'something failed and is tried again, or was left out',
      });
    named = true;
  };
}

/** What a user could mend is looked at first, before a running system loses anything. */
async function prepare({ port, reset }: Pick<z.output<typeof settings>, 'port' | 'reset'>): Promise<void> {
  assertNotInUse(DATA);
  if (port !== 0) await assertPortFree(port, 'HTTP API');
  if (reset) await rm(DATA, { recursive: true, force: true });
  await mkdir(DATA, { recursive: true });
  await rm(join(DATA, 'ready.json'), { force: true });
}

async function startStack(port: number): Promise<LocalStack> {
  step({ vi: 'Dựng mẫu triển khai từ mã nguồn', en: 'synthesizing the app' });
  const assemblyDir = await synthesize({ stage: 'local', outdir: join(DATA, 'cdk.out') });
  step({
    vi: 'Khởi động DynamoDB Local, máy chủ S3, các hàm và HTTP API',
    en: 'starting DynamoDB Local, the S3 server, the functions and the HTTP API',
  });
  const stack = await startLocalStack({
    assemblyDir,
    dataDir: DATA,
    port,
    environment: { CLOCK_OFFSET_MS: String(clockOffset()) },
    log: stackLog(join(DATA, 'logs')),
  });
  const control = await startControl({ port: 0, fire: stack.fire });
  await writeFile(CONTROL_FILE, `${JSON.stringify({ url: control.url })}\n`);
  return stack;
}

async function sayReady(ready: Ready, exports: Exports): Promise<void> {
  const { stack, data } = ready;
  const homes = homesIn(data);
  const period = periodsOf(partsOf(data).first).at(-1) ?? MONTH;
  await sayScorecards(ready, [
    { organization: PROVINCE, period },
    { organization: homes.officer, period },
  ]);
  say(readyReport({ baseUrl: stack.baseUrl, homes, exports, dataDir: DATA }));
  say(`Sẵn sàng sau ${seconds().trim()} s · ready.`);
}

/** A system that is ready stays so, whatever becomes of what is loaded and checked behind it. */
async function finishOrSay(ready: Ready, exports: Exports): Promise<boolean> {
  try {
    const holds = await finish(ready, exports);
    say(
      holds
        ? `\nĐÃ KIỂM: mọi số liệu khớp, sau ${seconds().trim()} s · checked: every figure holds.`
        : '\nĐÃ KIỂM: CÓ SỐ LIỆU KHÔNG KHỚP, xem các dòng ✗ hoặc KHÔNG KHỚP ở trên; nếu đã gửi thêm dữ liệu sau khi nạp thì khác là đúng · checked: figures differ; rightly so where more was sent since.',
    );
    return holds;
  } catch (error) {
    say(
      `\nCHƯA KIỂM XONG; npm start lần nữa sẽ làm tiếp · not finished, the next start goes on:\n  ${String(error)}`,
    );
    return false;
  }
}

async function main(): Promise<void> {
  const values = readArguments();
  await prepare(values);
  const stack = await startStack(values.port);
  const end = async (code: number) => {
    await stack.stop();
    process.exit(code);
  };
  process.once('SIGINT', () => void end(0));
  process.once('SIGTERM', () => void end(0));

  const tokens = await tokensFor(stack);
  const as = (actor: Actor) => createClient({ baseUrl: stack.baseUrl, token: tokens[actor] });
  const ready = { stack, tokens, as, data: dataSet(values.demo) };
  const exports = await loadFirstPart(loadDeps(ready), ready.data).catch((cause: unknown) => {
    throw cause instanceof AnotherDemoError ? anotherDemo(cause) : stoppedLoading(cause);
  });
  await writeReady(ready);
  await sayReady(ready, exports);
  const holds = await finishOrSay(ready, exports);
  if (values.check) await end(holds ? 0 : 1);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LocalStackError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
