/**
 * The last reckoning of a closed month: everything folded once more from Events, and held against what was accepted.
 *
 * Own rows come first, part by part, each noted in the Registry once its rows stand and its revisions are counted; a
 * run that is cut off is gone on with behind the parts that are noted, by whomever. Then the committees, from the
 * lowest level up, then the comparison. What is noted counts only under the very revision of the month's state that
 * it was begun under: a month that was opened again, or is to be settled again for what changed before it, is reckoned
 * from the beginning. A run that is slow can note nothing then, and folds what it folds by watermarks like any other.
 */
import pMap from 'p-map';
import { fromArray } from '../domain/criteria/measures.ts';
import type { Month } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState, PlanRow } from '../domain/roster/plan.ts';
import {
  isDone,
  membersOf,
  type PartDone,
  partsOf,
  plannedOf,
  type Reckoning,
  withDone,
} from '../domain/roster/reckoning.ts';
import { FOLD_VERSION, TOP } from '../domain/scorecards/scorecard.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { ReckoningRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { NewerCodeError } from './put-rows.ts';
import { FOLDS_AT_ONCE, rollUpLevels, SWEEP_STEPS, type SweepDeps, type SweepSteps, tell } from './sweep.ts';
import { Troubles } from './troubles.ts';
import { everybodyReached, type Past, type ReachedPlace } from './walk-tree.ts';

export type SettlingDeps = SweepDeps & {
  readonly registry: ReckoningRegistry;
  readonly events: Pick<EventStore, 'countOfMonth'>;
  readonly scorecards: Pick<ScorecardStore, 'rows'>;
};

/** The folds, and how many organizations are one part; a test may put others in. */
export type SettlingSteps = { readonly folds: SweepSteps; readonly organizationsAPart: number };

/** A part takes seconds, so that a run that is cut off loses little, and a province of 20,000 has forty. */
export const SETTLING_STEPS: SettlingSteps = { folds: SWEEP_STEPS, organizationsAPart: 500 };

/** The root's figures do not account for every accepted revision: a row is wrong, and the month must not be exported. */
export class UnaccountedRevisionsError extends Error {
  override readonly name = 'UnaccountedRevisionsError';
  readonly month: Month;
  readonly stored: number;
  readonly counted: number;

  constructor(month: Month, stored: number, counted: number) {
    super(`${month}: Events holds ${stored} revisions, the root's scorecard counts ${counted}.`);
    this.month = month;
    this.stored = stored;
    this.counted = counted;
  }
}

/** The month is in another state by now, and another run reckons it anew: what this one finds out counts no more. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

type Settled = Pick<PeriodState, 'month' | 'revision'>;

/**
 * Folds every own row of the month and every committee, then compares.
 * @throws UnaccountedRevisionsError, after which the next run begins anew
 * @throws SweepError where somebody could not be read or folded; all others are done, and stay so
 * @throws OvertakenError, NewerCodeError
 */
export async function settleMonth(
  deps: SettlingDeps,
  root: OrganizationId,
  period: Settled,
  steps: SettlingSteps = SETTLING_STEPS,
): Promise<void> {
  const { month } = period;
  const troubles = new Troubles();
  let unread = 0;
  const past: Past = async (what, read) => {
    const found = await troubles.past(what, read);
    if (found === null) unread += 1;
    return found;
  };
  const everybody = await everybodyReached(deps.registry, root, month, past);
  const begun = await begin(deps, period, () => partsOf(everybody, steps.organizationsAPart));
  const reckoning = await foldOwnRows(deps, { begun, everybody, troubles, steps });
  await rollUpLevels(levelsOf(everybody), async ({ organization }) => {
    const fold = () => steps.folds.rollUp(deps, organization, month);
    return (await troubles.past(`${organization} in ${month}, rolled up`, fold))?.stored ?? 0;
  });
  tell(troubles, unread);
  await compare(deps, root, reckoning);
}

/** What is noted of this reckoning, or the first note of it. */
async function begin(
  { registry }: Pick<SettlingDeps, 'registry'>,
  { month, revision }: Settled,
  cut: () => Reckoning['parts'],
): Promise<Reckoning> {
  for (;;) {
    const noted = await registry.reckoning(month);
    if (noted !== null && noted.foldVersion > FOLD_VERSION)
      throw new NewerCodeError(`${month} is reckoned by newer code`);
    if (noted !== null && noted.periodRevision > revision) throw new OvertakenError(overtaken(month));
    if (noted?.periodRevision === revision && noted.foldVersion === FOLD_VERSION) return noted;
    const first = {
      month,
      periodRevision: revision,
      foldVersion: FOLD_VERSION,
      parts: cut(),
      revision: (noted?.revision ?? 0) + 1,
    };
    if ((await registry.putReckoning(first)) === 'stored') return first;
  }
}

const overtaken = (month: Month): string => `${month} is reckoned anew, since its state has changed.`;

type FoldingOwnRows = {
  readonly begun: Reckoning;
  readonly everybody: readonly ReachedPlace[];
  readonly troubles: Troubles;
  readonly steps: SettlingSteps;
};

/** One part after the other, those that are noted already left out; a part with trouble in it is not noted. */
async function foldOwnRows(
  deps: SettlingDeps,
  { begun, everybody, troubles, steps }: FoldingOwnRows,
): Promise<Reckoning> {
  let reckoning = begun;
  const members = membersOf(reckoning.parts, everybody);
  const troubled = new Set<number>();
  for (;;) {
    // From the first one each time: another run may have noted more, or have thrown all notes away.
    const index = reckoning.parts.findIndex((part, i) => !troubled.has(i) && !isDone(part, members[i] ?? []));
    if (index < 0) return reckoning;
    const done = await foldPart(deps, reckoning.month, members[index] ?? [], { troubles, steps });
    if (done === null) troubled.add(index);
    else reckoning = await note(deps, reckoning, { index, done });
  }
}

/** Null where one of them met trouble. */
async function foldPart(
  deps: SettlingDeps,
  month: Month,
  members: readonly ReachedPlace[],
  { troubles, steps }: Pick<FoldingOwnRows, 'troubles' | 'steps'>,
): Promise<PartDone | null> {
  const before = troubles.errors.length;
  const counts = await pMap(
    members,
    async ({ organization, row }) => {
      if (row !== null)
        await troubles.past(`${organization} from ${month}`, () =>
          steps.folds.score(deps, organization, month),
        );
      // Not only who is planned below the root: an organization that got lost from the tree must be noticed.
      return deps.events.countOfMonth(organization, month);
    },
    { concurrency: FOLDS_AT_ONCE },
  );
  if (troubles.errors.length > before) return null;
  const revisions = counts.reduce((sum, count) => sum + count, 0);
  return { organizations: members.length, planned: plannedOf(members), revisions };
}

/**
 * Notes a part. Where another run has noted something meanwhile, what it noted is gone on with.
 * @throws OvertakenError
 */
async function note(
  { registry }: Pick<SettlingDeps, 'registry'>,
  known: Reckoning,
  { index, done }: { readonly index: number; readonly done: PartDone },
): Promise<Reckoning> {
  for (let reckoning = known; ; ) {
    const next = withDone(reckoning, index, done);
    if ((await registry.putReckoning(next)) === 'stored') return next;
    const now = await registry.reckoning(known.month);
    const isSame = now?.periodRevision === known.periodRevision && now.foldVersion === known.foldVersion;
    if (now === null || !isSame) throw new OvertakenError(overtaken(known.month));
    reckoning = now;
  }
}

/** By how deep they stand. What a closed month's plan rows say of the way to the root was sealed together. */
function levelsOf(everybody: readonly ReachedPlace[]): PlanRow[][] {
  const levels: PlanRow[][] = [];
  for (const { row } of everybody)
    if (row !== null) {
      while (levels.length < row.path.length) levels.push([]);
      levels[row.path.length - 1]?.push(row);
    }
  return levels;
}

/** @throws UnaccountedRevisionsError after the notes were thrown away: whatever is wrong, it is to be reckoned anew */
async function compare(
  { registry, scorecards }: Pick<SettlingDeps, 'registry' | 'scorecards'>,
  root: OrganizationId,
  reckoning: Reckoning,
): Promise<void> {
  const { month, parts, revision } = reckoning;
  const stored = parts.reduce((sum, { done }) => sum + (done?.revisions ?? 0), 0);
  const [row] = await scorecards.rows([{ parent: TOP, month, organization: root }]);
  const counted = row === undefined || row.tombstone ? 0 : fromArray(row.measures).revisions;
  if (counted === stored) return;
  const anew = parts.map(({ upTo }) => ({ upTo, done: null }));
  // Lost to a run that has noted something since, or throws them away itself: its own comparison will say the same.
  await registry.putReckoning({ ...reckoning, parts: anew, revision: revision + 1 });
  throw new UnaccountedRevisionsError(month, stored, counted);
}
