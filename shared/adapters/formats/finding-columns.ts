/** The columns of the table `findings`: one row per finding of a current inspection, without its text. */
import type { FindingEntry } from '../../domain/exports/export-tables.ts';
import { assertDistinct, type Column } from './columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf } from './told-columns.ts';

export const findingColumns: readonly Column<FindingEntry>[] = columnsOf(tables.findings, {
  period: (row) => row.month,
  organization: (row) => row.organization,
  name: (row) => row.name,
  inspection: (row) => row.inspection,
  n: ({ finding }) => finding.n,
  severity: ({ finding }) => finding.severity,
  remedyDue: ({ finding }) => finding.remedyDue,
  remediedOn: ({ remedy }) => remedy?.remediedOn ?? null,
  verifiedBy: ({ remedy }) => remedy?.verifiedBy ?? null,
  remedyPeriod: ({ remedy }) => remedy?.month ?? null,
});
assertDistinct(findingColumns);
