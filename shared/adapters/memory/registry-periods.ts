/** Periods and reopenings in memory. */
import type { Registry } from '../../ports/registry.ts';
import { auditWrite } from './registry-audit.ts';
import { compareAndSet, isKind, type Table } from './stored-item.ts';

export const periodPart = (
  table: Table,
): Pick<Registry, 'period' | 'periods' | 'putPeriod' | 'putReopening'> => ({
  async period(month) {
    const stored = await table.get('PERIODS', month);
    return isKind('period')(stored) ? stored.state : null;
  },
  async periods() {
    return (await table.query('PERIODS')).filter(isKind('period')).map(({ state }) => state);
  },
  async putReopening(reopening) {
    const { month, organization, reopenedAt } = reopening;
    const value = { type: 'reopening', reopening } as const;
    const write = { pk: `REOPENINGS#${month}`, sk: `${organization}#${reopenedAt}`, value };
    await table.write(write);
  },
  putPeriod: (state, audit) =>
    compareAndSet(
      table,
      { pk: 'PERIODS', sk: state.month, value: { type: 'period', state } },
      auditWrite(audit),
    ),
});
