/** The state of each reporting month. */
import * as z from 'zod';
import type { PeriodState } from '../../domain/roster/plan.ts';
import type { PeriodRegistry, ReopeningRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { instant, month, ordinal, organizationId } from './field-schemas.ts';
import { periodKey, periodsRange, reopeningKey } from './keys.ts';
import { parseItem } from './parse.ts';
import { auditPut } from './registry-audit.ts';
import { planPut } from './registry-plans.ts';
import { getItem, type Item, ifOneLower, queryAll, type TransactItem, transact } from './requests.ts';

const storedPeriod = z.object({
  type: z.literal('period'),
  month,
  status: z.enum(['opening', 'open', 'closing', 'closed']),
  openedAt: instant,
  dueAt: instant,
  duePassed: z.boolean(),
  duesWorkedOff: instant.nullable().default(null),
  closingAt: instant.nullable(),
  closedAt: instant.nullable(),
  settled: z.boolean(),
  settledAt: instant.nullable().default(null),
  reopenings: z
    .array(z.object({ organization: organizationId, until: instant, reopenedAt: instant }))
    .default([]),
  finalExport: z.string().nullable(),
  revision: ordinal,
});

/** @throws MalformedItemError */
export function decodePeriod(item: Item): PeriodState {
  const { type: _, ...state } = parseItem('period', storedPeriod, item);
  return state;
}

export function dynamoPeriodRegistry(table: Table): PeriodRegistry & ReopeningRegistry {
  const put = (state: PeriodState): TransactItem => ({
    Put: {
      TableName: table.name,
      Item: { ...periodKey(state.month), type: 'period', ...state },
      ...ifOneLower('revision', state.revision),
    },
  });
  return {
    async period(asked) {
      const item = await getItem(table, periodKey(asked));
      return item && decodePeriod(item);
    },
    async periods() {
      return (await queryAll(table, periodsRange)).map(decodePeriod);
    },
    putReopened: ({ state, row, reopening }, audit) =>
      transact(table, [
        put(state),
        planPut(table, row),
        {
          Put: {
            TableName: table.name,
            Item: { ...reopeningKey(reopening), type: 'reopening', ...reopening },
          },
        },
        auditPut(table, audit),
      ]),
    putPeriod: (state, audit) => transact(table, [put(state), auditPut(table, audit)]),
  };
}
