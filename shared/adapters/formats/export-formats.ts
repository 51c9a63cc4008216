/** The files of an export: each table as CSV for every reader and as Parquet for machines, the scorecards as a workbook for people, and what explains them. */
import type { CriteriaSet } from '../../domain/criteria.ts';
import type { ExportFormats, TableFile } from '../../ports/export-formats.ts';
import { changeColumns } from './change-columns.ts';
import type { Column } from './columns.ts';
import { encodeColumns } from './columns-json.ts';
import { type CsvOptions, encodeCsv } from './csv.ts';
import { factsColumns } from './facts-columns.ts';
import { findingColumns } from './finding-columns.ts';
import { inspectionColumns } from './inspection-columns.ts';
import { changeLines, comparedLines } from './lines.ts';
import { meetingColumns } from './meeting-columns.ts';
import { encodeParquet } from './parquet.ts';
import { planColumns } from './plan-columns.ts';
import { encodeReport } from './report/report.ts';
import { scorecardColumns } from './scorecard-columns.ts';
import { encodeScorecardsWorkbook } from './xlsx/scorecards-workbook.ts';

const inEveryFormat = <Row>(
  table: string,
  columns: readonly Column<Row>[],
  csv: CsvOptions,
): readonly TableFile<Row>[] => [
  {
    name: `${table}.csv`,
    contentType: 'text/csv; charset=utf-8',
    encode: (rows) => encodeCsv(columns, rows, csv),
  },
  {
    name: `${table}.parquet`,
    contentType: 'application/vnd.apache.parquet',
    encode: (rows) => encodeParquet(columns, rows),
  },
];

/** Whole, so that a reader can score every meeting again. */
const encodeSets = (criteriaSets: readonly CriteriaSet[]): Uint8Array =>
  Buffer.from(`${JSON.stringify(criteriaSets, null, 1)}\n`, 'utf8');

export const exportFormats: ExportFormats = (criteriaSets, about) => {
  const csv: CsvOptions = { byteOrderMark: about.csv === 'excel' };
  const scorecards = scorecardColumns(criteriaSets);
  const meetings = meetingColumns(criteriaSets);
  const inspections = inspectionColumns(criteriaSets);
  return {
    scorecards: [
      ...inEveryFormat('scorecards', scorecards, csv),
      {
        name: 'scorecards.xlsx',
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        encode: (rows) => encodeScorecardsWorkbook(criteriaSets, about, rows),
      },
      {
        name: 'report.html',
        contentType: 'text/html; charset=utf-8',
        encode: (rows) => encodeReport(criteriaSets, about, rows),
        digest: true,
      },
    ],
    meetings: inEveryFormat('meetings', meetings, csv),
    inspections: inEveryFormat('inspections', inspections, csv),
    findings: inEveryFormat('findings', findingColumns, csv),
    facts: inEveryFormat('facts', factsColumns, csv),
    plans: inEveryFormat('plans', planColumns, csv),
    changes: inEveryFormat('changes', changeColumns, csv),
    changeLines,
    compared: comparedLines,
    columns: {
      name: 'columns.json',
      contentType: 'application/json',
      body: encodeColumns({
        scorecards,
        meetings,
        inspections,
        findings: findingColumns,
        facts: factsColumns,
        plans: planColumns,
        changes: changeColumns,
      }),
    },
    criteriaSets: {
      name: 'criteria-sets.json',
      contentType: 'application/json',
      body: encodeSets(criteriaSets),
    },
  };
};
