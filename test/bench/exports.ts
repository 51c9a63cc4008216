/** What an export of a province of 20,000 cells costs, format by format, beside DuckDB writing the same rows. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { YEAR } from './export-province.ts';
import { type Figure, table } from './figures.ts';
import { say } from './progress.ts';

const run = promisify(execFile);
const ENDINGS = ['csv', 'csv-excel', 'parquet', 'xlsx', 'all'] as const;
/** What the export may hold at once; together with what is no JavaScript's it stays below 1 GB. */
const HEAP_MB = 600;
const TABLES = ['scorecards', 'meetings', 'plans'] as const;

/** `processor`: its seconds, all threads together, which other work beside it lengthens little. */
const measured = z.object({
  seconds: z.number(),
  processor: z.number(),
  peakMb: z.number(),
  bytes: z.number(),
});
const outcome = measured.extend({
  requests: z.number(),
  units: z.number(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), rows: z.number() })),
});

/** @param small to see that it runs */
export async function measureExports(small: boolean): Promise<Figure[]> {
  const figures: Figure[] = [];
  const tell = (...told: readonly Figure[]): void => {
    figures.push(...told);
    say(table(told));
  };
  for (const period of [`${YEAR}-10`, YEAR]) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-exports-'));
    const ours = new Map<string, number>();
    try {
      for (const ending of ENDINGS) {
        const { seconds, processor, peakMb, bytes, requests, units, files } = await exportOf(
          folder,
          period,
          ending,
          small,
        );
        const tables = TABLES.map((table) => `${table}.${ending === 'csv-excel' ? 'csv' : ending}`);
        const rows = files.filter(({ name }) => tables.includes(name));
        const told = { seconds, processor, 'peak MB': peakMb, 'MB written': bytes / 1e6 };
        const ofTables = { 'MB of tables': rows.reduce((sum, file) => sum + file.bytes, 0) / 1e6 };
        tell(figureOf(`${period} ${ending}`, ending === 'all' ? told : { ...told, ...ofTables }));
        if (ending === 'csv')
          tell(figureOf(`${period} rows`, Object.fromEntries(rows.map((file) => [file.name, file.rows]))));
        for (const { name, bytes: size } of ending === 'csv-excel' ? [] : rows) ours.set(name, size);
        if (ending === 'all') tell(figureOf(`${period} reads`, { requests, 'read units': units }));
      }
      tell(await verified(folder, period));
      tell(...(await duckdb(folder, period, ours)));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  tell(await workbookOf(small ? 2_000 : 260_000));
  return figures;
}

/**
 * All files at once, computed again from their own records.
 * @throws Error if they do not hold
 */
async function verified(folder: string, period: string): Promise<Figure> {
  const clock = clocks();
  const { figures, differences } = await verifyExport(join(folder, 'all'));
  const [first] = differences;
  if (first !== undefined) throw new Error(`The export of ${period} does not hold: ${JSON.stringify(first)}`);
  return figureOf(`${period} verified`, { figures, ...clock() });
}

/** The workbook alone, of so many cells that stream by. */
async function workbookOf(cells: number): Promise<Figure> {
  const script = fileURLToPath(new URL('encode-run.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [script, 'scorecards.xlsx', String(cells)]);
  const { seconds, processor, peakMb, bytes } = measured.parse(JSON.parse(stdout));
  return figureOf(`workbook of ${cells} cells`, {
    seconds,
    processor,
    'peak MB': peakMb,
    'MB written': bytes / 1e6,
  });
}

/** Seconds since, by the wall and of this process's processors. */
function clocks(): () => { seconds: number; processor: number } {
  const begun = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - begun) / 1_000, processor: (user + system) / 1e6 };
  };
}

const figureOf = (figure: string, values: Readonly<Record<string, number>>): Figure => ({
  part: 'exports',
  figure,
  values: Object.entries(values).map(([name, value]) => ({ name, value })),
});

async function exportOf(folder: string, period: string, ending: string, small: boolean) {
  const script = fileURLToPath(new URL('export-run.ts', import.meta.url));
  const args = [
    `--max-old-space-size=${HEAP_MB}`,
    script,
    join(folder, ending),
    period,
    ending,
    small ? 'small' : 'full',
  ];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1e7 });
  return outcome.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

/**
 * The same rows, read from our Parquet beforehand, written by DuckDB in each of its formats.
 * @param ours bytes by name of file
 */
async function duckdb(folder: string, period: string, ours: ReadonlyMap<string, number>): Promise<Figure[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const find = (table: string) => `${folder}/parquet/**/${table}.parquet`;
  for (const table of TABLES)
    await connection.run(`CREATE TABLE ${table} AS SELECT * FROM read_parquet('${find(table)}')`);
  const figures: Figure[] = [];
  for (const [ending, options] of [
    ['csv', 'FORMAT csv, HEADER'],
    ['parquet', 'FORMAT parquet'],
  ] as const) {
    const clock = clocks();
    const theirs: Record<string, number> = {};
    for (const table of TABLES) {
      const path = join(folder, `duckdb-${table}.${ending}`);
      await connection.run(`COPY ${table} TO '${path}' (${options})`);
      theirs[table] = (await stat(path)).size;
    }
    const taken = clock();
    const written = Object.values(theirs).reduce((sum, bytes) => sum + bytes, 0);
    figures.push(figureOf(`${period} ${ending}, DuckDB`, { ...taken, 'MB written': written / 1e6 }));
    const times = TABLES.map((table) => [
      table,
      (ours.get(`${table}.${ending}`) ?? 0) / (theirs[table] ?? 1),
    ]);
    figures.push(figureOf(`${period} ${ending}, bytes as a multiple of DuckDB's`, Object.fromEntries(times)));
  }
  connection.closeSync();
  return figures;
}
