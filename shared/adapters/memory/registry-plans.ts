import type { PlanRow } from '../../domain/roster/plan.ts';
import type { Registry } from '../../ports/registry.ts';
import { monthCheck } from './month-seen.ts';
import { compareAndSet, isKind, planKey, type Table } from './stored-item.ts';

export const planWrite = (row: PlanRow) =>
  ({ pk: planKey(row.organization), sk: row.month, value: { type: 'plan-row', row } }) as const;

export const planPart = (
  table: Table,
): Pick<
  Registry,
  'planRow' | 'planRows' | 'planRowsOfYear' | 'planRowsFrom' | 'putPlanRow' | 'createPlanRow'
> => ({
  async planRow(organization, month) {
    const stored = await table.get(planKey(organization), month);
    return isKind('plan-row')(stored) ? stored.row : null;
  },
  async planRows(asked) {
    const keys = new Map(
      asked.map(({ organization, month }) => [
        `${organization} ${month}`,
        [planKey(organization), month] as const,
      ]),
    );
    return (await table.getMany([...keys.values()])).filter(isKind('plan-row')).map(({ row }) => row);
  },
  async planRowsOfYear(organization, year) {
    const items = await table.query(planKey(organization), `${year}-`);
    return items.filter(isKind('plan-row')).map(({ row }) => row);
  },
  async planRowsFrom(organization, month) {
    const items = await table.query(planKey(organization), '');
    return items
      .filter(isKind('plan-row'))
      .map(({ row }) => row)
      .filter((row) => row.month >= month);
  },
  putPlanRow: (row) => compareAndSet(table, planWrite(row)),
  createPlanRow: (row) =>
    compareAndSet(table, planWrite(row), monthCheck({ month: row.month, status: 'open' })),
});
