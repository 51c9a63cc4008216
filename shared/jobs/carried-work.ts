/**
 * Work that one run at a time carries on. Its state is moved by compare-and-set alone, so of two runs one hears that
 * it has lost, and a run that was killed leaves a state that falls silent.
 */
import type { Instant } from '../domain/period.ts';
import type { Clock } from '../ports/clock.ts';
import type { SetOutcome } from '../ports/registry.ts';

type CarriedState = { readonly status: string; readonly updatedAt: Instant; readonly revision: number };

/** Work that says nothing for so long has lost its run: longer than a run may go without a word. */
const SILENCE_MS = 5 * 60_000;

export const isStuck = ({ status, updatedAt }: CarriedState, now: Instant): boolean =>
  status === 'running' && Date.parse(now) - Date.parse(updatedAt) > SILENCE_MS;

/** Another run has taken the work over; this one has nothing more to say. */
class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** What this run last wrote of the work: every further word is conditional on it. */
export class Run<State extends CarriedState> {
  readonly #put: (next: State) => Promise<SetOutcome>;
  readonly #now: Clock;
  #state: State;

  constructor(state: State, put: (next: State) => Promise<SetOutcome>, now: Clock) {
    this.#state = state;
    this.#put = put;
    this.#now = now;
  }

  get state(): State {
    return this.#state;
  }

  /** @throws Superseded when somebody else has moved it meanwhile */
  async move(change: Partial<Omit<State, 'updatedAt' | 'revision'>>): Promise<void> {
    const next = { ...this.#state, ...change, updatedAt: this.#now(), revision: this.#state.revision + 1 };
    if ((await this.#put(next)) === 'lost') throw new Superseded();
    this.#state = next;
  }
}

/**
 * Does the work. `elsewhere`: another run has taken it over.
 * @param giveBack puts a running state back into the queue, or gives it up
 * @throws whatever went wrong, after the work was given back
 */
export async function carryOn<State extends CarriedState, Outcome>(
  run: Run<State>,
  work: () => Promise<Outcome>,
  giveBack: () => Promise<void>,
): Promise<Outcome | 'elsewhere'> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Superseded) return 'elsewhere';
    // What went wrong is worth more than that it could not be written down; silence will tell the next run.
    if (run.state.status === 'running') await giveBack().catch(() => undefined);
    throw error;
  }
}
