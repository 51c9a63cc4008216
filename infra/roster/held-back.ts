/**
 * Which lines wait until another is corrected. An organization whose founding line was refused would begin its life
 * with its closing, and a parent closed before the years of its cell came in would refuse them for ever.
 */
import { isCommittee } from '../../shared/contracts/roster.ts';
import { fileTree } from './file-tree.ts';
import type { RosterEntry, RosterFault } from './roster-entry.ts';

export type LineOfFile = { readonly line?: number; readonly organization: string };

export type HeldBack = {
  /** The refused line that this one rests on; null: it may be sent. */
  readonly waitsFor: (entry: RosterEntry) => LineOfFile | null;
  /** It waits as well: from its month on its organization is not what the file says. */
  readonly waiting: (entry: RosterEntry, because: LineOfFile) => void;
  readonly refused: (entry: RosterEntry, why: Why) => void;
};

/**
 * What a refusal says of the others. `parent`: nobody knows whose it will be once it is corrected. `month`: the month
 * is closed, and the organization may stand there since long before; whoever is below it has something to rest on.
 */
export type Why = 'parent' | 'month' | 'other';

/** From which month on, and which line has to be corrected. */
type Gap = { readonly from: string; readonly because: LineOfFile; readonly why: Why };

export function heldBack(entries: readonly RosterEntry[], faults: readonly RosterFault[]): HeldBack {
  const tree = fileTree(entries);
  const everBelow = Map.groupBy(
    [...entries.map(({ organization, body }) => ({ organization, ...body })), ...faults],
    ({ parent }) => parent,
  );
  const isInFile = (organization: string) => tree.holding(organization, '9999-12') !== null;
  const gaps = new Map<string, Gap>();
  const anybodys: Gap[] = [];
  const open = (organization: string, gap: Gap) => {
    const known = gaps.get(organization);
    if (known === undefined || gap.from < known.from) gaps.set(organization, gap);
    if (gap.why === 'parent') anybodys.push(gap);
  };
  // The other of the two lines tells of that month.
  for (const { line, organization, from, parent, column, rule } of faults)
    if (rule !== 'version-once')
      open(organization, {
        ...{ from, because: { line, organization } },
        why: column === 'parent' || !parent ? 'parent' : 'other',
      });
  const mustLeaveBefore = ({ organization, body }: RosterEntry): Gap[] => {
    if (body.closed !== true && isCommittee(body.kind)) return [];
    const below = (everBelow.get(organization) ?? []).filter(({ from }) => from <= body.from);
    const isShut = body.closed === true || below.length > 0;
    return [...below.flatMap((line) => gaps.get(line.organization) ?? []), ...(isShut ? anybodys : [])];
  };
  return {
    waitsFor: (entry) => {
      const own = gaps.get(entry.organization);
      if (own !== undefined && own.from < entry.body.from) return own.because;
      const above = [...tree.above(entry)].flatMap((organization) => gaps.get(organization) ?? []);
      const rests = [...above.filter(({ why }) => why !== 'month'), ...mustLeaveBefore(entry)];
      const gap = rests.find(({ from }) => from <= entry.body.from);
      return gap?.because ?? null;
    },
    waiting: ({ organization, body }, because) =>
      open(organization, { from: body.from, because, why: 'other' }),
    refused: (entry, why) => {
      const { organization, body } = entry;
      const gap = { from: body.from, because: entry, why };
      open(organization, gap);
      // Of a closed month the API says nothing of the parent, which may be a wrong one.
      if (why === 'month' && body.parent !== null && !isInFile(body.parent)) anybodys.push(gap);
    },
  };
}
