/** Tells other programs what has come onto the attention list. */
import * as z from 'zod';
import { type AnnouncingDeps, announceAttention } from '../../shared/jobs/announce-attention.ts';
import { type JobHandler, scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

export const createHandler = (deps: AnnouncingDeps): JobHandler =>
  scheduleHandler({
    name: 'announce-attention',
    input: z.object({}),
    run: async () => {
      const { announced, before } = await announceAttention(deps);
      return { ItemsAnnounced: announced, ItemsAnnouncedBefore: before };
    },
  });
