/** Duties, and what is reported of them: each duty where it is looked up, where its offices are, where it is owed. */
import * as z from 'zod';
import { type Duty, type DutyReport, EVERY } from '../../domain/roster/duty.ts';
import type { DutyRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { count, instant, month, ordinal, organizationId, quarter } from './field-schemas.ts';
import { dutiesByRange, dutyAtKey, dutyByKey, dutyKey, dutyReportKey } from './keys.ts';
import { parseItem } from './parse.ts';
import { auditPut, putAudited } from './registry-audit.ts';
import { getItem, type Item, ifOneLower, queryAll, transact } from './requests.ts';

const storedDuty = z.object({
  type: z.enum(['duty', 'duty-by', 'duty-at']),
  id: z.string(),
  by: organizationId,
  office: z.string(),
  attends: organizationId,
  every: z.enum(EVERY),
  from: month,
  until: month.nullable(),
  revision: ordinal,
});

/** @throws MalformedItemError */
export function decodeDuty(item: Item): Duty {
  const { type: _, ...duty } = parseItem('duty', storedDuty, item);
  return duty;
}

const storedReport = z.object({
  type: z.literal('duty-report'),
  duty: z.string(),
  quarter,
  proposals: count,
  text: z.string(),
  recordedAt: instant,
  recordedBy: z.string(),
  revision: ordinal,
});

function decodeReport(item: Item): DutyReport {
  const { type: _, ...report } = parseItem('report of a duty', storedReport, item);
  return report;
}

export function dynamoDutyRegistry(table: Table): DutyRegistry {
  const put = (item: Item, condition: object = {}) => ({
    Put: { TableName: table.name, Item: { ...item }, ...condition },
  });
  return {
    async duty(id) {
      const item = await getItem(table, dutyKey(id));
      return item && decodeDuty(item);
    },
    async dutiesBy(organization) {
      return (await queryAll(table, dutiesByRange(organization))).map(decodeDuty);
    },
    putDuty: (duty, audit) =>
      transact(table, [
        put({ ...dutyKey(duty.id), type: 'duty', ...duty }, ifOneLower('revision', duty.revision)),
        put({ ...dutyByKey(duty), type: 'duty-by', ...duty }),
        put({ ...dutyAtKey(duty), type: 'duty-at', ...duty }),
        auditPut(table, audit),
      ]),
    async dutyReport(id, asked) {
      const item = await getItem(table, dutyReportKey(id, asked));
      return item && decodeReport(item);
    },
    putDutyReport: (report, audit) =>
      putAudited(
        table,
        { ...dutyReportKey(report.duty, report.quarter), type: 'duty-report', ...report },
        ifOneLower('revision', report.revision),
        audit,
      ),
  };
}
