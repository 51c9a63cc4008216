/**
 * Folds a committee's row from the rows of its partition: its children's and its own. The partition is read
 * first, then the plan row; the trigger says where, never what.
 */
import type { Month } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import { type CommitteeInputs, foldCommittee } from '../domain/scorecards/roll-up.ts';
import type { ScoreRow } from '../domain/scorecards/scorecard.ts';
import type { CriteriaSets } from '../ports/criteria-sets.ts';
import type { PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { foldUntilSettled, type PutCounts, type PutRows, putRows } from './put-rows.ts';

export type RollUpDeps = {
  readonly registry: Pick<PlanRegistry, 'planRow'>;
  readonly scorecards: Pick<ScorecardStore, 'partition' | 'putRow'>;
  readonly criteriaSets: CriteriaSets;
};

/** The three parts of the job; a test may put a wrong one in. */
export type RollUpSteps = {
  readonly read: (
    deps: Pick<RollUpDeps, 'registry' | 'scorecards'>,
    committee: OrganizationId,
    month: Month,
  ) => Promise<Pick<CommitteeInputs, 'rows' | 'plan'>>;
  readonly fold: (inputs: CommitteeInputs) => readonly ScoreRow[];
  readonly put: PutRows;
};

export const readCommitteeInputs: RollUpSteps['read'] = async (
  { registry, scorecards },
  committee,
  month,
) => {
  const rows = await scorecards.partition(committee, month);
  return { rows, plan: await registry.planRow(committee, month) };
};

export const ROLL_UP_STEPS: RollUpSteps = { read: readCommitteeInputs, fold: foldCommittee, put: putRows };

/**
 * Puts the committee's row of the month under its parent, and tombstones under its former parents.
 * Does nothing without a plan row: the rows of a partition may be there before the committee is planned.
 * @throws NewerCodeError, UnsettledFoldError
 */
export function rollUpCommittee(
  deps: RollUpDeps,
  committee: OrganizationId,
  month: Month,
  steps: RollUpSteps = ROLL_UP_STEPS,
): Promise<PutCounts> {
  const fold = async () => {
    const { rows, plan } = await steps.read(deps, committee, month);
    const criteriaSet = plan && (await deps.criteriaSets(plan.criteriaSet));
    return steps.fold({ committee, month, rows, plan, criteriaSet });
  };
  return foldUntilSettled(deps.scorecards, fold, steps.put);
}
