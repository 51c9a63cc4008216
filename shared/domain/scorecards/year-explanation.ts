/** Why a year has the grade it has so far: the meetings that count, and what each grade of the year asks of them. */
import type { Bilingual } from '../bilingual.ts';
import { annualGrade, conditionHolds, countGrades } from '../criteria/annual.ts';
import { annualConditionInWords, annualGradeInWords } from '../criteria/annual-words.ts';
import type { AnnualGrade, CriteriaSet } from '../criteria/criteria.ts';
import type { Grade } from '../criteria/grade.ts';
import { scoreMeeting } from '../criteria/scoring.ts';
import type { StoredEvent } from '../events/event.ts';
import { type Month, yearOf } from '../period.ts';
import type { CriteriaSetRef, PlanRow } from '../roster/plan.ts';
import { regularOf, superiorSheetOf, toldOf } from './told.ts';

export type ExplainedYear = {
  /** The months January to this one. */
  readonly upTo: Month;
  /** The set of that month, whose rule holds. */
  readonly criteriaSet: CriteriaSetRef;
  /** Null while no meeting is graded. */
  readonly grade: AnnualGrade | null;
  /** Graded regular meetings, ascending by month. */
  readonly meetings: readonly {
    readonly month: Month;
    readonly revision: number;
    readonly points: number;
    readonly grade: Grade;
    /** False for a grade that the set does not have: it was given under another set earlier in the year. */
    readonly counts: boolean;
  }[];
  /** What each grade of the year asks, best first; nothing of the last one. */
  readonly grades: readonly {
    readonly grade: AnnualGrade;
    readonly rule: Bilingual;
    readonly conditions: readonly { readonly asked: Bilingual; readonly holds: boolean }[];
  }[];
};

/**
 * @param plans an organization's plan rows of the year, in any order; those after `upTo` are left aside
 * @param events its events of the year, in any order
 * @param setOf the sets that the plan rows name
 * @returns null where nothing is planned in that month, or its set grades no years
 */
export function explainYear(
  upTo: Month,
  plans: readonly PlanRow[],
  events: readonly StoredEvent[],
  setOf: (ref: CriteriaSetRef) => CriteriaSet,
): ExplainedYear | null {
  const last = plans.find(({ month }) => month === upTo);
  const set = last === undefined ? null : setOf(last.criteriaSet);
  if (last === undefined || set?.annual === undefined) return null;
  const told = toldOf(events);
  const meetings = plans
    .filter((plan) => plan.expected && plan.month <= upTo && yearOf(plan.month) === yearOf(upTo))
    .toSorted((a, b) => (a.month < b.month ? -1 : 1))
    .flatMap((plan) => {
      const event = regularOf(told, plan.month);
      if (event === null || event.withdrawn) return [];
      const superior = superiorSheetOf(told, event);
      const { points, grade } = scoreMeeting(setOf(plan.criteriaSet), event.record, plan, superior);
      if (points === null || grade === null) return [];
      const counts = set.thresholds.some((threshold) => threshold.grade === grade);
      return [{ month: plan.month, revision: event.revision, points, grade, counts }];
    });
  const counted = countGrades(
    set,
    meetings.map(({ grade }) => grade),
  );
  return {
    upTo,
    criteriaSet: last.criteriaSet,
    grade: annualGrade(set, counted),
    meetings,
    grades: set.annual.map((asked) => ({
      grade: asked.grade,
      rule: annualGradeInWords(asked, set),
      conditions: asked.when.map((condition) => ({
        asked: annualConditionInWords(condition, set),
        holds: conditionHolds(set, condition, counted),
      })),
    })),
  };
}
