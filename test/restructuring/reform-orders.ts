/**
 * A province before and after a reform: districts of communes of cells, and base cells. From November some of the
 * districts are gone, their communes and base cells stand under the province or under the districts that are left,
 * and in some of them the last commune is merged into its neighbour, cell by cell.
 */
import { stages } from '../../infra/stages.ts';
import type { Kind, OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { Closure, Move } from '../../shared/domain/roster/restructuring.ts';
import { version } from '../support/api-world.ts';

/** The local stage's, so that a running stack can be given the same orders. */
export const ROOT = stages.local.province;
export const REFORM = '2026-11';

export type ReformSize = {
  /** Districts that are abolished, and those that stay. */
  readonly gone: number;
  readonly left: number;
  /** Of each district. */
  readonly communes: number;
  readonly baseCells: number;
  /** Of each commune. */
  readonly cells: number;
  /** In how many of the abolished districts a commune is merged into its neighbour. */
  readonly merged: number;
  /** At which write each sending of the order is cut off: in its parts, then while those moved are planned. */
  readonly cutOffAt: readonly number[];
};

/** 300 cells: for `npm test`. */
export const SMALL_REFORM: ReformSize = {
  ...{ gone: 4, left: 2, communes: 4, baseCells: 2, cells: 12, merged: 4 },
  cutOffAt: [2, 2, 3],
};
/** 5,184 cells: the size of a real province, for `npm run bench -- --only restructuring`. */
export const FULL_REFORM: ReformSize = {
  ...{ gone: 30, left: 2, communes: 8, baseCells: 2, cells: 20, merged: 4 },
  cutOffAt: [4, 4, 12],
};

export type Reform = {
  readonly size: ReformSize;
  readonly before: readonly OrganizationVersion[];
  /** The same reform as somebody would have entered it who knew of it from the beginning, version by version. */
  readonly after: readonly OrganizationVersion[];
  readonly moves: readonly Move[];
  readonly closures: readonly Closure[];
  readonly gone: readonly OrganizationId[];
  readonly cells: readonly OrganizationId[];
};

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const entry = (id: string, kind: Kind, parent: string | null): OrganizationVersion =>
  version(id, kind, parent, kind === 'cell' || kind === 'base-cell' ? 'monthly' : 'none');
const move = (organization: string, parent: string): Move => ({ organization, parent, from: REFORM });

export function reformOf(size: ReformSize): Reform {
  const districts = numbers(size.gone + size.left).map((n) => `h${n}`);
  const gone = districts.slice(0, size.gone);
  const baseCellsOf = (district: string) => numbers(size.baseCells).map((n) => `${district}-b${n}`);
  const communesOf = (district: string) => numbers(size.communes).map((n) => `${district}-x${n}`);
  const cellsOf = (commune: string) => numbers(size.cells).map((n) => `${commune}-c${n}`);
  const before = [
    entry(ROOT, 'province', null),
    ...districts.flatMap((district) => [
      entry(district, 'district', ROOT),
      ...baseCellsOf(district).map((id) => entry(id, 'base-cell', district)),
      ...communesOf(district).flatMap((commune) => [
        entry(commune, 'base-committee', district),
        ...cellsOf(commune).map((cell) => entry(cell, 'cell', commune)),
      ]),
    ]),
  ];
  const merged = gone.slice(0, size.merged).map((district) => {
    const [into = '', from = ''] = communesOf(district).slice(-2);
    return { from, into };
  });
  const isMerged = (commune: string) => merged.some(({ from }) => from === commune);
  const neighbourOf = (i: number) => `h${size.gone + 1 + Math.floor((i * size.left) / size.gone)}`;
  const moves = [
    ...gone.flatMap((district, i) => [
      ...communesOf(district)
        .filter((commune) => !isMerged(commune))
        .map((commune) => move(commune, ROOT)),
      ...baseCellsOf(district).map((id) => move(id, neighbourOf(i))),
    ]),
    ...merged.flatMap(({ from, into }) => cellsOf(from).map((cell) => move(cell, into))),
  ];
  const closures = [
    ...gone.map((organization) => ({ organization, from: REFORM, successor: null })),
    ...merged.map(({ from, into }) => ({ organization: from, from: REFORM, successor: into })),
  ];
  return {
    size,
    before,
    after: [...before, ...versionsOf(before, moves, closures)],
    moves,
    closures,
    gone,
    cells: before.filter(({ meets }) => meets === 'monthly').map(({ organization }) => organization),
  };
}

/** What the reform makes of those whom it concerns. */
function versionsOf(
  before: readonly OrganizationVersion[],
  moves: readonly Move[],
  closures: readonly Closure[],
): OrganizationVersion[] {
  const parentOf = new Map(moves.map(({ organization, parent }) => [organization, parent]));
  const closed = new Set(closures.map(({ organization }) => organization));
  const predecessorsOf = Map.groupBy(closures, ({ successor }) => successor);
  return before.flatMap((old) => {
    const parent = parentOf.get(old.organization);
    const isClosed = closed.has(old.organization);
    const predecessors = (predecessorsOf.get(old.organization) ?? []).map(({ organization }) => organization);
    if (parent === undefined && !isClosed) return [];
    return [{ ...old, from: REFORM, parent: parent ?? old.parent, closed: isClosed, predecessors }];
  });
}
