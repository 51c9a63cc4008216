import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sheet } from '../../../shared/domain/criteria/criteria.ts';
import type { CriterionScore } from '../../../shared/domain/criteria/criterion-score.ts';
import { raisesOf } from '../../../shared/domain/criteria/raising.ts';
import { gradeOfScores } from '../../../shared/domain/criteria/scoring.ts';
import { BINH_THUAN } from './binh-thuan.ts';
import { anySheet } from './criteria-set-arbitraries.ts';
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

const waysOf = (sheet: Sheet, scores: readonly CriterionScore[]) => raisesOf(sheet, scores).ways;

const gateOf = () => BINH_THUAN.gates[0]?.fullPointsIn ?? [];

describe('what would have raised a grade', () => {
  test('is the gate that 97 points stand before, alone', () => {
    const [first = ''] = gateOf();
    expect(waysOf(BINH_THUAN, lacking(BINH_THUAN, { [first]: 300 }))).toEqual([
      { grade: 'tot', criteria: [first] },
    ]);
  });

  test('is every gate that fails, together', () => {
    const [first = '', second = ''] = gateOf();
    expect(waysOf(BINH_THUAN, lacking(BINH_THUAN, { [first]: 100, [second]: 100 }))).toEqual([
      { grade: 'tot', criteria: [first, second] },
    ]);
  });

  test('is nothing at the best grade, nor where a criterion is unknown', () => {
    expect(waysOf(BINH_THUAN, lacking(BINH_THUAN, {}))).toEqual([]);
    const unknown = lacking(BINH_THUAN, {}).map((one, i) => (i === 0 ? { ...one, points: null } : one));
    expect(waysOf(BINH_THUAN, unknown)).toEqual([]);
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
        const raises = waysOf(sheet, of);
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

  test('on any sheet are all the smallest sets there are, as trying every set finds them', () => {
    const scored = anySheet.chain((sheet) =>
      fc.tuple(...sheet.criteria.map(({ max }) => fc.integer({ min: 0, max }))).map((points) => ({
        sheet,
        of: sheet.criteria.map(({ id, max }, i) => score(id, points[i] ?? 0, max)),
      })),
    );
    fc.assert(
      fc.property(scored, ({ sheet, of }) => {
        const { ways, all } = raisesOf(sheet, of);
        const tried = everyWay(sheet, of);
        expect(all).toBe(tried.length <= 20);
        expect(ways).toEqual(tried.slice(0, 20));
      }),
      { numRuns: 300 },
    );
  });

  test('on a sheet of 60 criteria and 12 gates are found at once, and told not to be all', () => {
    const ids = Array.from({ length: 60 }, (_, i) => `c${i}`);
    const sheet: Sheet = {
      ...BINH_THUAN,
      total: 60_000,
      groups: [{ id: 'all', title: { vi: 'x', en: 'x' }, points: 60_000 }],
      criteria: ids.map((id) => ({
        ...{ id, group: 'all', title: { vi: 'x', en: 'x' }, max: 1_000 },
        ...{ decidedBy: 'self', rule: { type: 'self' }, whenUnknown: 'zero' },
      })),
      thresholds: [
        { grade: 'tot', atLeast: 48_000 },
        { grade: 'kha', atLeast: 30_000 },
        { grade: 'kem', atLeast: 0 },
      ],
      gates: ids.slice(0, 12).map((id) => ({ grade: 'tot', fullPointsIn: [id], otherwise: 'kha' })),
    };
    const { ways, all } = raisesOf(
      sheet,
      ids.map((id, i) => score(id, 500 + i, 1_000)),
    );
    // 31,770 points are Khá. Tốt needs the 12 gates, which bring 5,934, and 10,296 more: 22 criteria bring at most
    // 10,505, 21 at most 10,038.
    expect([...new Set(ways.map(({ criteria }) => criteria.length))]).toEqual([34]);
    expect(ways).toHaveLength(20);
    expect(all).toBe(false);
  });
});

/** By trying every set of criteria, the smallest first. */
function everyWay(sheet: Sheet, of: readonly CriterionScore[]) {
  const rank = (grade: unknown) => sheet.thresholds.findIndex((one) => one.grade === grade);
  const short = of.filter(({ points, max }) => (points ?? 0) < max).map(({ id }) => id);
  const now = rank(gradeOfScores(sheet, of)?.grade);
  const sets = Array.from({ length: 2 ** short.length }, (_, bits) =>
    short.filter((_id, i) => (bits & (1 << (short.length - 1 - i))) !== 0),
  );
  const raising = sets.flatMap((criteria) => {
    const then = of.map((one) => (criteria.includes(one.id) ? { ...one, points: one.max } : one));
    const grade = gradeOfScores(sheet, then)?.grade;
    return grade !== undefined && rank(grade) < now ? [{ grade, criteria }] : [];
  });
  const size = Math.min(...raising.map(({ criteria }) => criteria.length));
  return raising.filter(({ criteria }) => criteria.length === size).toReversed();
}
