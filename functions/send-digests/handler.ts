/** Sends each officer's organization the digest of the day. */
import * as z from 'zod';
import { type DigestDeps, sendDigests } from '../../shared/jobs/send-digests.ts';
import { type JobHandler, scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

export const createHandler = (deps: DigestDeps): JobHandler =>
  scheduleHandler({
    name: 'send-digests',
    input: z.object({}),
    run: async () => {
      const { sent, before } = await sendDigests(deps);
      return { DigestsSent: sent, DigestsSentBefore: before };
    },
  });
