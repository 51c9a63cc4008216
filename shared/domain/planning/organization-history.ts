/** One organization over time, and what it hands down. */
import type { Month } from '../period.ts';
import type { OrganizationId, OrganizationVersion } from '../roster/organization.ts';
import type { Bindings } from './inheritance.ts';

/** All that the roster knows of one organization. */
export type OrganizationHistory = {
  readonly organization: OrganizationId;
  /** Ascending by `from`. */
  readonly versions: readonly OrganizationVersion[];
  /** Every organization that ever named this one its parent; whether it still does, its own versions say. */
  readonly children: readonly OrganizationId[];
  /** Every organization that ever named this one a predecessor; whether it still does, its own versions say. */
  readonly successors: readonly OrganizationId[];
  /** What holds for it and for everybody below it. */
  readonly bindings: Bindings;
};

/** The first month in which the organization no longer exists, for good as far as is known; null while it goes on. */
export function closedFrom({ versions }: OrganizationHistory): Month | null {
  const standing = versions.findLastIndex(({ closed }) => !closed);
  return versions[standing + 1]?.from ?? null;
}

/** The version that holds in `month`, or null when the organization does not exist (yet, or any more). */
export function versionAt(history: OrganizationHistory, month: Month): OrganizationVersion | null {
  const version = history.versions.findLast(({ from }) => from <= month);
  return version === undefined || version.closed ? null : version;
}
