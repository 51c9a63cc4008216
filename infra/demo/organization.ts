/** Organizations of a demo data set, as the roster takes them. */
import type { RosterEntry } from '../roster/roster-entry.ts';
import type { Random } from './random.ts';

export type DemoOrganization = RosterEntry;
export type Unit = DemoOrganization['body']['unit'];

/** A cell with fewer official members than this elects no cell committee (party charter, article 24). */
const MEMBERS_FOR_COMMITTEE = 9;

type Named = { readonly id: string; readonly name: string; readonly parent: string | null };

const entry = ({ id, ...rest }: Named, body: Omit<DemoOrganization['body'], 'name' | 'parent'>) => ({
  organization: id,
  body: { ...rest, ...body },
});

/** What does not meet as a cell: province, districts, committees, bodies. */
export const above = (
  named: Named,
  kind: 'province' | 'district' | 'base-committee' | 'body',
  from: string,
  unit: Unit = 'other',
): DemoOrganization =>
  entry(named, {
    kind,
    meets: 'none',
    unit,
    hasCommittee: true,
    handbook: false,
    members: 0,
    codes: [],
    predecessors: [],
    closed: false,
    from,
  });

export type CellSeed = Named & {
  readonly kind: 'cell' | 'base-cell';
  readonly unit: Unit;
  readonly handbook?: boolean;
  readonly codes?: DemoOrganization['body']['codes'];
};

/** A cell that meets every month. */
export const cellOf = (
  { kind, unit, handbook = false, codes = [], ...named }: CellSeed,
  members: number,
  from: string,
): DemoOrganization =>
  entry(named, {
    kind,
    meets: 'monthly',
    unit,
    hasCommittee: members >= MEMBERS_FOR_COMMITTEE,
    handbook,
    members,
    codes,
    predecessors: [],
    closed: false,
    from,
  });

export const isCell = ({ body: { kind } }: DemoOrganization): boolean =>
  kind === 'cell' || kind === 'base-cell';

/** `parts` whole numbers, drawn between `low` and `high`, then mended one by one until they add up to `total`. */
export function spread(
  total: number,
  parts: number,
  range: readonly [low: number, high: number],
  random: Random,
): number[] {
  const [low, high] = range;
  const counts = Array.from({ length: parts }, () => random.between(low, high));
  let missing = total - counts.reduce((sum, n) => sum + n, 0);
  for (let i = 0; missing !== 0; i = (i + 1) % parts) {
    const step = Math.sign(missing);
    const mended = (counts[i] ?? 0) + step;
    if (mended < low && step < 0) continue;
    counts[i] = mended;
    missing -= step;
  }
  return counts;
}
