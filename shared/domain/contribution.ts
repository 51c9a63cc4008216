/** Which of a committee's parts make its figure. */
import type { Grade } from './grade.ts';
import { fromArray } from './measures.ts';
import type { Kind, OrganizationId } from './organization.ts';
import type { ScoreRow } from './scorecard.ts';
import { largestRemainderShares } from './shares.ts';

/** What one organization directly below a committee adds to its mean. */
export type Contribution = {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly kind: Kind;
  /** Its graded cell-months; 0: it has no part in the mean. */
  readonly graded: number;
  /** Their points in hundredths. The committee's mean is the sum of these over the sum of `graded`. */
  readonly pointsSum: number;
  /** Of all points of the committee, in hundredths of a percent; the parts' shares add up to 10,000 unless all are 0. */
  readonly share: number;
  readonly points: number | null;
  readonly grade: Grade | null;
};

const WHOLE = 10_000;

/**
 * @param rows the committee's whole partition, as its row is folded from
 * @returns one line for each part, in the order of `rows`; the committee itself does not meet and has none
 */
export function contributions(committee: OrganizationId, rows: readonly ScoreRow[]): Contribution[] {
  const parts = rows.flatMap((row) => {
    if (row.tombstone || row.organization === committee) return [];
    return [{ row, figures: fromArray(row.measures) }];
  });
  const shares = largestRemainderShares(
    parts.map(({ figures }) => figures.pointsSum),
    WHOLE,
  );
  return parts.map(({ row: { organization, profile, points, grade }, figures }, i) => ({
    organization,
    name: profile.name,
    kind: profile.kind,
    graded: figures.graded,
    pointsSum: figures.pointsSum,
    share: shares[i] ?? 0,
    points,
    grade,
  }));
}
