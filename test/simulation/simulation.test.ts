/**
 * The real jobs in hostile worlds: whatever is interleaved, repeated, reordered, lost, killed or deployed, once
 * nothing is left to do every figure of every level is what a straightforward recount gives.
 *
 * A failure names its scenario and seed; `SIMULATION='‹scenario›:‹seed›'` plays that one alone and writes down every
 * step. `SIMULATION_SEEDS` sets how many seeds each scenario is played with.
 */
import { describe, expect, it } from 'vitest';
import { everythingAtOnce } from './everything-at-once.ts';
import { programmesAtOnce } from './programmes-at-once.ts';
import { play, type Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { faultsOf, faultsOfReplay } from './verdict.ts';

const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 60);
/** Worlds that a seed decides on. */
const GENERATED: Readonly<Record<string, (seed: number) => Scenario>> = {
  'everything at once': everythingAtOnce,
  'programmes come and go': programmesAtOnce,
};

/** Plays one seed and says what is wrong in the end. */
async function faults(name: string, seed: number, trace?: (line: string) => void): Promise<string[]> {
  const fixed = Object.entries<Scenario>(scenarios).find(([each]) => each === name)?.[1];
  const scenario = fixed ?? GENERATED[name]?.(seed);
  if (scenario === undefined) throw new RangeError(`There is no world in which ${name}`);
  const world = await play(scenario, seed, {}, trace);
  return [...(await faultsOf(world)), ...(await faultsOfReplay(world))];
}

async function playAll(name: string, seeds: number): Promise<void> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const found = await faults(name, seed).catch((error: unknown) => [String(error)]);
    if (found.length > 0)
      expect.fail(`SIMULATION='${name}:${seed}' plays this again:\n${found.slice(0, 20).join('\n')}`);
  }
}

const replayed = process.env.SIMULATION;

describe.skipIf(replayed !== undefined)('a hostile world comes to rest showing the truth', () => {
  it.each(Object.keys(scenarios))('when %s', (name) => playAll(name, SEEDS));
  it.each(Object.keys(GENERATED))('when %s', (name) => playAll(name, SEEDS));
});

describe.runIf(replayed !== undefined)('one seed again', () => {
  it(`${replayed}`, async () => {
    const [name = '', seed = ''] = (replayed ?? '').split(':');
    const trace = (line: string) => void process.stdout.write(`${line}\n`);
    expect(await faults(name, Number(seed), trace)).toEqual([]);
  });
});

describe('the simulation itself', () => {
  it('plays the same seed the same way', async () => {
    const steps = async (): Promise<string[]> => {
      const lines: string[] = [];
      await play(everythingAtOnce(3), 3, {}, (line) => lines.push(line));
      return lines;
    };
    const first = await steps();
    expect(await steps()).toEqual(first);
    expect(first.length).toBeGreaterThan(100);
  });

  it('kills, repeats and loses', async () => {
    const lines: string[] = [];
    for (let seed = 1; seed <= 10; seed += 1)
      await play(everythingAtOnce(seed), seed, {}, (line) => lines.push(line));
    for (const trouble of [/: killed$/, /^lost: /, /: delivered again$/, /^new own /])
      expect(lines.some((line) => trouble.test(line))).toBe(true);
  });
});
