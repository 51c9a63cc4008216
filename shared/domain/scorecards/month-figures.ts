/**
 * One organization's figures of one month: a pure function of the month's records, its criteria set and a basis
 * that holds all the rest. A row keeps its basis, so whoever has the records of a month alone (an export, say)
 * can fold it again.
 */
import { annualMeasures } from '../criteria/annual.ts';
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { Grade } from '../criteria/grade.ts';
import { type Measures, toArray } from '../criteria/measures.ts';
import { type MeetingScore, scoreMeeting } from '../criteria/scoring.ts';
import { superiorSheet } from '../criteria/superior-sheet.ts';
import { doesDuty, type Visit } from '../events/duty-done.ts';
import { type MeetingRevision, meetingKind } from '../events/meeting.ts';
import type { Review } from '../events/review.ts';
import { type Month, monthNumber } from '../period.ts';
import {
  findingMeasures,
  type InspectionOfMonth,
  inspectionMeasures,
  reviewMeasures,
  superiorMeasures,
} from './inspection-measures.ts';
import { heldMeasures, regularMeetingMeasures, scoreMeasures, thematicMeasures } from './meeting-measures.ts';
import type { MonthBasis } from './month-basis.ts';
import type { LiveRow } from './scorecard.ts';
import { statusOfMonth } from './status.ts';

/** A record of the month that holds, in its current revision. */
export type StandingRecord = Pick<
  Extract<MeetingRevision, { withdrawn: false }>,
  'key' | 'revision' | 'onTime' | 'record'
>;

export type MonthInputs = {
  readonly month: Month;
  readonly basis: MonthBasis;
  /** Accepted event revisions of the month, of every kind, withdrawals too. */
  readonly revisions: number;
  /** In any order. */
  readonly standing: readonly StandingRecord[];
  /** Those of the month that hold, in any order. */
  readonly inspections: readonly InspectionOfMonth[];
  /** What answers the regular meeting's record as it stands. */
  readonly review: Review | null;
  /** Asked for only if there is something to score. */
  readonly criteriaSet: () => CriteriaSet;
};

export type MonthFigures = Pick<
  LiveRow,
  'status' | 'measures' | 'criteria' | 'points' | 'grade' | 'gatesFailed'
>;

const NO_SCORE: MeetingScore = { criteria: [], points: null, grade: null, gatesFailed: [] };

export function figuresOfMonth({
  month,
  basis,
  revisions,
  standing,
  inspections,
  review,
  criteriaSet,
}: MonthInputs): MonthFigures {
  const plan = { ...basis, month };
  const regular = standing.find(({ key }) => key === 'regular') ?? null;
  const status = statusOfMonth(basis, newestRegular(regular, basis));
  const held = basis.expected ? regular : null;
  const sheet = held === null ? null : superiorSheet(inspections, held, review);
  const score = held === null ? NO_SCORE : scoreMeeting(criteriaSet(), held.record, plan, sheet ?? undefined);
  const measures: Partial<Measures> = {
    revisions,
    expected: basis.expected ? 1 : 0,
    reported: status === 'reported' || status === 'late' ? 1 : 0,
    onTime: status === 'reported' ? 1 : 0,
    late: status === 'late' ? 1 : 0,
    awaiting: status === 'awaiting' || status === 'withdrawn' ? 1 : 0,
    overdue: status === 'overdue' ? 1 : 0,
    handbookExpected: basis.expected && basis.handbook ? 1 : 0,
    ...(held === null ? {} : regularMeetingMeasures(held.record, plan)),
    ...(held === null ? {} : scoreMeasures(score, held.record, criteriaSet())),
    ...(held === null ? {} : reviewMeasures(review)),
    ...(held === null || sheet === null || Object.keys(sheet.given).length === 0
      ? {}
      : superiorMeasures(sheet.given, held.record, criteriaSet())),
    ...besidesRegular(basis, standing),
    ...inspectionMeasures(inspections),
    ...findingMeasures(inspections, basis, month),
    ...dutyMeasures(basis, inspections),
    ...heldMeasures(yearSoFar(month, basis, regular !== null)),
    ...yearMeasures(basis, score.grade, criteriaSet),
  };
  return { status, measures: toArray(measures), ...score };
}

/** The newest revision of the regular record, be it a withdrawal. */
function newestRegular(standing: StandingRecord | null, { withdrawn }: MonthBasis) {
  if (standing !== null) return { withdrawn: false, onTime: standing.onTime };
  return withdrawn.some(({ key }) => key === 'regular') ? { withdrawn: true, onTime: false } : null;
}

/** Thematic and extraordinary meetings of the month, and whether the quarter's thematic one was held. */
function besidesRegular(
  { thematicOwed, thematicBefore }: MonthBasis,
  standing: readonly StandingRecord[],
): Partial<Measures> {
  const thematic = standing.filter(({ key }) => meetingKind(key) === 'thematic').map(({ record }) => record);
  return {
    ...thematicMeasures(thematic),
    extraordinary: standing.filter(({ key }) => meetingKind(key) === 'extraordinary').length,
    thematicExpected: thematicOwed ? 1 : 0,
    thematicMet: thematicOwed && (thematicBefore || thematic.length > 0) ? 1 : 0,
  };
}

/** Counted at the organization to be attended, once a duty however often it was done. */
function dutyMeasures({ duties = [] }: MonthBasis, visits: readonly Visit[]): Partial<Measures> {
  const done = duties.filter((duty) => duty.doneBefore || visits.some((visit) => doesDuty(visit, duty)));
  return { dutiesExpected: duties.length, dutiesDone: done.length };
}

/** By the annual rule of the month's own set, over the meetings graded so far. */
function yearMeasures(
  { gradedBefore = [] }: MonthBasis,
  grade: Grade | null,
  criteriaSet: () => CriteriaSet,
): Partial<Measures> {
  const grades = grade === null ? gradedBefore : [...gradedBefore, grade];
  return grades.length === 0 ? {} : annualMeasures(criteriaSet(), grades);
}

/** January … `month`: owed by the plan row of each, and held if its regular record stands. */
function yearSoFar(month: Month, { owedBefore, heldBefore, expected }: MonthBasis, held: boolean) {
  const before = Array.from({ length: monthNumber(month) - 1 }, (_, i) => ({
    owed: owedBefore.includes(i + 1),
    held: heldBefore.includes(i + 1),
  }));
  return [...before, { owed: expected, held: expected && held }];
}
