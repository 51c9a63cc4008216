/** Ends the duties of the offices of an organization that is closed, with the month before. */
import pMap from 'p-map';
import { dutyNote } from '../domain/log/rules-audit.ts';
import { closedFrom } from '../domain/planning/organization-history.ts';
import { rosterPath } from '../domain/planning/roster-path.ts';
import { type Duty, endedFrom } from '../domain/roster/duty.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { Clock } from '../ports/clock.ts';
import type { DutyRegistry, OrganizationRegistry } from '../ports/registry.ts';

type Deps = {
  readonly registry: Pick<DutyRegistry, 'dutiesBy' | 'putDuty'> & Pick<OrganizationRegistry, 'organization'>;
  readonly now: Clock;
};

const AT_ONCE = 4;

/**
 * Done again it finds nothing to do. Not for an organization that stands again after its closure.
 * @returns those that it ended, as they are now
 * @throws Error where somebody changes a duty at the same moment; what is ended stays so
 */
export async function endDuties(deps: Deps, organization: OrganizationId): Promise<readonly Duty[]> {
  const { registry } = deps;
  const history = await registry.organization(organization);
  const month = history && closedFrom(history);
  if (month === null) return [];
  const stored = await registry.dutiesBy(organization);
  return pMap(
    endedFrom(stored, month),
    async (after) => {
      const before = stored.find(({ id }) => id === after.id) ?? null;
      const places = await placesOf(deps, [after.by, after.attends], month);
      const act = { at: deps.now(), by: null };
      if ((await registry.putDuty(after, dutyNote(act, { before, after }, places))) === 'lost')
        throw new Error(`the duty ${after.id} was changed meanwhile`);
      return after;
    },
    { concurrency: AT_ONCE },
  );
}

async function placesOf({ registry }: Deps, sides: readonly OrganizationId[], month: string) {
  const paths = await Promise.all(
    sides.map((id) => rosterPath((one) => registry.organization(one), id, month)),
  );
  const places = new Map(sides.map((id, i) => [id, paths[i] ?? [id]]));
  return (id: OrganizationId) => places.get(id) ?? [id];
}
