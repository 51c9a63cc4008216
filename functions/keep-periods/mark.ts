/** Writes down what is asked of a period. */
import type { AuditNote } from '../../shared/domain/audit.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { PeriodState } from '../../shared/domain/plan.ts';
import type { PeriodRegistry } from '../../shared/ports/registry.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';

export type MarkDeps = { readonly registry: Pick<PeriodRegistry, 'period' | 'putPeriod'> };

/**
 * Writes what `change` makes of the stored state, with the note of who asked for it; null: it is so already.
 * @throws Refusal
 */
export async function mark(
  deps: MarkDeps,
  month: Month,
  change: (state: PeriodState | null) => PeriodState | null,
  noteOf: (change: { before: PeriodState | null; after: PeriodState }) => AuditNote,
): Promise<void> {
  await againWhenLost(async () => {
    const before = await deps.registry.period(month);
    const after = change(before);
    return after === null ? 'stored' : deps.registry.putPeriod(after, noteOf({ before, after }));
  });
}
