/** The state of each reporting month. */
import * as z from 'zod';
import type { PeriodState } from '../../domain/plan.ts';
import type { PeriodRegistry, ReopeningRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { instant, month, ordinal, organizationId } from './field-schemas.ts';
import { periodKey, periodsRange, reopeningKey } from './keys.ts';
import { parseItem } from './parse.ts';
import { putAudited } from './registry-audit.ts';
import { getItem, type Item, ifOneLower, putItem, queryAll } from './requests.ts';

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
  return {
    async period(asked) {
      const item = await getItem(table, periodKey(asked));
      return item && decodePeriod(item);
    },
    async periods() {
      return (await queryAll(table, periodsRange)).map(decodePeriod);
    },
    putReopening: (reopening) =>
      putItem(table, { ...reopeningKey(reopening), type: 'reopening', ...reopening }),
    putPeriod: (state, audit) =>
      putAudited(
        table,
        { ...periodKey(state.month), type: 'period', ...state },
        ifOneLower('revision', state.revision),
        audit,
      ),
  };
}
