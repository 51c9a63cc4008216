/** What the committee above answers to a cell's record. */
import type { OrganizationId } from './organization.ts';
import type { LocalDate } from './period.ts';
import type { Revision } from './revision.ts';

export const REVIEW_DECISIONS = ['accepted', 'returned'] as const;

export type Review = {
  /** The committee, or a body of it. */
  readonly by: OrganizationId;
  readonly decision: (typeof REVIEW_DECISIONS)[number];
  /** Hundredths of a point by criterion id: the committee's column of the sheet; null where it scored nothing. */
  readonly scores: Readonly<Record<string, number>> | null;
  /** Why it is returned; at most 500 characters, no names. */
  readonly reason: string | null;
  /** Until when the record is to be amended. */
  readonly dueOn: LocalDate | null;
  /** The revision of the record that it answers: once the record is amended, it says nothing any more. */
  readonly recordRevision: number;
};

/** Its key is the record's. */
export type ReviewRevision = Revision<'review', Review>;

/** The review that holds of a record as it stands: one of this very revision. */
export const reviewInForce = <Of extends Pick<Review, 'recordRevision'>>(
  review: Of | null,
  recordRevision: number,
): Of | null => (review?.recordRevision === recordRevision ? review : null);
