/** Periods and reopenings in memory. */
import type { PeriodState } from '../../domain/roster/plan.ts';
import type { Registry } from '../../ports/registry.ts';
import { auditWrite } from './registry-audit.ts';
import { planWrite } from './registry-plans.ts';
import { compareAndSet, ifOneLower, isKind, PERIODS, type Table } from './stored-item.ts';

const periodWrite = (state: PeriodState) =>
  ({ pk: PERIODS, sk: state.month, value: { type: 'period', state } }) as const;

export const periodPart = (
  table: Table,
): Pick<Registry, 'period' | 'periods' | 'putPeriod' | 'putReopened'> => ({
  async period(month) {
    const stored = await table.get(PERIODS, month);
    return isKind('period')(stored) ? stored.state : null;
  },
  async periods() {
    return (await table.query(PERIODS)).filter(isKind('period')).map(({ state }) => state);
  },
  putReopened({ state, row, reopening }, audit) {
    const { month, organization, reopenedAt } = reopening;
    const value = { type: 'reopening', reopening } as const;
    const write = { pk: `REOPENINGS#${month}`, sk: `${organization}#${reopenedAt}`, value };
    return compareAndSet(table, periodWrite(state), ifOneLower(planWrite(row)), write, auditWrite(audit));
  },
  putPeriod: (state, audit) => compareAndSet(table, periodWrite(state), auditWrite(audit)),
});
