/**
 * The annual classification of everybody below an organization, superior by superior, those directly under one before
 * those further down. A walk may stop anywhere and go on later; a group of comparable organizations is told by the part
 * that reads the last of it, with what the parts before have counted.
 */
import pMap from 'p-map';
import { yearOf } from '../domain/period.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import {
  addGroups,
  type Classified,
  type GroupTally,
  tallyGroups,
} from '../domain/scorecards/classification.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { OrganizationRegistry, PlanRegistry } from '../ports/registry.ts';
import { latestFacts } from './latest-facts.ts';
import { plannedParts } from './walk-tree.ts';

export type ClassifyDeps = {
  readonly registry: Pick<OrganizationRegistry, 'organization'> & Pick<PlanRegistry, 'planRow' | 'planRows'>;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
  readonly now: Clock;
};

/** Where a walk stopped. */
export type ClassifyPlace = {
  /** Those not finished, each below the one before; `after`: the last committee of it that is. */
  readonly superiors: readonly {
    readonly organization: OrganizationId;
    readonly after: OrganizationId | '';
  }[];
  /** Of the last of them, if not everybody directly below it is read: who was last, and what its groups come to so far. */
  readonly reading: { readonly after: OrganizationId | ''; readonly groups: readonly GroupTally[] } | null;
};

export type ClassifiedPart = {
  readonly classified: readonly Classified[];
  /** Of superiors of whom this part has read the last; none is ever cut in two. */
  readonly groups: readonly GroupTally[];
  /** Null when everybody is read. */
  readonly next: ClassifyPlace | null;
};

/** The place is not, or no longer, one of this walk. */
export class LostSuperiorError extends Error {
  override readonly name = 'LostSuperiorError';
}

/** A part looks at so many organizations, two queries each, and begins nothing more after so many ms. */
export const MOST_CLASSIFIED = 1_000;
const MOST_MS = 4_000;
/** Organizations between two looks at the clock. */
const READ_AT_ONCE = 100;

const REQUESTS_AT_ONCE = 32;

type Frame = {
  readonly organization: OrganizationId;
  /** Directly below it and not read yet, ascending. */
  unread: readonly PlanRow[];
  /** The last that was read, and what the groups come to of all that were. */
  readAfter: OrganizationId | '';
  groups: readonly GroupTally[];
  /** Where to go down to, once all are read. */
  committees: readonly PlanRow[];
  after: OrganizationId | '';
};

type Walk = {
  /** Leaves out whoever is not to be classified. */
  readonly isWanted: (row: PlanRow) => boolean;
  readonly place: ClassifyPlace | null;
};

/**
 * @param top the plan row of the month whose tree counts; the organization itself is not below itself
 * @throws LostSuperiorError
 */
export async function classifyPart(
  deps: ClassifyDeps,
  top: PlanRow,
  walk: Walk,
  most = MOST_CLASSIFIED,
): Promise<ClassifiedPart> {
  const classified: Classified[] = [];
  const groups: GroupTally[] = [];
  const until = Date.parse(deps.now()) + MOST_MS;
  let steps = 0;
  // However late it is, every part goes one step further.
  const isFull = () => steps > 0 && (classified.length >= most || Date.parse(deps.now()) >= until);
  const frames = walk.place === null ? [await opened(deps, top, walk)] : await reopened(deps, top, walk);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const [next, ...later] = frame.committees;
    const isRead = frame.unread.length === 0;
    if (isRead && next === undefined) {
      frames.pop();
      continue;
    }
    if (isFull()) return { classified, groups, next: placeOf(frames, frame) };
    if (isRead && next !== undefined) {
      frame.committees = later;
      frame.after = next.organization;
      frames.push(await opened(deps, next, walk));
      if (frames.at(-1)?.unread.length === 0) steps += 1;
      continue;
    }
    classified.push(...(await readOn(deps, frame, most - classified.length)));
    if (frame.unread.length === 0) groups.push(...frame.groups);
    steps += 1;
  }
  return { classified, groups, next: null };
}

const placeOf = (frames: readonly Frame[], last: Frame): ClassifyPlace => ({
  superiors: frames.map(({ organization, after }) => ({ organization, after })),
  reading: last.unread.length === 0 ? null : { after: last.readAfter, groups: last.groups },
});

/** The next of those directly below a superior. */
async function readOn(deps: ClassifyDeps, frame: Frame, room: number): Promise<Classified[]> {
  const rows = frame.unread.slice(0, Math.max(1, Math.min(room, READ_AT_ONCE)));
  const read = await classifiedOf(deps, rows);
  frame.unread = frame.unread.slice(rows.length);
  frame.readAfter = rows.at(-1)?.organization ?? frame.readAfter;
  frame.groups = addGroups([...frame.groups, ...tallyGroups(read)]);
  return read;
}

const classifiedOf = (deps: ClassifyDeps, rows: readonly PlanRow[]): Promise<Classified[]> =>
  pMap(
    rows,
    async ({ organization, parent, month, kind, unit }): Promise<Classified> => {
      const facts = await latestFacts(deps.events, organization, yearOf(month));
      const classification = facts?.record?.classification ?? null;
      return { organization, superior: parent ?? organization, kind, unit, classification };
    },
    { concurrency: REQUESTS_AT_ONCE },
  );

async function opened(
  { registry }: ClassifyDeps,
  { organization, month }: PlanRow,
  { isWanted }: Walk,
): Promise<Frame> {
  const parts = await plannedParts(registry, organization, month);
  return {
    organization,
    unread: parts.filter((row) => row.exists && row.kind !== 'body' && isWanted(row)),
    ...{ readAfter: '', groups: [] },
    committees: parts.filter(({ kind }) => isCommittee(kind)),
    after: '',
  };
}

/** @throws LostSuperiorError unless each stands below the one before, `top` first */
async function reopened(deps: ClassifyDeps, top: PlanRow, walk: Walk): Promise<Frame[]> {
  const { superiors, reading } = walk.place ?? { superiors: [], reading: null };
  const frames: Frame[] = [];
  for (const [i, { organization, after }] of superiors.entries()) {
    const above = frames.at(-1)?.organization;
    const plan = above === undefined ? top : await deps.registry.planRow(organization, top.month);
    const isNext = plan?.organization === organization && (above === undefined || plan.parent === above);
    if (plan === null || !isNext) throw new LostSuperiorError();
    const frame = await opened(deps, plan, walk);
    const read = i === superiors.length - 1 ? reading : null;
    frames.push({
      organization,
      unread: read === null ? [] : frame.unread.filter((row) => row.organization > read.after),
      readAfter: read?.after ?? '',
      groups: read?.groups ?? [],
      committees: frame.committees.filter((row) => row.organization > after),
      after,
    });
  }
  return frames;
}
