/**
 * One table of an export as a workbook: every row and every column, and what they mean. Rows are written as they
 * come and none is held; where a sheet would not take them all, they are put aside by level and period first.
 */
import type { Bilingual } from '../../../domain/bilingual.ts';
import type { ExportAbout } from '../../../ports/export-formats.ts';
import type { Cell, Column } from '../columns.ts';
import { periodWords } from '../period-words.ts';
import { coverLayout, exportRows, headRows, type Listed, sheetList } from './cover.ts';
import { Cursor } from './cursor.ts';
import { dictionaryLayout, dictionaryLine, HEADER_LINE, wordLines } from './dictionary.ts';
import { HEADER, NOTE } from './looks.ts';
import { RowSpool } from './row-spool.ts';
import type { SheetLayout, SheetRow } from './sheet.ts';
import { SheetNames } from './sheet-names.ts';
import { type PartOf, partOf, type SheetPart } from './sheet-parts.ts';
import { WorkbookWriter } from './workbook.ts';
import { type WrittenColumn, writtenColumn, writtenTitle, writtenUnit } from './written-columns.ts';

/** Excel takes 1,048,576 rows a sheet, the titles one of them. */
const ROWS_A_SHEET = 1_048_575;
const HEADER_HEIGHT = 96;

/**
 * @param title of the table, in words
 * @param rowsASheet a table that may have more is split by level and period; a sheet that has more is continued
 * @throws RangeError for a cell that {@link cellOf} refuses
 */
export async function* encodeTableWorkbook<Row>(
  title: Bilingual,
  columns: readonly Column<Row>[],
  about: ExportAbout,
  batches: AsyncIterable<readonly Row[]>,
  rowsASheet: number = ROWS_A_SHEET,
): AsyncGenerator<Uint8Array> {
  const [book, names] = [new WorkbookWriter(), new SheetNames()];
  const [cover, dictionary] = [names.next('Bìa'), names.next('Từ điển')];
  const written = columns.map(writtenColumn);
  const sheets: Listed[] = [];
  async function* table(wanted: string, what: string, rows: Cursor<readonly Cell[]>) {
    do {
      const name = names.next(wanted);
      sheets.push({ name, what });
      yield* book.sheet(layoutOf(written, name), rowsFrom(written, rows, rowsASheet), 1);
    } while ((await rows.peek()) !== null);
  }
  const part = about.mostRows > rowsASheet ? partOf(columns) : null;
  const cells = cellsOf(written, batches);
  if (part === null) yield* table(title.vi, title.vi, new Cursor(cells));
  else
    yield* inParts(part, cells, (part, rows) =>
      part === null ? table(title.vi, title.vi, rows) : table(part.name, `${title.vi}: ${part.what}`, rows),
    );
  sheets.push({ name: dictionary, what: 'Ý nghĩa của từng cột và từng từ' });
  yield* book.sheet(dictionaryLayout(dictionary), dictionaryOf(columns), 2);
  yield* book.sheet(coverLayout(cover), coverOf(title, about, sheets), 0);
  yield* book.end({
    title: `${title.vi} – ${about.top?.name ?? about.organization} – ${periodWords(about.period)}`,
    created: about.top?.asOf ?? about.requestedAt,
  });
}

const layoutOf = <Row>(columns: readonly WrittenColumn<Row>[], name: string): SheetLayout => ({
  name,
  widths: columns.map(({ width }) => width),
  // Whose row it is stays in sight, and is printed on every page.
  frozen: { rows: 1, columns: columns.findIndex(({ isName }) => isName) + 1 },
  table: true,
  landscape: true,
});

async function* cellsOf<Row>(
  columns: readonly WrittenColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  for await (const batch of batches) yield batch.map((row) => columns.map(({ of }) => of(row)));
}

async function* inParts(
  partOfRow: PartOf,
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  write: (part: SheetPart | null, rows: Cursor<readonly Cell[]>) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const spool = await RowSpool.open<readonly Cell[]>();
  const parts = new Map<string, SheetPart>();
  try {
    for await (const batch of batches)
      for (const cells of batch) {
        const part = partOfRow(cells);
        parts.set(part.key, part);
        await spool.add(part.key, cells);
      }
    if (parts.size === 0) yield* write(null, new Cursor(singly(nothing())));
    for (const key of spool.keys) yield* write(parts.get(key) ?? null, new Cursor(singly(spool.rows(key))));
  } finally {
    await spool.dispose();
  }
}

async function* nothing(): AsyncGenerator<never> {}

async function* singly<Row>(rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  for await (const row of rows) yield [row];
}

async function* rowsFrom<Row>(
  columns: readonly WrittenColumn<Row>[],
  cursor: Cursor<readonly Cell[]>,
  most: number,
): AsyncGenerator<SheetRow> {
  yield {
    cells: columns.map(({ title }) => ({ value: title.vi, look: HEADER })),
    height: HEADER_HEIGHT,
  };
  for (let taken = 0; taken < most; taken += 1) {
    const row = await cursor.next();
    if (row === null) return;
    yield { cells: columns.map(({ write }, i) => write(row[i] ?? null)) };
  }
}

function dictionaryOf<Row>(columns: readonly Column<Row>[]): SheetRow[] {
  const coded = columns.flatMap((column) =>
    column.codes === null ? [] : [[writtenTitle(column).vi, column.codes] as const],
  );
  return [
    HEADER_LINE,
    ...columns.map((column) => {
      const [title, unit] = [writtenTitle(column), writtenUnit(column)];
      return dictionaryLine(title.vi, title.en, unit?.vi ?? '', column.meaning.vi, column.meaning.en);
    }),
    ...wordLines(coded),
  ];
}

function coverOf(title: Bilingual, about: ExportAbout, sheets: readonly Listed[]): SheetRow[] {
  const empty: SheetRow = { cells: [] };
  return [
    ...headRows(title.vi, about),
    ...exportRows(about),
    empty,
    ...sheetList(sheets),
    empty,
    {
      cells: [
        {
          value:
            'Ô trống nghĩa là chưa rõ hoặc không áp dụng. Mọi dòng và mọi cột như trong tệp CSV cùng tên; từ thay cho mã, điểm thay cho phần trăm điểm, giờ Việt Nam thay cho UTC. Mã băm của tệp này có trong manifest.json của cùng bản xuất.',
          look: NOTE,
        },
      ],
      merged: [[0, 1]],
      height: 48,
    },
  ];
}
