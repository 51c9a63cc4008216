/** What a walk down the roster's edges, which are never deleted, has come to and what is still to come. */

import type { Month } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';

/** Whose plan row of which month. */
export type PlanPlace = { readonly organization: OrganizationId; readonly month: Month };

export const keyOf = ({ organization, month }: PlanPlace): string => `${organization} ${month}`;

/** Each place once. */
export class Reached {
  readonly #seen: Set<string>;
  /** Those to be walked once a place is reached. */
  readonly #waiting = new Map<string, PlanPlace[]>();

  constructor(tops: readonly PlanPlace[]) {
    this.#seen = new Set(tops.map(keyOf));
  }

  get size(): number {
    return this.#seen.size;
  }

  /** Those among them that are new, and whoever waited for them. */
  add(places: readonly PlanPlace[]): PlanPlace[] {
    return places.flatMap((place) => {
      const key = keyOf(place);
      if (this.#seen.has(key)) return [];
      this.#seen.add(key);
      return [place, ...this.add(this.#waiting.get(key) ?? [])];
    });
  }

  /**
   * What stands below somebody, once the walk has come to its parent too: who is reached by an edge of a former one
   * alone has moved out, and was planned by its own move with all below it. The edge of a former parent may well come
   * first, where somebody has moved down.
   */
  addBelow(parent: PlanPlace, children: readonly PlanPlace[]): PlanPlace[] {
    const key = keyOf(parent);
    if (this.#seen.has(key)) return this.add(children);
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), ...children]);
    return [];
  }
}
