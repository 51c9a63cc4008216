/**
 * Parquet: typed columns under their code names, row groups of a fixed size, dictionaries where they pay, and
 * what every column means in the file's own metadata. Pages are gzipped: ids, names and paths are different in every
 * row, so what shrinks them is the compression, and gzip halves what Snappy leaves and is read everywhere.
 */
import { gzipSync } from 'node:zlib';
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { type Cell, type Column, type ColumnType, cellOf } from './columns.ts';
import { describeColumns } from './columns-json.ts';

/** Enough for a dictionary to pay, few enough to hold at once. */
export const ROWS_PER_GROUP = 10_000;

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type SchemaElement = Schema[number];

const PHYSICAL: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

const DAY_MS = 86_400_000;

/** Days since 1970 for a date, milliseconds for an instant, bigint wherever Parquet has 64 bits. */
function physical(type: ColumnType, cell: Cell): string | number | bigint | boolean | null {
  if (cell === null) return null;
  if (type === 'integer') return BigInt(cell);
  if (type === 'date') return Date.parse(`${cell}T00:00:00.000Z`) / DAY_MS;
  if (type === 'instant') return BigInt(Date.parse(String(cell)));
  return cell;
}

const schemaOf = <Row>(columns: readonly Column<Row>[]): Schema => [
  { name: 'root', num_children: columns.length },
  ...columns.map(
    ({ name, type, nullable }): SchemaElement => ({
      ...PHYSICAL[type],
      name,
      repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED',
    }),
  ),
];

const dataOf = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): ColumnSource[] =>
  columns.map((column) => ({
    name: column.name,
    data: rows.map((row) => physical(column.type, cellOf(column, row))),
  }));

/** What was written since the last taking. */
function take(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

export async function* encodeParquet<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<readonly Row[]>,
  rowsPerGroup: number = ROWS_PER_GROUP,
): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: schemaOf(columns),
    codec: 'GZIP',
    compressors: { GZIP: (page) => gzipSync(page) },
    createdBy: 'nennep',
    kvMetadata: [{ key: 'columns', value: JSON.stringify(describeColumns(columns)) }],
  });
  let waiting: Row[] = [];
  for await (const batch of rows) {
    waiting.push(...batch);
    while (waiting.length >= rowsPerGroup) {
      file.write({ columnData: dataOf(columns, waiting.slice(0, rowsPerGroup)), rowGroupSize: rowsPerGroup });
      waiting = waiting.slice(rowsPerGroup);
      yield take(writer);
    }
  }
  if (waiting.length > 0) file.write({ columnData: dataOf(columns, waiting), rowGroupSize: rowsPerGroup });
  file.finish();
  yield take(writer);
}
