/** Helpers of the tests in this folder: order an export, and look at what it published. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { CsvFlavour, ExportState, Manifest } from '../../shared/domain/exports/export.ts';
import { exportObjectKey, MANIFEST } from '../../shared/domain/exports/export-names.ts';
import { type PublishingDeps, publishExport } from '../../shared/jobs/publish-export.ts';
import { type QueueingDeps, queueExport } from '../../shared/jobs/queue-export.ts';
import { PROVINCE, type SmallProvince } from './small-province.ts';

type World = PublishingDeps & QueueingDeps;

export async function order(
  world: World,
  period = '2026-10',
  organization = PROVINCE,
  csv: CsvFlavour = 'plain',
): Promise<ExportState> {
  const state = await queueExport(world, {
    organization,
    path: [organization],
    period,
    csv,
    by: 'subject-1',
  });
  if (state === null) throw new Error(`No month of ${period} was opened`);
  return state;
}

export async function stateOf(
  world: World,
  { exportId }: Pick<ExportState, 'exportId'>,
): Promise<ExportState> {
  const state = await world.registry.export(exportId);
  if (state === null) throw new Error(`${exportId} is gone`);
  return state;
}

export type Published = ExportState & { readonly manifest: Manifest };

export async function published(
  world: World,
  { exportId }: Pick<ExportState, 'exportId'>,
): Promise<Published> {
  const state = await stateOf(world, { exportId });
  const { manifest } = state;
  if (state.status !== 'published' || manifest === null) throw new Error(`${exportId} is ${state.status}`);
  return { ...state, manifest };
}

export async function publish(
  world: World,
  period?: string,
  organization?: string,
  csv?: CsvFlavour,
): Promise<Published> {
  const queued = await order(world, period, organization, csv);
  await publishExport(world, queued.exportId);
  return published(world, queued);
}

/** Puts all files of an export into a folder, as a download would. */
export async function saveInto(folder: string, world: World, state: Published): Promise<void> {
  for (const name of [...state.manifest.files.map((file) => file.name), MANIFEST])
    await writeFile(join(folder, name), await fileOf(world, state, name));
}

export async function fileOf(world: World, state: ExportState, name: string): Promise<Uint8Array> {
  const body = await world.objects.get(exportObjectKey(state, name));
  if (body === null) throw new Error(`${name} of ${state.exportId} is not there`);
  return body;
}

type Described = { readonly name: string; readonly title: { readonly vi: string }; readonly type: string };

/** A CSV table as records under the columns' code names, everything as text; the titles must be those of columns.json. */
export async function readTable(
  world: World,
  state: ExportState,
  table: 'scorecards' | 'meetings' | 'facts' | 'duties' | 'plans' | 'classified' | 'changes',
): Promise<Record<string, string>[]> {
  const text = new TextDecoder();
  const columns: { tables: Record<string, Described[]> } = JSON.parse(
    text.decode(await fileOf(world, state, 'columns.json')),
  );
  const described = columns.tables[table] ?? [];
  const [titles = [], ...lines]: string[][] = parse(Buffer.from(await fileOf(world, state, `${table}.csv`)), {
    record_delimiter: '\r\n',
  });
  if (titles.join('|') !== described.map(({ title }) => title.vi).join('|'))
    throw new Error(`The titles of ${table} are not those of columns.json`);
  return lines.map((line) => Object.fromEntries(described.map(({ name }, i) => [name, line[i] ?? ''])));
}

/** Every manifest in the bucket, whichever attempt wrote it, with the faults of the files that it names. */
export async function manifestFaults({
  objects,
}: {
  readonly objects: Pick<SmallProvince['objects'], 'get' | 'keys'>;
}): Promise<string[]> {
  const faults: string[] = [];
  for (const key of objects.keys().filter((name) => name.endsWith('/manifest.json'))) {
    const [, , attempt] = key.split('/');
    const body = await objects.get(key);
    const manifest: Manifest = JSON.parse(new TextDecoder().decode(body ?? new Uint8Array()));
    for (const { name, bytes, sha256 } of manifest.files) {
      const place = { exportId: manifest.exportId, attempt: Number(attempt) };
      const file = await objects.get(exportObjectKey(place, name));
      const found = file === null ? null : createHash('sha256').update(file).digest('hex');
      if (found !== sha256 || file?.length !== bytes) faults.push(`${key}: ${name}`);
    }
  }
  return faults;
}
