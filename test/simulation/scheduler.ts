/**
 * Runs processes one step at a time in an order that a seed decides. A step is one request to a store: before
 * each, the process stops, and whoever the dice say goes on. A killed process simply never goes on, as after a
 * power cut: no handler of its own runs.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { SeededRandom } from '../support/seeded-random.ts';

export type Process = {
  readonly name: string;
  /** 1, or less for one that lags behind all the way. */
  readonly pace: number;
  state: 'running' | 'ended' | 'failed' | 'killed';
  error: unknown;
};

type Waiting = {
  readonly process: Process;
  readonly request: string;
  /** How readily it is chosen. */
  readonly speed: number;
  readonly go: () => void;
};

/**
 * How far requests fall behind each other. Without laggards, what was read long ago seldom meets what was written
 * since; some races need a few that are overtaken by nearly everything, others many that lag a little.
 */
const PACES: readonly ((random: SeededRandom) => number)[] = [
  (random) => {
    const dice = random.next();
    return dice < 0.85 ? 1 : dice < 0.95 ? 0.03 : 0.0005;
  },
  (random) => 10 ** (-3 * random.next() ** 2),
];

export class Scheduler {
  readonly random: SeededRandom;
  readonly #pace: (random: SeededRandom) => number;
  readonly #trace: (line: string) => void;
  readonly #current = new AsyncLocalStorage<Process>();
  readonly #processes = new Set<Process>();
  #waiting: Waiting[] = [];

  constructor(random: SeededRandom, trace: (line: string) => void) {
    this.random = random;
    this.#pace = random.pick(PACES);
    this.#trace = trace;
  }

  /** Those that run. */
  get processes(): ReadonlySet<Process> {
    return this.#processes;
  }

  /** How readily something that is due will be chosen. */
  anySpeed(): number {
    return this.#pace(this.random);
  }

  /** Stops the process that asks until its turn comes; what no process asks for is done at once. */
  readonly pause = (request: string): Promise<void> => {
    const process = this.#current.getStore();
    if (process === undefined) return Promise.resolve();
    return new Promise((go) =>
      this.#waiting.push({ process, request, speed: process.pace * this.anySpeed(), go }),
    );
  };

  /** Starts a process; its first step is only due when the dice say so. */
  spawn(name: string, work: () => Promise<unknown>, pace = 1): Process {
    const process: Process = { name, pace, state: 'running', error: null };
    this.#processes.add(process);
    const end = (state: 'ended' | 'failed', error: unknown) => {
      if (process.state !== 'running') return;
      process.state = state;
      process.error = error;
      this.#processes.delete(process);
    };
    this.#current.run(process, () => {
      this.pause('start')
        .then(work)
        // Its last write may be done and yet nobody know of it.
        .then(() => this.pause('end'))
        .then(
          () => end('ended', null),
          (error: unknown) => end('failed', error),
        );
    });
    return process;
  }

  kill(process: Process): void {
    this.#trace(`${process.name}: killed`);
    process.state = 'killed';
    this.#processes.delete(process);
    this.#waiting = this.#waiting.filter((waiting) => waiting.process !== process);
  }

  /** Sum of the speeds of all whose turn may come. */
  get weight(): number {
    return this.#waiting.reduce((sum, { speed }) => sum + speed, 0);
  }

  /** Lets one of the waiting take its step. */
  async step(): Promise<void> {
    const chosen = this.random.weighted(this.#waiting, ({ speed }) => speed);
    this.#waiting.splice(this.#waiting.indexOf(chosen), 1);
    this.#trace(`${chosen.process.name}: ${chosen.request}`);
    chosen.go();
    await settled();
  }
}

/** Everything that follows from the last step without another request has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
