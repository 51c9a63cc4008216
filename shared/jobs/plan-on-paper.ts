/** The planning job without its writing: what it would write, the real job says. */
import type { PlanRow } from '../domain/roster/plan.ts';
import type { PlanningDeps } from './plan-organization.ts';

export type PlannedChange = { readonly before: PlanRow | null; readonly after: PlanRow };

/** What the job reads. */
export type StoredInputs = Omit<PlanningDeps['registry'], 'putPlanRow' | 'createPlanRow'>;

export type PaperRegistry = {
  readonly registry: PlanningDeps['registry'];
  /** What would be written, ascending by month and organization. */
  readonly changes: () => PlannedChange[];
};

/** Reads what `stored` reads, and keeps what the job writes in mind, so that it reads it again. */
export function onPaper(stored: StoredInputs): PaperRegistry {
  const written = new Map<string, PlannedChange>();
  const read = new Map<string, PlanRow | null>();
  const keyOf = (organization: string, month: string) => `${month} ${organization}`;
  const write: PlanningDeps['registry']['putPlanRow'] = async (after) => {
    const key = keyOf(after.organization, after.month);
    written.set(key, { before: read.get(key) ?? null, after });
    return 'stored';
  };
  return {
    registry: {
      organization: (id) => stored.organization(id),
      period: (month) => stored.period(month),
      planRow: async (organization, month) => {
        const key = keyOf(organization, month);
        const row = written.get(key)?.after ?? (await stored.planRow(organization, month));
        if (!read.has(key)) read.set(key, row);
        return row;
      },
      putPlanRow: write,
      createPlanRow: write,
    },
    changes: () => [...written].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change),
  };
}
