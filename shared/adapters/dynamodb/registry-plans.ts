/** Plan rows: what each organization owes in each month. */
import * as z from 'zod';
import { EVERY } from '../../domain/roster/duty.ts';
import { MEETS } from '../../domain/roster/organization.ts';
import type { PlanRow } from '../../domain/roster/plan.ts';
import type { PlanRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import {
  criteriaSetRef,
  dayRule,
  instant,
  kind,
  month,
  ordinal,
  organizationId,
  unit,
} from './field-schemas.ts';
import { planKey, plansFrom, plansOfYearRange } from './keys.ts';
import { monthCheck } from './month-seen.ts';
import { parseItem } from './parse.ts';
import {
  batchGet,
  getItem,
  type Item,
  ifAbsent,
  ifOneLower,
  putIf,
  queryAll,
  queryAllFrom,
  type TransactItem,
  transact,
} from './requests.ts';

const storedPlanRow = z.object({
  type: z.literal('plan-row'),
  organization: organizationId,
  month,
  parent: organizationId.nullable(),
  path: z.array(organizationId).min(1),
  name: z.string(),
  kind,
  unit,
  exists: z.boolean(),
  meets: z.enum(MEETS),
  expected: z.boolean(),
  thematicOwed: z.boolean(),
  hasCommittee: z.boolean(),
  handbook: z.boolean(),
  duties: z.array(z.object({ id: z.string(), by: organizationId, office: z.string(), every: z.enum(EVERY) })),
  criteriaSet: criteriaSetRef,
  programmes: z.array(z.string()),
  dayRule: dayRule.nullable(),
  dueAt: instant,
  duePassed: z.boolean(),
  reopenedUntil: instant.nullable(),
  formerParents: z.array(organizationId),
  sealed: z.boolean().default(false),
  version: ordinal,
  plannedAt: instant,
});

/** @throws MalformedItemError */
export function decodePlanRow(item: Item): PlanRow {
  const { type: _, ...row } = parseItem('plan row', storedPlanRow, item);
  return row;
}

const itemOf = (row: PlanRow): Item => ({
  ...planKey(row.organization, row.month),
  type: 'plan-row',
  ...row,
});

/** Within a transaction what `putPlanRow` does alone. */
export const planPut = (table: Table, row: PlanRow): TransactItem => ({
  Put: { TableName: table.name, Item: { ...itemOf(row) }, ...ifOneLower('version', row.version) },
});

export function dynamoPlanRegistry(table: Table): PlanRegistry {
  return {
    async planRow(organization, planned) {
      const item = await getItem(table, planKey(organization, planned));
      return item && decodePlanRow(item);
    },
    async planRows(asked) {
      const keys = asked.map(({ organization, month: of }) => planKey(organization, of));
      return (await batchGet(table, keys)).map(decodePlanRow);
    },
    async planRowsOfYear(organization, year) {
      return (await queryAll(table, plansOfYearRange(organization, year))).map(decodePlanRow);
    },
    async planRowsFrom(organization, from) {
      return (await queryAllFrom(table, plansFrom(organization, from))).map(decodePlanRow);
    },
    putPlanRow: (row) => putIf(table, itemOf(row), ifOneLower('version', row.version)),
    createPlanRow: (row) =>
      transact(table, [
        { Put: { TableName: table.name, Item: { ...itemOf(row) }, ...ifAbsent } },
        monthCheck(table, { month: row.month, status: 'open' }),
      ]),
  };
}
