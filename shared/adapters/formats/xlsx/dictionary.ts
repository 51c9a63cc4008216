/** The sheet that says what every column and word means. */
import type { CodeWord } from '../columns.ts';
import { GRADE_WORDS, KIND_WORDS, STATUS_WORDS, UNIT_WORDS } from '../words.ts';
import { body, HEADER, SECTION } from './looks.ts';
import type { PeopleColumn } from './people-columns.ts';
import { type SheetLayout, type SheetRow, wrappedHeight } from './sheet.ts';
import type { Look } from './styles.ts';

const WIDTHS = [44, 34, 12, 60, 60] as const;

export const dictionaryLayout = (name: string): SheetLayout => ({
  name,
  widths: WIDTHS,
  frozen: { rows: 1, columns: 0 },
  headed: true,
  landscape: true,
});

const CELL: Look = { ...body(undefined, false), wrap: true, align: 'left' };

const line = (look: Look, ...texts: readonly string[]): SheetRow => ({
  cells: texts.map((value) => ({ value, look })),
  height: wrappedHeight(texts, WIDTHS),
});

/** Title in both languages, unit, meaning in both languages. */
export const dictionaryLine = (...texts: readonly [string, string, string, string, string]): SheetRow =>
  line(CELL, ...texts);
export const HEADER_LINE: SheetRow = line(HEADER, 'Cột', 'Column', 'Đơn vị', 'Ý nghĩa', 'Meaning');

/** Every word that stands for a code, by the title of the column that it stands in. */
export const wordLines = (
  words: readonly (readonly [column: string, codes: readonly CodeWord[]])[],
): SheetRow[] => [
  { cells: [] },
  { cells: [{ value: 'Các từ dùng trong bảng', look: SECTION }], height: 22 },
  line(HEADER, 'Từ', 'Word', '', 'Dùng ở cột', 'Mã trong CSV và Parquet'),
  ...words.flatMap(([column, codes]) =>
    codes.map(({ code, vi, en }) => line(CELL, vi, en, '', column, code)),
  ),
];

export const dictionaryRows = (columns: readonly PeopleColumn[]): SheetRow[] => [
  HEADER_LINE,
  ...columns.map(({ title, unit, meaning }) =>
    dictionaryLine(title.vi, title.en, unit?.vi ?? '', meaning.vi, meaning.en),
  ),
  ...wordLines([
    ['Loại tổ chức', KIND_WORDS],
    ['Loại đơn vị', UNIT_WORDS],
    ['Tình trạng báo cáo', STATUS_WORDS],
    ['Xếp loại', GRADE_WORDS],
  ]),
];
