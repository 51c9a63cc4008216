/**
 * The annual classification of everybody below an organization, superior by superior: those directly under one are
 * read together, so that no group of comparable organizations is ever cut in two. A walk may stop between two
 * superiors and go on later.
 */
import pMap from 'p-map';
import { yearOf } from '../domain/period.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import type { Classified } from '../domain/scorecards/classification.ts';
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

/** The superiors that are not finished, each below the one before; `after`: the last committee of it that is. */
export type ClassifyPlace = readonly {
  readonly organization: OrganizationId;
  readonly after: OrganizationId | '';
}[];

export type ClassifiedPart = {
  readonly classified: readonly Classified[];
  /** Null when everybody is read. */
  readonly next: ClassifyPlace | null;
};

/** The place is not, or no longer, one of this walk. */
export class LostSuperiorError extends Error {
  override readonly name = 'LostSuperiorError';
}

/** After so many organizations, two queries each, or so many ms a part goes no further than the end of its group. */
export const MOST_CLASSIFIED = 1_000;
const MOST_MS = 4_000;

const REQUESTS_AT_ONCE = 32;

type Frame = {
  readonly organization: OrganizationId;
  committees: readonly PlanRow[];
  after: OrganizationId | '';
};

/**
 * @param top the plan row of the month whose tree counts; the organization itself is not below itself
 * @param isWanted leaves out whoever is not to be classified
 * @throws LostSuperiorError
 */
export async function classifyPart(
  deps: ClassifyDeps,
  top: PlanRow,
  { isWanted, place }: { readonly isWanted: (row: PlanRow) => boolean; readonly place: ClassifyPlace | null },
  most = MOST_CLASSIFIED,
): Promise<ClassifiedPart> {
  const classified: Classified[] = [];
  const until = Date.parse(deps.now()) + MOST_MS;
  let groups = 0;
  const begin = async ({ organization, month }: PlanRow): Promise<Frame> => {
    const parts = await plannedParts(deps.registry, organization, month);
    groups += 1;
    classified.push(...(await classifiedOf(deps, parts.filter(isWanted))));
    return { organization, committees: parts.filter(({ kind }) => isCommittee(kind)), after: '' };
  };
  const frames = place === null ? [await begin(top)] : await reopened(deps, top, place);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const [next, ...later] = frame.committees;
    if (next === undefined) {
      frames.pop();
      continue;
    }
    const isFull = classified.length >= most || Date.parse(deps.now()) >= until;
    // However late it is, every part goes one superior further.
    if (groups > 0 && isFull) return { classified, next: frames.map(placeOf) };
    frame.committees = later;
    frame.after = next.organization;
    frames.push(await begin(next));
  }
  return { classified, next: null };
}

const placeOf = ({ organization, after }: Frame) => ({ organization, after });

const classifiedOf = (deps: ClassifyDeps, rows: readonly PlanRow[]): Promise<Classified[]> =>
  pMap(
    rows.filter(({ exists, kind }) => exists && kind !== 'body'),
    async ({ organization, parent, month, kind, unit }): Promise<Classified> => {
      const facts = await latestFacts(deps.events, organization, yearOf(month));
      const classification = facts?.record?.classification ?? null;
      return { organization, superior: parent ?? organization, kind, unit, classification };
    },
    { concurrency: REQUESTS_AT_ONCE },
  );

/** @throws LostSuperiorError unless each stands below the one before, `top` first */
async function reopened({ registry }: ClassifyDeps, top: PlanRow, place: ClassifyPlace): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (const { organization, after } of place) {
    const above = frames.at(-1)?.organization;
    const plan = above === undefined ? top : await registry.planRow(organization, top.month);
    const isNext = plan?.organization === organization && (above === undefined || plan.parent === above);
    if (plan === null || !isNext) throw new LostSuperiorError();
    const committees = (await plannedParts(registry, organization, top.month)).filter(
      (part) => isCommittee(part.kind) && part.organization > after,
    );
    frames.push({ organization, committees, after });
  }
  return frames;
}
