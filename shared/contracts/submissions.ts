/** `POST /submissions`: many records at once, each with its own answer. */
import * as z from 'zod';
import { meetingRecord, reason } from './meeting.ts';
import { meetingKey, month, organizationId } from './primitives.ts';
import { problem } from './problem.ts';

export const MOST_RECORDS = 100;
/** Bytes of UTF-8 that one record may take, alone or among others. */
export const RECORD_BYTES = 64 * 1024;
/** Bytes of UTF-8 that all together may take. */
export const SUBMISSION_BYTES = 1024 * 1024;

/** One record of a submission, its address beside it. */
export const submissionItem = z
  .strictObject({
    organization: organizationId,
    period: month,
    key: meetingKey,
    record: meetingRecord,
    ifMatch: z
      .string()
      .max(1000)
      .nullable()
      .default(null)
      .meta({ examples: ['"1"'] }),
    reason,
  })
  .meta({ id: 'SubmissionItem' });

/** The frame is checked at once, each record by itself: a bad one must not refuse its neighbours. */
export const submissionsBody = z.strictObject({
  dryRun: z.boolean().default(false),
  records: z.array(z.unknown()).max(MOST_RECORDS),
});

/** The same as it is documented. */
export const submissionsDocument = z
  .strictObject({
    dryRun: z.boolean().default(false).meta({ description: 'Answers as it would, and stores nothing' }),
    records: z.array(submissionItem).max(MOST_RECORDS),
  })
  .meta({ id: 'Submissions' });

export const submissionResult = z.strictObject({
  status: z.int(),
  etag: z.string().optional(),
  problem: problem.optional(),
});
export type SubmissionResult = z.output<typeof submissionResult>;

export const submissionsAnswer = z
  .strictObject({
    results: z.array(submissionResult).meta({
      description:
        'In the order sent: `{ status, etag }` of an accepted record, `{ status, problem }` of a refused one',
    }),
  })
  .meta({ id: 'SubmissionResults' });
