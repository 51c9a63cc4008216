/**
 * 20,000 organizations on the running stack, all consumers at work, data on disk as `npm start` keeps it: entered over
 * HTTP, a month opened, everything listed, records handed in, the jobs of a night and an hour, an export, the closing.
 * A phase that fails is said and counted; the others are worth having all the same.
 */
import { prefixOf, stages } from '../../infra/stages.ts';
import * as routes from '../../shared/contracts/routes.ts';
import {
  type BenchAssembly,
  type BenchStack,
  failures,
  OPENING_MS,
  openMonth,
  startBenchStack,
} from './bench-stack.ts';
import { type Figure, table } from './figures.ts';
import { MemoryWatch } from './memory.ts';
import { closeMonth, giveOffices, untilPublished } from './over-http.ts';
import { goingOn, say } from './progress.ts';
import { MONTH, PROVINCE, type Province, provinceOf } from './province.ts';
import { enterOverHttp, everyAttention, everyChange, everyOrganization, everyScorecard } from './reading.ts';
import { provinceCount, Supply, submitByHundreds } from './submitting.ts';

export type RunningSize = { readonly cells: number; readonly records: number };

/** 20,046 organizations, as in the part `scale`. */
const FULL: RunningSize = { cells: 19_000, records: 2_000 };
const SMALL: RunningSize = { cells: 100, records: 50 };
export const runningSize = (small: boolean): RunningSize => (small ? SMALL : FULL);

/** Two days before records are due: every cell that has not reported needs attention. */
const DAY = '2026-11-08';

type Phase = (what: string, work: () => Promise<Readonly<Record<string, number>>>) => Promise<void>;

/** What is to be looked at while something goes on: invocations so far, and how many of them failed. */
function soFar(bench: BenchStack): string {
  const statistics = bench.stack.functionStatistics();
  const sum = (of: 'invocations' | 'errors' | 'throttles') =>
    statistics.reduce((total, one) => total + one[of], 0);
  return `${sum('invocations')} invocations, ${sum('errors')} failed, ${sum('throttles')} throttled`;
}

export async function measureRunning(
  assembly: BenchAssembly,
  { cells, records }: RunningSize,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const memory = new MemoryWatch();
  const bench = await startBenchStack(assembly, { today: DAY });
  const tell = (figure: string, values: Readonly<Record<string, number>>): void => {
    const told = {
      part: 'running',
      figure,
      values: Object.entries(values).map(([name, value]) => ({ name, value })),
    };
    figures.push(told);
    say(table([told]));
  };
  const phase: Phase = async (what, work) => {
    const begun = performance.now();
    const before = failures(bench);
    try {
      const values = await goingOn(what, () => soFar(bench), work);
      const seconds = (performance.now() - begun) / 1_000;
      tell(what, { seconds, ...values, 'invocations that failed': failures(bench) - before });
    } catch (error) {
      process.exitCode = 1;
      say(`  ${what}: FAILED: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  try {
    const province = provinceOf(cells);
    await filling(bench, province, phase);
    await reading(bench, province, phase);
    await handingIn(bench, province, records, phase);
    await jobs(bench, phase);
    await closing(bench, phase);
    tell('resident memory at most, MB', Object.fromEntries(memory.stop()));
    return figures;
  } finally {
    memory.stop();
    await bench.stop();
  }
}

async function filling(bench: BenchStack, { organizations }: Province, phase: Phase): Promise<void> {
  const { length } = organizations;
  await phase(`entering ${length} organizations over HTTP`, async () => {
    await enterOverHttp(await bench.as('registrar'), organizations, () => soFar(bench));
    return {};
  });
  await phase('what follows an entering', async () => {
    await bench.stack.drained(OPENING_MS);
    return {};
  });
  await phase('giving officers and a client their grants', async () => {
    await giveOffices(bench, organizations);
    return {};
  });
  await phase(`opening a month for ${length}`, async () => {
    const { openMillis, settledMillis } = await openMonth(bench);
    return { 's until open': openMillis / 1_000, 's until every row stands': settledMillis / 1_000 };
  });
}

async function reading(bench: BenchStack, { organizations, cells }: Province, phase: Phase): Promise<void> {
  const registrar = await bench.as('registrar');
  const client = await bench.as('submitter');
  await phase('listing all organizations', async () =>
    counted('organizations', 1 + (await everyOrganization(registrar, PROVINCE)), organizations.length),
  );
  await phase('listing the scorecards below everybody', async () =>
    counted('scorecards', await everyScorecard(client, organizations), organizations.length - 1),
  );
  await phase('reading the attention list', async () =>
    counted('items', await everyAttention(client), cells.length),
  );
  await phase('reading the change feed from its beginning', async () => {
    const { changes, subjects } = await everyChange(client);
    return { changes, ...counted('subjects', subjects, 2 * organizations.length) };
  });
}

/** @throws Error where it is not as many as there are */
function counted(what: string, found: number, expected: number): Record<string, number> {
  if (found !== expected) throw new Error(`${found} of ${expected} ${what} were found.`);
  return { [what]: found };
}

async function handingIn(
  bench: BenchStack,
  { cells }: Province,
  records: number,
  phase: Phase,
): Promise<void> {
  const client = await bench.as('submitter');
  await phase(`handing in ${records} records by 100`, async () => {
    const begun = performance.now();
    await submitByHundreds(client, new Supply(cells).take(records));
    const acknowledged = (performance.now() - begun) / 1_000;
    await bench.stack.drained(OPENING_MS);
    return {
      's until acknowledged': acknowledged,
      ...counted('records at the province', await provinceCount(bench)(), records),
    };
  });
}

const JOBS = ['send-digests', 'announce-attention', 'repair-log', 'sweep-scorecards'] as const;

async function jobs(bench: BenchStack, phase: Phase): Promise<void> {
  for (const job of JOBS)
    await phase(job, async () => {
      const answer = await bench.stack.invoke(`${prefixOf(stages.local)}-${job}`, {});
      say(`    ${JSON.stringify(answer)}`);
      return {};
    });
  // Everything is young: as of a time past, the job looks at nothing that could lack.
  await phase('repair-log over all that changed', async () => {
    const answer = await bench.stack.invoke(`${prefixOf(stages.local)}-repair-log`, {
      since: '2026-01-01T00:00:00.000Z',
    });
    say(`    ${JSON.stringify(answer)}`);
    return {};
  });
}

async function closing(bench: BenchStack, phase: Phase): Promise<void> {
  const client = await bench.as('submitter');
  await phase('an export of the month', async () => {
    const { exportId } = await client.need(routes.postExport, {
      body: { organization: PROVINCE, period: MONTH },
    });
    return untilPublished(bench, exportId);
  });
  await phase('closing the month', async () => {
    const begun = performance.now();
    const finalExport = await closeMonth(bench, MONTH);
    const settled = (performance.now() - begun) / 1_000;
    return { 's until settled': settled, ...(await untilPublished(bench, finalExport)) };
  });
}
