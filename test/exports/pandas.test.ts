/**
 * Every table of an export as pandas reads it, out of Parquet and out of CSV. Runs where PANDAS_PYTHON, or else
 * python3, is a Python that has pandas and pyarrow.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXPORTED_TABLES } from '../../shared/domain/exports/export-names.ts';
import { life } from './eventful-province.ts';
import { inspect } from './inspected-province.ts';
import { fileOf, publish } from './published-files.ts';
import { smallProvince } from './small-province.ts';
import type { Described } from './workbook-values.ts';

const PYTHON = process.env.PANDAS_PYTHON ?? 'python3';
const SCRIPT = readFileSync(fileURLToPath(new URL('read-with-pandas.py', import.meta.url)), 'utf8');
const installed =
  spawnSync(PYTHON, ['-c', 'import pandas, pyarrow.parquet'], { stdio: 'ignore' }).status === 0;

const PANDAS_TYPES = {
  text: 'string',
  integer: 'Int64',
  boolean: 'boolean',
  date: 'object',
  instant: 'datetime64[ms, UTC]',
} as const;

type Found = {
  readonly types: readonly (readonly [name: string, type: string])[];
  readonly rows: readonly (readonly string[])[];
  readonly described: unknown;
  readonly titles: readonly string[];
  readonly lines: readonly (readonly string[])[];
};

/** What the CSV writes before text that a spreadsheet would take for a formula. */
const withoutApostrophe = (value: string): string => value.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, '');

describe.skipIf(!installed)('pandas', () => {
  let described: Readonly<Record<string, readonly Described[]>>;
  let csv: Readonly<Record<string, readonly string[][]>>;
  let found: Readonly<Record<string, Found>>;

  beforeAll(async () => {
    const world = await smallProvince();
    await publish(world);
    await inspect(world);
    await life(world);
    const state = await publish(world);
    const bytes = async (name: string) => Buffer.from(await fileOf(world, state, name));
    described = JSON.parse((await bytes('columns.json')).toString('utf8')).tables;
    const tables = await Promise.all(
      EXPORTED_TABLES.map(async (table) => ({
        table,
        csv: await bytes(`${table}.csv`),
        parquet: await bytes(`${table}.parquet`),
      })),
    );
    csv = Object.fromEntries(tables.map((one) => [one.table, parse(one.csv, { record_delimiter: '\r\n' })]));
    const files = tables.map((one) => [
      one.table,
      { csv: one.csv.toString('base64'), parquet: one.parquet.toString('base64') },
    ]);
    const { stdout, stderr, status } = spawnSync(PYTHON, ['-c', SCRIPT], {
      input: JSON.stringify(Object.fromEntries(files)),
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    if (status !== 0) throw new Error(stderr);
    found = JSON.parse(stdout);
  });

  it.each(EXPORTED_TABLES)('finds in the Parquet of %s every column typed, and what it means', (table) => {
    const columns = described[table] ?? [];
    expect(found[table]?.types).toEqual(columns.map(({ name, type }) => [name, PANDAS_TYPES[type]]));
    expect(found[table]?.described).toEqual(columns);
  });

  it.each(EXPORTED_TABLES)('reads the same rows and values of %s from Parquet and from CSV', (table) => {
    const [titles, ...lines] = csv[table] ?? [];
    expect(lines.length).toBeGreaterThan(0);
    expect(found[table]?.titles).toEqual(titles);
    expect(found[table]?.lines).toEqual(lines);
    expect(found[table]?.rows).toEqual(lines.map((line) => line.map(withoutApostrophe)));
  });
});
