/** What the product's consumers and jobs do for a trigger: the real jobs, with the steps of some version of the code. */
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { type AdvanceDeps, advancePeriod, advancePeriods } from '../../shared/jobs/advance-period.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { type PutRows, putRows, putWhatDiffers } from '../../shared/jobs/put-rows.ts';
import { rollUpCommittee } from '../../shared/jobs/roll-up-committee.ts';
import { scoreOrganization } from '../../shared/jobs/score-organization.ts';
import type { SettlingSteps } from '../../shared/jobs/settle-month.ts';
import { byYear, type SweepDeps, type SweepSteps, sweepMonths } from '../../shared/jobs/sweep.ts';
import type { PeriodRegistry } from '../../shared/ports/registry.ts';
import type { Code } from './code.ts';

/** Why a worker runs. It says where, never what; the same trigger may stand there several times. */
export type Trigger =
  | { readonly kind: 'plan'; readonly organization: OrganizationId; readonly from: Month }
  | { readonly kind: 'own'; readonly organization: OrganizationId; readonly month: Month }
  | { readonly kind: 'roll'; readonly organization: OrganizationId; readonly month: Month }
  | { readonly kind: 'advance'; readonly month: Month }
  | { readonly kind: 'advance-all' }
  | { readonly kind: 'sweep' };

export const describeTrigger = (trigger: Trigger): string => Object.values(trigger).join(' ');

export type WorkDeps = AdvanceDeps & { readonly registry: PeriodRegistry };

export async function work(deps: WorkDeps, trigger: Trigger, code: Code): Promise<void> {
  switch (trigger.kind) {
    case 'plan':
      await planOpenMonths(deps, trigger.organization, trigger.from, code.planning);
      return;
    case 'own':
      await scoreOrganization(deps, trigger.organization, trigger.month, code.scoring);
      return;
    case 'roll':
      await rollUpCommittee(deps, trigger.organization, trigger.month, code.rollUp);
      return;
    case 'advance': {
      const { planning, seal } = code;
      await advancePeriod(deps, trigger.month, { planning, seal, settling: settlingStepsOf(code) });
      return;
    }
    case 'advance-all': {
      const { planning, seal } = code;
      await advancePeriods(deps, { planning, seal, settling: settlingStepsOf(code) });
      return;
    }
    case 'sweep': {
      const months = (await deps.registry.periods()).map(({ month }) => month);
      for (const year of byYear(months)) await sweepMonths(deps, deps.root, year, sweepStepsOf(code));
    }
  }
}

/** In parts of a few, so that a run is interrupted between them. */
const settlingStepsOf = (code: Code): SettlingSteps => ({ folds: sweepStepsOf(code), organizationsAPart: 3 });

/** The sweep's own steps, but with the folds, and with the mistakes, of `code`. */
export function sweepStepsOf(code: Code): SweepSteps {
  const puts = (own: PutRows, deps: SweepDeps) => (own === putRows ? putWhatDiffers(deps.scorecards) : own);
  return {
    score: (deps, organization, from) =>
      scoreOrganization(deps, organization, from, { ...code.scoring, put: puts(code.scoring.put, deps) }),
    rollUp: async (deps, committee, month) =>
      code.sweepsCommittees
        ? rollUpCommittee(deps, committee, month, { ...code.rollUp, put: puts(code.rollUp.put, deps) })
        : { rows: 0, stored: 0, contradicted: 0 },
  };
}
