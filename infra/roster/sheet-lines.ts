/** The first sheet of a workbook as lines of cells. */
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

/** Excel takes `2026-01` for a date; the month is meant. */
function readCell(cell: xlsx.CellObject | undefined): FileCell {
  if (cell === undefined) return '';
  const { t, v, f, w } = cell;
  if (t === 'e' && v !== undefined) return cellError(w ?? String(v));
  if (f !== undefined && (t === 'z' || v === undefined)) return NOT_COMPUTED;
  if (t === 'z' || v === undefined) return '';
  return v instanceof Date ? v.toISOString().slice(0, 7) : String(v).trim();
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

/** Numbered as in the sheet; rows without any cell are left out. */
export function sheetLines(content: string | Uint8Array): FileLine[] {
  const book = xlsx.read(content, {
    ...{ type: typeof content === 'string' ? 'string' : 'array', cellDates: true },
    // Formulas that were never computed are there only as stubs.
    ...{ dense: true, sheetStubs: true },
  });
  const sheet = book.Sheets[book.SheetNames[0] ?? ''];
  const rows: readonly (readonly xlsx.CellObject[] | undefined)[] = sheet?.['!data'] ?? [];
  const holds = (row: number, column: number) => readCell(rows[row]?.[column]) !== '';
  const covered = coveredBy(sheet?.['!merges'] ?? [], holds);
  const width = rows.reduce((most, row) => Math.max(most, row?.length ?? 0), 0);
  const cellsOf = (cells: readonly xlsx.CellObject[], row: number): FileCell[] =>
    Array.from({ length: width }, (_, i) => (covered.has(`${row}.${i}`) ? MERGED : readCell(cells[i])));
  // Rows without cells are holes, which `flatMap` passes by.
  return rows.flatMap((cells, row) =>
    cells === undefined ? [] : [{ line: row + 1, cells: cellsOf(cells, row) }],
  );
}
