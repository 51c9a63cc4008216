/** The first sheet of a workbook as lines of text under the titles of its first row. */
import * as xlsx from '@e965/xlsx';
import * as z from 'zod';

const rows = z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.date(), z.null()])));
type Cell = z.output<typeof rows>[number][number];

/** Excel takes `2026-01` for a date; the month is meant. */
function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 7) : String(cell).trim();
}

/**
 * Blank lines stand as lines without cells, so that line numbers stay those of the sheet; trailing ones are left out.
 * @throws SyntaxError without a title line
 */
export function sheetLines(
  content: string | Uint8Array,
  fieldOf: (title: string) => string,
): Record<string, string>[] {
  const book = xlsx.read(content, {
    type: typeof content === 'string' ? 'string' : 'array',
    cellDates: true,
  });
  const sheet = book.Sheets[book.SheetNames[0] ?? ''];
  const [titles = [], ...lines] = rows.parse(
    sheet === undefined
      ? []
      : xlsx.utils.sheet_to_json(sheet, { header: 1, raw: true, defval: null, blankrows: true, UTC: true }),
  );
  const fields = titles.map((title) => fieldOf(textOf(title)));
  if (!fields.includes('organization'))
    throw new SyntaxError('The first sheet has no column "organization".');
  const read = lines.map((cells) =>
    Object.fromEntries(fields.flatMap((field, i) => (field === '' ? [] : [[field, textOf(cells[i])]]))),
  );
  const last = read.findLastIndex((line) => Object.values(line).some((text) => text !== ''));
  return read.slice(0, last + 1);
}
