/** Writes down what is asked of a period. */
import type { Month } from '../../shared/domain/period.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import type { PeriodRegistry, SetOutcome } from '../../shared/ports/registry.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';

export type MarkDeps = { readonly registry: Pick<PeriodRegistry, 'period'> };
export type PeriodChange = { readonly before: PeriodState | null; readonly after: PeriodState };

/**
 * Has `put` write what `change` makes of the stored state, again where somebody else was first; null: it is so already.
 * @throws Refusal
 */
export async function mark(
  deps: MarkDeps,
  month: Month,
  change: (state: PeriodState | null) => PeriodState | null,
  put: (change: PeriodChange) => Promise<SetOutcome>,
): Promise<void> {
  await againWhenLost(async () => {
    const before = await deps.registry.period(month);
    const after = change(before);
    return after === null ? 'stored' : put({ before, after });
  });
}
