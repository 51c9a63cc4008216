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
const ENDINGS = ['csv', 'parquet', 'xlsx', 'all'] as const;
/** What the export may hold at once; together with what is no JavaScript's it stays below 1 GB. */
const HEAP_MB = 600;
const TABLES = ['scorecards', 'meetings', 'plans'] as const;

const measured = z.object({ seconds: z.number(), peakMb: z.number(), bytes: z.number() });
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
        const { seconds, peakMb, bytes, requests, units, files } = await exportOf(
          folder,
          period,
          ending,
          small,
        );
        const tables = files.filter(({ name }) => TABLES.some((table) => name === `${table}.${ending}`));
        const written = ending === 'all' ? bytes : tables.reduce((sum, file) => sum + file.bytes, 0);
        const values = { seconds, 'peak MB': peakMb, 'MB written': written / 1e6 };
        tell(figureOf(`${period} ${ending}`, values));
        for (const { name, bytes: size } of tables) ours.set(name, size);
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
  const begun = performance.now();
  const { figures, differences } = await verifyExport(join(folder, 'all'));
  const [first] = differences;
  if (first !== undefined) throw new Error(`The export of ${period} does not hold: ${JSON.stringify(first)}`);
  return figureOf(`${period} verified`, { figures, seconds: (performance.now() - begun) / 1_000 });
}

/** The workbook alone, of so many cells that stream by. */
async function workbookOf(cells: number): Promise<Figure> {
  const script = fileURLToPath(new URL('encode-run.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [script, 'scorecards.xlsx', String(cells)]);
  const { seconds, peakMb, bytes } = measured.parse(JSON.parse(stdout));
  return figureOf(`workbook of ${cells} cells`, { seconds, 'peak MB': peakMb, 'MB written': bytes / 1e6 });
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
    const begun = performance.now();
    const theirs: Record<string, number> = {};
    for (const table of TABLES) {
      const path = join(folder, `duckdb-${table}.${ending}`);
      await connection.run(`COPY ${table} TO '${path}' (${options})`);
      theirs[table] = (await stat(path)).size;
    }
    const seconds = (performance.now() - begun) / 1_000;
    const written = Object.values(theirs).reduce((sum, bytes) => sum + bytes, 0);
    figures.push(figureOf(`${period} ${ending}, DuckDB`, { seconds, 'MB written': written / 1e6 }));
    const times = TABLES.map((table) => [
      table,
      (ours.get(`${table}.${ending}`) ?? 0) / (theirs[table] ?? 1),
    ]);
    figures.push(figureOf(`${period} ${ending}, bytes as a multiple of DuckDB's`, Object.fromEntries(times)));
  }
  connection.closeSync();
  return figures;
}
