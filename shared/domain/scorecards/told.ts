/** What an organization's events come to: the newest revision of each thing told of, and what they say together. */
import { type SuperiorSheet, superiorSheet } from '../criteria/superior-sheet.ts';
import { newestOf, type StoredEvent } from '../events/event.ts';
import { type InspectionRevision, type RemedyRevision, remedyKey } from '../events/inspection.ts';
import type { MeetingRevision } from '../events/meeting.ts';
import { type ReviewRevision, reviewKey } from '../events/review.ts';
import type { Month } from '../period.ts';
import type { InspectionOfMonth } from './inspection-measures.ts';

export type Told = {
  readonly meetings: readonly MeetingRevision[];
  readonly inspections: readonly InspectionRevision[];
  readonly remedies: readonly RemedyRevision[];
  readonly reviews: readonly ReviewRevision[];
};

export const toldOf = (events: readonly StoredEvent[]): Told => ({
  meetings: newestOf('meeting', events),
  inspections: newestOf('inspection', events),
  remedies: newestOf('remedy', events),
  reviews: newestOf('review', events),
});

/** Those that hold, and which of their findings were put right. */
export function inspectionsOf({
  inspections,
  remedies,
}: Told): (InspectionOfMonth & { readonly month: Month })[] {
  const done = new Set(remedies.filter(({ withdrawn }) => !withdrawn).map(({ key }) => key));
  return inspections.flatMap(({ key, month, record }) =>
    record === null
      ? []
      : [
          {
            key,
            month,
            record,
            remedied: record.findings.map(({ n }) => n).filter((n) => done.has(remedyKey({ month, key }, n))),
          },
        ],
  );
}

/** What answers this very revision of a record. */
export const reviewOf = (
  { reviews }: Told,
  meeting: Pick<MeetingRevision, 'month' | 'key' | 'revision'>,
): ReviewRevision | null =>
  reviews.find(({ month, key }) => month === meeting.month && key === reviewKey(meeting)) ?? null;

/** The newest revision of a month's regular meeting, be it a withdrawal; null if there is none. */
export const regularOf = ({ meetings }: Told, of: Month): MeetingRevision | null =>
  meetings.find(({ month, key }) => month === of && key === 'regular') ?? null;

/** The superior's column beside a regular meeting that holds. */
export const superiorSheetOf = (
  told: Told,
  regular: Extract<MeetingRevision, { readonly withdrawn: false }>,
): SuperiorSheet =>
  superiorSheet(
    inspectionsOf(told).filter(({ month }) => month === regular.month),
    regular,
    reviewOf(told, regular)?.record ?? null,
  );
