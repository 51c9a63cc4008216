/** What stands inside a Parquet file, as DuckDB reads it: types, encodings, row groups, and what the columns mean. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column } from '../../shared/adapters/formats/columns.ts';
import { encodeParquet, ROWS_PER_GROUP } from '../../shared/adapters/formats/parquet.ts';
import { columnsOf } from '../../shared/adapters/formats/told-columns.ts';
import { EXPORTED_TABLES, type ExportedTable } from '../../shared/domain/exports/export-names.ts';
import { batches, bytesOf } from './encoded.ts';
import { life } from './eventful-province.ts';
import { inspect } from './inspected-province.ts';
import { fileOf, publish } from './published-files.ts';
import { smallProvince } from './small-province.ts';

let folder: string;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parquet-'));
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(async () => {
  connection.closeSync();
  await rm(folder, { recursive: true });
});

const query = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
const path = (name: string) => `'${join(folder, name)}'`;

type Row = { readonly id: string; readonly word: string | null; readonly figure: number };
const columns: readonly Column<Row>[] = columnsOf(
  {
    id: { type: 'text', title: ['Mã', 'Id'], meaning: ['', ''] },
    word: { type: 'text', nullable: true, title: ['Từ', 'Word'], meaning: ['', ''] },
    figure: { type: 'integer', title: ['Số', 'Figure'], meaning: ['', ''] },
  },
  { id: (row) => row.id, word: (row) => row.word, figure: (row) => row.figure },
);
const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `chi-bo-thon-${i}`,
    word: i % 5 === 0 ? null : `Chi bộ thôn ${i % 7}`,
    figure: i % 3,
  }));

describe('a table of many rows', () => {
  const count = 2 * ROWS_PER_GROUP + 500;
  const name = 'many.parquet';
  let bytes: Buffer;
  beforeAll(async () => {
    bytes = await bytesOf(encodeParquet(columns, batches(rowsOf(count))));
    await writeFile(join(folder, name), bytes);
  });

  it('is cut into row groups of a fixed size', async () => {
    const groups = await query(
      `SELECT DISTINCT row_group_id, row_group_num_rows AS rows FROM parquet_metadata(${path(name)}) ORDER BY 1`,
    );
    expect(groups.map(({ rows }) => Number(rows))).toEqual([ROWS_PER_GROUP, ROWS_PER_GROUP, 500]);
  });

  it('has dictionaries where values return, and none where every value is another', async () => {
    const chunks = await query(
      `SELECT path_in_schema AS name, encodings FROM parquet_metadata(${path(name)})`,
    );
    expect(chunks).toHaveLength(9);
    for (const chunk of chunks)
      expect([chunk.name, String(chunk.encodings).includes('RLE_DICTIONARY')]).toEqual([
        chunk.name,
        chunk.name !== 'id',
      ]);
  });

  it('is compressed in every page, and takes no more than DuckDB takes for the same rows', async () => {
    const codecs = await query(`SELECT DISTINCT compression FROM parquet_metadata(${path(name)})`);
    expect(codecs).toEqual([{ compression: 'GZIP' }]);
    await query(
      `COPY (SELECT * FROM read_parquet(${path(name)})) TO ${path('duckdb.parquet')} (FORMAT parquet)`,
    );
    const [theirs] = await query(`SELECT size FROM read_blob(${path('duckdb.parquet')})`);
    expect(bytes.length).toBeLessThan(Number(theirs?.size));
  });

  it('holds text in NFC, however it was typed', async () => {
    const typed = { id: 'a', word: 'Hưng Yên, Đặng Xá'.normalize('NFD'), figure: 0 };
    await writeFile(join(folder, 'nfd.parquet'), await bytesOf(encodeParquet(columns, batches([typed]))));
    expect(await query(`SELECT word FROM read_parquet(${path('nfd.parquet')})`)).toEqual([
      { word: 'Hưng Yên, Đặng Xá'.normalize('NFC') },
    ]);
  });
});

const ANNOTATED = {
  text: ['BYTE_ARRAY', 'StringType()'],
  integer: ['INT64', null],
  boolean: ['BOOLEAN', null],
  date: ['INT32', 'DateType()'],
  instant: ['INT64', 'TimestampType(isAdjustedToUTC=1'],
} as const;

describe('every table of an export', () => {
  let described: Readonly<
    Record<ExportedTable, readonly { name: string; type: keyof typeof ANNOTATED; nullable: boolean }[]>
  >;
  beforeAll(async () => {
    const world = await smallProvince();
    await publish(world);
    await inspect(world);
    await life(world);
    const state = await publish(world);
    for (const table of EXPORTED_TABLES)
      await writeFile(join(folder, `${table}.parquet`), await fileOf(world, state, `${table}.parquet`));
    described = JSON.parse(Buffer.from(await fileOf(world, state, 'columns.json')).toString('utf8')).tables;
  });

  it.each(EXPORTED_TABLES)('%s is typed as its columns are', async (table) => {
    const schema = await query(
      `SELECT name, type, repetition_type, logical_type FROM parquet_schema(${path(`${table}.parquet`)})
       WHERE num_children IS NULL OR num_children = 0`,
    );
    expect(schema.map(({ name }) => name)).toEqual(described[table].map(({ name }) => name));
    for (const [i, { name, type, nullable }] of described[table].entries()) {
      const [physical, logical] = ANNOTATED[type];
      const repetition = nullable ? 'OPTIONAL' : 'REQUIRED';
      expect({ ...schema[i], logical_type: undefined }).toEqual({
        name,
        type: physical,
        repetition_type: repetition,
      });
      if (logical === null) expect([name, schema[i]?.logical_type]).toEqual([name, null]);
      else expect(schema[i]?.logical_type).toContain(logical);
    }
  });

  it.each(EXPORTED_TABLES)(
    '%s carries what its columns mean, word for word as columns.json',
    async (table) => {
      const kept = await query(
        `SELECT decode(value) AS value FROM parquet_kv_metadata(${path(`${table}.parquet`)})
       WHERE decode(key) = 'columns'`,
      );
      expect(kept).toHaveLength(1);
      expect(JSON.parse(String(kept[0]?.value))).toEqual(described[table]);
    },
  );
});
