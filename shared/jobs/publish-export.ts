/**
 * Carries an export from queued to published. The state is moved by compare-and-set alone, and each attempt
 * writes under a prefix of its own, so a run that was killed, or two runs at once, can spoil nothing: an attempt
 * whose manifest is complete is adopted, any other is left behind and the data is read anew.
 */
import type { ExportState, Manifest } from '../domain/exports/export.ts';
import { isReopenedSince } from '../domain/exports/export-kind.ts';
import { exportObjectKey, MANIFEST } from '../domain/exports/export-names.ts';
import type { Clock } from '../ports/clock.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { ExportRegistry } from '../ports/registry.ts';
import { carryOn, isStuck, Run } from './carried-work.ts';
import { type ReadingDeps, readScorecards } from './read-export.ts';
import { type WritingDeps, writeExport } from './write-export.ts';

export type PublishingDeps = ReadingDeps &
  WritingDeps & {
    readonly registry: ReadingDeps['registry'] &
      WritingDeps['registry'] &
      Pick<ExportRegistry, 'export' | 'putExport'>;
    readonly objects: Pick<ObjectStore, 'putOnce' | 'head' | 'get' | 'keep'>;
    readonly now: Clock;
    /** Reads and checks what an attempt left as its manifest; null if it is none. */
    readonly parseManifest: (body: Uint8Array) => Manifest | null;
  };

/** `elsewhere`: another run has it, or had it first; `ended`: published or given up before; `unknown`: no such export. */
export type PublishOutcome = 'published' | 'elsewhere' | 'ended' | 'unknown';

/** How long a run may stay silent while it makes no visible progress. */
const WORD_EVERY_MS = 30_000;
/** An export that could not be published in so many attempts will not be; somebody must look at it. */
export const ATTEMPTS = 5;

/**
 * Runs the export if it is queued, or running without a sign of life.
 * @throws whatever kept it from being published; it is queued again then, or failed after {@link ATTEMPTS} attempts
 */
export async function publishExport(deps: PublishingDeps, exportId: string): Promise<PublishOutcome> {
  const state = await deps.registry.export(exportId);
  if (state === null) return 'unknown';
  if (state.status === 'published' || state.status === 'failed') return 'ended';
  if (state.status === 'running' && !isStuck(state, deps.now())) return 'elsewhere';
  const run = new Run(state, (next) => deps.registry.putExport(next), deps.now);
  const publish = async (): Promise<PublishOutcome> => {
    const left = await manifestLeftBy(deps, state);
    if (left === null && state.attempt >= ATTEMPTS) {
      await run.move({ status: 'failed' });
      return 'ended';
    }
    const manifest = left ?? (await attempt(deps, run));
    await keepFiles(deps, run.state, manifest);
    await run.move({ status: 'published', progress: 100, manifest });
    return 'published';
  };
  return carryOn(run, publish, () =>
    run.move({ status: run.state.attempt < ATTEMPTS ? 'queued' : 'failed' }),
  );
}

/** Says how far it is, when that is news or a word is due. */
async function report(deps: Pick<PublishingDeps, 'now'>, run: Run<ExportState>, progress: number) {
  const { updatedAt, progress: before } = run.state;
  const silentMs = Date.parse(deps.now()) - Date.parse(updatedAt);
  if (progress >= before + 5 || silentMs >= WORD_EVERY_MS) await run.move({ progress });
}

/** How the progress is divided: the scorecards are read, the meetings are read and written, the rest is little. */
const SCORECARDS_READ = 30;
const MEETINGS_WRITTEN = 95;

async function attempt(deps: PublishingDeps, run: Run<ExportState>): Promise<Manifest> {
  const { organization, period } = run.state;
  await run.move({ status: 'running', progress: 0, attempt: run.state.attempt + 1 });
  const reading = await readScorecards(deps, organization, period, (done, of) =>
    report(deps, run, Math.floor((SCORECARDS_READ * done) / of)),
  );
  await callInterimIfReopened(deps, run);
  return writeExport(deps, run.state, reading, (done, of) =>
    report(deps, run, SCORECARDS_READ + Math.floor(((MEETINGS_WRITTEN - SCORECARDS_READ) * done) / of)),
  );
}

/** A final one that waited until a month under it was open again would hold what is told there, and change once more. */
async function callInterimIfReopened({ registry }: PublishingDeps, run: Run<ExportState>): Promise<void> {
  const { kind, period, requestedAt } = run.state;
  if (kind !== 'final' || !isReopenedSince(period, requestedAt, await registry.periods())) return;
  await run.move({ kind: 'interim' });
}

/** Before the export counts as published: what a manifest names is never forgotten, what nobody names is. */
async function keepFiles(
  { objects }: Pick<PublishingDeps, 'objects'>,
  state: ExportState,
  { files }: Manifest,
): Promise<void> {
  for (const name of [...files.map((file) => file.name), MANIFEST])
    await objects.keep(exportObjectKey(state, name));
}

/**
 * The manifest of the last attempt, if that attempt came as far as writing it and every file it names is there,
 * byte for byte; null otherwise.
 */
async function manifestLeftBy(
  { objects, parseManifest }: Pick<PublishingDeps, 'objects' | 'parseManifest'>,
  state: ExportState,
): Promise<Manifest | null> {
  if (state.attempt === 0) return null;
  const body = await objects.get(exportObjectKey(state, MANIFEST));
  const manifest = body === null ? null : parseManifest(body);
  if (manifest === null || manifest.exportId !== state.exportId) return null;
  for (const { name, bytes, sha256 } of manifest.files) {
    const stored = await objects.head(exportObjectKey(state, name));
    if (stored?.sha256 !== sha256 || stored.bytes !== bytes) return null;
  }
  return manifest;
}
