/** Duties and their reports in memory. */
import type { Registry } from '../../ports/registry.ts';
import { auditWrite } from './registry-audit.ts';
import { compareAndSet, isKind, organizationKey, type Table } from './stored-item.ts';

export const dutyPart = (
  table: Table,
): Pick<Registry, 'duty' | 'dutiesBy' | 'putDuty' | 'dutyReport' | 'putDutyReport'> => ({
  async duty(id) {
    const stored = await table.get(`DUTY#${id}`, 'DUTY');
    return isKind('duty')(stored) ? stored.duty : null;
  },
  async dutiesBy(organization) {
    const items = await table.query(`DUTIES#${organization}`);
    return items.filter(isKind('duty-by')).map(({ duty }) => duty);
  },
  putDuty: (duty, audit) =>
    compareAndSet(
      table,
      { pk: `DUTY#${duty.id}`, sk: 'DUTY', value: { type: 'duty', duty } },
      { pk: `DUTIES#${duty.by}`, sk: duty.id, value: { type: 'duty-by', duty } },
      { pk: organizationKey(duty.attends), sk: `DUTY#${duty.id}`, value: { type: 'duty-at', duty } },
      auditWrite(audit),
    ),
  async dutyReport(id, quarter) {
    const stored = await table.get(`DUTY#${id}`, `REPORT#${quarter}`);
    return isKind('duty-report')(stored) ? stored.report : null;
  },
  putDutyReport: (report, audit) =>
    compareAndSet(
      table,
      {
        pk: `DUTY#${report.duty}`,
        sk: `REPORT#${report.quarter}`,
        value: { type: 'duty-report', report },
      },
      auditWrite(audit),
    ),
});
