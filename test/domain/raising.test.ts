import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sheet } from '../../shared/domain/criteria.ts';
import { raisesOf } from '../../shared/domain/raising.ts';
import type { CriterionScore } from '../../shared/domain/scorecard.ts';
import { gradeOfScores } from '../../shared/domain/scoring.ts';
import { BINH_THUAN } from './binh-thuan.ts';
import { presetSheets } from './preset-sets.ts';

const score = (id: string, points: number | null, max: number): CriterionScore => ({
  id,
  points,
  max,
  self: null,
  superior: null,
  known: points !== null,
});

/** Full points everywhere but in the criteria named, which lose so many. */
const lacking = (sheet: Sheet, lost: Readonly<Record<string, number>>) =>
  sheet.criteria.map(({ id, max }) => score(id, max - (lost[id] ?? 0), max));

const gateOf = () => BINH_THUAN.gates[0]?.fullPointsIn ?? [];

describe('what would have raised a grade', () => {
  test('is the gate that 97 points stand before, alone', () => {
    const [first = ''] = gateOf();
    expect(raisesOf(BINH_THUAN, lacking(BINH_THUAN, { [first]: 300 }))).toEqual([
      { grade: 'tot', criteria: [first] },
    ]);
  });

  test('is every gate that fails, together', () => {
    const [first = '', second = ''] = gateOf();
    expect(raisesOf(BINH_THUAN, lacking(BINH_THUAN, { [first]: 100, [second]: 100 }))).toEqual([
      { grade: 'tot', criteria: [first, second] },
    ]);
  });

  test('is nothing at the best grade, nor where a criterion is unknown', () => {
    expect(raisesOf(BINH_THUAN, lacking(BINH_THUAN, {}))).toEqual([]);
    const unknown = lacking(BINH_THUAN, {}).map((one, i) => (i === 0 ? { ...one, points: null } : one));
    expect(raisesOf(BINH_THUAN, unknown)).toEqual([]);
  });

  test.each(presetSheets())('on %s reaches what it says, and nothing smaller does', (_, sheet) => {
    const scores = fc
      .tuple(...sheet.criteria.map(({ max }) => fc.integer({ min: 0, max })))
      .map((points) => sheet.criteria.map(({ id, max }, i) => score(id, points[i] ?? 0, max)));
    const gradeWith = (of: readonly CriterionScore[], ids: readonly string[]) =>
      gradeOfScores(
        sheet,
        of.map((one) => (ids.includes(one.id) ? { ...one, points: one.max } : one)),
      )?.grade;
    const rank = (grade: unknown) => sheet.thresholds.findIndex((one) => one.grade === grade);
    fc.assert(
      fc.property(scores, (of) => {
        const now = rank(gradeWith(of, []));
        const raises = raisesOf(sheet, of);
        expect(raises.length > 0).toBe(now > 0);
        for (const { grade, criteria } of raises) {
          expect(gradeWith(of, criteria)).toBe(grade);
          expect(rank(grade)).toBeLessThan(now);
          for (const left of criteria) {
            const fewer = criteria.filter((id) => id !== left);
            expect(rank(gradeWith(of, fewer))).toBe(now);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
