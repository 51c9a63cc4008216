/**
 * The columns of each exported table that are the same whatever criteria sets were in force. Those of single criteria
 * come and go with the sets; they are in the files alone.
 */
import type { ExportedTable, YearTable } from '../../domain/exports/export-names.ts';
import { changeColumns } from './change-columns.ts';
import { classificationColumns } from './classification-columns.ts';
import { classifiedColumns } from './classified-columns.ts';
import type { Column, ColumnType } from './columns.ts';
import { dutyColumns } from './duty-columns.ts';
import { factsColumns } from './facts-columns.ts';
import { findingColumns } from './finding-columns.ts';
import { inspectionColumns } from './inspection-columns.ts';
import { meetingColumns } from './meeting-columns.ts';
import { planColumns } from './plan-columns.ts';
import { scorecardColumns } from './scorecard-columns.ts';

export type TableColumn = { readonly name: string; readonly type: ColumnType; readonly meaning: string };

const described = <Row>(columns: readonly Column<Row>[]): readonly TableColumn[] =>
  columns.map(({ name, type, meaning }) => ({ name, type, meaning: meaning.vi }));

export const exportedTables: Readonly<Record<ExportedTable, readonly TableColumn[]>> = {
  scorecards: described(scorecardColumns([])),
  meetings: described(meetingColumns([])),
  inspections: described(inspectionColumns([])),
  findings: described(findingColumns),
  facts: described(factsColumns),
  duties: described(dutyColumns),
  plans: described(planColumns),
  changes: described(changeColumns),
};

/** Those that a year's export has besides. */
export const yearTables: Readonly<Record<YearTable, readonly TableColumn[]>> = {
  classified: described(classifiedColumns),
  classification: described(classificationColumns),
};
