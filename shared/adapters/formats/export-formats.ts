/** The files of an export: each table as CSV for every reader and as Parquet for machines, and `columns.json`. */
import type { ExportFormats, TableFile } from '../../ports/export-formats.ts';
import type { Column } from './columns.ts';
import { describeColumns } from './columns-json.ts';
import { type CsvOptions, encodeCsv } from './csv.ts';
import { meetingColumns } from './meeting-columns.ts';
import { encodeParquet } from './parquet.ts';
import { scorecardColumns } from './scorecard-columns.ts';

const TEXT_NOTE = {
  vi: 'Trong CSV, văn bản bắt đầu bằng = + - @ hoặc ký tự tab, xuống dòng được thêm dấu nháy đơn phía trước để bảng tính không hiểu là công thức. Ô trống nghĩa là chưa rõ hoặc không áp dụng.',
  en: 'In CSV, text that begins with = + - @, a tab or a line break has an apostrophe put before it, so that no spreadsheet takes it for a formula. An empty cell is unknown or does not apply.',
};

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

export const exportFormats =
  (csv: CsvOptions = {}): ExportFormats =>
  (criteriaSets) => {
    const scorecards = scorecardColumns(criteriaSets);
    const meetings = meetingColumns(criteriaSets);
    const description = {
      notes: [TEXT_NOTE],
      tables: { scorecards: describeColumns(scorecards), meetings: describeColumns(meetings) },
    };
    return {
      scorecards: inEveryFormat('scorecards', scorecards, csv),
      meetings: inEveryFormat('meetings', meetings, csv),
      columns: {
        name: 'columns.json',
        contentType: 'application/json',
        body: Buffer.from(`${JSON.stringify(description, null, 2)}\n`, 'utf8'),
      },
    };
  };
