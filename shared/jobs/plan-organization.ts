/**
 * The one planning job: writes down what organizations owe in a month. Whoever changes an input of a plan row
 * (roster, criteria, opening, due date passed) runs it afterwards, for every organization whose row may change.
 *
 * Order is everything here: the stored plan row is read before any input, and the new one goes in only if the
 * stored one is still the one read. So a job that read an old input either loses the race and starts again, or
 * wrote before the change, whose own job then comes after it.
 */
import pMap from 'p-map';
import { askOnce } from '../domain/ask-once.ts';
import type { Month } from '../domain/period.ts';
import { type Binding, inheritedBy, NO_BINDINGS } from '../domain/planning/inheritance.ts';
import { type OrganizationHistory, versionAt } from '../domain/planning/organization-history.ts';
import { derivePlan, type PlanDecision, type PlanInputs } from '../domain/planning/planning.ts';
import type { OrganizationId, OrganizationVersion } from '../domain/roster/organization.ts';
import type { CriteriaSetRef } from '../domain/roster/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { OrganizationRegistry, PeriodRegistry, PlanRegistry } from '../ports/registry.ts';
import { keyOf, type PlanPlace, Reached } from './reached-places.ts';
import { Troubles } from './troubles.ts';

export type PlanningDeps = {
  readonly registry: Pick<OrganizationRegistry, 'organization'> &
    Pick<PlanRegistry, 'planRow' | 'putPlanRow' | 'createPlanRow'> &
    Pick<PeriodRegistry, 'period'>;
  /** In force where no organization on the way to the root has adopted one. */
  readonly defaultCriteriaSet: CriteriaSetRef;
  readonly now: Clock;
};

export type PlanningRead = PlanPlace & { readonly inputs: PlanInputs };

/** The two halves of the job; a test may put a wrong one in. */
export type PlanningSteps = {
  readonly read: (deps: PlanningDeps, places: readonly PlanPlace[]) => Promise<PlanningRead[]>;
  readonly derive: (inputs: PlanInputs) => PlanDecision;
};

export type PlanningOutcome = 'written' | 'unchanged' | 'not-planned';

type Planned = PlanPlace & {
  readonly outcome: PlanningOutcome;
  readonly history: OrganizationHistory | null;
};

/** Thrown when organizations are each other's ancestors: the roster must never let that in. */
export class TreeCycleError extends Error {
  override readonly name = 'TreeCycleError';
}

/** Thrown after everybody else was planned, with what went wrong and for whom. */
export class PlanningError extends AggregateError {
  override readonly name = 'PlanningError';
}

const REQUESTS_AT_ONCE = 8;
/** Places whose inputs are read in one go, so that siblings, and the months of one, read their ancestors once. */
const TOGETHER = 50;
const GROUPS_AT_ONCE = 4;

/** The version that holds in `month`, a closing one too: a closed organization keeps its place in the tree. */
export const standingVersion = (
  history: OrganizationHistory | null,
  month: Month,
): OrganizationVersion | null => history?.versions.findLast(({ from }) => from <= month) ?? null;

/** Reads every stored plan row first, and only then the periods, the organizations and their ancestors. */
export const readPlanInputs: PlanningSteps['read'] = async (deps, places) => {
  const { registry, defaultCriteriaSet, now } = deps;
  const rows = await pMap(places, ({ organization, month }) => registry.planRow(organization, month), {
    concurrency: REQUESTS_AT_ONCE,
  });
  // Begun after the last plan row was read and gone with this call: no memory of an earlier state.
  const periodOf = askOnce((month: Month) => registry.period(month));
  const historyOf = askOnce((id: OrganizationId) => registry.organization(id));
  const readOne = async ({ organization, month }: PlanPlace, i: number): Promise<PlanningRead> => {
    const [period, history] = await Promise.all([periodOf(month), historyOf(organization)]);
    const standing = history && versionAt(history, month);
    const parent = (standing === null ? rows[i]?.parent : standing.parent) ?? null;
    const above = await lineTo(parent, month, historyOf);
    const ancestors = above.map((one) => one.organization);
    const line = history === null ? above : [...above, history];
    const inherited = inheritedBy(line, month, defaultCriteriaSet);
    const inputs = { existing: rows[i] ?? null, history, ancestors, period, inherited, now: now() };
    return { organization, month, inputs };
  };
  return pMap(places, readOne, { concurrency: REQUESTS_AT_ONCE });
};

/**
 * From the root down to `organization`; empty for null. One that was never entered ends the line: it stands there
 * with nothing to hand down.
 */
async function lineTo(
  organization: OrganizationId | null,
  month: Month,
  historyOf: (id: OrganizationId) => Promise<OrganizationHistory | null>,
): Promise<Binding[]> {
  const line: Binding[] = [];
  for (let id = organization; id !== null; ) {
    const path = line.map((one) => one.organization);
    if (path.includes(id))
      throw new TreeCycleError(`In ${month}, ${id} is its own ancestor: ${path.join(' ')}`);
    const history = await historyOf(id);
    line.unshift(history ?? { organization: id, bindings: NO_BINDINGS });
    id = standingVersion(history, month)?.parent ?? null;
  }
  return line;
}

export const PLANNING_STEPS: PlanningSteps = { read: readPlanInputs, derive: derivePlan };

/**
 * The job for several places at once. Whoever loses the race starts again with everything read anew. So does
 * whoever has *rewritten* a row: between its reading and its writing the roster may have changed and another job,
 * finding the old row equal to the roster again (moved there and back), may have had nothing to write. Whoever
 * writes last must have looked last. So does whoever has created one in an open month: to the job of its organization's
 * closing an absent row is equal. In a month that is opening that would cost as much again, and what closes with its
 * first day the sealing sees. Sealing a row needs no second look: nothing of its month changes any more.
 */
async function planTogether(
  deps: PlanningDeps,
  places: readonly PlanPlace[],
  steps: PlanningSteps,
): Promise<Planned[]> {
  const { registry } = deps;
  const planned = new Map<string, Planned>();
  for (let left = places; left.length > 0; ) {
    const lookAgain: PlanPlace[] = [];
    await pMap(
      await steps.read(deps, left),
      async ({ organization, month, inputs }) => {
        const { history } = inputs;
        const place = { organization, month };
        const decision = steps.derive(inputs);
        const before = planned.get(keyOf(place))?.outcome;
        if (typeof decision === 'string') {
          planned.set(keyOf(place), { ...place, outcome: before ?? decision, history });
          return;
        }
        const isNew = inputs.existing === null;
        const entersOpenMonth = isNew && inputs.period?.status === 'open';
        // A month that is closing has everybody planned once more: whoever comes later must not add anybody.
        const put = entersOpenMonth
          ? registry.createPlanRow(decision.write)
          : registry.putPlanRow(decision.write);
        const isStored = (await put) === 'stored';
        if (isStored) planned.set(keyOf(place), { ...place, outcome: 'written', history });
        const rewrites = !isNew && !decision.write.sealed;
        if (!isStored || rewrites || entersOpenMonth) lookAgain.push(place);
      },
      { concurrency: REQUESTS_AT_ONCE },
    );
    left = lookAgain;
  }
  return [...planned.values()];
}

/** Plans one organization's month. */
export async function planOrganization(
  deps: PlanningDeps,
  organization: OrganizationId,
  month: Month,
): Promise<PlanningOutcome> {
  const [planned] = await planTogether(deps, [{ organization, month }], PLANNING_STEPS);
  return planned?.outcome ?? 'not-planned';
}

/** Plans one organization in several months, which costs little more than in one. */
export async function planMonths(
  deps: PlanningDeps,
  organization: OrganizationId,
  months: readonly Month[],
): Promise<void> {
  await planTogether(
    deps,
    months.map((month) => ({ organization, month })),
    PLANNING_STEPS,
  );
}

export type PlanningCounts = {
  /** How many were looked at, each in each month. */
  readonly organizations: number;
  /** How many plan rows were created or written. */
  readonly written: number;
};

/**
 * Plans an organization and everybody below it, level by level. Who cannot be planned, however often it were tried,
 * holds up nobody but those below it.
 * @throws PlanningError
 */
export const planSubtree = (
  deps: PlanningDeps,
  top: OrganizationId,
  month: Month,
  steps: PlanningSteps = PLANNING_STEPS,
): Promise<PlanningCounts> => planBelow(deps, [{ organization: top, month }], steps);

/**
 * Plans several subtrees, in whatever months, as one: nobody in them twice, and those of one level side by side.
 * @throws PlanningError
 */
export const planSubtrees = (deps: PlanningDeps, tops: readonly PlanPlace[]): Promise<PlanningCounts> =>
  planBelow(deps, tops, PLANNING_STEPS);

async function planBelow(
  deps: PlanningDeps,
  tops: readonly PlanPlace[],
  steps: PlanningSteps,
): Promise<PlanningCounts> {
  const reached = new Reached(tops);
  const isTop = new Set(tops.map(keyOf));
  const troubles = new Troubles();
  let written = 0;
  for (let level: readonly PlanPlace[] = tops; level.length > 0; ) {
    const groups = Array.from({ length: Math.ceil(level.length / TOGETHER) }, (_, i) =>
      level.slice(i * TOGETHER, (i + 1) * TOGETHER),
    );
    const planned = await pMap(groups, (places) => planEach(deps, places, { steps, troubles }), {
      concurrency: GROUPS_AT_ONCE,
    });
    const below: PlanPlace[] = [];
    for (const { organization, month, outcome, history } of planned.flat()) {
      if (outcome === 'written') written += 1;
      const children = (history?.children ?? []).map((child) => ({ organization: child, month }));
      const parent = standingVersion(history, month)?.parent ?? null;
      if (isTop.has(keyOf({ organization, month }))) below.push(...reached.add(children));
      else if (parent !== null) below.push(...reached.addBelow({ organization: parent, month }, children));
    }
    // The months of one organization side by side: they are read together.
    level = below.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
  const { errors, message } = troubles;
  if (errors.length > 0)
    throw new PlanningError(errors, `${errors.length} not planned, all others are: ${message}`);
  return { organizations: reached.size, written };
}

/** Together, and where one of them stands in the way of the others, each by itself. */
async function planEach(
  deps: PlanningDeps,
  places: readonly PlanPlace[],
  { steps, troubles }: { readonly steps: PlanningSteps; readonly troubles: Troubles },
): Promise<Planned[]> {
  const [first] = places;
  const ofGroup = places.length === 1 ? troubles : new Troubles();
  const planned = await ofGroup.past(`${first?.organization} in ${first?.month}`, () =>
    planTogether(deps, places, steps),
  );
  if (planned !== null || places.length === 1) return planned ?? [];
  const each = await pMap(places, (place) => planEach(deps, [place], { steps, troubles }), {
    concurrency: REQUESTS_AT_ONCE,
  });
  return each.flat();
}

export type OpenMonthsDeps = PlanningDeps & { readonly registry: Pick<PeriodRegistry, 'periods'> };

/**
 * Plans a subtree in every month that is being opened or open and not before `from`.
 * @throws PlanningError
 */
export async function planOpenMonths(
  deps: OpenMonthsDeps,
  top: OrganizationId,
  from: Month,
  steps: PlanningSteps = PLANNING_STEPS,
): Promise<PlanningCounts> {
  const open = (await deps.registry.periods()).filter(
    ({ month, status }) => month >= from && (status === 'opening' || status === 'open'),
  );
  const tops = open.map(({ month }) => ({ organization: top, month }));
  return planBelow(deps, tops, steps);
}
