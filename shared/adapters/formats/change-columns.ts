/** The columns of the table `changes`: one row for each organization that differs from the export before, and reason. */
import type { ChangeRow } from '../../domain/exports/export-changes.ts';
import { assertDistinct, type Column } from './columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf } from './told-columns.ts';

export const changeColumns: readonly Column<ChangeRow>[] = columnsOf(tables.changes, {
  organization: (row) => row.organization,
  name: (row) => row.name,
  kind: (row) => row.kind,
  reason: (row) => row.reason,
  parentBefore: ({ before }) => before?.parent ?? null,
  parentAfter: ({ after }) => after?.parent ?? null,
  statusBefore: ({ before }) => before?.status ?? null,
  statusAfter: ({ after }) => after?.status ?? null,
  pointsBefore: ({ before }) => before?.points ?? null,
  pointsAfter: ({ after }) => after?.points ?? null,
  gradeBefore: ({ before }) => before?.grade ?? null,
  gradeAfter: ({ after }) => after?.grade ?? null,
  percentOfFullBefore: ({ before }) => before?.percentOfFull ?? null,
  percentOfFullAfter: ({ after }) => after?.percentOfFull ?? null,
  mixedSheetsBefore: ({ before }) => before?.mixedSheets ?? null,
  mixedSheetsAfter: ({ after }) => after?.mixedSheets ?? null,
  watermarkBefore: ({ before }) => before?.watermark ?? null,
  watermarkAfter: ({ after }) => after?.watermark ?? null,
});
assertDistinct(changeColumns);
