/** The columns of the table `classified`: one row per organization that a year's classification looks at. */
import type { ClassifiedEntry } from '../../domain/exports/export-tables.ts';
import { assertDistinct, type Column } from './columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf } from './told-columns.ts';

export const classifiedColumns: readonly Column<ClassifiedEntry>[] = columnsOf(tables.classified, {
  year: (row) => row.year,
  period: (row) => row.month,
  organization: (row) => row.organization,
  name: (row) => row.name,
  superior: (row) => row.superior,
  kind: (row) => row.kind,
  unit: (row) => row.unit,
  exists: (row) => row.exists,
  classification: (row) => row.classification,
  told: (row) => row.told,
});
assertDistinct(classifiedColumns);
