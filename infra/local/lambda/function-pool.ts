import { randomUUID } from 'node:crypto';
import type { FunctionDefinition } from './definition.ts';
import { type InvocationResult, throttled } from './invocation.ts';
import type { Sandbox, SandboxEvents } from './sandbox.ts';
import type { StartGate } from './start-gate.ts';

type Pending = {
  requestId: string;
  payload: string;
  resolve(result: InvocationResult): void;
};

export type PoolLimits = {
  /** Processes of one function at most; more invocations than that wait for one, where AWS would start another. */
  maximumProcesses: number;
  /** An idle process ends after this long. */
  idleMillis: number;
};

/**
 * A function that has processes gets another one when an invocation has waited this long. AWS would start it at once;
 * here a cold start takes the processor away from the very process that is about to be free.
 */
const GROW_AFTER_MILLIS = 100;

/** How many times processes of a function were started, and how long loading its module took each time. */
export type FunctionStatistics = {
  name: string;
  logicalId: string;
  invocations: number;
  errors: number;
  throttles: number;
  /** Milliseconds from spawning the process to its first `GET /next`. */
  initMillis: readonly number[];
};

/** The execution environments of one function. */
export class FunctionPool {
  readonly definition: FunctionDefinition;
  readonly #limits: PoolLimits;
  readonly #gate: StartGate;
  readonly #startSandbox: (events: SandboxEvents) => Sandbox;
  readonly #queue: Pending[] = [];
  readonly #idle: Sandbox[] = [];
  readonly #sandboxes = new Set<Sandbox>();
  readonly #initMillis: number[] = [];
  /** Processes on their way to their first `GET /next`; those of them that wait for a place at the gate. */
  #starting = 0;
  #atGate = 0;
  #inFlight = 0;
  #invocations = 0;
  #errors = 0;
  #throttles = 0;
  #growth: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(
    definition: FunctionDefinition,
    limits: PoolLimits,
    gate: StartGate,
    startSandbox: (events: SandboxEvents) => Sandbox,
  ) {
    this.definition = definition;
    this.#limits = limits;
    this.#gate = gate;
    this.#startSandbox = startSandbox;
  }

  /**
   * Runs one invocation, in a warm process if one is idle.
   * @throws InvokeRefused 429 when the function's reserved concurrency is used up.
   */
  async invoke(payload: string, requestId: string = randomUUID()): Promise<InvocationResult> {
    const { reservedConcurrency } = this.definition;
    if (this.#stopped || (reservedConcurrency !== null && this.#inFlight >= reservedConcurrency)) {
      this.#throttles += 1;
      throw throttled();
    }
    this.#inFlight += 1;
    this.#invocations += 1;
    try {
      const result = await new Promise<InvocationResult>((resolve) => {
        this.#queue.push({ requestId, payload, resolve });
        this.#dispatch();
      });
      if (result.functionError !== undefined) this.#errors += 1;
      return result;
    } finally {
      this.#inFlight -= 1;
    }
  }

  get statistics(): FunctionStatistics {
    return {
      name: this.definition.name,
      logicalId: this.definition.logicalId,
      invocations: this.#invocations,
      errors: this.#errors,
      throttles: this.#throttles,
      initMillis: [...this.#initMillis],
    };
  }

  /** Sends a signal to every process of the function; how many there were. */
  kill(signal: NodeJS.Signals): number {
    return [...this.#sandboxes].filter((sandbox) => sandbox.kill(signal)).length;
  }

  /** Ends processes that have been idle for long, as AWS does sooner or later. */
  reap(): void {
    const limit = performance.now() - this.#limits.idleMillis;
    for (const sandbox of [...this.#idle].filter(({ idleSince }) => idleSince < limit)) {
      this.#withdraw(sandbox);
      sandbox.kill();
    }
  }

  /** Refuses what waits and what comes from now on; the processes are ended by their owner. */
  stop(): void {
    this.#stopped = true;
    if (this.#growth) clearTimeout(this.#growth);
    while (this.#queue.length > 0) this.#failFirst(JSON.stringify({ errorMessage: 'The stack is stopping' }));
  }

  #dispatch(): void {
    for (let sandbox = this.#idle.at(-1); sandbox && this.#queue.length > 0; sandbox = this.#idle.at(-1)) {
      this.#idle.pop();
      const pending = this.#queue.shift();
      if (pending) sandbox.run(pending.requestId, pending.payload).then(pending.resolve);
    }
    if (!this.#needsAnother()) return;
    if (this.#sandboxes.size + this.#atGate === 0) void this.#start();
    else
      this.#growth ??= setTimeout(() => {
        this.#growth = null;
        if (this.#needsAnother()) void this.#start();
        this.#dispatch();
      }, GROW_AFTER_MILLIS);
  }

  /** Does an invocation wait for which no process is free, on its way, or about to be free? */
  #needsAnother(): boolean {
    const returning = [...this.#sandboxes].filter((sandbox) => sandbox.returning).length;
    return (
      !this.#stopped &&
      this.#queue.length > this.#starting + returning &&
      this.#sandboxes.size + this.#atGate < this.#limits.maximumProcesses
    );
  }

  async #start(): Promise<void> {
    this.#starting += 1;
    this.#atGate += 1;
    const leaveGate = await this.#gate.enter();
    this.#atGate -= 1;
    const started = (): void => {
      this.#starting -= 1;
      leaveGate();
    };
    if (this.#stopped || this.#queue.length === 0) return started();
    const sandbox = this.#startSandbox({
      initialized: () => {
        started();
        this.#initMillis.push(sandbox.initMillis ?? 0);
      },
      idle: () => {
        this.#idle.push(sandbox);
        this.#dispatch();
      },
      gone: (initError) => {
        this.#sandboxes.delete(sandbox);
        this.#withdraw(sandbox);
        if (initError !== null) {
          started();
          this.#failFirst(initError);
        }
        this.#dispatch();
      },
    });
    this.#sandboxes.add(sandbox);
  }

  /** A process that cannot start fails the invocation that waited for it. */
  #failFirst(payload: string): void {
    const pending = this.#queue.shift();
    pending?.resolve({ requestId: pending.requestId, payload, functionError: 'Unhandled' });
  }

  #withdraw(sandbox: Sandbox): void {
    const index = this.#idle.indexOf(sandbox);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}
