/** Walks of the tree as a month's plan rows have it: who was where is what they say, whatever the roster says by now. */
import pMap from 'p-map';
import type { Month } from '../domain/period.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import type { OrganizationRegistry, PlanRegistry } from '../ports/registry.ts';

export type WalkRegistry = Pick<OrganizationRegistry, 'organization'> & Pick<PlanRegistry, 'planRow'>;

const REQUESTS_AT_ONCE = 32;

/**
 * The plan rows of `top` and all below it in `month`, level by level from the top, each level ascending by
 * organization. Empty if `top` has no plan row. Edges of the roster are never deleted, so everybody whose plan
 * row names a committee its parent is among those that the committee's edges name.
 */
export async function plannedLevels(
  registry: WalkRegistry,
  top: OrganizationId,
  month: Month,
): Promise<PlanRow[][]> {
  const first = await registry.planRow(top, month);
  const levels: PlanRow[][] = [];
  for (let level = first === null ? [] : [first]; level.length > 0; ) {
    levels.push(level);
    const below = await pMap(
      level.filter(({ kind }) => isCommittee(kind)),
      ({ organization }) => plannedChildren(registry, organization, month),
      { concurrency: 4 },
    );
    level = below.flat().sort((a, b) => (a.organization < b.organization ? -1 : 1));
  }
  return levels;
}

/** The plan rows that name `parent` their parent in `month`, ascending by organization. */
export async function plannedChildren(
  registry: WalkRegistry,
  parent: OrganizationId,
  month: Month,
): Promise<PlanRow[]> {
  const children = [...((await registry.organization(parent))?.children ?? [])].sort();
  const rows = await pMap(children, (child) => registry.planRow(child, month), {
    concurrency: REQUESTS_AT_ONCE / 4,
  });
  return rows.filter((row) => row?.parent === parent).filter((row) => row !== null);
}

/** The same, read by the hundred. */
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
 */
export async function everReached(
  registry: Pick<OrganizationRegistry, 'organization'>,
  top: OrganizationId,
): Promise<OrganizationId[]> {
  const reached = new Set([top]);
  for (let level = [top]; level.length > 0; ) {
    const histories = await pMap(level, (id) => registry.organization(id), { concurrency: REQUESTS_AT_ONCE });
    level = histories
      .flatMap((history) => history?.children ?? [])
      .filter((child) => !reached.has(child) && reached.add(child));
  }
  return [...reached];
}
