/** The province of the system tests: every kind of organization, five levels deep, and what the roster makes of it. */
import type { Month } from '../../shared/domain/period.ts';
import type { Kind, Meets, Unit } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { planRow } from '../support/records.ts';

export const PROVINCE = 'ha-noi';
export const MONTH = '2026-10';

type Node = {
  readonly id: string;
  readonly kind: Kind;
  readonly parent: string | null;
  readonly meets: Meets;
  readonly unit: Unit;
  readonly hasCommittee: boolean;
  readonly handbook: boolean;
};

const above = { meets: 'none', unit: 'other', hasCommittee: true, handbook: false } as const;

/** Cells of every sort: with and without a cell committee, with and without the handbook, one that does not meet. */
function cellsOf(parent: string, count: number, kind: 'cell' | 'base-cell'): Node[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${parent}-${kind === 'cell' ? 'c' : 'b'}${i + 1}`,
    kind,
    parent,
    meets: i === 4 ? 'none' : 'monthly',
    unit: i % 2 === 0 ? 'residential' : 'school',
    hasCommittee: i % 3 !== 1,
    handbook: i % 4 !== 3,
  }));
}

/** Parents before children. Ids that are prefixes of each other (`d1`, `d12`) are meant. */
export const tree: readonly Node[] = [
  { ...above, id: PROVINCE, kind: 'province', parent: null },
  { ...above, id: 'd1', kind: 'district', parent: PROVINCE },
  { ...above, id: 'd12', kind: 'district', parent: PROVINCE },
  { ...above, id: 'd1-k1', kind: 'base-committee', parent: 'd1' },
  { ...above, id: 'd1-k2', kind: 'base-committee', parent: 'd1' },
  { ...above, id: 'd12-k1', kind: 'base-committee', parent: 'd12' },
  { ...above, id: 'd12-body', kind: 'body', parent: 'd12' },
  { ...above, id: 'd1-k1-s1', kind: 'sub-committee', parent: 'd1-k1' },
  ...cellsOf('d1', 3, 'base-cell'),
  ...cellsOf('d1-k1', 5, 'cell'),
  ...cellsOf('d1-k1-s1', 4, 'cell'),
  ...cellsOf('d1-k2', 6, 'cell'),
  ...cellsOf('d12-k1', 6, 'cell'),
];

export const organizationBody = ({ id, ...node }: Node) => ({
  ...node,
  name: `Tổ chức ${id}`,
  members: 24,
  codes: [],
  predecessors: [],
  from: '2026-01',
});

/** Cells that owe a regular meeting every month. */
export const meetingCells = tree.filter(({ meets }) => meets === 'monthly').map(({ id }) => id);

export function pathOf(id: string): string[] {
  const node = tree.find((one) => one.id === id);
  return node === undefined || node.parent === null ? [id] : [...pathOf(node.parent), id];
}

const isQuarterEnd = (month: Month) => Number(month.slice(5)) % 3 === 0;

/** Who must attend whom; the quarterly ones fall due in the quarter's last month. */
export const DUTIES = [
  { id: 'tv-d1', by: 'd1', office: 'uy-vien-ban-thuong-vu', attends: 'd1-k1-c1', every: 'month' },
  { id: 'tv-tinh', by: PROVINCE, office: 'uy-vien-ban-thuong-vu', attends: 'd12', every: 'month' },
  { id: 'to-chuc-d12', by: 'd12-body', office: 'ban-to-chuc', attends: 'd12-k1-c2', every: 'month' },
  { id: 'tv-d1-quy', by: 'd1', office: 'uy-vien-ban-thuong-vu', attends: 'd1-b1', every: 'quarter' },
] as const;

/** What the plan rows must say; written down from the tree above, not read from the system. */
export const plansOf = (month: Month, duePassed: boolean): PlanRow[] =>
  tree.map(({ id, kind, parent, meets, unit, hasCommittee, handbook }) =>
    planRow({
      organization: id,
      month,
      kind,
      parent,
      path: pathOf(id),
      name: `Tổ chức ${id}`,
      unit,
      meets,
      expected: meets === 'monthly',
      hasCommittee,
      handbook,
      duties: DUTIES.filter(
        (one) => one.attends === id && (one.every === 'month' || isQuarterEnd(month)),
      ).map(({ attends: _, ...duty }) => duty),
      thematicOwed: false,
      duePassed,
    }),
  );
