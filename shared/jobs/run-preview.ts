/**
 * Walks an ordered preview to its end. The state is moved by compare-and-set alone and names the pages that count,
 * and each run writes pages under names of its own, so a run that was killed, or two runs at once, can spoil
 * nothing: what the last finished part left is gone on from.
 */
import type { CriteriaSet } from '../domain/criteria/criteria.ts';
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
import { carryOn, isStuck, Run } from './carried-work.ts';
import { LostPlaceError, type PreviewDeps, previewAdoption } from './preview-adoption.ts';

export type RunningDeps = PreviewDeps & {
  readonly registry: PreviewDeps['registry'] &
    Pick<PreviewRegistry, 'preview' | 'putPreview' | 'putPreviewPage'>;
};

/** `paused`: out of time, queued again; `elsewhere`: another run has it; `ended`: done or given up before. */
export type RunOutcome = 'done' | 'paused' | 'elsewhere' | 'ended' | 'unknown';

/** A preview whose part failed in so many runs will not be walked; somebody must look at it. */
export const MOST_FAILURES = 5;
/** No part is begun in a run that has less time left than this. */
const LEAST_MS = 60_000;

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
  const run = new Run(state, (next) => deps.registry.putPreview(next), deps.now);
  const walking = withDraft(deps, state.draft);
  const walk = async (): Promise<RunOutcome> => {
    if (state.failures >= MOST_FAILURES) {
      await run.move({ status: 'failed' });
      return 'ended';
    }
    await run.move({ status: 'running', attempt: state.attempt + 1, failures: state.failures + 1 });
    while (remainingMs() >= LEAST_MS) if (await walkPart(walking, run)) return 'done';
    await run.move({ status: 'queued', failures: 0 });
    return 'paused';
  };
  return carryOn(run, walk, () =>
    run.move({ status: run.state.failures < MOST_FAILURES ? 'queued' : 'failed' }),
  );
}

/** One part more. @returns whether it was the last */
async function walkPart(deps: RunningDeps, run: Run<PreviewState>): Promise<boolean> {
  const { previewId, organization, from, criteriaSet, place, attempt, revision } = run.state;
  const adoption = { organization, from, criteriaSet };
  let part: PreviewPart;
  try {
    part = await previewAdoption(deps, { adoption, place });
  } catch (error) {
    if (!(error instanceof LostPlaceError)) throw error;
    // The tree is another one, or a month was closed: what was counted counts no more.
    await run.move(NOT_WALKED);
    return false;
  }
  const name = pageName(attempt, revision);
  const changes = changesOf(part);
  if (changes.length > 0) await deps.registry.putPreviewPage(previewId, name, changes);
  const done = part.next === null;
  await run.move({
    ...withPart(run.state, part, name),
    ...{ failures: 0, status: done ? 'done' : 'running' },
  });
  return done;
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
