/** Places of several months as one tree. */
import type { OrganizationId } from '../roster/organization.ts';

/**
 * An organization stands under its last parent, and that one wherever it came to stand itself: a part that was gone
 * before its committee moved goes along with it. So nobody stands below one that is not there. The top keeps its own
 * path, also where it came to stand below what was its part.
 * @param last paths, each of the organization's own last month
 * @returns the path of one of them
 */
export function asOneTree(
  last: ReadonlyMap<OrganizationId, readonly OrganizationId[]>,
  top: OrganizationId,
): (organization: OrganizationId) => readonly OrganizationId[] {
  const known = new Map<OrganizationId, readonly OrganizationId[]>();
  const pathOf = (organization: OrganizationId): readonly OrganizationId[] => {
    const found = known.get(organization);
    if (found !== undefined) return found;
    const own = last.get(organization) ?? [organization];
    const parent = own.at(-2);
    if (organization === top || parent === undefined || !last.has(parent)) return own;
    // Whoever is a parent in a month is there in it, so no last month is earlier further up: below the top there is no
    // circle but in a file that was tampered with, where it is gone round once.
    known.set(organization, own);
    const path = [...pathOf(parent), organization];
    known.set(organization, path);
    return path;
  };
  return pathOf;
}
