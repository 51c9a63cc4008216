/** Writes down what is asked of a period. */
import { busy } from '../../shared/contracts/problem.ts';
import type { AuditNote } from '../../shared/domain/audit.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { PeriodState } from '../../shared/domain/plan.ts';
import type { PeriodRegistry } from '../../shared/ports/registry.ts';

export type MarkDeps = { readonly registry: Pick<PeriodRegistry, 'period' | 'putPeriod'> };

const ATTEMPTS = 10;

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
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await deps.registry.period(month);
    const after = change(before);
    if (after === null) return;
    if ((await deps.registry.putPeriod(after, noteOf({ before, after }))) === 'stored') return;
  }
  throw busy();
}
