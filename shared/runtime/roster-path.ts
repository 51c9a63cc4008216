/** Where an organization stands by the roster, for whom no plan row says it. */
import type { Month } from '../domain/period.ts';
import type { OrganizationHistory } from '../domain/planning/organization-history.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';

/** Far more levels than any tree has; a path that goes on longer has met itself. */
const DEEPEST = 32;

export type HistoryOf = (id: OrganizationId) => Promise<OrganizationHistory | null>;

/**
 * Ids from the root down to `organization` by the roster; null if it was never entered. An organization closed or
 * not yet begun keeps the place that its nearest version says.
 */
export async function rosterPath(
  historyOf: HistoryOf,
  organization: OrganizationId,
  month: Month,
): Promise<OrganizationId[] | null> {
  const path: OrganizationId[] = [];
  for (let id: OrganizationId | null = organization; id !== null && path.length < DEEPEST; ) {
    const history: OrganizationHistory | null = await historyOf(id);
    const version = history?.versions.findLast(({ from }) => from <= month) ?? history?.versions[0];
    if (version === undefined) return null;
    path.unshift(id);
    id = version.parent;
  }
  return path;
}
