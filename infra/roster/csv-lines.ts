/** A roster in CSV as lines of cells: as spreadsheets save it, whatever separates cells and ends lines. */
import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { FileLine } from './file-line.ts';

/**
 * UTF-8, or the UTF-16 that Excel calls Unicode text; in the code pages of old systems letters cannot be told.
 * @throws SyntaxError
 */
export function decoded(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new SyntaxError(
      'Tệp không ở dạng UTF-8; trong Excel hãy lưu thành "CSV UTF-8" | Not in UTF-8; in Excel save it as "CSV UTF-8".',
    );
  }
}

/** Excel separates by the list separator of the country: a semicolon in Vietnam, and by tabs in Unicode text. */
function separatorOf(text: string): string {
  const [titles = ''] = text.trimStart().split('\n', 1);
  const count = (separator: string) => titles.split(separator).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

const parsed = z.array(
  z.object({ record: z.array(z.string()), raw: z.string(), info: z.object({ lines: z.number() }) }),
);

/**
 * A cell may hold line breaks, so a record's number is not its line.
 * @throws SyntaxError where a cell begins with a quote that does not close it
 */
export function csvLines(text: string): FileLine[] {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  return records(lines).map(({ record, raw, info }) => ({
    line: info.lines - (raw.trimEnd().split('\n').length - 1),
    cells: record.map((cell) => cell.trim()),
  }));
}

function records(text: string): z.output<typeof parsed> {
  let ended = 0;
  try {
    return parsed.parse(
      parse(text, {
        delimiter: separatorOf(text),
        ...{ bom: true, trim: true, info: true, raw: true },
        // Whoever types a name in quotes by hand does not double them; Excel reads them as they stand.
        relax_quotes: true,
        // A line that is too short or too long is that line's fault, not the file's.
        relax_column_count: true,
        on_record: (record, { lines }) => {
          ended = lines;
          return record;
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SyntaxError(quotesFault(text, ended, error), { cause: error });
  }
}

/** Where a cell begins with a quote, all up to the next quote belongs to it, so nobody knows where lines end. */
function quotesFault(text: string, ended: number, { code, lines }: CsvError & { lines?: number }): string {
  const blank = text
    .split('\n')
    .slice(ended)
    .findIndex((line) => line.trim() !== '');
  const first = ended + Math.max(blank, 0) + 1;
  const remedy = {
    vi: 'Hãy bỏ dấu đó đi, hoặc đặt cả ô trong ngoặc kép và viết đôi mỗi dấu ngoặc kép ở bên trong.',
    en: 'Leave that quote out, or put the whole cell in quotes and double each quote inside it.',
  };
  return code === 'CSV_QUOTE_NOT_CLOSED'
    ? `Dòng ${first}: có ô mở đầu bằng dấu ngoặc kép mà không đóng. ${remedy.vi} | Line ${first}: a cell begins with a quote that is never closed. ${remedy.en}`
    : `Dòng ${first}: có ô mở đầu bằng dấu ngoặc kép, mà dấu ngoặc kép kế tiếp, ở dòng ${lines}, không phải ở cuối ô. ${remedy.vi} | Line ${first}: a cell begins with a quote, and the next quote, on line ${lines}, does not end the cell. ${remedy.en}`;
}
