/**
 * Every column of every row of every table, read back by readers that share nothing with the writers: the CSV and
 * the Parquet mean the same to DuckDB, under the names, types and titles that columns.json gives, and the workbook
 * of the table means the same to SheetJS.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import * as sheetjs from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPORTED_TABLES, type ExportedTable } from '../../shared/domain/exports/export-names.ts';
import { life } from './eventful-province.ts';
import { inspect } from './inspected-province.ts';
import { fileOf, type Published, publish } from './published-files.ts';
import { smallProvince } from './small-province.ts';
import { asInCsv, type Described, titleInWorkbook, workbookOf } from './workbook-values.ts';

const DUCKDB_TYPES = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  instant: 'TIMESTAMP WITH TIME ZONE',
} as const;

/** What the CSV writes before text that a spreadsheet would take for a formula. */
const withoutApostrophe = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, '') : value;

let folder: string;
let state: Published;
let connection: DuckDBConnection;
let described: Readonly<Record<ExportedTable, readonly Described[]>>;

beforeAll(async () => {
  const world = await smallProvince();
  await publish(world);
  await inspect(world);
  await life(world);
  state = await publish(world);
  folder = await mkdtemp(join(tmpdir(), 'every-format-'));
  for (const { name } of state.manifest.files)
    await writeFile(join(folder, name), await fileOf(world, state, name));
  described = JSON.parse(new TextDecoder().decode(await fileOf(world, state, 'columns.json'))).tables;
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("SET TimeZone = 'UTC'");
});
afterAll(async () => {
  connection.closeSync();
  await rm(folder, { recursive: true });
});

const query = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
const path = (name: string) => `'${join(folder, name)}'`;

describe.each(EXPORTED_TABLES)('the table %s', (table) => {
  const parquet = () => query(`SELECT * FROM read_parquet(${path(`${table}.parquet`)})`);
  const csv = () => {
    const types = described[table].map(({ name, type }) => `'${name}': '${DUCKDB_TYPES[type]}'`).join(', ');
    return query(
      `SELECT * FROM read_csv(${path(`${table}.csv`)}, header = false, skip = 1, delim = ',', quote = '"',
       escape = '"', new_line = '\\r\\n', nullstr = '', columns = {${types}})`,
    );
  };

  it('has in Parquet the columns that columns.json describes, typed', async () => {
    const schema = await query(`DESCRIBE SELECT * FROM read_parquet(${path(`${table}.parquet`)})`);
    expect(schema.map(({ column_name, column_type }) => [column_name, column_type])).toEqual(
      described[table].map(({ name, type }) => [name, DUCKDB_TYPES[type]]),
    );
  });

  it('has the same rows and values in CSV and Parquet', async () => {
    const rows = await parquet();
    expect(rows.length).toBeGreaterThan(0);
    for (const name of [`${table}.csv`, `${table}.parquet`])
      expect(state.manifest.files.find((file) => file.name === name)?.rows).toBe(rows.length);
    const unescaped = (await csv()).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, withoutApostrophe(value)])),
    );
    expect(unescaped).toEqual(rows);
  });

  it('has the same rows and values in its workbook, in words and units for people', async () => {
    const lines: string[][] = parse(await readFile(join(folder, `${table}.csv`)), {
      record_delimiter: '\r\n',
    });
    const book = sheetjs.read(await readFile(join(folder, workbookOf(table))));
    const sheet = book.Sheets[book.SheetNames[1] ?? ''] ?? {};
    const [titles = [], ...rows] = sheetjs.utils.sheet_to_json<(string | number | null)[]>(sheet, {
      header: 1,
      raw: true,
      defval: null,
    });
    expect(titles).toEqual(described[table].map(titleInWorkbook));
    expect(rows.map((row) => described[table].map((column, i) => asInCsv(row[i] ?? null, column)))).toEqual(
      lines.slice(1).map((line) => line.map((cell) => withoutApostrophe(cell))),
    );
  });

  it('has no empty cell where a column says that there is none', async () => {
    for (const row of await parquet())
      for (const { name, nullable } of described[table])
        if (!nullable) expect([name, row[name]]).not.toEqual([name, null]);
  });
});
