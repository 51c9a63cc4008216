/** The committee's answer to a record, as it goes over the wire. */
import * as z from 'zod';
import { REVIEW_DECISIONS, type Review, type ReviewRevision } from '../domain/events/review.ts';
import { fact } from './facts.ts';
import { instant, localDate, organizationId, text } from './primitives.ts';
import { scores, scoresFromWire, scoresToWire } from './scores.ts';

const shape = {
  by: organizationId.meta({ description: 'The committee above the cell, or a body of it' }),
  decision: z.enum(REVIEW_DECISIONS),
  scores: fact(scores).meta({ description: 'The committee’s column of the sheet; with an acceptance' }),
  reason: fact(text(500)).meta({ description: 'Why it is returned; no names' }),
  dueOn: fact(localDate).meta({ description: 'Until when the returned record is to be amended' }),
};

export const putReviewBody = z.strictObject(shape).meta({
  id: 'ReviewSubmission',
  description: 'Accept a record, with or without scores, or return it with a reason and a day',
  examples: [
    { by: 'dang-uy-xa-1', decision: 'accepted', scores: { attendance: 20 } },
    { by: 'dang-uy-xa-1', decision: 'returned', reason: 'Thiếu biên bản', dueOn: '2026-11-05' },
  ],
});

export const reviewOfMeeting = z
  .strictObject({
    ...shape,
    revision: z.int().min(1),
    recordedAt: instant,
    recordedBy: z.string(),
  })
  .meta({ id: 'Review', description: 'What the committee answered to a record' });

export const reviewFromWire = (wire: z.output<typeof putReviewBody>): Review => ({
  ...wire,
  scores: scoresFromWire(wire.scores),
});

/** Null for a withdrawn one. */
export const reviewToWire = ({
  record,
  revision,
  recordedAt,
  recordedBy,
}: ReviewRevision): z.output<typeof reviewOfMeeting> | null =>
  record && { ...record, scores: scoresToWire(record.scores), revision, recordedAt, recordedBy };
