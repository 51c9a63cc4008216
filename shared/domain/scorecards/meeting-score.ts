/** What one record comes to by the sheet for its kind, given what an export holds of its month. */
import { type CriteriaSet, sheetOf } from '../criteria/criteria.ts';
import { type MeetingScore, scoreMeeting } from '../criteria/scoring.ts';
import { type StandingInspection, superiorSheet } from '../criteria/superior-sheet.ts';
import { meetingKind } from '../events/meeting.ts';
import type { Review } from '../events/review.ts';
import type { Month } from '../period.ts';
import type { MonthBasis } from './month-basis.ts';
import type { StandingRecord } from './month-figures.ts';

export type ScoredMonth = {
  readonly month: Month;
  /** Null where the row has none: nothing was scored then. */
  readonly basis: MonthBasis | null;
  readonly criteriaSet: CriteriaSet;
  /** Those of the month that hold, in any order. */
  readonly inspections: readonly StandingInspection[];
};

/**
 * Null for a meeting that is not scored: every extraordinary one, a thematic one by a set without a sheet for them,
 * a regular one that was not owed.
 */
export function scoreOfMeeting(
  meeting: Pick<StandingRecord, 'key' | 'record'>,
  review: Review | null,
  { month, basis, criteriaSet, inspections }: ScoredMonth,
): MeetingScore | null {
  const kind = meetingKind(meeting.key);
  const sheet = sheetOf(criteriaSet, kind);
  if (sheet === null || basis === null || (kind === 'regular' && !basis.expected)) return null;
  const superior = superiorSheet(inspections, meeting, review);
  return scoreMeeting(sheet, meeting.record, { ...basis, month }, superior);
}
