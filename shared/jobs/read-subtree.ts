/**
 * Reads the scorecards of a subtree's month so that they agree with one another: the rows of the leaves come from
 * Scorecards, partition by partition and level by level, and every committee is folded here from what was read,
 * because its stored row may be ahead of or behind the rows below it.
 */
import pMap from 'p-map';
import { fromArray } from '../domain/criteria/measures.ts';
import type { OwnInputs } from '../domain/exports/export-tables.ts';
import { latest, type Month } from '../domain/period.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import { foldCommittee } from '../domain/scorecards/roll-up.ts';
import { type LiveRow, type ScoreRow, TOP } from '../domain/scorecards/scorecard.ts';
import type { CriteriaSets } from '../ports/criteria-sets.ts';
import type { PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';

export type SubtreeDeps = {
  readonly registry: Pick<PlanRegistry, 'planRow'>;
  readonly scorecards: Pick<ScorecardStore, 'partition' | 'rows'>;
  readonly criteriaSets: CriteriaSets;
};

/** A row of the tree and where it stood. */
export type TreeRow = {
  readonly row: LiveRow;
  readonly path: readonly OrganizationId[];
  readonly own: OwnInputs;
  /** What no other row is part of: a leaf's row, a committee's own; null if it has none yet. */
  readonly ownRow: LiveRow | null;
};

/** Organizations kept moving while the tree was read; reading it again later helps. */
export class MovingTreeError extends Error {
  override readonly name = 'MovingTreeError';
}

/** Somebody moved between two partitions while they were read, so that one organization stands in both. */
class MovedMeanwhile extends Error {
  override readonly name = 'MovedMeanwhile';
}

const PARTITIONS_AT_ONCE = 16;
const ROUNDS = 5;

type Committee = {
  readonly id: OrganizationId;
  /** In whose partition it was found. */
  readonly parent: OrganizationId;
  readonly path: readonly OrganizationId[];
  readonly rows: readonly ScoreRow[];
  readonly plan: PlanRow;
};

/**
 * `top` and everybody below it in `month`, a committee before its parts, parts ascending by organization. Empty
 * if `top` has no row of that month.
 * @throws MovingTreeError
 */
export async function readSubtree(
  deps: SubtreeDeps,
  top: OrganizationId,
  month: Month,
): Promise<readonly TreeRow[]> {
  for (let round = 0; round < ROUNDS; round += 1) {
    try {
      return await readOnce(deps, top, month);
    } catch (error) {
      if (!(error instanceof MovedMeanwhile)) throw error;
    }
  }
  throw new MovingTreeError(`${top} in ${month}: organizations moved during each of ${ROUNDS} readings.`);
}

async function readOnce(deps: SubtreeDeps, top: OrganizationId, month: Month): Promise<readonly TreeRow[]> {
  const plan = await deps.registry.planRow(top, month);
  if (plan === null) return [];
  const parent = plan.parent ?? TOP;
  if (!isCommittee(plan.kind)) {
    const [row] = await deps.scorecards.rows([{ parent, month, organization: top }]);
    return row === undefined || row.tombstone ? [] : [leaf(row, plan.path)];
  }
  const committees = await readCommittees(deps, { id: top, parent, path: plan.path }, month);
  const folded = await foldUpwards(deps, committees, month);
  const rows = listed(top, committees, folded);
  if (new Set(rows.map(({ row }) => row.organization)).size < rows.length) throw new MovedMeanwhile();
  return rows;
}

/** The committees of the subtree with their partitions, level by level from the top. */
async function readCommittees(
  deps: SubtreeDeps,
  top: Pick<Committee, 'id' | 'parent' | 'path'>,
  month: Month,
): Promise<ReadonlyMap<OrganizationId, Committee>> {
  const committees = new Map<OrganizationId, Committee>();
  for (let level = [top]; level.length > 0; ) {
    const read = await pMap(level, (place) => readCommittee(deps, place, month), {
      concurrency: PARTITIONS_AT_ONCE,
    });
    level = read.flatMap(({ id, path, rows }) =>
      childCommittees(id, rows).map((child) => ({ id: child, parent: id, path: [...path, child] })),
    );
    for (const committee of read) {
      if (committees.has(committee.id)) throw new MovedMeanwhile();
      committees.set(committee.id, committee);
    }
  }
  return committees;
}

/** The partition first, then the plan row, as every fold reads them. */
async function readCommittee(
  { scorecards, registry }: SubtreeDeps,
  place: Pick<Committee, 'id' | 'parent' | 'path'>,
  month: Month,
): Promise<Committee> {
  const rows = await scorecards.partition(place.id, month);
  const plan = await registry.planRow(place.id, month);
  if (plan === null || (plan.parent ?? TOP) !== place.parent) throw new MovedMeanwhile();
  return { ...place, rows, plan };
}

const childCommittees = (committee: OrganizationId, rows: readonly ScoreRow[]): OrganizationId[] =>
  rows.flatMap((row) =>
    !row.tombstone && row.organization !== committee && isCommittee(row.profile.kind)
      ? [row.organization]
      : [],
  );

/** Every committee's row, folded from the rows that were read, the lowest first. */
async function foldUpwards(
  deps: SubtreeDeps,
  committees: ReadonlyMap<OrganizationId, Committee>,
  month: Month,
): Promise<ReadonlyMap<OrganizationId, LiveRow>> {
  const folded = new Map<OrganizationId, LiveRow>();
  for (const { id, rows, plan } of [...committees.values()].toReversed()) {
    const current = rows.map((row) =>
      row.tombstone || row.organization === id ? row : (folded.get(row.organization) ?? row),
    );
    const criteriaSet = await deps.criteriaSets(plan.criteriaSet);
    const row = foldCommittee({ committee: id, month, rows: current, plan, criteriaSet })[0];
    if (row !== undefined && !row.tombstone) folded.set(id, row);
  }
  return folded;
}

/** Depth first from `id`. */
function listed(
  id: OrganizationId,
  committees: ReadonlyMap<OrganizationId, Committee>,
  folded: ReadonlyMap<OrganizationId, LiveRow>,
): TreeRow[] {
  const committee = committees.get(id);
  const row = folded.get(id);
  if (committee === undefined || row === undefined) return [];
  const parts = committee.rows.flatMap((part) => {
    if (part.tombstone || part.organization === id) return [];
    if (committees.has(part.organization)) return listed(part.organization, committees, folded);
    return [leaf(part, [...committee.path, part.organization])];
  });
  const [own, ownRow] = [ownInputs(committee, row, folded), ownRowOf(committee)];
  return [{ row, path: committee.path, own, ownRow }, ...parts];
}

const leaf = (row: LiveRow, path: readonly OrganizationId[]): TreeRow => ({
  row,
  path,
  own: { basis: row.basis, watermark: row.watermark, asOf: row.asOf, revisions: revisionsOf(row) },
  ownRow: row,
});

const ownRowOf = ({ id, rows }: Pick<Committee, 'id' | 'rows'>): LiveRow | null =>
  rows.find((row): row is LiveRow => !row.tombstone && row.organization === id) ?? null;

const revisionsOf = ({ measures }: LiveRow): number => fromArray(measures).revisions;

/** A committee's own row and the tombstones in its partition are no part's, and its plan row is its own. */
function ownInputs(
  committee: Committee,
  { watermark }: LiveRow,
  folded: ReadonlyMap<OrganizationId, LiveRow>,
): OwnInputs {
  const { id, rows, plan } = committee;
  const isPart = (row: ScoreRow): row is LiveRow => !row.tombstone && row.organization !== id;
  const parts = rows.filter(isPart).map((row) => folded.get(row.organization) ?? row);
  const ownRow = ownRowOf(committee);
  return {
    basis: ownRow?.basis ?? null,
    revisions: ownRow === null ? 0 : revisionsOf(ownRow),
    watermark: watermark - parts.reduce((sum, part) => sum + part.watermark, 0),
    asOf: latest([...rows.filter((row) => !isPart(row)).map(({ asOf }) => asOf), plan.plannedAt]),
  };
}
