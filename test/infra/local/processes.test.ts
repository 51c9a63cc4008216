import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { writeAssembly } from './assembly-fixture.ts';

const PROGRAM = fileURLToPath(new URL('./stack-process-fixture.ts', import.meta.url));

const assembly = writeAssembly({
  resources: {},
  functions: {
    Idle: 'export const handler = async () => {};',
    Hang: {
      source: 'export const handler = () => new Promise((done) => setTimeout(done, 600_000));',
      properties: { Timeout: 900 },
    },
  },
});

afterAll(() => assembly.remove());

/** Process ids of all that descends from a process, Java and functions included. */
function descendants(pid: number): number[] {
  const parents = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found)
    for (const [child = 0, of] of parents) if (of === parent && !found.includes(child)) found.push(child);
  return found.slice(1);
}

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function startStack(ending: string): Promise<{ program: ChildProcess; children: number[] }> {
  const program = spawn(process.execPath, [PROGRAM, assembly.directory, ending], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    program.stdout?.once('data', () => resolve());
    program.once('exit', (code) => reject(new Error(`The stack ended with ${code}`)));
  });
  return { program, children: descendants(program.pid ?? 0) };
}

async function allGone(pids: readonly number[]): Promise<void> {
  while (pids.some(runs)) await sleep(50);
}

describe('no child outlives the stack', () => {
  it('when it is stopped', async () => {
    const { program, children } = await startStack('stop');
    // Java and its watchdog, a function that is idle and one in the middle of an invocation.
    expect(children.length).toBeGreaterThanOrEqual(4);
    const exited = new Promise((resolve) => program.once('exit', resolve));
    program.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(children.filter(runs)).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'when its process ends by %s and can do nothing any more',
    async (signal) => {
      const { program, children } = await startStack('die');
      expect(children.length).toBeGreaterThanOrEqual(4);
      program.kill(signal);
      await allGone(children);
      expect(children.filter(runs)).toEqual([]);
    },
  );
});
