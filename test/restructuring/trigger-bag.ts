/** Work that is waiting, each piece once, taken out at random. */
import type { SeededRandom } from '../support/seeded-random.ts';

export class TriggerBag<Trigger> {
  readonly #keys: string[] = [];
  readonly #waiting = new Map<string, Trigger>();

  get size(): number {
    return this.#keys.length;
  }

  add(key: string, trigger: Trigger): void {
    if (!this.#waiting.has(key)) this.#keys.push(key);
    this.#waiting.set(key, trigger);
  }

  /** @throws RangeError when nothing waits */
  take(random: SeededRandom): { key: string; trigger: Trigger } {
    const at = this.#keys.length === 0 ? -1 : random.int(this.#keys.length);
    const key = this.#keys[at];
    const last = this.#keys.pop();
    const trigger = key === undefined ? undefined : this.#waiting.get(key);
    if (key === undefined || last === undefined || trigger === undefined)
      throw new RangeError('Nothing waits.');
    if (at < this.#keys.length) this.#keys[at] = last;
    this.#waiting.delete(key);
    return { key, trigger };
  }
}
