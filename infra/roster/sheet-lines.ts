/** The first sheet of a workbook as lines of cells, and which others hold something. */
import * as xlsx from '@e965/xlsx';
import type { FileCell, FileLine, UnreadableCell } from './file-line.ts';

const cellError = (shown: string): UnreadableCell => ({
  rule: 'cell-error',
  vi: `Ô này báo lỗi ${shown}. Hãy sửa công thức, hoặc ghi giá trị vào ô.`,
  en: `The cell says ${shown}. Mend its formula, or write the value.`,
});

const NOT_COMPUTED: UnreadableCell = {
  rule: 'cell-not-computed',
  vi: 'Ô này có công thức chưa được tính. Hãy mở tệp trong Excel và lưu lại, hoặc ghi giá trị vào ô.',
  en: 'The cell holds a formula that was never computed. Open the file in Excel and save it, or write the value.',
};

const MERGED: UnreadableCell = {
  rule: 'cell-merged',
  vi: 'Ô này bị gộp với ô khác nên không có giá trị riêng. Hãy bỏ gộp và ghi giá trị vào từng dòng.',
  en: 'The cell is merged with another and has no value of its own. Split them and write the value into each line.',
};

function readCell(cell: xlsx.CellObject | undefined): FileCell {
  if (cell === undefined) return '';
  const { t, v, f, w } = cell;
  if (t === 'e' && v !== undefined) return cellError(w ?? String(v));
  if (f !== undefined && (t === 'z' || v === undefined)) return NOT_COMPUTED;
  if (t === 'z' || v === undefined) return '';
  return v instanceof Date ? { day: v.toISOString().slice(0, 10) } : String(v).trim();
}

/** Cells whose value stands in another one: `‹row›.‹column›` from 0. */
function coveredBy(
  merges: readonly xlsx.Range[],
  holds: (row: number, column: number) => boolean,
): Set<string> {
  const covered = new Set<string>();
  for (const { s, e } of merges)
    if (holds(s.r, s.c))
      for (let row = s.r; row <= e.r; row += 1)
        for (let column = s.c; column <= e.c; column += 1)
          if (row !== s.r || column !== s.c) covered.add(`${row}.${column}`);
  return covered;
}

/** A workbook is a zip; of anything else the library would guess what it is, and read UTF-8 as another code page. */
const isZip = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(0, 4)) === 'PK\u0003\u0004';

/** @throws SyntaxError where the bytes are no workbook */
function readBook(bytes: Uint8Array): xlsx.WorkBook {
  try {
    // Formulas that were never computed are there only as stubs.
    if (isZip(bytes))
      return xlsx.read(bytes, { type: 'array', cellDates: true, dense: true, sheetStubs: true });
  } catch {
    // A zip that is damaged, or of something else, is none either.
  }
  throw new SyntaxError(
    'Tệp này không phải sổ tính .xlsx, dù tên ghi như vậy, hoặc đã hỏng hay có mật khẩu. Nếu là CSV, hãy đổi đuôi tệp thành .csv; nếu không, hãy mở trong Excel rồi lưu thành "Excel Workbook (.xlsx)" | This is no .xlsx workbook, though its name says so, or it is damaged or has a password. If it is CSV, name it .csv; else open it in Excel and save it as "Excel Workbook (.xlsx)".',
  );
}

export type FirstSheet = {
  /** Numbered as in the sheet; rows without any cell are left out. */
  readonly lines: readonly FileLine[];
  /** Names of the other sheets, but of those that are empty. */
  readonly unread: readonly string[];
};

/** @throws SyntaxError where the bytes are no workbook */
export function firstSheet(bytes: Uint8Array): FirstSheet {
  const { Sheets, SheetNames } = readBook(bytes);
  const [first, ...others] = SheetNames;
  return {
    lines: sheetLines(Sheets[first ?? '']),
    unread: others.filter((name) => rowsOf(Sheets[name]).some((cells) => cells?.some(holdsSomething))),
  };
}

const rowsOf = (sheet: xlsx.WorkSheet | undefined): readonly (readonly xlsx.CellObject[] | undefined)[] =>
  sheet?.['!data'] ?? [];
const holdsSomething = (cell: xlsx.CellObject | undefined): boolean => readCell(cell) !== '';

function sheetLines(sheet: xlsx.WorkSheet | undefined): FileLine[] {
  const rows = rowsOf(sheet);
  const holds = (row: number, column: number) => holdsSomething(rows[row]?.[column]);
  const covered = coveredBy(sheet?.['!merges'] ?? [], holds);
  const width = rows.reduce((most, row) => Math.max(most, row?.length ?? 0), 0);
  const cellsOf = (cells: readonly xlsx.CellObject[], row: number): FileCell[] =>
    Array.from({ length: width }, (_, i) => (covered.has(`${row}.${i}`) ? MERGED : readCell(cells[i])));
  // Rows without cells are holes, which `flatMap` passes by.
  return rows.flatMap((cells, row) =>
    cells === undefined ? [] : [{ line: row + 1, cells: cellsOf(cells, row) }],
  );
}
