/** Which criteria set a plan row would name, were another one adopted: the planning job without its writing. */
import { askOnce } from '../domain/ask-once.ts';
import type { CriteriaAdoption } from '../domain/planning/inheritance.ts';
import type { OrganizationHistory } from '../domain/planning/organization-history.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { CriteriaSetRef, PeriodState, PlanRow } from '../domain/roster/plan.ts';
import { type OpenMonthsDeps, PLANNING_STEPS } from './plan-organization.ts';

export type DrawnAdoption = Pick<CriteriaAdoption, 'organization' | 'from' | 'criteriaSet'>;

export type SetUnder = (stored: PlanRow) => Promise<CriteriaSetRef>;

/**
 * Nothing is written, so the roster is read once and kept in mind.
 * @param open the months that the adoption reaches; every other month's row keeps its set
 */
export function setsOnPaper(
  deps: OpenMonthsDeps,
  drawn: DrawnAdoption,
  open: readonly PeriodState[],
): SetUnder {
  const adoption = { ...drawn, adoptedAt: deps.now(), adoptedBy: '', revision: 1 };
  const organization = askOnce(async (id: OrganizationId) => {
    const history = await deps.registry.organization(id);
    return history !== null && id === adoption.organization ? bound(history, adoption) : history;
  });
  return async (stored) => {
    const period = open.find(({ month }) => month === stored.month);
    if (period === undefined) return stored.criteriaSet;
    const registry = { ...PAPER, organization, planRow: async () => stored, period: async () => period };
    const [read] = await PLANNING_STEPS.read({ ...deps, registry }, [stored]);
    const decision = read === undefined ? 'unchanged' : PLANNING_STEPS.derive(read.inputs);
    return typeof decision === 'string' ? stored.criteriaSet : decision.write.criteriaSet;
  };
}

const writesNothing = () => Promise.reject(new Error('a preview writes nothing'));
const PAPER = { putPlanRow: writesNothing, createPlanRow: writesNothing };

const bound = (history: OrganizationHistory, adoption: CriteriaAdoption): OrganizationHistory => ({
  ...history,
  bindings: {
    ...history.bindings,
    criteria: [...history.bindings.criteria.filter(({ from }) => from !== adoption.from), adoption].toSorted(
      (a, b) => (a.from < b.from ? -1 : 1),
    ),
  },
});
