/**
 * RFC 4180: UTF-8, comma, CRLF, a first line of Vietnamese titles. No byte order mark unless asked for, since it
 * breaks other readers. What a spreadsheet would take for a formula is kept from it by an apostrophe before it: at
 * the beginning of a text and, since a Vietnamese Excel parts the cells of a line at semicolons and knows no quotes
 * within one, behind every semicolon, tab and line break.
 */
import { type Options, stringify } from 'csv-stringify/sync';
import { type Column, cellOf } from './columns.ts';

export type CsvOptions = {
  /** Excel opens UTF-8 rightly only with it; everything else reads it as part of the first title. */
  readonly byteOrderMark?: boolean;
};

/** Where a spreadsheet that parts cells here would begin to read a formula. */
const BEHIND_A_SEPARATOR = /([;\t\r\n][\s"]*)(?=[=+\-@＝＋－＠])/gu;

const RFC_4180: Options = {
  record_delimiter: 'windows',
  // Named, because giving a record delimiter turns it off: a lone line feed in a name must be quoted, too.
  quote_record_delimiter: true,
  escape_formulas: true,
  cast: {
    boolean: (value) => (value ? 'true' : 'false'),
    string: (value) => {
      const inside = value.replaceAll(BEHIND_A_SEPARATOR, "$1'");
      // The one beginning that a spreadsheet skips and the library does not know.
      return inside.startsWith('\n') ? `'${inside}` : inside;
    },
  },
};

const lines = (records: unknown[][]): Uint8Array => Buffer.from(stringify(records, RFC_4180), 'utf8');

export async function* encodeCsv<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<readonly Row[]>,
  { byteOrderMark = false }: CsvOptions = {},
): AsyncGenerator<Uint8Array> {
  if (byteOrderMark) yield Uint8Array.of(0xef, 0xbb, 0xbf);
  yield lines([columns.map(({ title }) => title.vi)]);
  for await (const batch of rows)
    if (batch.length > 0) yield lines(batch.map((row) => columns.map((column) => cellOf(column, row))));
}
