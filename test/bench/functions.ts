/** How large each function is, and how long it takes from nothing to its first invocation. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { FunctionFailed } from '../../infra/local/lambda/invocation.ts';
import { runtimeNode } from '../../infra/local/processes.ts';
import { prefixOf, stages } from '../../infra/stages.ts';
import { type BenchAssembly, type BenchStack, startBenchStack } from './bench-stack.ts';
import { type Figure, quantile, spread } from './figures.ts';
import type { Sizes } from './sizes.ts';

const KIB = 1_024;
const NODE_STARTS = 11;

/** Milliseconds from spawning Node with nothing to do until it has ended. */
async function bareNodeStart(): Promise<number> {
  const begun = performance.now();
  await new Promise((resolve) =>
    spawn(runtimeNode(), ['-e', '0'], { stdio: 'ignore' }).once('exit', resolve),
  );
  return performance.now() - begun;
}

/** Ends the function's processes and invokes it; the newest of its start-ups, in milliseconds. */
async function coldStart({ stack }: BenchStack, name: string): Promise<number> {
  const functionName = `${prefixOf(stages.local)}-${name}`;
  while (stack.killFunction(functionName) > 0) await pause(10);
  try {
    await stack.invoke(functionName, { Records: [] });
  } catch (error) {
    // A handler that cannot make anything of the event has started all the same.
    if (!(error instanceof FunctionFailed)) throw error;
  }
  const statistics = stack.functionStatistics().find((one) => one.name === functionName);
  const millis = statistics?.initMillis.at(-1);
  if (millis === undefined) throw new Error(`${functionName} has not started.`);
  return millis;
}

/**
 * As in Lambda, a cold start finds no compiled code of an earlier one: Node's compile cache, which the local stack
 * gives its functions, is off.
 */
export async function measureFunctions(
  assembly: BenchAssembly,
  { coldStarts }: Pick<Sizes, 'coldStarts'>,
): Promise<Figure[]> {
  const bench = await startBenchStack(assembly, { environment: { NODE_DISABLE_COMPILE_CACHE: '1' } });
  try {
    const names = [...assembly.bundles.keys()].sort();
    const millis = new Map<string, number[]>(names.map((name) => [name, []]));
    const bare: number[] = [];
    for (let n = 0; n < NODE_STARTS; n += 1) bare.push(await bareNodeStart());
    for (let n = 0; n < coldStarts; n += 1)
      for (const name of names) millis.get(name)?.push(await coldStart(bench, name));
    const node = quantile(bare, 0.5);
    return [
      { part: 'functions', figure: 'Node alone', values: [spread('ms', bare)] },
      ...names.map((name) => functionFigure(assembly, name, millis.get(name) ?? [], node)),
    ];
  } finally {
    await bench.stop();
  }
}

function functionFigure(
  { bundles }: BenchAssembly,
  name: string,
  millis: readonly number[],
  node: number,
): Figure {
  const bundle = bundles.get(name);
  return {
    part: 'functions',
    figure: name,
    values: [
      { name: 'KiB', value: (bundle?.bytes ?? 0) / KIB },
      { name: 'KiB gzipped', value: (bundle?.gzippedBytes ?? 0) / KIB },
      spread(
        'init of Node alone',
        millis.map((one) => one / node),
      ),
      spread('ms', millis),
    ],
  };
}
