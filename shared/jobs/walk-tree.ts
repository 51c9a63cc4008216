/** Walks of the tree as a month's plan rows have it: who was where is what they say, whatever the roster says by now. */
import pMap from 'p-map';
import type { Month } from '../domain/period.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import type { OrganizationRegistry, PlanRegistry } from '../ports/registry.ts';
import { Troubles } from './troubles.ts';

export type WalkRegistry = Pick<OrganizationRegistry, 'organization'> &
  Pick<PlanRegistry, 'planRow' | 'planRows'>;

const REQUESTS_AT_ONCE = 32;

/** Does a read; null where it can never be done, as whoever gave this notes. @param what as a message names it */
export type Past = <Read>(what: string, read: () => Promise<Read>) => Promise<Read | null>;

const letThrough: Past = (_, read) => read();

/** An organization that the walk has come to; `unread`: what its plan row says cannot be read. */
type Found = {
  readonly organization: OrganizationId;
  readonly row: PlanRow | null;
  readonly unread: boolean;
};

/** As many as one request takes. */
const ROWS_TOGETHER = 100;

/** The plan rows of the month, a hundred in one request, and each by itself where one of them cannot be read. */
async function rowsOf(
  registry: Pick<PlanRegistry, 'planRow' | 'planRows'>,
  organizations: readonly OrganizationId[],
  month: Month,
  past: Past,
): Promise<Found[]> {
  const findOne = async (organization: OrganizationId): Promise<Found> => {
    const read = async () => ({ row: await registry.planRow(organization, month) });
    const found = await past(`plan row of ${organization} in ${month}`, read);
    return { organization, row: found?.row ?? null, unread: found === null };
  };
  const findTogether = async (group: readonly OrganizationId[]): Promise<Found[]> => {
    const together = () => registry.planRows(group.map((organization) => ({ organization, month })));
    const rows = await new Troubles().past(`plan rows of ${group[0]} and others`, together);
    if (rows === null) return pMap(group, findOne, { concurrency: REQUESTS_AT_ONCE / 4 });
    const known = new Map(rows.map((row) => [row.organization, row]));
    return group.map((organization) => ({
      organization,
      row: known.get(organization) ?? null,
      unread: false,
    }));
  };
  const groups = Array.from({ length: Math.ceil(organizations.length / ROWS_TOGETHER) }, (_, i) =>
    organizations.slice(i * ROWS_TOGETHER, (i + 1) * ROWS_TOGETHER),
  );
  return (await pMap(groups, findTogether, { concurrency: REQUESTS_AT_ONCE / 4 })).flat();
}

/**
 * The plan rows of `top` and all below it in `month`, level by level from the top, each level ascending by
 * organization. Empty if `top` has no plan row. Edges of the roster are never deleted, so everybody whose plan
 * row names a committee its parent is among those that the committee's edges name.
 * @param past a row or a roster entry that it passes over is left out; those below are walked all the same
 */
export async function plannedLevels(
  registry: WalkRegistry,
  top: OrganizationId,
  month: Month,
  past: Past = letThrough,
): Promise<PlanRow[][]> {
  const unread = new Set<OrganizationId>();
  const find = async (organizations: readonly OrganizationId[]): Promise<Found[]> => {
    const found = await rowsOf(registry, organizations, month, past);
    for (const one of found) if (one.unread) unread.add(one.organization);
    return found;
  };
  /** Whose parent is not to be told is taken for a child, once. */
  const childrenOf = async (parent: OrganizationId): Promise<Found[]> => {
    const read = async () => ({ history: await registry.organization(parent) });
    const children = (await past(`organization ${parent}`, read))?.history?.children ?? [];
    const found = await find(children.filter((child) => !unread.has(child)).sort());
    return found.filter((child) => child.unread || child.row?.parent === parent);
  };
  const levels: PlanRow[][] = [];
  for (let level = (await find([top])).filter(isThere); level.length > 0; ) {
    levels.push(level.flatMap(({ row }) => (row === null ? [] : [row])));
    const mayHold = level.filter(({ row }) => row === null || isCommittee(row.kind));
    const below = await pMap(mayHold, ({ organization }) => childrenOf(organization), { concurrency: 4 });
    const once = new Map(below.flat().map((found) => [found.organization, found]));
    level = [...once.values()].sort((a, b) => (a.organization < b.organization ? -1 : 1));
  }
  return levels;
}

const isThere = ({ row, unread }: Found): boolean => row !== null || unread;

/** The plan rows that name `parent` their parent in `month`, ascending by organization, read by the hundred. */
export async function plannedParts(
  registry: Pick<OrganizationRegistry, 'organization'> & Pick<PlanRegistry, 'planRows'>,
  parent: OrganizationId,
  month: Month,
): Promise<PlanRow[]> {
  const children = (await registry.organization(parent))?.children ?? [];
  const rows = await registry.planRows(children.map((organization) => ({ organization, month })));
  return rows
    .filter((row) => row.parent === parent)
    .toSorted((a, b) => (a.organization < b.organization ? -1 : 1));
}

/**
 * Every organization that the roster's edges reach from `top`, `top` first: whoever was ever below it, wherever
 * it is now and whether or not a month has a plan row for it.
 * @param past who stands below a roster entry that it passes over is reached by another way, or not at all
 */
export async function everReached(
  registry: Pick<OrganizationRegistry, 'organization'>,
  top: OrganizationId,
  past: Past = letThrough,
): Promise<OrganizationId[]> {
  const reached = new Set([top]);
  const childrenOf = async (id: OrganizationId): Promise<readonly OrganizationId[]> => {
    const read = async () => ({ history: await registry.organization(id) });
    return (await past(`organization ${id}`, read))?.history?.children ?? [];
  };
  for (let level = [top]; level.length > 0; ) {
    const children = await pMap(level, childrenOf, { concurrency: REQUESTS_AT_ONCE });
    level = children.flat().filter((child) => !reached.has(child) && reached.add(child));
  }
  return [...reached];
}

/** Somebody whom the roster's edges reach; `planned`: there is a plan row of the month, and it can be read. */
export type ReachedPlace = {
  readonly organization: OrganizationId;
  readonly row: PlanRow | null;
  readonly planned: boolean;
};

/**
 * Everybody whom the roster's edges reach from `top`, ascending by id, each with its plan row of the month: one
 * request for each, and one for a hundred rows.
 * @param past as for {@link everReached}; a row that it passes over is taken for none
 */
export async function everybodyReached(
  registry: WalkRegistry,
  top: OrganizationId,
  month: Month,
  past: Past = letThrough,
): Promise<ReachedPlace[]> {
  const ids = (await everReached(registry, top, past)).sort();
  const found = await rowsOf(registry, ids, month, past);
  return found.map(({ organization, row }) => ({ organization, row, planned: row !== null }));
}
