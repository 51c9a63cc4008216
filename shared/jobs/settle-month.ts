/** The last reckoning of a closed month: everything folded once more from Events, and held against what was accepted. */
import pMap from 'p-map';
import { fromArray } from '../domain/criteria/measures.ts';
import type { Month } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import { TOP } from '../domain/scorecards/scorecard.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { SWEEP_STEPS, type SweepDeps, type SweepSteps, sweepMonths } from './sweep.ts';
import { everReached } from './walk-tree.ts';

export type SettlingDeps = SweepDeps & {
  readonly events: Pick<EventStore, 'countOfMonth'>;
  readonly scorecards: Pick<ScorecardStore, 'rows'>;
};

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

/**
 * Folds every own row of the month and every committee, then compares.
 * @throws UnaccountedRevisionsError
 */
export async function settleMonth(
  deps: SettlingDeps,
  root: OrganizationId,
  month: Month,
  steps: SweepSteps = SWEEP_STEPS,
): Promise<void> {
  await sweepMonths(deps, root, [month], steps);
  // Not only who is planned below the root: an organization that got lost from the tree must be noticed here.
  const everybody = await everReached(deps.registry, root);
  const counts = await pMap(everybody, (organization) => deps.events.countOfMonth(organization, month), {
    concurrency: 32,
  });
  const stored = counts.reduce((sum, count) => sum + count, 0);
  const [row] = await deps.scorecards.rows([{ parent: TOP, month, organization: root }]);
  const counted = row === undefined || row.tombstone ? 0 : fromArray(row.measures).revisions;
  if (counted !== stored) throw new UnaccountedRevisionsError(month, stored, counted);
}
