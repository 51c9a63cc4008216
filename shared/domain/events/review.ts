/** What the committee above answers to a cell's record. */
import type { LocalDate } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { MeetingRevision } from './meeting.ts';
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
};

export type ReviewRevision = Revision<'review', Review>;

/** A review answers one revision of a record: once the record is amended, it says nothing of it any more. */
export const reviewKey = ({ key, revision }: Pick<MeetingRevision, 'key' | 'revision'>): string =>
  `${key}/${revision}`;
