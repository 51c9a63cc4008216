/**
 * Makes the plan rows of a closing month final: plans everybody once more and writes every row, changed or not, for
 * the last time.
 *
 * To be called once `closing` is stored and every call is over that read the month as open: what was accepted by then,
 * and for whomever it was planned already, holds for everybody, and nothing is accepted any more that would change it.
 * A planning job that read before and is slow compares-and-sets; it loses, looks again and finds the row sealed.
 */
import { sealPlan } from '../domain/planning/planning.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState } from '../domain/roster/plan.ts';
import { PLANNING_STEPS, type PlanningDeps, type PlanningSteps, planSubtree } from './plan-organization.ts';

const SEALING_STEPS: PlanningSteps = { ...PLANNING_STEPS, derive: sealPlan };

/**
 * Cut off and begun again, it goes on with who is not sealed yet: the others are read and passed by.
 * @throws PlanningError
 */
export async function sealMonth(
  deps: PlanningDeps,
  root: OrganizationId,
  { month }: Pick<PeriodState, 'month'>,
): Promise<void> {
  await planSubtree(deps, root, month, SEALING_STEPS);
}
