/**
 * In which order the organizations of a large order are written, so that wherever it is cut off a tree stands. It may
 * be refused then what is left, if somebody came between, and stay so.
 */
import { type HistoryOf, rosterPath } from '../../shared/domain/planning/roster-path.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import { contentOf, type RosterDraft } from './roster-draft.ts';
import { treeViolations } from './tree-rules.ts';

/** What is written of one organization, all of it at once. */
type Group = readonly OrganizationVersion[];

/**
 * Openings and moves from the top of the new tree down, then closures from the bottom up; whoever would not leave a
 * tree so, in whatever month, waits until the others let it. Two that wait for each other, for they change places in
 * different months, come last, and together if a transaction holds both.
 */
export async function eachLeavingATree(draft: RosterDraft, province: OrganizationId): Promise<Group[]> {
  const ordered: Group[] = [];
  const done = new Set<OrganizationId>();
  let waiting: Group[] = [];
  const take = (group: Group) => {
    ordered.push(group);
    for (const { organization } of group) done.add(organization);
  };
  const fits = (group: Group) => leavesATree(group, draft, { done, province });
  for (const group of await topDown(draft)) {
    if (!(await fits(group))) {
      waiting.push(group);
      continue;
    }
    take(group);
    for (let again = waiting.length > 0; again; ) {
      again = false;
      for (const one of waiting) {
        if (!(await fits(one))) continue;
        take(one);
        waiting = waiting.filter((each) => each !== one);
        again = true;
      }
    }
  }
  return [...ordered, ...waiting];
}

/** Whether the rules of the tree let it in over what is stored and what was written before. */
async function leavesATree(
  group: Group,
  draft: RosterDraft,
  { done, province }: { readonly done: ReadonlySet<OrganizationId>; readonly province: OrganizationId },
): Promise<boolean> {
  for (const version of group) {
    const { organization, from } = version;
    const historyOf: HistoryOf = (id) =>
      id === organization || done.has(id) ? draft.historyOf(id) : draft.storedHistoryOf(id);
    const broken = await treeViolations(contentOf(version), {
      ...{ province, historyOf, history: await draft.historyOf(organization) },
      before: await draft.storedHistoryOf(organization),
      ...{ mayHold: () => true, today: from, decidedUntil: from },
    });
    if (broken.length > 0) return false;
  }
  return true;
}

async function topDown(draft: RosterDraft): Promise<Group[]> {
  const ranked = await Promise.all(
    (await draft.writes()).map(async (versions) => {
      const [first] = versions;
      const path = first && (await rosterPath(draft.historyOf, first.organization, first.from));
      return { versions, first, closes: first?.closed === true, depth: path?.length ?? 0 };
    }),
  );
  return ranked
    .sort((a, b) => {
      if (a.closes !== b.closes) return a.closes ? 1 : -1;
      if (a.first?.from !== b.first?.from) return (a.first?.from ?? '') < (b.first?.from ?? '') ? -1 : 1;
      return a.closes ? b.depth - a.depth : a.depth - b.depth;
    })
    .map(({ versions }) => versions);
}
