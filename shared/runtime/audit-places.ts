/** Where those that a note of the audit speaks of stand today. */
import pMap from 'p-map';
import type { Places } from '../domain/log/audit.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { AccessGuard } from './access.ts';

/** Whoever was never entered stands alone, and nobody but who holds a grant on it sees it. */
export async function placesToday(
  guard: Pick<AccessGuard, 'pathToday'>,
  concerned: readonly OrganizationId[],
): Promise<Places> {
  const ids = [...new Set(concerned)];
  const paths = await pMap(ids, (id) => guard.pathToday(id), { concurrency: 16 });
  const places = new Map(ids.map((id, i) => [id, paths[i] ?? [id]]));
  return (id) => places.get(id) ?? [id];
}
