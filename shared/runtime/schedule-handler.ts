/**
 * The frame of jobs that a schedule or another function starts: reads the input, runs, counts, and lets an error
 * through, so that Lambda tries again and the alarm sees it.
 */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { type Log, logger } from './logger.ts';
import { publishCounts } from './metrics.ts';

export type Job<Input> = {
  readonly name: string;
  /** What the schedule's input or the caller's payload must look like; unknown fields are the schema's to judge. */
  readonly input: z.ZodType<Input>;
  /** Does the work, as far as it gets in `remainingMs()`; returns counts for the log and the metrics. */
  readonly run: (input: Input, remainingMs: () => number) => Promise<Readonly<Record<string, number>>>;
  readonly log?: Log;
};

export type JobHandler = (event: unknown, context: Context) => Promise<Readonly<Record<string, number>>>;

export function scheduleHandler<Input>(job: Job<Input>): JobHandler {
  const log = job.log ?? logger;
  const handler = async (event: unknown, context: Context): Promise<Readonly<Record<string, number>>> => {
    const input = job.input.parse(event ?? {});
    try {
      const counts = await job.run(
        input,
        () => context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY,
      );
      log.info(`${job.name}: done`, { counts });
      publishCounts(counts);
      return counts;
    } catch (error) {
      log.error(`${job.name}: failed`, { error: error instanceof Error ? error : new Error(String(error)) });
      throw error;
    }
  };
  return middy<unknown, Readonly<Record<string, number>>>().handler(handler);
}
