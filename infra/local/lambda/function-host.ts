import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ChildProcesses, runtimeNode } from '../processes.ts';
import { type FunctionDefinition, lambdaEnvironment } from './definition.ts';
import { FunctionPool, type FunctionStatistics } from './function-pool.ts';
import { functionNotFound, type InvocationResult } from './invocation.ts';
import { RuntimeApi } from './runtime-api.ts';
import { Sandbox, type SandboxEvents, type Timing } from './sandbox.ts';
import { StartGate } from './start-gate.ts';

export type FunctionHostOptions = {
  processes: ChildProcesses;
  /** Logs of the functions and their private temporary directories go below it. */
  directory: string;
  region: string;
  accountId: string;
  /** Called whenever an invocation has ended, so that whoever waits for what it wrote can look. */
  onInvocationEnd: () => void;
};

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
const IDLE_MILLIS = 5 * 60_000;
const REAP_EVERY_MILLIS = 30_000;

/** All functions of the template, each in processes of its own. */
export class FunctionHost {
  readonly #options: FunctionHostOptions;
  readonly #node = runtimeNode();
  readonly #runtimeApi = new RuntimeApi();
  readonly #gate = new StartGate(availableParallelism());
  readonly #pools = new Map<string, FunctionPool>();
  readonly #logs = new Map<string, number>();
  #environment: Readonly<Record<string, string>> = {};
  #reaper: NodeJS.Timeout | undefined;

  constructor(options: FunctionHostOptions) {
    this.#options = options;
  }

  /** `environment` goes to every function and wins over the template's: endpoints, credentials, the clock. */
  async start(
    definitions: readonly FunctionDefinition[],
    environment: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.#environment = environment;
    await this.#runtimeApi.start();
    mkdirSync(join(this.#options.directory, 'logs'), { recursive: true });
    for (const definition of definitions) {
      this.#logs.set(definition.name, openSync(this.logFile(definition.name), 'a'));
      const limits = { maximumProcesses: 2 * availableParallelism(), idleMillis: IDLE_MILLIS };
      const start = (events: SandboxEvents): Sandbox => this.#startSandbox(definition, events);
      this.#pools.set(definition.name, new FunctionPool(definition, limits, this.#gate, start));
    }
    this.#reaper = setInterval(() => {
      for (const pool of this.#pools.values()) pool.reap();
    }, REAP_EVERY_MILLIS).unref();
  }

  /** Where everything that a function writes to its outputs goes, with one REPORT line for each invocation. */
  logFile(functionName: string): string {
    return join(this.#options.directory, 'logs', `${functionName}.log`);
  }

  /**
   * Runs a function and waits for its answer.
   * @param nameOrArn physical name, logical id or ARN, with or without a qualifier
   * @throws InvokeRefused when there is no such function, or no free execution of it
   */
  async invoke(nameOrArn: string, payload: string, requestId?: string): Promise<InvocationResult> {
    try {
      return await this.pool(nameOrArn).invoke(payload, requestId);
    } finally {
      this.#options.onInvocationEnd();
    }
  }

  /** @throws InvokeRefused 404 */
  pool(nameOrArn: string): FunctionPool {
    const name = nameOrArn.replace(/^arn:aws:lambda:[^:]*:[^:]*:function:/, '').replace(/:[^:]*$/, '');
    const found =
      this.#pools.get(name) ??
      [...this.#pools.values()].find(({ definition }) => definition.logicalId === name);
    if (found) return found;
    const { region, accountId } = this.#options;
    throw functionNotFound(`arn:aws:lambda:${region}:${accountId}:function:${name}`);
  }

  statistics(): FunctionStatistics[] {
    return [...this.#pools.values()].map((pool) => pool.statistics);
  }

  /** Refuses new invocations and stops listening. The processes themselves end with {@link ChildProcesses.stop}. */
  async stop(): Promise<void> {
    clearInterval(this.#reaper);
    for (const pool of this.#pools.values()) pool.stop();
    await this.#runtimeApi.stop();
  }

  /** Once no process writes any more. */
  closeLogs(): void {
    for (const log of this.#logs.values()) closeSync(log);
    this.#logs.clear();
  }

  #startSandbox(definition: FunctionDefinition, events: SandboxEvents): Sandbox {
    const id = randomUUID();
    const temporary = join(this.#options.directory, 'tmp', id);
    mkdirSync(temporary, { recursive: true });
    const log = this.#logs.get(definition.name) ?? 1;
    let sandbox: Sandbox | undefined;
    const runtimeApi = this.#runtimeApi.attach(id, {
      next: (response) => sandbox?.next(response),
      answer: (requestId, payload, failed) => sandbox?.answer(requestId, payload, failed) ?? false,
      initError: (payload) => sandbox?.initError(payload),
    });
    const heap = `--max-old-space-size=${definition.memoryMegabytes}`;
    const child = this.#options.processes.start(this.#node, [heap, BOOTSTRAP], {
      cwd: definition.codeDirectory,
      output: log,
      env: {
        PATH: process.env.PATH,
        ...definition.environment,
        ...lambdaEnvironment(definition, this.#options.region),
        AWS_LAMBDA_LOG_STREAM_NAME: id,
        TMPDIR: temporary,
        NODE_COMPILE_CACHE: join(this.#options.directory, 'compile-cache'),
        ...this.#environment,
        AWS_LAMBDA_RUNTIME_API: runtimeApi,
      },
    });
    sandbox = new Sandbox(
      definition,
      child,
      {
        ...events,
        gone: (initError) => {
          this.#runtimeApi.detach(id);
          void rm(temporary, { recursive: true, force: true });
          events.gone(initError);
        },
      },
      (timing) => this.#logReport(definition, timing),
    );
    return sandbox;
  }

  #logReport(definition: FunctionDefinition, timing: Timing): void {
    const log = this.#logs.get(definition.name);
    if (log === undefined) return;
    const init = timing.initMillis === null ? '' : `\tInit Duration: ${timing.initMillis.toFixed(2)} ms`;
    writeSync(
      log,
      `REPORT RequestId: ${timing.requestId}\tDuration: ${timing.durationMillis.toFixed(2)} ms\tMemory Size: ${definition.memoryMegabytes} MB${init}\n`,
    );
  }
}
