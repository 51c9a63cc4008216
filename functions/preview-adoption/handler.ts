/** Walks the preview it is nudged for; by schedule those that nobody walks, and forgets those that have expired. */
import * as z from 'zod';
import { type KeepingPreviewsDeps, keepPreviews, runPreview } from '../../shared/jobs/run-preview.ts';
import { type JobHandler, scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

/** What the function is called with; the schedule calls it with `{}`. */
const input = z.object({ previewId: z.string().optional() });

export const createHandler = (deps: KeepingPreviewsDeps): JobHandler =>
  scheduleHandler({
    name: 'preview-adoption',
    input,
    run: async ({ previewId }, remainingMs) => {
      if (previewId === undefined) {
        const { done, forgotten } = await keepPreviews(deps, remainingMs);
        return { PreviewsDone: done, PreviewsForgotten: forgotten };
      }
      const outcome = await runPreview(deps, previewId, remainingMs);
      return { PreviewsDone: outcome === 'done' ? 1 : 0 };
    },
  });
