/**
 * A province before and after a reform: six districts of four communes of twelve cells each and two base cells.
 * From November four districts are gone, their communes and base cells stand under the province or under the two
 * that are left, and in each of the four one commune is merged into its neighbour, cell by cell.
 */
import type { Kind, OrganizationVersion } from '../../shared/domain/organization.ts';
import type { Closure, Move } from '../../shared/domain/restructuring.ts';
import { version } from '../support/api-world.ts';

export const ROOT = 'tinh';
export const REFORM = '2026-11';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const entry = (id: string, kind: Kind, parent: string | null): OrganizationVersion =>
  version(id, kind, parent, kind === 'cell' || kind === 'base-cell' ? 'monthly' : 'none');

export const GONE = ['h1', 'h2', 'h3', 'h4'] as const;
const LEFT = ['h5', 'h6'] as const;
const districts = [...GONE, ...LEFT];
const cellsOf = (commune: string) => numbers(12).map((n) => `${commune}-c${n}`);

export const before: readonly OrganizationVersion[] = [
  entry(ROOT, 'province', null),
  ...districts.flatMap((district) => [
    entry(district, 'district', ROOT),
    ...numbers(2).map((n) => entry(`${district}-b${n}`, 'base-cell', district)),
    ...numbers(4).flatMap((n) => [
      entry(`${district}-x${n}`, 'base-committee', district),
      ...cellsOf(`${district}-x${n}`).map((cell) => entry(cell, 'cell', `${district}-x${n}`)),
    ]),
  ]),
];

/** Where those below a district that is gone go: the communes to the province, the base cells to a neighbour. */
const neighbourOf = { h1: 'h5', h2: 'h5', h3: 'h6', h4: 'h6' } as const;

const move = (organization: string, parent: string): Move => ({ organization, parent, from: REFORM });

export const moves: readonly Move[] = GONE.flatMap((district) => [
  ...numbers(3).map((n) => move(`${district}-x${n}`, ROOT)),
  ...numbers(2).map((n) => move(`${district}-b${n}`, neighbourOf[district])),
  // The fourth commune is merged into the third.
  ...cellsOf(`${district}-x4`).map((cell) => move(cell, `${district}-x3`)),
]);

export const closures: readonly Closure[] = GONE.flatMap((district) => [
  { organization: district, from: REFORM, successor: null },
  { organization: `${district}-x4`, from: REFORM, successor: `${district}-x3` },
]);

/** The same reform as somebody would have entered it who knew of it from the beginning, version by version. */
export const after: readonly OrganizationVersion[] = [
  ...before,
  ...before.flatMap((old) => {
    const moved = moves.find(({ organization }) => organization === old.organization);
    const closed = closures.some(({ organization }) => organization === old.organization);
    const predecessors = closures
      .filter(({ successor }) => successor === old.organization)
      .map(({ organization }) => organization);
    if (moved === undefined && !closed) return [];
    return [{ ...old, from: REFORM, parent: moved?.parent ?? old.parent, closed, predecessors }];
  }),
];

export const CELLS = before
  .filter(({ meets }) => meets === 'monthly')
  .map(({ organization }) => organization);
