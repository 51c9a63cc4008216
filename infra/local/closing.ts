/** What has been started, to be ended in the opposite order. */
export class Closing {
  readonly #steps: (() => unknown)[] = [];
  #closed: Promise<void> | null = null;

  /** `step` may return a promise. */
  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** Ends everything once, however often it is called. A step that fails does not keep the others from running. */
  close(): Promise<void> {
    this.#closed ??= this.#run();
    return this.#closed;
  }

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.reverse()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be stopped');
  }
}
