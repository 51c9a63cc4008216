/** Rows of the table `duties`: what falls due by the plan facts, row for row; what is reported, as far as it can be. */
import { dutiesDue } from '../../shared/domain/exports/duties-due.ts';
import type { DutyEntry, PlanEntry } from '../../shared/domain/exports/export-tables.ts';
import { Cells } from './cells.ts';
import { type Difference, differs } from './differences.ts';
import type { Line } from './files.ts';
import { placeOf } from './refold.ts';

/** @throws UnreadableExportError */
export function dutyOf(line: Line): DutyEntry {
  const cells = new Cells(line);
  const proposals = cells.integerOrNull('proposals');
  return {
    organization: cells.slug('organization'),
    month: cells.some('period'),
    name: cells.text('name'),
    duty: cells.slug('duty'),
    by: cells.slug('by'),
    office: cells.slug('office'),
    quarter: cells.some('quarter'),
    reported: cells.flagOrNull('reported'),
    report:
      proposals === null
        ? null
        : { proposals, revision: cells.integer('revision'), recordedAt: cells.some('recordedAt') },
  };
}

/** @param rows in the order of `plans` */
export function dutyDifferences(rows: readonly DutyEntry[], plans: readonly PlanEntry[]): Difference[] {
  const standing = new Set(plans.map(({ organization, month }) => placeOf(organization, month)));
  const expected = plans.flatMap(dutiesDue);
  const count = differs('duties', '', 'rows', rows.length, expected.length);
  if (count.length > 0) return count;
  return rows.flatMap((row, i) => {
    const due = expected[i];
    if (due === undefined) return [];
    const differ = (column: string, found: unknown, must: unknown) =>
      differs('duties', row.organization, column, found, must);
    const isTold = due.isReportDue && standing.has(placeOf(due.by, due.month));
    return [
      ...differ('organization', row.organization, due.organization),
      ...differ('period', row.month, due.month),
      ...differ('name', row.name, due.name),
      ...differ('duty', row.duty, due.duty),
      ...differ('by', row.by, due.by),
      ...differ('office', row.office, due.office),
      ...differ('quarter', row.quarter, due.quarter),
      ...differ('reported', row.reported ?? '', isTold ? row.report !== null : ''),
    ];
  });
}
