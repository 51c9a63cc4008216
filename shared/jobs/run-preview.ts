/**
 * Walks an ordered preview to its end. The state is moved by compare-and-set alone and names the pages that count,
 * and each run writes pages under names of its own, so a run that was killed, or two runs at once, can spoil
 * nothing: what the last finished part left is gone on from.
 */
import type { CriteriaSet } from '../domain/criteria/criteria.ts';
import type { Instant } from '../domain/period.ts';
import {
  changesOf,
  hasExpired,
  isWaiting,
  NOT_WALKED,
  type PreviewPart,
  type PreviewState,
  withPart,
} from '../domain/planning/preview.ts';
import type { CriteriaSetRef } from '../domain/roster/plan.ts';
import type { PreviewRegistry } from '../ports/registry.ts';
import { LostPlaceError, type PreviewDeps, previewAdoption } from './preview-adoption.ts';

export type RunningDeps = PreviewDeps & {
  readonly registry: PreviewDeps['registry'] &
    Pick<PreviewRegistry, 'preview' | 'putPreview' | 'putPreviewPage'>;
};

/** `paused`: out of time, queued again; `elsewhere`: another run has it; `ended`: done or given up before. */
export type RunOutcome = 'done' | 'paused' | 'elsewhere' | 'ended' | 'unknown';

/** A preview that says nothing for so long has lost its run: a part is over within seconds. */
const SILENCE_MS = 5 * 60_000;
/** A preview whose part failed in so many runs will not be walked; somebody must look at it. */
export const MOST_FAILURES = 5;
/** No part is begun in a run that has less time left than this. */
const LEAST_MS = 60_000;

/** Another run has taken the preview over; this one has nothing more to say. */
class Superseded extends Error {
  override readonly name = 'Superseded';
}

const isStuck = ({ status, updatedAt }: PreviewState, now: Instant): boolean =>
  status === 'running' && Date.parse(now) - Date.parse(updatedAt) > SILENCE_MS;

/** @throws whatever kept a part from being walked; the preview is queued again then, or failed after {@link MOST_FAILURES} */
export async function runPreview(
  deps: RunningDeps,
  previewId: string,
  remainingMs: () => number,
): Promise<RunOutcome> {
  const state = await deps.registry.preview(previewId);
  if (state === null) return 'unknown';
  if (!isWaiting(state)) return 'ended';
  if (state.status === 'running' && !isStuck(state, deps.now())) return 'elsewhere';
  const run = new Run(deps, state);
  try {
    if (state.failures >= MOST_FAILURES) {
      await run.move({ status: 'failed' });
      return 'ended';
    }
    await run.move({ status: 'running', attempt: state.attempt + 1, failures: state.failures + 1 });
    while (remainingMs() >= LEAST_MS) if (await run.walk()) return 'done';
    await run.move({ status: 'queued', failures: 0 });
    return 'paused';
  } catch (error) {
    if (error instanceof Superseded) return 'elsewhere';
    // What went wrong is worth more than that it could not be written down; silence will tell the next run.
    await run.release().catch(() => undefined);
    throw error;
  }
}

class Run {
  readonly #deps: RunningDeps;
  #state: PreviewState;

  constructor(deps: RunningDeps, state: PreviewState) {
    this.#deps = withDraft(deps, state.draft);
    this.#state = state;
  }

  /** @throws Superseded when somebody else has moved it meanwhile */
  async move(change: Partial<PreviewState>): Promise<void> {
    const { registry, now } = this.#deps;
    const next = { ...this.#state, ...change, updatedAt: now(), revision: this.#state.revision + 1 };
    if ((await registry.putPreview(next)) === 'lost') throw new Superseded(next.previewId);
    this.#state = next;
  }

  /** One part more. @returns whether it was the last */
  async walk(): Promise<boolean> {
    const { previewId, organization, from, criteriaSet, place, attempt, revision } = this.#state;
    const adoption = { organization, from, criteriaSet };
    let part: PreviewPart;
    try {
      part = await previewAdoption(this.#deps, { adoption, place });
    } catch (error) {
      if (!(error instanceof LostPlaceError)) throw error;
      // The tree is another one, or a month was closed: what was counted counts no more.
      await this.move(NOT_WALKED);
      return false;
    }
    const name = pageName(attempt, revision);
    const changes = changesOf(part);
    const { registry } = this.#deps;
    if (changes.length > 0) await registry.putPreviewPage(previewId, name, changes);
    const done = part.next === null;
    await this.move({
      ...withPart(this.#state, part, name),
      ...{ failures: 0, status: done ? 'done' : 'running' },
    });
    return done;
  }

  /** Gives the preview back, or up. */
  async release(): Promise<void> {
    if (this.#state.status !== 'running') return;
    await this.move({ status: this.#state.failures < MOST_FAILURES ? 'queued' : 'failed' });
  }
}

/** An attempt has one writer, and a revision of it one page. */
export const pageName = (attempt: number, revision: number): string =>
  `${String(attempt).padStart(4, '0')}-${String(revision).padStart(6, '0')}`;

/** Finds the set that is published nowhere, too. */
export function withDraft<Deps extends Pick<PreviewDeps, 'criteriaSets'>>(
  deps: Deps,
  draft: CriteriaSet | null,
): Deps {
  if (draft === null) return deps;
  const isDraft = ({ id, revision }: CriteriaSetRef) => id === draft.id && revision === draft.revision;
  return {
    ...deps,
    criteriaSets: async (ref: CriteriaSetRef) => (isDraft(ref) ? draft : deps.criteriaSets(ref)),
  };
}

export type KeepingPreviewsDeps = RunningDeps & {
  readonly registry: RunningDeps['registry'] & Pick<PreviewRegistry, 'previews' | 'forgetPreview'>;
};

/** Thrown after every preview was tried, with what went wrong in each. */
export class PreviewsError extends AggregateError {
  override readonly name = 'PreviewsError';
}

/** Forgets what has expired, and takes up what nobody runs. @throws PreviewsError */
export async function keepPreviews(
  deps: KeepingPreviewsDeps,
  remainingMs: () => number,
): Promise<{ readonly done: number; readonly forgotten: number }> {
  const troubles: unknown[] = [];
  const counts = { done: 0, forgotten: 0 };
  for (const state of await deps.registry.previews()) {
    if (remainingMs() < LEAST_MS) break;
    try {
      if (hasExpired(state, deps.now())) {
        await deps.registry.forgetPreview(state.previewId);
        counts.forgotten += 1;
      } else if ((await runPreview(deps, state.previewId, remainingMs)) === 'done') counts.done += 1;
    } catch (trouble) {
      troubles.push(trouble);
    }
  }
  if (troubles.length > 0) throw new PreviewsError(troubles, `${troubles.length} previews failed.`);
  return counts;
}
