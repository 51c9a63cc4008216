import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { signalGroup } from '../processes.ts';
import type { FunctionDefinition } from './definition.ts';
import type { InvocationResult } from './invocation.ts';
import type { RuntimePort } from './runtime-api.ts';

export type SandboxEvents = {
  /** The process has loaded its module. */
  initialized(): void;
  /** The process asked for work and has none: it may be given some. */
  idle(): void;
  /** The process has gone; what it was doing has been answered. `initError` is JSON text if it never became idle. */
  gone(initError: string | null): void;
};

/** AWS allows 10 s; here other processes share the processors. */
const INIT_TIMEOUT_MILLIS = 30_000;

type Attempt = {
  requestId: string;
  startedAt: number;
  timer: NodeJS.Timeout;
  resolve(result: InvocationResult): void;
};

/** What one invocation cost, for the log and for measurements. Milliseconds. */
export type Timing = { requestId: string; durationMillis: number; initMillis: number | null };

/** One execution environment: a process that runs one invocation at a time and is used again. */
export class Sandbox implements RuntimePort {
  readonly #definition: FunctionDefinition;
  readonly #child: ChildProcess;
  readonly #events: SandboxEvents;
  readonly #report: (timing: Timing) => void;
  readonly #startedAt = performance.now();
  readonly #initTimer: NodeJS.Timeout;
  #initMillis: number | null = null;
  #initReported = false;
  #initError: string | null = null;
  /** The pending `GET /next`; present exactly while the process is idle. */
  #next: ServerResponse | null = null;
  #attempt: Attempt | null = null;
  #timedOut = false;
  /** When the process last became idle, by `performance.now()`. */
  idleSince = 0;

  constructor(
    definition: FunctionDefinition,
    child: ChildProcess,
    events: SandboxEvents,
    report: (timing: Timing) => void,
  ) {
    this.#definition = definition;
    this.#child = child;
    this.#events = events;
    this.#report = report;
    this.#initTimer = setTimeout(() => this.kill(), INIT_TIMEOUT_MILLIS);
    child.once('exit', (code, signal) => this.#exited(exitReason(code, signal)));
    child.once('error', (error) => this.#exited(error.message));
  }

  /** From spawning the process to its first `GET /next`; null before that. */
  get initMillis(): number | null {
    return this.#initMillis;
  }

  /** Has answered, and will ask for work again at any moment: no reason to start another process. */
  get returning(): boolean {
    return this.#initMillis !== null && this.#attempt === null && this.#next === null;
  }

  /** Gives the idle process an invocation. `payload` is JSON text. */
  run(requestId: string, payload: string): Promise<InvocationResult> {
    const response = this.#next;
    if (!response) throw new Error('A sandbox may be used again only after its GET /next');
    this.#next = null;
    const timeoutMillis = this.#definition.timeoutSeconds * 1000;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#timeOut(), timeoutMillis);
      this.#attempt = { requestId, startedAt: performance.now(), timer, resolve };
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(payload),
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': Date.now() + timeoutMillis,
        'lambda-runtime-invoked-function-arn': this.#definition.arn,
        'lambda-runtime-trace-id': traceId(),
      });
      response.end(payload);
    });
  }

  /** False if the process had gone already. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): boolean {
    return signalGroup(this.#child, signal);
  }

  next(response: ServerResponse): void {
    if (this.#initMillis === null) {
      clearTimeout(this.#initTimer);
      this.#initMillis = performance.now() - this.#startedAt;
      this.#events.initialized();
    }
    this.#next = response;
    this.idleSince = performance.now();
    this.#events.idle();
  }

  answer(requestId: string, payload: string, failed: boolean): boolean {
    if (this.#attempt?.requestId !== requestId) return false;
    this.#settle(failed ? { requestId, payload, functionError: 'Unhandled' } : { requestId, payload });
    return true;
  }

  initError(payload: string): void {
    this.#initError = payload;
  }

  #timeOut(): void {
    this.#timedOut = true;
    this.kill();
  }

  #exited(reason: string): void {
    clearTimeout(this.#initTimer);
    this.#next = null;
    const { requestId } = this.#attempt ?? {};
    if (requestId !== undefined) {
      const seconds = this.#definition.timeoutSeconds.toFixed(2);
      const payload = this.#timedOut
        ? failure(
            'Sandbox.Timedout',
            `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
          )
        : failure('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: ${reason}`);
      this.#settle({ requestId, payload, functionError: 'Unhandled' });
    }
    const neverReady = failure('Runtime.ExitError', `Error: Runtime exited with error: ${reason}`);
    this.#events.gone(this.#initMillis === null ? (this.#initError ?? neverReady) : null);
  }

  #settle(result: InvocationResult): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    this.#attempt = null;
    clearTimeout(attempt.timer);
    this.#report({
      requestId: attempt.requestId,
      durationMillis: performance.now() - attempt.startedAt,
      initMillis: this.#initReported ? null : this.#initMillis,
    });
    this.#initReported = true;
    attempt.resolve(result);
  }
}

const failure = (errorType: string, errorMessage: string): string =>
  JSON.stringify({ errorType, errorMessage });

/** Worded as in AWS: `exit status 1`, `signal: killed`. */
const exitReason = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === 'SIGKILL' ? 'signal: killed' : signal !== null ? `signal: ${signal}` : `exit status ${code}`;

/** Not sampled: there is no X-Ray daemon here. */
const traceId = (): string =>
  `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
