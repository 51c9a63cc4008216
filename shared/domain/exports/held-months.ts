/**
 * What an export holds of every organization and month from the reading of the rows to the writing of the files.
 * A province's year has a quarter of a million of these, so what is equal is held once: an organization is called
 * and placed as in the month before, and months of many organizations rest on the same plan.
 */
import type { Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { LiveRow, Profile } from '../scorecards/scorecard.ts';
import type { OwnInputs, PlanEntry } from './export-tables.ts';

type Path = readonly OrganizationId[];
type HeldMonth = Profile & OwnInputs & { readonly month: Month; readonly path: Path };

/** What a row counts of an organization's month: so many of its first events stand behind it. */
export type Counted = Pick<OwnInputs, 'basis'> & {
  readonly month: Month;
  readonly revisions: number;
  readonly profile: Profile;
};

export class HeldMonths {
  readonly #byOrganization = new Map<OrganizationId, HeldMonth[]>();
  readonly #words = new Pool<string>();
  readonly #sets = new Pool<Profile['criteriaSet']>();
  readonly #bases = new Pool<OwnInputs['basis']>();

  /** Months of one organization come ascending. */
  add(
    { organization, month, profile }: Pick<LiveRow, 'organization' | 'month' | 'profile'>,
    path: Path,
    { basis, watermark, asOf, revisions }: OwnInputs,
  ): void {
    const months = this.#byOrganization.get(organization) ?? [];
    const before = months.at(-1);
    months.push({
      month: this.#words.one(month),
      name: before?.name === profile.name ? before.name : profile.name,
      kind: profile.kind,
      unit: profile.unit,
      dueAt: this.#words.one(profile.dueAt),
      criteriaSet: this.#sets.one(profile.criteriaSet),
      path: before !== undefined && areSame(before.path, path) ? before.path : path,
      basis: this.#bases.one(basis),
      watermark,
      asOf,
      revisions,
    });
    this.#byOrganization.set(organization, months);
  }

  /** Months ascending. */
  plansOf(organization: OrganizationId): readonly PlanEntry[] {
    const months = this.#byOrganization.get(organization) ?? [];
    return months.map(({ revisions: _, ...held }) => ({
      ...held,
      organization,
      parent: held.path.at(-2) ?? null,
    }));
  }

  /** The months with any accepted revision, ascending. */
  countedOf(organization: OrganizationId): readonly Counted[] {
    const months = this.#byOrganization.get(organization) ?? [];
    return months.flatMap((held) =>
      held.revisions === 0
        ? []
        : [{ month: held.month, revisions: held.revisions, profile: held, basis: held.basis }],
    );
  }
}

const areSame = (a: Path, b: Path): boolean => a.length === b.length && a.every((id, i) => id === b[i]);

/** Values looked up by before a pool begins anew: it must not outgrow what it spares. */
const MOST_HELD = 20_000;

/** Gives, for a value, an equal one that it was given before, so that equal values are held once. */
export class Pool<T> {
  readonly #held = new Map<string, T>();
  readonly #most: number;

  constructor(most: number = MOST_HELD) {
    this.#most = most;
  }

  one(value: T): T {
    const key = JSON.stringify(value);
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    if (this.#held.size >= this.#most) this.#held.clear();
    this.#held.set(key, value);
    return value;
  }
}
