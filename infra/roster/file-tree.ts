/** The tree that the lines of a file describe, month by month. */
import type { RosterEntry } from './roster-entry.ts';

export type FileTree = {
  /** The line that holds of an organization in a month; null where the file has none. */
  readonly holding: (organization: string, month: string) => RosterEntry | null;
  /** The one that held until the month. */
  readonly before: (organization: string, month: string) => RosterEntry | null;
  /** Who stands above the line's organization from its month on, from the parent up; a circle is gone round once. */
  readonly above: (entry: RosterEntry) => ReadonlySet<string>;
};

export function fileTree(entries: readonly RosterEntry[]): FileTree {
  const versions = new Map<string, RosterEntry[]>();
  // The latest first; of two lines for one month the first holds.
  for (const [organization, lines] of Map.groupBy(entries, ({ organization }) => organization))
    versions.set(
      organization,
      lines.toSorted((a, b) => (a.body.from === b.body.from ? 0 : a.body.from < b.body.from ? 1 : -1)),
    );
  const latest = (organization: string, isIn: (from: string) => boolean) =>
    versions.get(organization)?.find(({ body }) => isIn(body.from)) ?? null;
  const holding = (organization: string, month: string) => latest(organization, (from) => from <= month);
  return {
    holding,
    before: (organization, month) => latest(organization, (from) => from < month),
    above: ({ body }) => {
      const path = new Set<string>();
      for (let id = body.parent; id !== null && !path.has(id); ) {
        path.add(id);
        id = holding(id, body.from)?.body.parent ?? null;
      }
      return path;
    },
  };
}
