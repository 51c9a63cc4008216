/** Where an organization stands by the roster, for whom no plan row says it. */
import type { Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { OrganizationHistory } from './organization-history.ts';

export type HistoryOf = (id: OrganizationId) => Promise<OrganizationHistory | null>;

/**
 * Ids from the root down to `organization` by the roster; null if it was never entered. One that is closed keeps its
 * last place. One that is yet to begin stands where it will: whoever is above it then has it, and nobody else. A path
 * that meets itself, which no write lets in, ends there and reaches no root.
 */
export async function rosterPath(
  historyOf: HistoryOf,
  organization: OrganizationId,
  month: Month,
): Promise<OrganizationId[] | null> {
  const path: OrganizationId[] = [];
  let asked = month;
  for (let id: OrganizationId | null = organization; id !== null && !path.includes(id); ) {
    const history: OrganizationHistory | null = await historyOf(id);
    const first = history?.versions[0];
    if (id === organization && first !== undefined && first.from > asked) asked = first.from;
    const version = history?.versions.findLast(({ from }) => from <= asked) ?? first;
    if (version === undefined) return null;
    path.unshift(id);
    id = version.parent;
  }
  return path;
}
