/** Writes one attempt of an export under its own prefix: the data files first, the manifest last, each once. */

import { groupsOfYear } from '../domain/exports/classified-year.ts';
import { type EventMark, marksOf, ownerOf } from '../domain/exports/event-marks.ts';
import type { ExportFile, ExportState, Manifest } from '../domain/exports/export.ts';
import {
  CHANGE_REASONS,
  type ComparedOrganization,
  changeRows,
  changesBetween,
  comparedOf,
} from '../domain/exports/export-changes.ts';
import { exportObjectKey, MANIFEST } from '../domain/exports/export-names.ts';
import type { ClassificationEntry, EventEntries } from '../domain/exports/export-tables.ts';
import { Pool } from '../domain/exports/held-months.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type {
  ExportFiles,
  ExportFormats,
  ExportTop,
  PlainFile,
  TableFile,
  WrittenRest,
} from '../ports/export-formats.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { type EarlierDeps, newestPublished, readCompared, readEarlierPeriods } from './earlier-exports.ts';
import { fanOut } from './fan-out.ts';
import { type ClassificationDeps, readClassification, ToldOfYear } from './read-classification.ts';
import { type DutyReportDeps, readDuties } from './read-duty-reports.ts';
import { type ExportReading, type ReadingDeps, readEvents } from './read-export.ts';

export type WritingDeps = Pick<ReadingDeps, 'events'> &
  EarlierDeps &
  ClassificationDeps &
  DutyReportDeps & {
    readonly objects: Pick<ObjectStore, 'putOnce'>;
    readonly formats: ExportFormats;
  };

/** Another object stands where this attempt wanted to write: the attempt is spoiled, the next one has its own prefix. */
export class TakenObjectError extends Error {
  override readonly name = 'TakenObjectError';
}

/**
 * @param onEvents called as the events go by, with how many of how many organizations were read
 * @throws TakenObjectError
 * @throws DamagedExportError
 */
export async function writeExport(
  deps: WritingDeps,
  state: ExportState,
  reading: ExportReading,
  onEvents: (done: number, of: number) => Promise<void>,
): Promise<Manifest> {
  const earlier = await readEarlierPeriods(deps, state, reading);
  const top = topOf(state, reading);
  const files = deps.formats(reading.criteriaSets, {
    ...state,
    top,
    mostRows: mostRows(reading, top),
    earlier,
    programmes: reading.programmes,
  });
  const put = writerOf(deps.objects, state);
  const previous = await newestPublished(deps, state.organization, state.period);
  const marks = new HeldMarks();
  const told = new ToldOfYear(state.period);
  const classification: ClassificationEntry[] = [];
  const data = [
    ...(await writeTable(put, files.scorecards, sliced(reading.entries()))),
    ...(await writeEvents(
      put,
      files,
      watched(deps, reading, onEvents, (entries) => {
        marks.add(entries);
        told.add(entries.facts);
      }),
    )),
    ...(await writeTable(put, files.duties, gathered(readDuties(deps, reading)))),
    ...(await writeClassification(deps, put, files, state, reading, told, classification)),
    ...(await writeTable(put, files.plans, sliced(reading.plans()))),
    ...(await writeChanges(deps, put, files, previous, () => compared(reading, marks))),
    await writePlain(put, files.columns),
    await writePlain(put, files.criteriaSets),
  ];
  const rest = {
    dataSha256: files.dataSha256(data),
    previous: previous?.exportId ?? null,
    classification,
  };
  const summaries = await writeTable(put, files.summaries(rest), sliced(reading.entries()));
  const manifest = manifestOf(state, reading.criteriaSets, top, [...data, ...summaries], rest);
  await put(MANIFEST, once(encodeManifest(manifest)), 'application/json');
  return manifest;
}

export const encodeManifest = (manifest: Manifest): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);

type Put = (
  name: string,
  body: AsyncIterable<Uint8Array>,
  contentType: string,
) => Promise<Omit<ExportFile, 'rows'>>;

const writerOf =
  (objects: WritingDeps['objects'], state: ExportState): Put =>
  async (name, body, contentType) => {
    const key = exportObjectKey(state, name);
    const put = await objects.putOnce(key, body, contentType);
    if (put.outcome === 'taken') throw new TakenObjectError(`${key} holds something else`);
    return { name, bytes: put.object.bytes, sha256: put.object.sha256 };
  };

/** Every format of one table from one reading of its rows. */
async function writeTable<Row>(
  put: Put,
  formats: readonly TableFile<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): Promise<ExportFile[]> {
  let rows = 0;
  async function* counting() {
    for await (const batch of batches) {
      rows += batch.length;
      yield batch;
    }
  }
  const { readers, stop } = fanOut(counting(), formats.length);
  const putting = formats.map(async ({ name, contentType, encode }, i) =>
    put(name, encode(readers[i] ?? none()), contentType),
  );
  const written = await allOrStop(putting, stop);
  return written.map((file, i) => ({ ...file, rows: formats[i]?.digest === true ? 0 : rows }));
}

/** The tables that tell of events, all from one reading of them. */
async function writeEvents(
  put: Put,
  files: ExportFiles,
  organizations: AsyncIterable<EventEntries>,
): Promise<ExportFile[]> {
  const tables = ['meetings', 'inspections', 'findings', 'facts'] as const;
  const { readers, stop } = fanOut(organizations, tables.length);
  const of = <Table extends (typeof tables)[number]>(table: Table) =>
    rowsOf(readers[tables.indexOf(table)] ?? none(), table);
  const writing = [
    writeTable(put, files.meetings, gathered(of('meetings'))),
    writeTable(put, files.inspections, gathered(of('inspections'))),
    writeTable(put, files.findings, gathered(of('findings'))),
    writeTable(put, files.facts, gathered(of('facts'))),
  ];
  return (await allOrStop(writing, stop)).flat();
}

async function* rowsOf<Table extends keyof EventEntries>(
  organizations: AsyncIterable<EventEntries>,
  table: Table,
): AsyncGenerator<EventEntries[Table]> {
  for await (const entries of organizations) yield entries[table];
}

/** What all of them come to; when one fails, the others are stopped and awaited before its error is thrown. */
async function allOrStop<T>(running: readonly Promise<T>[], stop: (reason: Error) => void): Promise<T[]> {
  try {
    return await Promise.all(running);
  } catch (error) {
    stop(error instanceof Error ? error : new Error(String(error)));
    await Promise.allSettled(running);
    throw error;
  }
}

/** Of a year; of a shorter period there is none. @param groups are added to, for the summaries */
async function writeClassification(
  deps: ClassificationDeps,
  put: Put,
  { classified, classification }: ExportFiles,
  { organization: top, period }: ExportState,
  reading: ExportReading,
  told: ToldOfYear,
  groups: ClassificationEntry[],
): Promise<ExportFile[]> {
  if (classified.length === 0) return [];
  const rows = await readClassification(deps, { top, year: period }, reading, told);
  const nameOf = (superior: OrganizationId) => reading.months.plansOf(superior).at(-1)?.name ?? superior;
  groups.push(...groupsOfYear(rows, nameOf));
  return [
    ...(await writeTable(put, classified, sliced(rows))),
    ...(await writeTable(put, classification, sliced(groups))),
  ];
}

/** What differs from the export before, and what the one after will be compared with. */
async function writeChanges(
  deps: WritingDeps,
  put: Put,
  files: ExportFiles,
  previous: ExportState | null,
  rows: () => Iterable<ComparedOrganization>,
): Promise<ExportFile[]> {
  const changes = previous === null ? [] : changesBetween(await readCompared(deps, previous), rows());
  return [
    ...(await writeTable(put, files.changes, sliced(changeRows(changes)))),
    ...(await writeTable(put, [files.changeLines], sliced(changes))),
    ...(await writeTable(put, [files.compared], sliced(rows()))),
  ];
}

const writePlain = async (put: Put, { name, body, contentType }: PlainFile): Promise<ExportFile> => ({
  ...(await put(name, once(body), contentType)),
  rows: 0,
});

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}
async function* none(): AsyncGenerator<never> {}

/** Rows that are turned into text at once: enough that the turning costs more than the turn. */
const BATCH_ROWS = 500;

/** Rows that come one by one, or few at a time, in such batches. */
async function* sliced<T>(rows: Iterable<T>): AsyncGenerator<readonly T[]> {
  yield* gathered(singly(rows));
}
function* singly<T>(rows: Iterable<T>): Generator<readonly T[]> {
  for (const row of rows) yield [row];
}

async function* gathered<T>(
  batches: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  let rows: T[] = [];
  for await (const batch of batches) {
    rows.push(...batch);
    if (rows.length < BATCH_ROWS) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

async function* watched(
  deps: Pick<ReadingDeps, 'events'>,
  reading: ExportReading,
  onEvents: (done: number, of: number) => Promise<void>,
  see: (entries: EventEntries) => void,
): AsyncGenerator<EventEntries> {
  const organizations = reading.places
    .map(({ organization }) => organization)
    .filter((organization) => reading.months.countedOf(organization).length > 0);
  let done = 0;
  for await (const entries of readEvents(deps, reading, organizations)) {
    done += 1;
    await onEvents(done, organizations.length);
    see(entries);
    yield entries;
  }
}

/** What is held of every event until the files that tell of events are written. */
class HeldMarks {
  readonly #byOrganization = new Map<OrganizationId, readonly EventMark[]>();
  readonly #marks = new Pool<EventMark>();

  add(entries: EventEntries): void {
    const owner = ownerOf(entries);
    if (owner === null) return;
    this.#byOrganization.set(
      owner,
      marksOf(entries).map((mark) => this.#marks.one(mark)),
    );
  }

  of(organization: OrganizationId): readonly EventMark[] {
    return this.#byOrganization.get(organization) ?? [];
  }
}

function* compared(
  { entries, months }: Pick<ExportReading, 'entries' | 'months'>,
  marks: HeldMarks,
): Generator<ComparedOrganization> {
  for (const entry of entries())
    yield comparedOf(entry, months.plansOf(entry.organization), marks.of(entry.organization));
}

function find<T>(values: Iterable<T>, isIt: (value: T) => boolean): T | undefined {
  for (const value of values) if (isIt(value)) return value;
  return undefined;
}

/**
 * Rows of the longest table, or more: what is told of each organization and month, or of each accepted revision; an
 * organization has no more reasons to stand among the changes than there are, an inspection seldom as many findings.
 */
function mostRows({ places, months }: ExportReading, top: ExportTop | null): number {
  const plans = places.reduce((sum, { organization }) => sum + months.plansOf(organization).length, 0);
  return Math.max(plans, places.length * CHANGE_REASONS.length, top?.revisions ?? 0);
}

function topOf({ organization }: ExportState, { entries }: ExportReading): ExportTop | null {
  const top = find(entries(), (entry) => entry.organization === organization);
  if (top === undefined) return null;
  const { name, asOf, watermark, measures } = top;
  return { name, asOf, watermark, revisions: measures.revisions };
}

function manifestOf(
  { exportId, organization, period, kind, requestedAt }: ExportState,
  criteriaSets: ExportReading['criteriaSets'],
  top: ExportTop | null,
  files: readonly ExportFile[],
  { dataSha256, previous }: Pick<WrittenRest, 'dataSha256' | 'previous'>,
): Manifest {
  return {
    exportId,
    organization,
    period,
    kind,
    // Before anything was scored there is no input whose time could be named.
    asOf: top?.asOf ?? requestedAt,
    watermark: top?.watermark ?? 0,
    acceptedRevisions: top?.revisions ?? 0,
    criteriaSets: criteriaSets.map(({ id, revision }) => ({ id, revision })),
    files,
    dataSha256,
    previous,
  };
}
