/** What every column is, for a reader who has nothing but the files. */
import type { CodeWord, Column } from './columns.ts';

export type ColumnDescription = Omit<Column<never>, 'of' | 'codes'> & {
  readonly codes: readonly CodeWord[] | null;
};

/** In the order of the table. */
export const describeColumns = <Row>(columns: readonly Column<Row>[]): readonly ColumnDescription[] =>
  columns.map(({ name, title, type, unit, nullable, meaning, codes }) => ({
    name,
    title,
    type,
    unit,
    nullable,
    meaning,
    codes,
  }));

/** What holds of all tables. */
const NOTES = [
  {
    vi: 'Ô trống nghĩa là chưa rõ hoặc không áp dụng; chưa rõ không phải là không.',
    en: 'An empty cell is unknown or does not apply; unknown is not no.',
  },
  {
    vi: 'Trong CSV, dòng đầu là tên cột bằng tiếng Việt; văn bản bắt đầu bằng = + - @, tab hoặc xuống dòng có thêm dấu nháy đơn phía trước, và các dấu đó cũng vậy khi đứng sau dấu chấm phẩy, tab hoặc xuống dòng, để bảng tính không hiểu là công thức. Trong Parquet, cột mang mã và văn bản giữ nguyên.',
    en: 'In CSV the first line holds the Vietnamese titles, and text that begins with = + - @, a tab or a line break has an apostrophe before it, and so have these signs behind a semicolon, a tab or a line break, so that no spreadsheet takes it for a formula. In Parquet columns go by their names and text is as it was.',
  },
];

const inLines = (values: readonly unknown[]): string =>
  `[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]`;

/** The file `columns.json`: a column a line, so that two of them can be compared by eye. */
export function encodeColumns(tables: Readonly<Record<string, readonly Column<never>[]>>): Uint8Array {
  const described = Object.entries(tables).map(
    ([table, columns]) => `${JSON.stringify(table)}: ${inLines(describeColumns(columns))}`,
  );
  return Buffer.from(`{"notes": ${inLines(NOTES)},\n"tables": {${described.join(',\n')}}}\n`, 'utf8');
}
