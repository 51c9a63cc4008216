/**
 * Folds an organization's own rows: a pure function of its events of the year so far and of its plan rows.
 * The trigger says where, never what. Every input is read strongly, events first, then plan rows, so that a fold
 * that starts after a change sees it; the watermark keeps out whoever started before it.
 */
import type { OrganizationId } from '../domain/organization.ts';
import { criteriaSetsNeeded, foldOwnRows, type OwnRowInputs } from '../domain/own-row.ts';
import { type Month, yearOf } from '../domain/period.ts';
import type { ScoreRow } from '../domain/scorecard.ts';
import type { CriteriaSets } from '../ports/criteria-sets.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { foldUntilSettled, type PutCounts, type PutRows, putRows } from './put-rows.ts';

export type ScoringDeps = {
  readonly events: Pick<EventStore, 'eventsOfYear'>;
  readonly registry: Pick<PlanRegistry, 'planRowsOfYear'>;
  readonly scorecards: Pick<ScorecardStore, 'putRow'>;
  readonly criteriaSets: CriteriaSets;
};

/** The three parts of the job; a test may put a wrong one in. */
export type ScoringSteps = {
  readonly read: (
    deps: Pick<ScoringDeps, 'events' | 'registry'>,
    organization: OrganizationId,
    fromMonth: Month,
  ) => Promise<Pick<OwnRowInputs, 'events' | 'plans'>>;
  readonly fold: (inputs: OwnRowInputs) => readonly ScoreRow[];
  readonly put: PutRows;
};

/** Events first: a plan row that is older than the events beside it would let a fold pass for newer than it is. */
export const readOwnInputs: ScoringSteps['read'] = async ({ events, registry }, organization, fromMonth) => {
  const year = yearOf(fromMonth);
  const eventsOfYear = await events.eventsOfYear(organization, year);
  return { events: eventsOfYear, plans: await registry.planRowsOfYear(organization, year) };
};

export const SCORING_STEPS: ScoringSteps = { read: readOwnInputs, fold: foldOwnRows, put: putRows };

/**
 * Puts the organization's rows of every month from `fromMonth` to the end of its year.
 * @throws NewerCodeError, UnsettledFoldError
 */
export function scoreOrganization(
  deps: ScoringDeps,
  organization: OrganizationId,
  fromMonth: Month,
  steps: ScoringSteps = SCORING_STEPS,
): Promise<PutCounts> {
  const fold = async () => {
    const { events, plans } = await steps.read(deps, organization, fromMonth);
    // Immutable once published: loading them is no reading of state.
    const needed = criteriaSetsNeeded(plans, fromMonth);
    const criteriaSets = await Promise.all(needed.map((ref) => deps.criteriaSets(ref)));
    return steps.fold({ organization, fromMonth, events, plans, criteriaSets });
  };
  return foldUntilSettled(deps.scorecards, fold, steps.put);
}
