/** Who took part in a programme: as each month's plan rows say, so that nobody who joined or left later changes a closed month. */
import type { OrganizationId } from '../roster/organization.ts';
import type { PlanRow } from '../roster/plan.ts';
import type { Programme, ProgrammeId } from './programme.ts';

type TakingPlan = Pick<PlanRow, 'organization' | 'month' | 'path' | 'programmes'>;

/** Of each month the highest organizations that took part, never one below another. */
export function highestTakingPart<Plan extends TakingPlan>(
  plans: readonly Plan[],
  programme: ProgrammeId,
): Plan[] {
  const taking = plans.filter(({ programmes }) => programmes.includes(programme));
  const inMonth = Map.groupBy(taking, ({ month }) => month);
  return taking.filter(
    (plan) =>
      !inMonth
        .get(plan.month)
        ?.some((other) => other.organization !== plan.organization && plan.path.includes(other.organization)),
  );
}

/** Everybody whom any revision names, each once. */
export const namedBy = (revisions: readonly Programme[]): OrganizationId[] => [
  ...new Set(revisions.flatMap(({ participants }) => participants.map(({ organization }) => organization))),
];

/**
 * Whether an organization is the whole that the counts of a programme are asked of: its issuer, or above the issuer.
 * @param plans the organization's plan rows of the period
 */
export const asksCounts = (
  { organization: issuer }: Pick<Programme, 'organization'>,
  organization: OrganizationId,
  plans: readonly Pick<PlanRow, 'path'>[],
): boolean => plans.every(({ path }) => organization === issuer || !path.includes(issuer));
