/**
 * In which order the organizations of a large order are written, so that wherever it is cut off a tree stands. It may
 * be refused then what is left, if somebody came between, and stay so.
 */
import { type HistoryOf, rosterPath } from '../../shared/domain/planning/roster-path.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import { contentOf, type RosterDraft } from './roster-draft.ts';
import { treeViolations } from './tree-rules.ts';

/** What is written of one organization, or of two that must not stand apart, all of it at once. */
type Group = readonly OrganizationVersion[];

/**
 * Openings and moves from the top of the new tree down, then closures from the bottom up; whoever would not leave a
 * tree so, in whatever month, waits until the others let it. Two that wait for each other, for they change places in
 * different months, go in as one.
 */
export async function eachLeavingATree(draft: RosterDraft, province: OrganizationId): Promise<Group[]> {
  const ordered: Group[] = [];
  const done = new Set<OrganizationId>();
  let waiting: readonly Group[] = [];
  const fits = (group: Group) => leavesATree(group, draft, { done, province });
  const take = (...groups: readonly Group[]) => {
    ordered.push(groups.flat());
    for (const { organization } of groups.flat()) done.add(organization);
    waiting = waiting.filter((one) => !groups.includes(one));
  };
  const oneThatFits = () => firstOf(waiting, fits);
  const twoThatFit = () => firstOf(pairsOf(waiting), (pair) => fits(pair.flat()));
  const takeWhoeverFits = async () => {
    for (let one = await oneThatFits(); one !== undefined; one = await oneThatFits()) take(one);
  };
  for (const group of await topDown(draft)) {
    if (await fits(group)) {
      take(group);
      await takeWhoeverFits();
    } else waiting = [...waiting, group];
  }
  for (let pair = await twoThatFit(); pair !== undefined; pair = await twoThatFit()) {
    take(...pair);
    await takeWhoeverFits();
  }
  return [...ordered, ...waiting];
}

const pairsOf = (groups: readonly Group[]): (readonly [Group, Group])[] =>
  groups.flatMap((one, i) => groups.slice(i + 1).map((other) => [one, other] as const));

async function firstOf<T>(all: readonly T[], is: (one: T) => Promise<boolean>): Promise<T | undefined> {
  for (const one of all) if (await is(one)) return one;
  return undefined;
}

/** Whether the rules of the tree let it in over what is stored and what was written before. */
async function leavesATree(
  group: Group,
  draft: RosterDraft,
  { done, province }: { readonly done: ReadonlySet<OrganizationId>; readonly province: OrganizationId },
): Promise<boolean> {
  const own = new Set(group.map(({ organization }) => organization));
  const historyOf: HistoryOf = (id) =>
    own.has(id) || done.has(id) ? draft.historyOf(id) : draft.storedHistoryOf(id);
  for (const version of group) {
    const { organization, from } = version;
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
