/** The measures that inspections, their findings and the superior's sheet yield. */
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { Measures } from '../criteria/measures.ts';
import { percentOfTotal } from '../criteria/sheets-used.ts';
import { ofSet, type Scores, type StandingInspection } from '../criteria/superior-sheet.ts';
import { addFindings, findingsLeft, NO_FINDINGS_LEFT } from '../events/findings.ts';
import { type InspectionKind, inspectionKeyParts } from '../events/inspection.ts';
import type { MeetingRecord } from '../events/meeting.ts';
import type { Review } from '../events/review.ts';
import type { Month } from '../period.ts';
import type { MonthBasis } from './month-basis.ts';

/** An inspection of the month, and which of its findings were put right by what the month knows. */
export type InspectionOfMonth = StandingInspection & { readonly remedied: readonly number[] };

/** Of the month's inspections that hold. */
export function inspectionMeasures(inspections: readonly InspectionOfMonth[]): Partial<Measures> {
  const ofKind = (kind: InspectionKind) =>
    inspections.filter(({ key }) => inspectionKeyParts(key).kind === kind).length;
  return {
    attendances: ofKind('attendance'),
    inspections: ofKind('inspection'),
    supervisions: ofKind('supervision'),
    inspectionProposals: inspections.reduce((sum, { record }) => sum + record.proposals, 0),
    findings: inspections.reduce((sum, { record }) => sum + record.findings.length, 0),
  };
}

/** What earlier months of the year left, and what this month's inspections add. */
export function findingMeasures(
  inspections: readonly InspectionOfMonth[],
  basis: Pick<MonthBasis, 'duePassed' | 'findingsBefore'>,
  month: Month,
): Partial<Measures> {
  const { open, overdue } = addFindings([
    basis.findingsBefore ?? NO_FINDINGS_LEFT,
    ...inspections.map(({ record, remedied }) =>
      findingsLeft(record.findings, remedied, { month, duePassed: basis.duePassed }),
    ),
  ]);
  return { findingsOpen: open, findingsOverdue: overdue };
}

const sum = (scores: Scores): number => Object.values(scores).reduce((total, one) => total + one, 0);

/** Of the superior's sheet of a regular meeting. The two sheets are compared where both score every criterion. */
export function superiorMeasures(
  sheet: Scores,
  { selfScore }: Pick<MeetingRecord, 'selfScore'>,
  set: Pick<CriteriaSet, 'criteria' | 'total'>,
): Partial<Measures> {
  const [self, given] = [ofSet(selfScore, set), ofSet(sheet, set)];
  const complete = (scores: Scores) => Object.keys(scores).length === set.criteria.length;
  const compared = complete(self) && complete(given);
  const gap = compared ? Math.abs(sum(self) - sum(given)) : 0;
  const percent = (scores: Scores) => (compared ? percentOfTotal(sum(scores), set.total) : 0);
  return {
    superiorScored: Object.keys(given).length > 0 ? 1 : 0,
    superiorPointsSum: sum(given),
    compared: compared ? 1 : 0,
    absoluteGapSum: gap,
    gapPercentSum: percentOfTotal(gap, set.total),
    comparedSelfPercentSum: percent(self),
    comparedSuperiorPercentSum: percent(given),
  };
}

/** Of the review that holds of a regular meeting's record as it stands. */
export const reviewMeasures = (review: Review | null): Partial<Measures> => ({
  reviewed: review === null ? 0 : 1,
  returned: review?.decision === 'returned' ? 1 : 0,
});
