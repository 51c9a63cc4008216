/**
 * The files of an export: each table as CSV for every reader, as Parquet for machines and as a workbook for people, a
 * workbook and a report that sum the scorecards up, and what explains them.
 */
import { createHash } from 'node:crypto';
import type { CriteriaSet } from '../../domain/criteria/criteria.ts';
import { dataLines } from '../../domain/exports/export.ts';
import { ALL_COLUMNS, type NamedTable, SUMMARIES, TABLE_TITLES } from '../../domain/exports/export-names.ts';
import { YEAR } from '../../domain/period.ts';
import type { ExportAbout, ExportFormats, TableFile } from '../../ports/export-formats.ts';
import { changeColumns } from './change-columns.ts';
import { classificationColumns } from './classification-columns.ts';
import { classifiedColumns } from './classified-columns.ts';
import type { Column } from './columns.ts';
import { encodeColumns } from './columns-json.ts';
import { encodeCsv } from './csv.ts';
import { dutyColumns } from './duty-columns.ts';
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
import { encodeTableWorkbook } from './xlsx/table-workbook.ts';

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** One table: for every reader, for machines, and for people. @param workbook what the last is called */
const inEveryFormat = <Row>(
  table: NamedTable,
  columns: readonly Column<Row>[],
  about: ExportAbout,
  workbook = `${table}.xlsx`,
): readonly TableFile<Row>[] => [
  {
    name: `${table}.csv`,
    contentType: 'text/csv; charset=utf-8',
    encode: (rows) => encodeCsv(columns, rows, { byteOrderMark: about.csv === 'excel' }),
  },
  {
    name: `${table}.parquet`,
    contentType: 'application/vnd.apache.parquet',
    encode: (rows) => encodeParquet(columns, rows),
  },
  {
    name: workbook,
    contentType: WORKBOOK,
    encode: (rows) => encodeTableWorkbook(TABLE_TITLES[table], columns, about, rows),
  },
];

/** Whole, so that a reader can score every meeting again. */
const encodeSets = (criteriaSets: readonly CriteriaSet[]): Uint8Array =>
  Buffer.from(`${JSON.stringify(criteriaSets, null, 1)}\n`, 'utf8');

export const exportFormats: ExportFormats = (criteriaSets, about) => {
  const scorecards = scorecardColumns(criteriaSets);
  const meetings = meetingColumns(criteriaSets);
  const inspections = inspectionColumns(criteriaSets);
  const ofYear = YEAR.test(about.period);
  return {
    scorecards: [...inEveryFormat('scorecards', scorecards, about, ALL_COLUMNS)],
    summaries: (rest) => [
      {
        name: SUMMARIES[0],
        contentType: WORKBOOK,
        encode: (rows) => encodeScorecardsWorkbook(criteriaSets, { ...about, ...rest }, rows),
      },
      {
        name: SUMMARIES[1],
        contentType: 'text/html; charset=utf-8',
        encode: (rows) => encodeReport(criteriaSets, { ...about, ...rest }, rows),
        digest: true,
      },
    ],
    dataSha256: (files) => createHash('sha256').update(dataLines(files)).digest('hex'),
    meetings: inEveryFormat('meetings', meetings, about),
    inspections: inEveryFormat('inspections', inspections, about),
    findings: inEveryFormat('findings', findingColumns, about),
    facts: inEveryFormat('facts', factsColumns, about),
    classified: ofYear ? inEveryFormat('classified', classifiedColumns, about) : [],
    classification: ofYear ? inEveryFormat('classification', classificationColumns, about) : [],
    duties: inEveryFormat('duties', dutyColumns, about),
    plans: inEveryFormat('plans', planColumns, about),
    changes: inEveryFormat('changes', changeColumns, about),
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
        duties: dutyColumns,
        ...(ofYear ? { classified: classifiedColumns, classification: classificationColumns } : {}),
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
