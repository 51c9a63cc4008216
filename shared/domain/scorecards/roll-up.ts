/**
 * A committee's row: a pure function of its partition, its plan row and its criteria set's thresholds.
 *
 * The caller reads the whole partition first (strongly, every page, tombstones included), then the plan row,
 * then the criteria set; folds; puts every row that comes out, each on its own condition.
 */
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { CriterionSum } from '../criteria/criterion-score.ts';
import type { Grade } from '../criteria/grade.ts';
import { addArrays, fromArray, type Measures, toArray } from '../criteria/measures.ts';
import { gradeFor } from '../criteria/scoring.ts';
import { areSheetsMixed } from '../criteria/sheets-used.ts';
import { roundHalfEven } from '../integers.ts';
import { latest, type Month } from '../period.ts';
import { isCommittee, type OrganizationId } from '../roster/organization.ts';
import type { PlanRow } from '../roster/plan.ts';
import type { MonthFigures } from './month-figures.ts';
import { profileOf } from './own-row.ts';
import { FOLD_VERSION, type LiveRow, type ScoreRow, TOP } from './scorecard.ts';
import { remedyByOf } from './since.ts';
import { worstStatus } from './status.ts';

export type CommitteeInputs = {
  readonly committee: OrganizationId;
  readonly month: Month;
  /** The whole partition of committee and month, in any order: children's rows, tombstones, its own row. */
  readonly rows: readonly ScoreRow[];
  /** Null where the month is not planned (yet): nothing can be said, and its plan row will trigger again. */
  readonly plan: PlanRow | null;
  /** The set that the plan row names; its thresholds grade the mean. Null only where there is no plan row. */
  readonly criteriaSet: CriteriaSet | null;
};

/**
 * The row under the current parent (under TOP for the root), then a tombstone under each former parent; nothing
 * without a plan row, or for an organization that is no committee.
 *
 * @throws TypeError when there is a plan row and no criteria set
 */
export function foldCommittee({ rows, plan, criteriaSet }: CommitteeInputs): ScoreRow[] {
  if (plan === null || !isCommittee(plan.kind)) return [];
  if (criteriaSet === null) throw new TypeError(`criteria set of ${plan.organization} not given`);
  const stamp = {
    month: plan.month,
    organization: plan.organization,
    watermark: rows.reduce((sum, { watermark }) => sum + watermark, 0) + plan.version + FOLD_VERSION,
    foldVersion: FOLD_VERSION,
    asOf: latest([...rows.map(({ asOf }) => asOf), plan.plannedAt]),
  };
  const parts = rows.filter((row) => !row.tombstone);
  const flagged = parts.reduce((sum, row) => sum + (row.flagged ?? 0) + (row.flags === undefined ? 0 : 1), 0);
  const [remedyBy] = parts.flatMap((row) => remedyByOf(row) ?? []).toSorted();
  const live: ScoreRow = {
    ...stamp,
    parent: plan.parent ?? TOP,
    tombstone: false,
    profile: profileOf(plan),
    basis: null,
    ...summedUp(parts, criteriaSet),
    ...(flagged === 0 ? {} : { flagged }),
    ...(remedyBy === undefined ? {} : { remedyBy }),
  };
  const tombstones = plan.formerParents.map((parent) => ({ ...stamp, parent, tombstone: true as const }));
  return [live, ...tombstones];
}

/** What a committee's parts, its own row among them, come to together. */
export function summedUp(
  parts: readonly LiveRow[],
  criteriaSet: CriteriaSet,
): MonthFigures & Pick<LiveRow, 'criterionSums' | 'mixedSheets'> {
  const measures = parts.reduce((sum, row) => addArrays(sum, row.measures), toArray({}));
  const figures = fromArray(measures);
  const criterionSums = sumCriteria(parts);
  return {
    status: worstStatus(figures),
    measures,
    criteria: [],
    criterionSums,
    ...averageOf(figures, criteriaSet),
    gatesFailed: [],
    ...(areSheetsMixed(criterionSums, figures, criteriaSet) ? { mixedSheets: true } : {}),
  };
}

/** Mean points of the graded cell-months, and the grade that they reach by the set's thresholds, without gates. */
export function averageOf(
  { graded, pointsSum }: Pick<Measures, 'graded' | 'pointsSum'>,
  criteriaSet: CriteriaSet,
): { points: number | null; grade: Grade | null } {
  if (graded === 0) return { points: null, grade: null };
  const points = roundHalfEven(pointsSum, graded);
  return { points, grade: gradeFor(criteriaSet, points) };
}

/** Per criteria set and criterion over the graded cell-months below; ascending by set, then criterion. */
export function sumCriteria(
  rows: readonly Pick<LiveRow, 'criteria' | 'criterionSums' | 'profile' | 'points'>[],
): CriterionSum[] {
  const sums = new Map<string, CriterionSum>();
  for (const one of rows.flatMap((row) => [...row.criterionSums, ...sumsOfCell(row)])) {
    const key = `${one.set} ${one.id}`;
    const sum = sums.get(key);
    sums.set(key, {
      set: one.set,
      id: one.id,
      graded: one.graded + (sum?.graded ?? 0),
      pointsSum: one.pointsSum + (sum?.pointsSum ?? 0),
      fullPoints: one.fullPoints + (sum?.fullPoints ?? 0),
    });
  }
  return [...sums.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

function sumsOfCell({
  criteria,
  points: total,
  profile,
}: Pick<LiveRow, 'criteria' | 'profile' | 'points'>): CriterionSum[] {
  if (total === null) return [];
  const set = profile.criteriaSet.id;
  return criteria.flatMap(({ id, points, max }) =>
    points === null ? [] : [{ set, id, graded: 1, pointsSum: points, fullPoints: points === max ? 1 : 0 }],
  );
}
