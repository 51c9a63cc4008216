/** What a job over many organizations makes of trouble with some of them. */
import { isLasting } from './lasting-error.ts';

/** In a message; the others are counted. */
const MOST_NAMED = 10;

/** Goes on past trouble that comes again however often it is tried, so that one organization holds up nobody else. */
export class Troubles {
  readonly #found: { readonly where: string; readonly error: Error }[] = [];

  /**
   * Null where the work met lasting trouble.
   * @throws what passes, for the whole job to be tried again
   */
  async past<Done>(where: string, work: () => Promise<Done>): Promise<Done | null> {
    try {
      return await work();
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (!isLasting(error)) throw error;
      this.#found.push({ where, error });
      return null;
    }
  }

  get errors(): readonly Error[] {
    return this.#found.map(({ error }) => error);
  }

  /** For whom, and why. */
  get message(): string {
    return this.#found
      .slice(0, MOST_NAMED)
      .map(({ where, error }) => `${where}: ${error.message}`)
      .join('; ');
  }
}
