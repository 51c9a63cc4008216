/**
 * In which order lines go in. The API judges a version by every month in which it would hold, so a parent's closing
 * that is in already refuses the child's earlier years: months go in one after the other, as the organizations lived
 * them, and within one what stays from above to below, then what can have nobody below it any more.
 */
import { isCommittee } from '../../shared/contracts/roster.ts';
import { type FileTree, fileTree } from './file-tree.ts';
import type { RosterEntry } from './roster-entry.ts';

/** Lines of one step rest on none of each other; they may go in at once. */
export function stepsOf(entries: readonly RosterEntry[]): RosterEntry[][] {
  const tree = fileTree(entries);
  const months = [...Map.groupBy(entries, ({ body }) => body.from)].sort(([a], [b]) => (a < b ? -1 : 1));
  return months.flatMap(([, lines]) => {
    const shut = shutIn(lines, tree);
    return [
      ...fromAbove(
        lines.filter((line) => !shut.has(line)),
        tree,
      ),
      ...fromBelow([...shut], tree),
    ];
  });
}

/** What is closed, and what becomes a cell or a body under those who stood below it. */
function shutIn(lines: readonly RosterEntry[], tree: FileTree): Set<RosterEntry> {
  const closed = lines.filter(({ body }) => body.closed === true);
  const left = new Set(closed.map(({ body }) => body.parent));
  const wasCommittee = ({ organization, body }: RosterEntry) => {
    const before = tree.before(organization, body.from);
    return before !== null && isCommittee(before.body.kind);
  };
  const shrunk = lines.filter(
    (line) => !isCommittee(line.body.kind) && (left.has(line.organization) || wasCommittee(line)),
  );
  return new Set([...closed, ...shrunk]);
}

/** By how many stand above in this month; so nobody passes through a circle that the month undoes. */
function fromAbove(lines: readonly RosterEntry[], tree: FileTree): RosterEntry[][] {
  const levels = [...Map.groupBy(lines, (line) => tree.above(line).size)];
  return levels.sort(([a], [b]) => a - b).map(([, level]) => level);
}

/** Each after those that leave it or are closed under it; where they do so in a circle, one after the other. */
function fromBelow(shut: readonly RosterEntry[], tree: FileTree): RosterEntry[][] {
  const left = new Map(shut.map((line) => [line.organization, { line, below: 0 }]));
  const parentsOf = ({ organization, body }: RosterEntry) => {
    const parents = [tree.before(organization, body.from)?.body.parent, body.closed ? body.parent : null];
    return [...new Set(parents)].flatMap((parent) => left.get(parent ?? '') ?? []);
  };
  for (const line of shut) for (const parent of parentsOf(line)) parent.below += 1;
  const steps: RosterEntry[][] = [];
  for (let step = shut.filter(({ organization }) => left.get(organization)?.below === 0); step.length > 0; ) {
    steps.push(step);
    step = step.flatMap(parentsOf).flatMap((parent) => {
      parent.below -= 1;
      return parent.below === 0 ? [parent.line] : [];
    });
  }
  const circle = [...left.values()].filter(({ below }) => below > 0);
  return [...steps, ...circle.map(({ line }) => [line])];
}
