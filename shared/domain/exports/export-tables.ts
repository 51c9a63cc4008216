/** The rows of an export's tables, before any format. */
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { CriterionScore } from '../criteria/criterion-score.ts';
import { fromArray, type MeasureArray, type Measures, sumMonths } from '../criteria/measures.ts';
import type { MeetingScore } from '../criteria/scoring.ts';
import type { AnnualFacts } from '../events/annual-facts.ts';
import type { Finding, Inspection, InspectionKey, Remedy } from '../events/inspection.ts';
import type { MeetingKey, MeetingRecord } from '../events/meeting.ts';
import type { Review } from '../events/review.ts';
import { type Instant, latest, type Month, type Period, type Quarter, type Year } from '../period.ts';
import type { DutyId, DutyReport } from '../roster/duty.ts';
import { isCell, type Kind, type OrganizationId } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';
import type { Classified, ClassifiedGroup } from '../scorecards/classification.ts';
import type { DutyOfMonth, MonthBasis } from '../scorecards/month-basis.ts';
import { sumCriteria } from '../scorecards/roll-up.ts';
import type { LiveRow, Profile } from '../scorecards/scorecard.ts';
import { type Scorecard, scorecardOfMonth, sumPeriod } from '../scorecards/scorecard-view.ts';

/** How one criterion went: of a cell's month itself, of anything wider as sums over the graded cell-months. */
export type CriterionEntry = {
  /** Id of the criteria set. */
  readonly set: string;
  readonly id: string;
  /** Hundredths; null while a cell's facts are unknown. */
  readonly points: number | null;
  /** Of a cell's month 0 or 1. */
  readonly graded: number;
  /** Graded cell-months with full points. */
  readonly fullPoints: number;
};

/** One organization's scorecard of the exported period. */
export type ScorecardEntry = Omit<Scorecard, 'criteria'> & {
  readonly criteria: readonly CriterionEntry[];
  /** Of one that was a cell in some of the months and a committee in others: what it did in those as a cell. */
  readonly asCell?: Measures;
};

/** What it did as a cell, so that cells add up to their committees; null of a body, and of a committee throughout. */
export const ownOfCell = <Figures>({
  kind,
  measures,
  asCell,
}: {
  readonly kind: Kind;
  readonly measures: Figures;
  readonly asCell?: Figures | undefined;
}): Figures | null => asCell ?? (isCell(kind) ? measures : null);

/** What is told by the current revision of an event. */
type Entry = {
  readonly organization: OrganizationId;
  readonly name: string;
  /** The month in which it counts. */
  readonly month: Month;
};

type StampedEntry = Entry & {
  readonly revision: number;
  readonly recordedAt: Instant;
  readonly criteriaSet: CriteriaSetRef;
};

/** The current record of one meeting, and what the committee answered to this revision of it. */
export type MeetingEntry = StampedEntry & {
  readonly key: MeetingKey;
  readonly onTime: boolean;
  readonly record: MeetingRecord;
  readonly review: Review | null;
  /** By the sheet for its kind; null where it is not scored. */
  readonly score: MeetingScore | null;
};

export type InspectionEntry = StampedEntry & {
  readonly key: InspectionKey;
  readonly record: Inspection;
};

/** One finding of an inspection; its text stays where it was written. */
export type FindingEntry = Entry & {
  readonly inspection: InspectionKey;
  readonly finding: Omit<Finding, 'text'>;
  /** As far as the exported months know; `month`: in which it counts. */
  readonly remedy: (Remedy & { readonly month: Month }) | null;
};

/** What an organization says of a year. */
export type FactsEntry = Omit<StampedEntry, 'criteriaSet'> & {
  readonly year: Year;
  readonly record: AnnualFacts;
};

/** A duty that falls due at an organization in a month, and in a quarter's last month what is reported of it. */
export type DutyEntry = Entry &
  Pick<DutyOfMonth, 'by' | 'office'> & {
    readonly duty: DutyId;
    readonly quarter: Quarter;
    /** Null where no quarter ends, and where the reporting organization did not stand in the export in that month. */
    readonly reported: boolean | null;
    /** As far as there is a report; its text stays where it was written. */
    readonly report: Pick<DutyReport, 'proposals' | 'revision' | 'recordedAt'> | null;
  };

/** What one organization's year was classified as, by what is told of the year so far. */
export type ClassifiedEntry = Classified & {
  readonly year: Year;
  /** The last opened month of the year, whose tree counts. */
  readonly month: Month;
  readonly name: string;
  /** False for one that is closed by then: it counts in no group. */
  readonly exists: boolean;
  /** The month in which the facts count that say the classification, of this year or the next; null while unknown. */
  readonly told: Month | null;
};

/** How a group of comparable organizations was classified, by what is told of the year so far. */
export type ClassificationEntry = ClassifiedGroup & {
  readonly year: Year;
  /** The last opened month of the year, whose tree counts. */
  readonly month: Month;
  readonly superiorName: string;
  /** Of those assessed, how many by facts that count in a month of the next year. */
  readonly toldNextYear: number;
};

/** What one organization's events of the period come to, each table ascending by month and key. */
export type EventEntries = {
  readonly meetings: readonly MeetingEntry[];
  readonly inspections: readonly InspectionEntry[];
  readonly findings: readonly FindingEntry[];
  readonly facts: readonly FactsEntry[];
};

/**
 * What one organization's month was folded from besides its records and the rows below it: with these, its figures
 * can be computed again from an export alone.
 */
export type PlanEntry = Profile & {
  readonly organization: OrganizationId;
  readonly month: Month;
  /** Null for the root. */
  readonly parent: OrganizationId | null;
  readonly path: readonly OrganizationId[];
  /** Null where the organization has no row of its own, or one older than the basis. */
  readonly basis: MonthBasis | null;
  /** The organization's own part of its row's watermark: all of it but the rows below. */
  readonly watermark: number;
  /** Latest server time among its own inputs; the empty text, before all of them, if it has none. */
  readonly asOf: Instant;
};

/** Of a row's inputs those that are no part's. */
export type OwnInputs = Pick<PlanEntry, 'basis' | 'watermark' | 'asOf'> & {
  /** How many of the organization's own events of the month stand behind the row. */
  readonly revisions: number;
};

/**
 * A month's row added to what earlier months of the period came to (undefined: nothing yet), so that a year needs
 * one row an organization at a time, not twelve. Figures that are no flow, and who the organization is, are the
 * later month's.
 */
export const addMonth = (earlier: LiveRow | undefined, row: LiveRow): LiveRow => ({
  ...row,
  watermark: (earlier?.watermark ?? 0) + row.watermark,
  asOf: latest(earlier === undefined ? [row.asOf] : [earlier.asOf, row.asOf]),
  measures: sumMonths(earlier === undefined ? [row.measures] : [earlier.measures, row.measures]),
  criteria: [],
  criterionSums: sumCriteria(earlier === undefined ? [row] : [earlier, row]),
});

/**
 * Of two that were added up: the figures of the months in which it was a cell; null while it was one in all of them or
 * in none.
 * @param before what this was of the earlier months
 */
export function asCellOf(
  earlier: LiveRow | undefined,
  row: LiveRow,
  before: MeasureArray | null,
): MeasureArray | null {
  const isNow = isCell(row.profile.kind);
  if (earlier === undefined) return null;
  if (before !== null) return isNow ? sumMonths([before, row.measures]) : before;
  const was = isCell(earlier.profile.kind);
  if (was === isNow) return null;
  return was ? earlier.measures : row.measures;
}

const sumsOf = ({ criterionSums }: Pick<LiveRow, 'criterionSums'>): CriterionEntry[] =>
  criterionSums.map(({ set, id, graded, pointsSum, fullPoints }) => ({
    set,
    id,
    graded,
    points: pointsSum,
    fullPoints,
  }));

function ownCriterion(row: LiveRow, { id, points, max }: CriterionScore): CriterionEntry {
  const graded = row.points === null || points === null ? 0 : 1;
  return {
    set: row.profile.criteriaSet.id,
    id,
    points,
    graded,
    fullPoints: graded === 1 && points === max ? 1 : 0,
  };
}

/** The entry of a month. `path` is that of the month. */
export const entryOfMonth = (row: LiveRow, path: readonly OrganizationId[]): ScorecardEntry => ({
  ...scorecardOfMonth(row, path),
  criteria: [...sumsOf(row), ...row.criteria.map((criterion) => ownCriterion(row, criterion))],
});

/** The entry of a quarter or year whose months {@link addMonth} added up; `last` as in {@link sumPeriod}. */
export const entryOfPeriod = (
  period: Period,
  sum: LiveRow,
  last: { readonly path: readonly OrganizationId[]; readonly criteriaSet: CriteriaSet },
  asCell: MeasureArray | null = null,
): ScorecardEntry => ({
  ...sumPeriod(period, [sum], last),
  criteria: sumsOf(sum),
  ...(asCell === null ? {} : { asCell: fromArray(asCell) }),
});
