/** Mistakes in the making of plan rows. */
import { equalValues } from '../../shared/domain/equality.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import {
  PLANNING_STEPS,
  type PlanningSteps,
  planSubtree,
  readPlanInputs,
} from '../../shared/jobs/plan-organization.ts';
import type { Code } from './code.ts';
import type { Planted } from './world.ts';

/** Organization and ancestors first, the stored plan row last: a lost race is then not noticed. */
export const readAncestorsFirst: PlanningSteps['read'] = async (deps, places) => {
  const reads = await readPlanInputs(deps, places);
  const late: typeof reads = [];
  for (const { organization, month, inputs } of reads) {
    const existing = await deps.registry.planRow(organization, month);
    late.push({ organization, month, inputs: { ...inputs, existing } });
  }
  return late;
};

/** Rewrites in place, with the version that it had, a row of which nothing else than `part` has changed. */
export const rewriteSilently =
  (part: 'path' | 'criteriaSet'): NonNullable<Planted['registry']> =>
  (honest, world) => {
    const inPlace = new Map<string, PlanRow>();
    const keyOf = ({ organization, month }: PlanRow) => `${organization} ${month}`;
    const seen = (row: PlanRow): PlanRow => {
      const rewritten = inPlace.get(keyOf(row));
      return rewritten?.version === row.version ? rewritten : row;
    };
    const rest = ({ version: _, plannedAt: __, [part]: ___, ...content }: PlanRow) => content;
    return {
      ...honest,
      planRow: async (organization, month) => {
        const row = await honest.planRow(organization, month);
        return row && seen(row);
      },
      planRowsFrom: async (organization, month) => (await honest.planRowsFrom(organization, month)).map(seen),
      allPlanRows: () => honest.allPlanRows().map(seen),
      putPlanRow: async (row) => {
        const stored = await honest.planRow(row.organization, row.month);
        const now = stored && seen(stored);
        if (now === null || !equalValues(rest(now), rest(row))) return honest.putPlanRow(row);
        if (now.version !== row.version - 1) return 'lost';
        inPlace.set(keyOf(row), { ...row, version: now.version });
        world.trigger({ kind: 'own', organization: row.organization, month: row.month });
        return 'stored';
      },
    };
  };

/** Whoever was named once is bound, whoever it stands below. */
export const bindAnywhere: NonNullable<Planted['registry']> = (honest) => ({
  ...honest,
  organization: async (id) => {
    const history = await honest.organization(id);
    if (history === null) return null;
    const participations = history.bindings.participations.map((one) => ({ ...one, issuer: null }));
    return { ...history, bindings: { ...history.bindings, participations } };
  },
});

/** Makes plan rows final as they are found: what was accepted and is not planned yet never will be. */
export const sealAsFound: Code['seal'] = async (deps, root, { month }) => {
  const derive: PlanningSteps['derive'] = ({ existing, now }) => {
    if (existing === null || existing.sealed) return 'unchanged';
    return { write: { ...existing, sealed: true, version: existing.version + 1, plannedAt: now } };
  };
  await planSubtree(deps, root, month, { ...PLANNING_STEPS, derive });
};

/** A later month that was settled is left as it is when an earlier one was opened again. */
export const leaveLaterMonths: NonNullable<Planted['registry']> = (honest) => ({
  ...honest,
  putPeriod: async (state, note) => {
    const before = await honest.period(state.month);
    const again = before?.status === 'closed' && before.settled && !state.settled;
    return again ? 'stored' : honest.putPeriod(state, note);
  },
});
