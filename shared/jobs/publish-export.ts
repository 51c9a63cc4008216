/**
 * Carries an export from queued to published. The state is moved by compare-and-set alone, and each attempt
 * writes under a prefix of its own, so a run that was killed, or two runs at once, can spoil nothing: an attempt
 * whose manifest is complete is adopted, any other is left behind and the data is read anew.
 */
import type { ExportState, Manifest } from '../domain/exports/export.ts';
import { exportObjectKey, MANIFEST } from '../domain/exports/export-names.ts';
import type { Instant } from '../domain/period.ts';
import type { Clock } from '../ports/clock.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { ExportRegistry } from '../ports/registry.ts';
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

/** An export that says nothing for so long has lost its run: longer than a run may go without a word. */
const SILENCE_MS = 5 * 60_000;
/** How long a run may stay silent while it makes no visible progress. */
const WORD_EVERY_MS = 30_000;
/** An export that could not be published in so many attempts will not be; somebody must look at it. */
export const ATTEMPTS = 5;

/** Another run has taken the export over; this one has nothing more to say. */
class Superseded extends Error {
  override readonly name = 'Superseded';
}

export const isStuck = ({ status, updatedAt }: ExportState, now: Instant): boolean =>
  status === 'running' && Date.parse(now) - Date.parse(updatedAt) > SILENCE_MS;

/**
 * Runs the export if it is queued, or running without a sign of life.
 * @throws whatever kept it from being published; it is queued again then, or failed after {@link ATTEMPTS} attempts
 */
export async function publishExport(deps: PublishingDeps, exportId: string): Promise<PublishOutcome> {
  const state = await deps.registry.export(exportId);
  if (state === null) return 'unknown';
  if (state.status === 'published' || state.status === 'failed') return 'ended';
  if (state.status === 'running' && !isStuck(state, deps.now())) return 'elsewhere';
  const run = new Run(deps, state);
  try {
    const left = await manifestLeftBy(deps, state);
    if (left === null && state.attempt >= ATTEMPTS) {
      await run.move({ status: 'failed' });
      return 'ended';
    }
    const manifest = left ?? (await attempt(deps, run));
    await keepFiles(deps, run.state, manifest);
    await run.move({ status: 'published', progress: 100, manifest });
    return 'published';
  } catch (error) {
    if (error instanceof Superseded) return 'elsewhere';
    // What went wrong is worth more than that it could not be written down; silence will tell the next run.
    await run.release().catch(() => undefined);
    throw error;
  }
}

/** What this run last wrote of the export: every further word is conditional on it. */
class Run {
  #deps: Pick<PublishingDeps, 'registry' | 'now'>;
  #state: ExportState;

  constructor(deps: Pick<PublishingDeps, 'registry' | 'now'>, state: ExportState) {
    this.#deps = deps;
    this.#state = state;
  }

  get state(): ExportState {
    return this.#state;
  }

  /** @throws Superseded when somebody else has moved it meanwhile */
  async move(
    change: Partial<Pick<ExportState, 'status' | 'progress' | 'attempt' | 'manifest'>>,
  ): Promise<void> {
    const { registry, now } = this.#deps;
    const next = { ...this.#state, ...change, updatedAt: now(), revision: this.#state.revision + 1 };
    if ((await registry.putExport(next)) === 'lost') throw new Superseded(next.exportId);
    this.#state = next;
  }

  /** Says how far it is, when that is news or a word is due. */
  async report(progress: number): Promise<void> {
    const silentMs = Date.parse(this.#deps.now()) - Date.parse(this.#state.updatedAt);
    if (progress >= this.#state.progress + 5 || silentMs >= WORD_EVERY_MS) await this.move({ progress });
  }

  /** Gives the export back, or up. */
  async release(): Promise<void> {
    if (this.#state.status !== 'running') return;
    await this.move({ status: this.#state.attempt < ATTEMPTS ? 'queued' : 'failed' });
  }
}

/** How the progress is divided: the scorecards are read, the meetings are read and written, the rest is little. */
const SCORECARDS_READ = 30;
const MEETINGS_WRITTEN = 95;

async function attempt(deps: PublishingDeps, run: Run): Promise<Manifest> {
  const { organization, period } = run.state;
  await run.move({ status: 'running', progress: 0, attempt: run.state.attempt + 1 });
  const reading = await readScorecards(deps, organization, period, (done, of) =>
    run.report(Math.floor((SCORECARDS_READ * done) / of)),
  );
  return writeExport(deps, run.state, reading, (done, of) =>
    run.report(SCORECARDS_READ + Math.floor(((MEETINGS_WRITTEN - SCORECARDS_READ) * done) / of)),
  );
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
