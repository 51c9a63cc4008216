/** Whom a list of the roster shows its reader: nobody who is neither theirs today nor was in the month asked for. */
import pMap from 'p-map';
import { notFound } from '../../shared/contracts/problem.ts';
import { listOrganizations } from '../../shared/contracts/routes.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { AccessGuard, Caller } from '../../shared/runtime/access.ts';
import type { SeenOf } from './read-roster.ts';

const { roles } = listOrganizations.access;
const AT_ONCE = 16;

/** Whoever is the caller's today; one that is yet to begin is its founder's. */
export function seenToday({
  caller,
  guard,
}: {
  readonly caller: Caller;
  readonly guard: AccessGuard;
}): SeenOf {
  return async (ids) => {
    await guard.lookUp(caller.subject, ids);
    const seen = await pMap(
      ids,
      (organization) => guard.decides(caller, roles, { organization, month: null }),
      {
        concurrency: AT_ONCE,
      },
    );
    return new Set(ids.filter((_, i) => seen[i]));
  };
}

/**
 * Whoever stands below the parent in a month up to today in which the parent is the caller's: they had them. In
 * another's month, and ahead, whom they have today: a later superior may have brought others there already.
 * @throws Refusal 404 unless the parent is the caller's today
 */
export async function seenBelow(
  { subject, guard }: { readonly subject: string; readonly guard: AccessGuard },
  { parent, month, today }: { readonly parent: OrganizationId; readonly month: Month; readonly today: Month },
): Promise<SeenOf> {
  const caller = await guard.callerOf(subject, roles, [parent], [{ organization: parent, month }]);
  const isTheirsIn = (one: Month) => guard.holds(caller, roles, { organization: parent, month: one });
  if (!(await isTheirsIn(today))) throw notFound();
  if (month <= today && (await isTheirsIn(month))) return async (ids) => new Set(ids);
  return seenToday({ caller, guard });
}
