/** Watches over what must not even happen in passing, and would no longer be seen in the end. */
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { Stores } from './stores.ts';

/** A row of new code that old code replaces: readers see a figure change its meaning and change back. */
export function watchRows(
  scorecards: Stores['scorecards'],
  tell: (fault: string) => void,
): Stores['scorecards'] {
  const versions = new Map<string, number>();
  return {
    ...scorecards,
    putRow: async (row) => {
      const outcome = await scorecards.putRow(row);
      const key = `${row.parent}#${row.month}/${row.organization}`;
      if (outcome !== 'stored') return outcome;
      if ((versions.get(key) ?? 0) > row.foldVersion) tell(`old code replaced ${key}`);
      versions.set(key, row.foldVersion);
      return outcome;
    },
  };
}

/**
 * A plan row that changes without its version: no watermark would ever tell the folds of before and after apart. And
 * one whose due date moves, once it was stamped.
 */
export function watchPlans(registry: Stores['registry'], tell: (fault: string) => void): Stores['registry'] {
  const isRaised = (row: PlanRow) =>
    registry
      .allPlanRows()
      .some(
        ({ organization, month, version }) =>
          organization === row.organization && month === row.month && version >= row.version,
      );
  const dueDates = new Map<string, string>();
  const watched = (put: Stores['registry']['putPlanRow']) => async (row: PlanRow) => {
    const outcome = await put(row);
    const key = `${row.organization} ${row.month}`;
    if (outcome === 'stored' && (dueDates.get(key) ?? row.dueAt) !== row.dueAt)
      tell(`plan ${key}: its due date moved`);
    if (outcome === 'stored') dueDates.set(key, row.dueAt);
    if (outcome === 'stored' && !isRaised(row))
      tell(`plan ${row.organization} ${row.month}: changed, but not its version`);
    return outcome;
  };
  return {
    ...registry,
    putPlanRow: watched(registry.putPlanRow),
    createPlanRow: watched(registry.createPlanRow),
  };
}
