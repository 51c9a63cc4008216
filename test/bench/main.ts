/**
 * `npm run bench`: what the whole costs, in one run on one machine. Times depend on the machine, so rates are ratios
 * to what the same engine does bare in the same run, and what can be counted is counted.
 *
 * `npm run bench -- --only lag --only functions` runs single parts (rate, lag, capacity, functions,
 * restructuring, exports, scale, closing, running, reform);
 * `--small` shows within a minute that it works; `--cells 1000` counts the requests of a province of that size alone,
 * `--districts 4` lets the part `reform` abolish so many, smaller ones.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import {
  type BenchAssembly,
  enter,
  failuresFigure,
  openMonth,
  startBenchStack,
  synthesizeForBench,
} from './bench-stack.ts';
import { type Detail, measureCapacity } from './capacity.ts';
import { closingSize, measureClosing } from './closing.ts';
import { measureExports } from './exports.ts';
import { type Figure, table } from './figures.ts';
import { measureFunctions } from './functions.ts';
import { measureLag } from './lag.ts';
import { say } from './progress.ts';
import { provinceOf } from './province.ts';
import { measureRates } from './rates.ts';
import { measureReform, runningReformSize } from './reform.ts';
import { measureRestructuring, reformSize } from './restructuring.ts';
import { measureRunning, runningSize } from './running.ts';
import { measureScale, scaleSize } from './scale.ts';
import { FULL, type Sizes, SMALL } from './sizes.ts';
import { Supply } from './submitting.ts';

const PARTS = [
  'rate',
  'lag',
  'capacity',
  'functions',
  'restructuring',
  'exports',
  'scale',
  'closing',
  'running',
  'reform',
] as const;
type Part = (typeof PARTS)[number];

const FILE = '.local/bench.json';

type Arguments = {
  readonly parts: readonly Part[];
  readonly small: boolean;
  readonly sizes: Sizes;
  /** Abolished in the part `reform`, in a smaller province than its full one. */
  readonly districts?: number | undefined;
};

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      small: { type: 'boolean', default: false },
      cells: { type: 'string', multiple: true },
      districts: { type: 'string' },
    },
  });
  const unknown = values.only?.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new TypeError(`No part ${unknown}; there are ${PARTS.join(', ')}.`);
  const cells = values.cells?.map(Number);
  if (cells?.some((count) => !Number.isSafeInteger(count) || count < 1))
    throw new TypeError('--cells takes a number of cells, 1 or more.');
  const districts = values.districts === undefined ? undefined : Number(values.districts);
  if (districts !== undefined && (!Number.isSafeInteger(districts) || districts < 4))
    throw new TypeError('--districts takes a number of districts, 4 or more.');
  const sizes = values.small ? SMALL : FULL;
  return {
    districts,
    parts: PARTS.filter((part) => values.only?.includes(part) ?? true),
    small: values.small,
    sizes: cells === undefined ? sizes : { ...sizes, countedCells: cells },
  };
}

/** Rates and lag share a province; the half load of the lag is half of the rate measured just before. */
async function underLoad(assembly: BenchAssembly, sizes: Sizes, parts: readonly Part[]): Promise<Figure[]> {
  const bench = await startBenchStack(assembly);
  try {
    const province = provinceOf(sizes.loadCells);
    await enter(bench, province);
    await openMonth(bench);
    const client = await bench.as('submitter');
    const supply = new Supply(province.cells);
    const rounds = parts.includes('rate') ? sizes.rounds : 1;
    const rates = await measureRates(bench, client, supply, { ...sizes, rounds });
    if (!parts.includes('lag')) return [...rates.figures, failuresFigure('rate', bench)];
    const lag = await measureLag(bench, client, supply, sizes, rates.singlesPerSecond / 2);
    return [...rates.figures, ...lag, failuresFigure('rate and lag', bench)];
  } finally {
    await bench.stop();
  }
}

async function main(): Promise<void> {
  const { parts, small, sizes, districts } = readArguments();
  const figures: Figure[] = [];
  const details: Detail[] = [];
  const begun = performance.now();
  const loadBefore = loadavg();
  const assembly = await synthesizeForBench();
  const timed = async (what: string, work: () => Promise<readonly Figure[]>): Promise<void> => {
    const start = performance.now();
    try {
      figures.push(...(await work()));
      say(`${what}: ${((performance.now() - start) / 1_000).toFixed(0)} s`);
    } catch (error) {
      // The other parts are worth having all the same.
      process.exitCode = 1;
      say(`${what}: FAILED: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  try {
    if (parts.includes('functions')) await timed('functions', () => measureFunctions(assembly, sizes));
    if (parts.includes('rate') || parts.includes('lag'))
      await timed('rate and lag', () => underLoad(assembly, sizes, parts));
    if (parts.includes('restructuring'))
      await timed('restructuring', () => measureRestructuring(reformSize(small)));
    if (parts.includes('exports')) await timed('exports', () => measureExports(small));
    if (parts.includes('scale')) await timed('scale', () => measureScale(scaleSize(small)));
    if (parts.includes('closing')) await timed('closing', () => measureClosing(closingSize(small)));
    if (parts.includes('running')) await timed('running', () => measureRunning(assembly, runningSize(small)));
    if (parts.includes('reform'))
      await timed('reform', () => measureReform(assembly, runningReformSize(small, districts)));
    for (const cells of parts.includes('capacity') ? sizes.countedCells : [])
      await timed(`capacity at ${cells} cells`, async () => {
        const counted = await measureCapacity(assembly, cells, sizes);
        details.push(...counted.details);
        return counted.figures;
      });
  } finally {
    await assembly.remove();
  }
  const seconds = (performance.now() - begun) / 1_000;
  const machine = {
    processors: availableParallelism(),
    model: cpus()[0]?.model ?? '',
    node: process.version,
    loadBefore,
    loadAfter: loadavg(),
  };
  await mkdir('.local', { recursive: true });
  await writeFile(FILE, `${JSON.stringify({ machine, seconds, sizes, figures, details }, null, 2)}\n`);
  say(`\n${table(figures)}`);
  say(`\n${machine.processors} processors, ${machine.model}, Node ${machine.node}; ${seconds.toFixed(0)} s.`);
  say('Median (least–most of the repetitions). Units are AWS’s rules over what DynamoDB Local reports;');
  say(`transactions (the roster and exports alone) are counted by rule. By operation: ${FILE}`);
  if (small) say('--small: these figures show that the bench runs, and nothing else.');
}

await main();
