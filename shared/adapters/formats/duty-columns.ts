/** The columns of the table `duties`: one row per duty, organization to be attended and month in which it falls due. */
import type { DutyEntry } from '../../domain/exports/export-tables.ts';
import { assertDistinct, type Column } from './columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf } from './told-columns.ts';

export const dutyColumns: readonly Column<DutyEntry>[] = columnsOf(tables.duties, {
  period: (row) => row.month,
  organization: (row) => row.organization,
  name: (row) => row.name,
  duty: (row) => row.duty,
  by: (row) => row.by,
  office: (row) => row.office,
  quarter: (row) => row.quarter,
  reported: (row) => row.reported,
  proposals: ({ report }) => report?.proposals ?? null,
  revision: ({ report }) => report?.revision ?? null,
  recordedAt: ({ report }) => report?.recordedAt ?? null,
});
assertDistinct(dutyColumns);
