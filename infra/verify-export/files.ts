/** The files of a downloaded export: held against the manifest, then read by the names that `columns.json` gives. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import * as z from 'zod';
import { criteriaSetSchema } from '../../shared/adapters/presets/criteria-set-schema.ts';
import { manifest as manifestSchema } from '../../shared/contracts/exports.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import type { ExportFile, Manifest } from '../../shared/domain/exports/export.ts';

/** The folder is no export that could be computed again: something is missing or cannot be read. */
export class UnreadableExportError extends Error {
  override readonly name = 'UnreadableExportError';
}

export const TABLES = [
  'scorecards',
  'meetings',
  'inspections',
  'findings',
  'facts',
  'duties',
  'plans',
] as const;
/** Those that a year's export has besides. */
export const YEAR_TABLES = ['classified', 'classification'] as const;
export type TableName = (typeof TABLES)[number] | (typeof YEAR_TABLES)[number];

/** A row of a CSV table, everything as it is written, by the columns' code names. */
export class Line {
  /** Where each column stands; one map for the whole table. */
  readonly #places: ReadonlyMap<string, number>;
  readonly #cells: readonly string[];

  constructor(places: ReadonlyMap<string, number>, cells: readonly string[]) {
    this.#places = places;
    this.#cells = cells;
  }

  /** Undefined if the table has no such column. */
  get(column: string): string | undefined {
    const place = this.#places.get(column);
    return place === undefined ? undefined : (this.#cells[place] ?? '');
  }

  get columns(): readonly string[] {
    return [...this.#places.keys()];
  }
}

const columns = z.array(z.object({ name: z.string(), title: z.object({ vi: z.string() }) }));
const described = z.object({
  tables: z.object({
    ...Object.fromEntries(TABLES.map((table) => [table, columns])),
    ...Object.fromEntries(YEAR_TABLES.map((table) => [table, columns.optional()])),
  }),
});

async function readJson<T extends z.ZodType>(folder: string, name: string, schema: T): Promise<z.output<T>> {
  try {
    return schema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  } catch (error) {
    throw new UnreadableExportError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @throws UnreadableExportError */
export const readManifest = (folder: string): Promise<Manifest> =>
  readJson(folder, 'manifest.json', manifestSchema);

/** @throws UnreadableExportError */
export const readCriteriaSets = (folder: string): Promise<readonly CriteriaSet[]> =>
  readJson(folder, 'criteria-sets.json', z.array(criteriaSetSchema));

/** What a file is that should have been the one of the manifest; null if it is. */
export async function fileFault(folder: string, file: ExportFile): Promise<string | null> {
  const path = join(folder, file.name);
  const size = await stat(path).then(
    (found) => found.size,
    () => null,
  );
  if (size === null) return 'missing';
  if (size !== file.bytes) return `${size} bytes, ${file.bytes} in the manifest`;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex') === file.sha256 ? null : 'another SHA-256 than in the manifest';
}

const told = z.strictObject({
  exportId: z.string(),
  kind: z.string(),
  previous: z.string(),
  dataSha256: z.string(),
});
/** What the report says once more of which export it belongs to. */
export type ToldByReport = z.output<typeof told>;

/** @throws UnreadableExportError */
export async function readReport(folder: string): Promise<ToldByReport> {
  try {
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    const metas = page.matchAll(/<meta name="nennep\.(\w+)" content="([^"]*)">/g);
    return told.parse(Object.fromEntries(Array.from(metas, ([, name = '', value = '']) => [name, value])));
  } catch (error) {
    throw new UnreadableExportError(`report.html: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The rows of one CSV table, in order.
 * @throws UnreadableExportError for a title that `columns.json` does not know, or the other way round
 */
export async function* readTable(folder: string, table: TableName): AsyncGenerator<Line> {
  const { tables } = await readJson(folder, 'columns.json', described);
  const columns = tables[table] ?? [];
  const places = new Map(columns.map(({ name }, i) => [name, i]));
  const titles = columns.map(({ title }) => title.vi).join('\n');
  // The reader of the records is told of a file that cannot be read.
  const records: AsyncIterable<string[]> = pipeline(
    createReadStream(join(folder, `${table}.csv`)),
    parse({ record_delimiter: '\r\n', bom: true }),
    () => undefined,
  );
  let first = true;
  try {
    for await (const cells of records) {
      if (!first) yield new Line(places, cells);
      else if (cells.join('\n') !== titles) throw new Error('its titles are not those of columns.json');
      first = false;
    }
  } catch (error) {
    throw error instanceof UnreadableExportError
      ? error
      : new UnreadableExportError(`${table}.csv: ${error instanceof Error ? error.message : String(error)}`);
  }
}
