/**
 * What holds of every sheet that passes the checks, and of every preset, whatever the meeting: said of a way of
 * scoring, so that wrong ways can be held against it too.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Criterion, Sheet } from '../../../shared/domain/criteria/criteria.ts';
import { reachableGrades } from '../../../shared/domain/criteria/reachable-grades.ts';
import {
  conditionHolds,
  gradeFor,
  type MeetingScore,
  scoreMeeting,
} from '../../../shared/domain/criteria/scoring.ts';
import {
  byWeight,
  type StandingInspection,
  superiorSheet,
} from '../../../shared/domain/criteria/superior-sheet.ts';
import { CONCLUSIONS, INSPECTION_KINDS } from '../../../shared/domain/events/inspection.ts';
import type { MeetingRecord } from '../../../shared/domain/events/meeting.ts';
import { countOf, type MeetingPlan } from '../../../shared/domain/events/meeting-facts.ts';
import type { Review } from '../../../shared/domain/events/review.ts';
import { inspection } from '../../support/inspections.ts';
import { planRow } from '../../support/records.ts';
import { anyRecord, withSomeUnknown } from '../events/record-arbitraries.ts';
import { anyMetSheet, anySheet, withImprovement, withSelfScore } from './criteria-set-arbitraries.ts';
import { presetSheets } from './preset-sets.ts';

/** Scores one meeting, given everything that superiors said of it. */
export type Scoring = (
  sheet: Sheet,
  record: MeetingRecord,
  plan: MeetingPlan,
  inspections?: readonly StandingInspection[],
  review?: Review | null,
) => MeetingScore;

/** As the folds do it. */
export const honestScoring: Scoring = (sheet, record, plan, inspections = [], review = null) =>
  scoreMeeting(sheet, record, plan, superiorSheet(inspections, { key: 'regular', record }, review));

const plan = planRow();
const presetSheet = fc.constantFrom(...presetSheets().map(([, sheet]) => sheet));
const sheet = fc.oneof(
  { weight: 3, arbitrary: anySheet },
  { weight: 1, arbitrary: anyMetSheet },
  { weight: 1, arbitrary: presetSheet },
);

/** A sheet, and a meeting that some self scores were given for. */
const scored = sheet.chain((of) =>
  anyRecord.chain((record) => fc.tuple(fc.constant(of), withSelfScore(record, of))),
);

/** Besides, the same meeting with some facts unknown. */
const told = scored.chain(([of, record]) =>
  fc.tuple(fc.constant(of), fc.constant(record), withSomeUnknown(record)),
);

/** Points for some of the criteria, now and then more than they bring: given under an earlier revision. */
const scoresFor = (criteria: readonly Criterion[]) =>
  fc
    .tuple(...criteria.map(({ max }) => fc.option(fc.integer({ min: 0, max: max + 50 }))))
    .map((given) =>
      Object.fromEntries(
        criteria.flatMap(({ id }, i) => (given[i] == null ? [] : [[id, given[i]] as const])),
      ),
    );

const inspectionsOf = (criteria: readonly Criterion[]) =>
  fc.uniqueArray(
    fc
      .tuple(
        fc.integer({ min: 10, max: 12 }),
        fc.constantFrom(...INSPECTION_KINDS),
        fc.constantFrom('a', 'b'),
        fc.constantFrom(...CONCLUSIONS),
        fc.constantFrom('regular', 'regular', 'regular', null),
        fc.option(scoresFor(criteria)),
      )
      .map(
        ([day, kind, by, conclusion, meeting, scores]): StandingInspection => ({
          key: `2026-10-${day}-${kind}-${by}`,
          record: inspection({ conclusion, meeting, scores }),
        }),
      ),
    { selector: ({ key }) => key, maxLength: 5 },
  );

const reviewOf = (criteria: readonly Criterion[]) =>
  fc.option(
    scoresFor(criteria).map(
      (scores): Review => ({ by: 'dang-uy-1', decision: 'accepted', scores, reason: null, dueOn: null }),
    ),
  );

/** A sheet, a meeting, and what superiors said of it. */
const inspected = scored.chain(([of, record]) =>
  fc.tuple(fc.constant(of), fc.constant(record), inspectionsOf(of.criteria), reviewOf(of.criteria)),
);

const rank = ({ thresholds }: Sheet, grade: string | null) =>
  thresholds.findIndex((threshold) => threshold.grade === grade);

/** A gate that drops further sets whoever just reaches its grade below those who just miss it: the rule-maker's will. */
const gatesDropOneGrade = (of: Sheet): boolean =>
  of.gates.every(({ grade, otherwise }) => rank(of, otherwise) === rank(of, grade) + 1);

/**
 * One condition that fails settles `all`, whatever is unknown beside it. Put right, it lays bare what the sheet calls
 * unknown: a share of nothing (no task was left over, say).
 */
function restsOnNothing({ rule }: Criterion, record: MeetingRecord): boolean {
  if (rule.type !== 'all') return false;
  const found = rule.conditions.map((condition) => conditionHolds(condition, record, plan));
  return found.includes(null) && !found.includes(false);
}

const points = ({ points: of }: { readonly points: number | null }) => of ?? Number.NaN;

/** Name, and whether it holds of a way of scoring; throws where it does not. */
export const properties = {
  'whole points lie within each criterion, and their sum is the total, known or not': (score: Scoring) =>
    fc.property(told, ([of, , part]) => {
      const found = score(of, part, plan);
      for (const criterion of found.criteria) {
        if (criterion.points === null) continue;
        expect(Number.isSafeInteger(criterion.points)).toBe(true);
        expect(criterion.points).toBeGreaterThanOrEqual(0);
        expect(criterion.points).toBeLessThanOrEqual(criterion.max);
      }
      const unknown = found.criteria.some((criterion) => criterion.points === null);
      const sum = found.criteria.reduce((total, criterion) => total + (criterion.points ?? 0), 0);
      expect(found.points).toBe(unknown ? null : sum);
      expect(sum).toBeLessThanOrEqual(of.total);
      expect(found.grade === null).toBe(unknown);
    }),

  'a gate raises no grade, and names what it asks for; a grade is one called reachable': (score: Scoring) =>
    fc.property(scored, ([of, record]) => {
      const { points: total, grade, gatesFailed, criteria } = score(of, record, plan);
      fc.pre(total !== null && grade !== null);
      const byPoints = gradeFor(of, total ?? 0);
      expect(rank(of, grade)).toBeGreaterThanOrEqual(rank(of, byPoints));
      expect(gatesFailed.length > 0).toBe(grade !== byPoints);
      for (const id of gatesFailed) {
        const criterion = criteria.find((one) => one.id === id);
        expect(criterion?.points).toBeLessThan(criterion?.max ?? Number.NaN);
      }
      const asked = of.gates.filter((gate) => gate.grade === grade).flatMap((gate) => gate.fullPointsIn);
      for (const criterion of criteria)
        if (asked.includes(criterion.id)) expect(criterion.points, 'gate passed').toBe(criterion.max);
      expect([...reachableGrades(of)]).toContain(grade);
    }),

  'a thing done better costs nothing': (score: Scoring) => {
    const pair = scored.chain(([of, record]) => fc.tuple(fc.constant(of), withImprovement(record)));
    return fc.property(pair, ([of, [record, better]]) => {
      const before = score(of, record, plan);
      const after = score(of, better, plan);
      const laidBare = of.criteria.map((criterion) => restsOnNothing(criterion, better));
      before.criteria.forEach((criterion, i) => {
        const then = after.criteria[i];
        // A share of nothing may be unknown, and then known: the self score no longer stands in.
        if (!criterion.known) return;
        if (then?.known === false) expect(laidBare[i], criterion.id).toBe(true);
        else expect(then?.points, criterion.id).toBeGreaterThanOrEqual(points(criterion));
      });
      if (before.points === null || before.criteria.some(({ known }) => !known)) return;
      if (laidBare.includes(true)) return;
      expect(after.points).toBeGreaterThanOrEqual(before.points);
      if (gatesDropOneGrade(of)) expect(rank(of, after.grade)).toBeLessThanOrEqual(rank(of, before.grade));
    });
  },

  'what is known stays when an unknown fact is told, and what counted 0 loses nothing': (score: Scoring) =>
    fc.property(told, ([of, full, part]) => {
      const [before, after] = [score(of, part, plan), score(of, full, plan)];
      before.criteria.forEach((criterion, i) => {
        if (criterion.known) expect(after.criteria[i]).toEqual(criterion);
        if (of.criteria[i]?.whenUnknown === 'zero')
          expect(after.criteria[i]?.points).toBeGreaterThanOrEqual(points(criterion));
      });
      if (before.criteria.every(({ known }) => known)) expect(after).toEqual(before);
    }),

  'an unknown fact is not a fact that fails': (score: Scoring) =>
    fc.property(told, ([of, full, part]) => {
      const before = score(of, part, plan).criteria;
      const self = (id: string) => full.selfScore?.[id] ?? null;
      before.forEach(({ id, known, points: brought, max }, i) => {
        if (known) return;
        const { whenUnknown, rule } = of.criteria[i] ?? {};
        if (whenUnknown === 'ungraded') expect(brought).toBeNull();
        if (whenUnknown === 'self')
          expect(brought).toBe(self(id) === null ? null : Math.min(self(id) ?? 0, max));
        if (whenUnknown === 'zero' && rule?.type !== 'checklist') expect(brought).toBe(0);
      });
    }),

  'the weightiest sheet of a superior decides what the set says, and nothing else': (score: Scoring) =>
    fc.property(inspected, ([of, record, inspections, review]) => {
      const without = score(of, record, plan).criteria;
      const [first] = inspections
        .filter((one) => one.record.meeting === 'regular' && one.record.conclusion !== 'noted')
        .toSorted(byWeight);
      const deciding =
        first === undefined
          ? review?.scores
          : first.record.conclusion === 'corrected'
            ? first.record.scores
            : null;
      score(of, record, plan, inspections, review).criteria.forEach((criterion, i) => {
        const given = deciding?.[criterion.id];
        const decides = of.criteria[i]?.decidedBy === 'superior-else-self' && given !== undefined;
        expect(criterion.points).toBe(decides ? Math.min(given, criterion.max) : without[i]?.points);
      });
    }),

  'inspections count the same in any order': (score: Scoring) => {
    const shuffled = inspected.chain(([of, record, all, review]) =>
      fc.tuple(
        fc.constant([of, record, all, review] as const),
        fc.shuffledSubarray(all, { minLength: all.length }),
      ),
    );
    return fc.property(shuffled, ([[of, record, all, review], others]) => {
      expect(score(of, record, plan, others, review)).toEqual(score(of, record, plan, all, review));
    });
  },

  'each thing that is counted costs what the deduction says, down to nothing': (score: Scoring) =>
    fc.property(scored, ([of, record]) => {
      score(of, record, plan).criteria.forEach((criterion, i) => {
        const rule = of.criteria[i]?.rule;
        if (rule?.type !== 'deduction') return;
        let left = criterion.max;
        for (let n = countOf(rule.count, record) ?? 0; n > 0; n -= 1) left -= rule.per;
        expect(criterion.points).toBe(Math.max(left, 0));
      });
    }),

  'a frame is met only where each of its criteria is': (score: Scoring) => {
    const framed = anyMetSheet.chain((of) =>
      anyRecord.chain((record) => fc.tuple(fc.constant(of), withSelfScore(record, of))),
    );
    return fc.property(framed, ([of, record]) => {
      const found = score(of, record, plan);
      fc.pre(found.points !== null);
      const met = found.criteria.every((criterion) => criterion.points === criterion.max);
      expect(found.grade).toBe(met ? 'dat' : 'khong-dat');
      const facts = of.criteria.map(({ rule }) => rule.type === 'all');
      found.criteria.forEach((criterion, i) => {
        if (facts[i] && criterion.known) expect([0, criterion.max]).toContain(criterion.points);
      });
    });
  },
};

export type PropertyName = keyof typeof properties;
