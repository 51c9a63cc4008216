/** The sheet that says what every column and word means. */
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
  landscape: true,
});

const CELL: Look = { ...body(undefined, false), wrap: true, align: 'left' };

const line = (look: Look, ...texts: readonly string[]): SheetRow => ({
  cells: texts.map((value) => ({ value, look })),
  height: wrappedHeight(texts, WIDTHS),
});

export function dictionaryRows(columns: readonly PeopleColumn[]): SheetRow[] {
  const words = [
    ['Loại tổ chức', KIND_WORDS],
    ['Loại đơn vị', UNIT_WORDS],
    ['Tình trạng báo cáo', STATUS_WORDS],
    ['Xếp loại', GRADE_WORDS],
  ] as const;
  return [
    line(HEADER, 'Cột', 'Column', 'Đơn vị', 'Ý nghĩa', 'Meaning'),
    ...columns.map(({ title, unit, meaning }) =>
      line(CELL, title.vi, title.en, unit?.vi ?? '', meaning.vi, meaning.en),
    ),
    { cells: [] },
    { cells: [{ value: 'Các từ dùng trong bảng', look: SECTION }], height: 22 },
    line(HEADER, 'Từ', 'Word', '', 'Dùng ở cột', 'Mã trong CSV và Parquet'),
    ...words.flatMap(([column, codes]) =>
      codes.map(({ code, vi, en }) => line(CELL, vi, en, '', column, code)),
    ),
  ];
}
