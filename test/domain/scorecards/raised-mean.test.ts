import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CriteriaSet } from '../../../shared/domain/criteria/criteria.ts';
import type { CriterionSum } from '../../../shared/domain/criteria/criterion-score.ts';
import { raisesOfMean } from '../../../shared/domain/scorecards/raised-mean.ts';
import { averageOf } from '../../../shared/domain/scorecards/roll-up.ts';
import { BINH_THUAN } from '../criteria/binh-thuan.ts';
import { presetSet } from '../criteria/preset-sets.ts';

/** So many graded meetings, full points but for what all of them together lost in some criteria. */
function meetings(set: CriteriaSet, graded: number, lost: Readonly<Record<string, number>> = {}) {
  const sums = set.criteria.map(({ id, max }): CriterionSum => {
    const pointsSum = max * graded - (lost[id] ?? 0);
    return { set: set.id, id, graded, pointsSum, fullPoints: 0 };
  });
  return { sums, mean: { graded, pointsSum: sums.reduce((sum, one) => sum + one.pointsSum, 0) } };
}

const raised = (set: CriteriaSet, graded: number, lost: Readonly<Record<string, number>> = {}) => {
  const { sums, mean } = meetings(set, graded, lost);
  return raisesOfMean(set, mean, sums);
};

describe('what would have raised a mean', () => {
  test('of three meetings that lost 33 points: 2.99 more, for 89.996… is 90.00, by either criterion', () => {
    const found = raised(BINH_THUAN, 3, { agenda: 3_000, attendance: 300 });
    // 300 − 33 = 267 points; 26,999 hundredths of three are 8,999.67, rounded 9,000
    expect(found).toEqual({
      next: { grade: 'tot', missing: 299 },
      ways: [
        { grade: 'tot', criteria: ['attendance'] },
        { grade: 'tot', criteria: ['agenda'] },
      ],
      all: true,
    });
  });

  test('is asked of every meeting’s points, and of no gate', () => {
    // 2 × 100 − 25: 87.5; full minutes are not asked of a mean
    const found = raised(BINH_THUAN, 2, { agenda: 1_800, minutes: 700 });
    expect(found.ways).toEqual([
      { grade: 'tot', criteria: ['agenda'] },
      { grade: 'tot', criteria: ['minutes'] },
    ]);
    expect(raised(BINH_THUAN, 2, { minutes: 700 })).toEqual({ next: null, ways: [], all: true });
  });

  test('of a frame is every criterion that some meeting missed', () => {
    const found = raised(presetSet('hd12-2018'), 3, { minutes: 100, duration: 200 });
    expect(found).toEqual({
      next: { grade: 'dat', missing: 299 },
      ways: [{ grade: 'dat', criteria: ['duration', 'minutes'] }],
      all: true,
    });
  });

  test('is nothing where nothing is graded, and the points alone where the criteria were others', () => {
    expect(raised(BINH_THUAN, 0)).toEqual({ next: null, ways: [], all: true });
    const { sums, mean } = meetings(BINH_THUAN, 2, { agenda: 3_000 });
    const of = (changed: readonly CriterionSum[]) => raisesOfMean(BINH_THUAN, mean, changed);
    const points = { next: { grade: 'tot', missing: 999 }, ways: [], all: false };
    expect(of(sums.slice(1))).toEqual(points);
    expect(of(sums.map((one, i) => (i === 0 ? { ...one, graded: 1 } : one)))).toEqual(points);
    expect(of(sums.map((one) => ({ ...one, set: 'another' })))).toEqual(points);
  });

  test.each(['binh-thuan', 'phu-tho-bloc', 'nghe-an-08', 'hd12-2018'])(
    'by %s is the least that the committee’s own arithmetic takes for a better grade',
    (id) => {
      const set = presetSet(id);
      const rank = (grade: unknown) => set.thresholds.findIndex((one) => one.grade === grade);
      const parts = fc.tuple(...set.criteria.map(() => fc.double({ min: 0, max: 1, noNaN: true })));
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 40 }), parts, (graded, lost) => {
          const all = set.criteria.map(({ id: of, max }, i) => [
            of,
            Math.floor((lost[i] ?? 0) * max * graded),
          ]);
          const { sums, mean } = meetings(set, graded, Object.fromEntries(all));
          const gradeWith = (more: number) =>
            averageOf({ graded, pointsSum: mean.pointsSum + more }, set).grade;
          const { next, ways } = raisesOfMean(set, mean, sums);
          if (next === null) {
            expect(rank(gradeWith(0))).toBe(0);
            return;
          }
          expect(rank(next.grade)).toBe(rank(gradeWith(0)) - 1);
          expect([gradeWith(next.missing - 1), gradeWith(next.missing)]).toEqual([gradeWith(0), next.grade]);
          expect(ways.length).toBeGreaterThan(0);
          for (const { grade, criteria } of ways) {
            const brought = set.criteria
              .filter((one) => criteria.includes(one.id))
              .reduce((sum, { id: of, max }) => {
                const now = sums.find((one) => one.id === of)?.pointsSum ?? 0;
                return sum + max * graded - now;
              }, 0);
            expect(gradeWith(brought)).toBe(grade);
            expect(brought).toBeGreaterThanOrEqual(next.missing);
          }
        }),
        { numRuns: 200 },
      );
    },
  );
});
