/** Reads from the roster whom organizations come of: whoever they name as predecessors, and whom those name. */
import pMap from 'p-map';
import type { OrganizationHistory } from '../domain/planning/organization-history.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { OrganizationRegistry } from '../ports/registry.ts';

const AT_ONCE = 16;

/** The histories of the organizations and of all that they descend from, as far as the roster knows them. */
export async function readDescent(
  registry: Pick<OrganizationRegistry, 'organization'>,
  organizations: readonly OrganizationId[],
): Promise<Map<OrganizationId, OrganizationHistory>> {
  const histories = new Map<OrganizationId, OrganizationHistory>();
  const asked = new Set<OrganizationId>();
  for (let todo = new Set(organizations); todo.size > 0; ) {
    for (const id of todo) asked.add(id);
    const found = await pMap(todo, (id) => registry.organization(id), { concurrency: AT_ONCE });
    const known = found.filter((history) => history !== null);
    for (const history of known) histories.set(history.organization, history);
    const named = known.flatMap(({ versions }) => versions.flatMap(({ predecessors }) => predecessors));
    todo = new Set(named.filter((id) => !asked.has(id)));
  }
  return histories;
}
