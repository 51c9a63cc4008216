/** Writes down what is asked of a period. */
import { busy } from '../../shared/contracts/problem.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { PeriodState } from '../../shared/domain/plan.ts';
import type { PeriodRegistry } from '../../shared/ports/registry.ts';

export type MarkDeps = { readonly registry: Pick<PeriodRegistry, 'period' | 'putPeriod'> };

const ATTEMPTS = 10;

/**
 * Writes what `change` makes of the stored state; null: it is as asked for already.
 * @throws Refusal
 */
export async function mark(
  deps: MarkDeps,
  month: Month,
  change: (state: PeriodState | null) => PeriodState | null,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const next = change(await deps.registry.period(month));
    if (next === null || (await deps.registry.putPeriod(next)) === 'stored') return;
  }
  throw busy();
}
