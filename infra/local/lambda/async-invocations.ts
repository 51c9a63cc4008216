import { randomUUID } from 'node:crypto';
import { type InvocationResult, InvokeRefused } from './invocation.ts';

/** What becomes of an asynchronous invocation that fails. */
export type AsyncRules = {
  /** Retries after a function error, 0 to 2. */
  maximumRetryAttempts: number;
  /** An event older than this is given up. Seconds. */
  maximumEventAgeSeconds: number;
  /** ARNs; null drops the event. */
  onFailure: string | null;
  onSuccess: string | null;
};

/** AWS's defaults: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const DEFAULT_ASYNC_RULES: AsyncRules = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 6 * 3600,
  onFailure: null,
  onSuccess: null,
};

/** What a destination gets about one event. */
export type AsyncOutcome = {
  functionName: string;
  requestId: string;
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  invocations: number;
  requestPayload: string;
  /** The last answer; null when the function never ran. */
  result: InvocationResult | null;
};

export type AsyncOptions = {
  invoke(functionName: string, payload: string, requestId: string): Promise<InvocationResult>;
  rulesOf(functionName: string): AsyncRules;
  deliver(destinationArn: string, outcome: AsyncOutcome): Promise<void>;
  /** Before the first retry and before every later one; AWS waits one minute, then two. Milliseconds. */
  retryDelaysMillis: readonly number[];
  log: (line: string) => void;
};

const THROTTLE_PAUSE_MILLIS = 1000;

/** Lambda's event queue: takes an event, answers at once, runs the function afterwards, and tries again if it fails. */
export class AsyncInvocations {
  readonly #options: AsyncOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  #pending = 0;
  #stopped = false;

  constructor(options: AsyncOptions) {
    this.#options = options;
  }

  /** Events that were accepted and have neither succeeded nor been given up. */
  get pending(): number {
    return this.#pending;
  }

  /** Accepts an event; its request id stays the same over all retries. */
  send(functionName: string, payload: string): string {
    const requestId = randomUUID();
    this.#pending += 1;
    this.#run(functionName, payload, requestId)
      .catch((error: unknown) => this.#options.log(`${functionName}: ${String(error)}`))
      .finally(() => {
        this.#pending -= 1;
      });
    return requestId;
  }

  /** Gives up what is pending: unlike AWS's queue, this one does not outlive its process. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #run(functionName: string, requestPayload: string, requestId: string): Promise<void> {
    const rules = this.#options.rulesOf(functionName);
    const expiresAt = Date.now() + rules.maximumEventAgeSeconds * 1000;
    let invocations = 0;
    let result: InvocationResult | null = null;
    let condition: AsyncOutcome['condition'] | null = null;
    while (condition === null && !this.#stopped) {
      const answer = await this.#once(functionName, requestPayload, requestId);
      if (answer === 'throttled') {
        await this.#pause(THROTTLE_PAUSE_MILLIS);
      } else {
        invocations += 1;
        result = answer;
        if (answer.functionError === undefined) condition = 'Success';
        else if (invocations > rules.maximumRetryAttempts) condition = 'RetriesExhausted';
        else await this.#pause(this.#options.retryDelaysMillis[invocations - 1] ?? 0);
      }
      if (condition === null && Date.now() > expiresAt) condition = 'EventAgeExceeded';
    }
    if (condition === null || this.#stopped) return;
    if (condition !== 'Success')
      this.#options.log(`${functionName}: ${condition} after ${invocations} invocations: ${result?.payload}`);
    const destination = condition === 'Success' ? rules.onSuccess : rules.onFailure;
    if (destination === null) return;
    const outcome = { functionName, requestId, condition, invocations, requestPayload, result };
    await this.#options.deliver(destination, outcome);
  }

  async #once(
    functionName: string,
    payload: string,
    requestId: string,
  ): Promise<InvocationResult | 'throttled'> {
    try {
      return await this.#options.invoke(functionName, payload, requestId);
    } catch (error) {
      if (error instanceof InvokeRefused && error.status === 429) return 'throttled';
      throw error;
    }
  }

  async #pause(millis: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, millis);
      this.#timers.add(timer);
    });
  }
}
