/** What holds of every sheet that passes the checks, and of every preset, whatever the meeting. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CriteriaSet, Sheet } from '../../shared/domain/criteria.ts';
import { criteriaProblems } from '../../shared/domain/criteria-validation.ts';
import { reachableGrades } from '../../shared/domain/reachable-grades.ts';
import { gradeFor, scoreMeeting } from '../../shared/domain/scoring.ts';
import { correctedTo, planRow } from '../support/records.ts';
import { BINH_THUAN } from './binh-thuan.ts';
import { anySheet, withImprovement, withSelfScore } from './criteria-set-arbitraries.ts';
import { presetSheets } from './preset-sets.ts';
import { anyRecord, withSomeUnknown } from './record-arbitraries.ts';

const plan = planRow();
const presetSheet = fc.constantFrom(...presetSheets().map(([, sheet]) => sheet));
const sheet = fc.oneof({ weight: 3, arbitrary: anySheet }, { weight: 1, arbitrary: presetSheet });

/** A sheet, and a meeting that some self scores were given for. */
const scored = sheet.chain((of) =>
  anyRecord.chain((record) => fc.tuple(fc.constant(of), withSelfScore(record, of))),
);

const rank = ({ thresholds }: Sheet, grade: string | null) =>
  thresholds.findIndex((threshold) => threshold.grade === grade);

/** A gate that drops further sets whoever just reaches its grade below those who just miss it: the rule-maker's will. */
const gatesDropOneGrade = (of: Sheet): boolean =>
  of.gates.every(({ grade, otherwise }) => rank(of, otherwise) === rank(of, grade) + 1);

it('arbitrary sheets pass the checks, but for grades that none of their sums reaches', () => {
  fc.assert(
    fc.property(anySheet, (of) => {
      const set: CriteriaSet = {
        ...BINH_THUAN,
        ...of,
      };
      const problems = criteriaProblems(set).map(({ rule }) => rule);
      expect(problems.filter((rule) => rule !== 'grade-reachable')).toEqual([]);
    }),
  );
});

describe('every meeting by every sheet', () => {
  it('gets whole points within each criterion and the total, known or not', () => {
    const part = scored.chain(([of, record]) => fc.tuple(fc.constant(of), withSomeUnknown(record)));
    fc.assert(
      fc.property(part, ([of, record]) => {
        const score = scoreMeeting(of, record, plan);
        let sum: number | null = 0;
        for (const { points, max } of score.criteria) {
          if (points === null) sum = null;
          else {
            expect(Number.isSafeInteger(points)).toBe(true);
            expect(points).toBeGreaterThanOrEqual(0);
            expect(points).toBeLessThanOrEqual(max);
            if (sum !== null) sum += points;
          }
        }
        expect(score.points).toBe(sum);
        expect(score.points ?? 0).toBeLessThanOrEqual(of.total);
        expect(score.grade === null).toBe(score.points === null);
      }),
    );
  });

  it('is never raised by a gate, and gets a grade that was called reachable', () => {
    fc.assert(
      fc.property(scored, ([of, record]) => {
        const { points, grade, gatesFailed } = scoreMeeting(of, record, plan);
        fc.pre(points !== null && grade !== null);
        const byPoints = gradeFor(of, points ?? 0);
        expect(rank(of, grade)).toBeGreaterThanOrEqual(rank(of, byPoints));
        expect(gatesFailed.length > 0).toBe(grade !== byPoints);
        expect([...reachableGrades(of)]).toContain(grade);
      }),
    );
  });

  it('loses nothing by doing one thing better', () => {
    const pair = scored.chain(([of, record]) => fc.tuple(fc.constant(of), withImprovement(record)));
    fc.assert(
      fc.property(pair, ([of, [record, better]]) => {
        const before = scoreMeeting(of, record, plan);
        const after = scoreMeeting(of, better, plan);
        before.criteria.forEach(({ id, points, known }, i) => {
          const then = after.criteria[i];
          // a share of nothing may be unknown, and then known: the self score no longer stands in
          if (known) expect(then?.points, id).toBeGreaterThanOrEqual(points ?? Number.NaN);
        });
        if (before.points === null || before.criteria.some(({ known }) => !known)) return;
        expect(after.points).toBeGreaterThanOrEqual(before.points);
        if (!gatesDropOneGrade(of)) return;
        expect(rank(of, after.grade)).toBeLessThanOrEqual(rank(of, before.grade));
      }),
      { numRuns: 400 },
    );
  });

  it('keeps what is known when an unknown fact is told, and loses nothing that counted 0', () => {
    const told = scored.chain(([of, record]) =>
      fc.tuple(fc.constant(of), fc.constant(record), withSomeUnknown(record)),
    );
    fc.assert(
      fc.property(told, ([of, full, part]) => {
        const after = scoreMeeting(of, full, plan).criteria;
        scoreMeeting(of, part, plan).criteria.forEach((criterion, i) => {
          if (criterion.known) expect(after[i]).toEqual(criterion);
          if (of.criteria[i]?.whenUnknown !== 'zero') return;
          expect(after[i]?.points).toBeGreaterThanOrEqual(criterion.points ?? Number.NaN);
        });
      }),
    );
  });

  it('follows a superior where the sheet says so, and nowhere else', () => {
    const inspected = scored.chain(([of, record]) =>
      fc.tuple(
        fc.constant(of),
        fc.constant(record),
        fc.array(fc.option(fc.nat({ max: 1500 })), {
          minLength: of.criteria.length,
          maxLength: of.criteria.length,
        }),
      ),
    );
    fc.assert(
      fc.property(inspected, ([of, record, given]) => {
        const scores = of.criteria.flatMap(({ id, max }, i) => {
          const points = given[i] ?? null;
          return points === null ? [] : [[id, Math.min(points, max)] as const];
        });
        const superior = Object.fromEntries(scores);
        const without = scoreMeeting(of, record, plan).criteria;
        scoreMeeting(of, record, plan, correctedTo(superior)).criteria.forEach(({ id, points }, i) => {
          const decides = of.criteria[i]?.decidedBy === 'superior-else-self' && id in superior;
          expect(points).toBe(decides ? superior[id] : without[i]?.points);
        });
      }),
    );
  });
});
