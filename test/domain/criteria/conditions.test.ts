import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Criterion, Rule, Sheet } from '../../../shared/domain/criteria/criteria.ts';
import { sheetOf } from '../../../shared/domain/criteria/criteria.ts';
import { conditionHolds, pointsByRule, scoreMeeting } from '../../../shared/domain/criteria/scoring.ts';
import { bareMeetingRecord, correctedTo, meetingRecord, planRow } from '../../support/records.ts';
import { anyRecord, withSomeUnknown } from '../events/record-arbitraries.ts';
import { BINH_THUAN } from './binh-thuan.ts';

const plan = planRow();
const words = { vi: 'x', en: 'x' };

const roll = (present: number, required: number) =>
  meetingRecord({
    members: { total: required, exempt: 0, temporaryOut: 0, present, absentExcused: required - present },
  });

describe('a bound', () => {
  const points = (rule: Rule, record = meetingRecord()) => pointsByRule({ rule, max: 1000 }, record, plan);

  it('of a share may be strict: above 85 % leaves out 85 % itself', () => {
    const from = (bound: { above: number } | { atLeast: number }): Rule => ({
      type: 'share-bands',
      share: 'attendance',
      bands: [{ ...bound, points: 1000 }],
      whenEmpty: 'unknown',
    });
    expect(points(from({ above: 8500 }), roll(17, 20))).toBe(0);
    expect(points(from({ atLeast: 8500 }), roll(17, 20))).toBe(1000);
    expect(points(from({ above: 8500 }), roll(18, 20))).toBe(1000);
    // 85.0005 %: no rounding to 85 %
    expect(points(from({ above: 8500 }), roll(170_001, 200_000))).toBe(1000);
  });

  it('of a count may be strict too, and both kinds may stand in one rule', () => {
    const rule: Rule = {
      type: 'count-bands',
      count: 'opinions',
      bands: [
        { above: 10, points: 1000 },
        { atLeast: 10, points: 600 },
        { above: 0, points: 100 },
      ],
    };
    const opinions = (n: number) => points(rule, meetingRecord({ discussion: { opinions: n } }));
    expect([0, 1, 9, 10, 11].map(opinions)).toEqual([0, 100, 100, 600, 1000]);
  });
});

describe('a condition', () => {
  const holds = (condition: Condition, record = meetingRecord()) => conditionHolds(condition, record, plan);

  it('asks a fact, a share or a count, and is unknown with what it asks', () => {
    const minutes = { type: 'check', check: 'minutesComplete' } as const;
    expect(holds(minutes)).toBe(true);
    expect(holds(minutes, meetingRecord({ minutesComplete: false }))).toBe(false);
    expect(holds(minutes, bareMeetingRecord())).toBeNull();
    const absent = { type: 'count', count: 'repeatedAbsences', atMost: 1 } as const;
    const repeated = (repeatedAbsences: number | null) =>
      holds(absent, meetingRecord({ members: { repeatedAbsences } }));
    expect([0, 1, 2, null].map(repeated)).toEqual([true, true, false, null]);
    const few = { type: 'share', share: 'unexcused', whenEmpty: 'unknown', atMost: 500 } as const;
    const unexcused = (absentUnexcused: number) =>
      holds(few, meetingRecord({ members: { total: 20, exempt: 0, temporaryOut: 0, absentUnexcused } }));
    expect([1, 2].map(unexcused)).toEqual([true, false]);
  });

  it('says what a share of nothing means', () => {
    const nothingLeft = meetingRecord({ previousResolution: { tasks: 0, done: 0 } });
    const done = (whenEmpty: 'holds' | 'fails' | 'unknown') =>
      holds({ type: 'share', share: 'previousTasksDone', whenEmpty, atLeast: 10_000 }, nothingLeft);
    expect([done('holds'), done('fails'), done('unknown')]).toEqual([true, false, null]);
  });

  it('may look at how many are exempt', () => {
    const exempt = (limit: { atLeast: number } | { atMost: number }) =>
      holds({ type: 'count', count: 'exempt', ...limit });
    expect([exempt({ atLeast: 2 }), exempt({ atLeast: 3 }), exempt({ atMost: 2 })]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a rule of several conditions', () => {
  const rule: Rule = {
    type: 'all',
    conditions: [
      { type: 'share', share: 'attendance', whenEmpty: 'unknown', above: 8500 },
      { type: 'count', count: 'repeatedAbsences', atMost: 0 },
      { type: 'check', check: 'minutesComplete' },
    ],
  };
  const points = (record = meetingRecord()) => pointsByRule({ rule, max: 700 }, record, plan);

  it('brings all its points or none', () => {
    expect(points()).toBe(700);
    expect(points(roll(17, 20))).toBe(0);
    expect(points(meetingRecord({ minutesComplete: false }))).toBe(0);
  });

  it('is unknown with one of them, unless another is known to fail', () => {
    expect(points(meetingRecord({ minutesComplete: null }))).toBeNull();
    expect(points(meetingRecord({ minutesComplete: null, members: { repeatedAbsences: 1 } }))).toBe(0);
  });

  it('once known, stays what it is whatever is told later', () => {
    const both = anyRecord.chain((full) => fc.tuple(fc.constant(full), withSomeUnknown(full)));
    fc.assert(
      fc.property(both, ([full, part]) => {
        const before = points(part);
        if (before !== null) expect(points(full)).toBe(before);
        else expect([0, 700]).toContain(points(full));
      }),
    );
  });
});

describe('a frame without points', () => {
  const criterion = (id: string, check: 'minutesComplete' | 'stepsInOrder'): Criterion => ({
    id,
    group: 'all',
    title: words,
    max: 100,
    decidedBy: 'facts',
    rule: { type: 'all', conditions: [{ type: 'check', check }] },
    whenUnknown: 'ungraded',
  });
  const frame: Sheet = {
    scale: 'met',
    total: 300,
    groups: [{ id: 'all', title: words, points: 300 }],
    criteria: [
      criterion('minutes', 'minutesComplete'),
      criterion('order', 'stepsInOrder'),
      { ...criterion('principles', 'stepsInOrder'), decidedBy: 'self', rule: { type: 'self' } },
    ],
    thresholds: [
      { grade: 'dat', atLeast: 300 },
      { grade: 'khong-dat', atLeast: 0 },
    ],
    gates: [],
  };
  const score = (parts: Parameters<typeof meetingRecord>[0]) =>
    scoreMeeting(frame, meetingRecord(parts), plan);

  it('is met if every criterion is; its points count those met', () => {
    expect(score({ selfScore: { principles: 100 } })).toMatchObject({ points: 300, grade: 'dat' });
    expect(score({ selfScore: { principles: 100 }, stepsInOrder: false })).toMatchObject({
      points: 200,
      grade: 'khong-dat',
    });
  });

  it('is not met by a criterion that is scored half', () => {
    expect(score({ selfScore: { principles: 50 } })).toMatchObject({ points: 250, grade: 'khong-dat' });
  });

  it('is ungraded while a criterion is unknown, even where another is known not to be met', () => {
    expect(score({ stepsInOrder: false })).toMatchObject({ points: null, grade: null });
  });
});

describe('a score given under an earlier revision', () => {
  it('brings no more than the criterion now does', () => {
    const decided = (decidedBy: Criterion['decidedBy']): Sheet => ({
      ...BINH_THUAN,
      criteria: BINH_THUAN.criteria.map((one) =>
        one.id === 'minutes' ? { ...one, decidedBy, rule: { type: 'self' } } : one,
      ),
    });
    const record = meetingRecord({ selfScore: { minutes: 900 } });
    const minutes = (score: ReturnType<typeof scoreMeeting>) =>
      score.criteria.find(({ id }) => id === 'minutes');
    expect(minutes(scoreMeeting(decided('self'), record, plan))).toMatchObject({ points: 500, self: 900 });
    const superior = scoreMeeting(decided('superior-else-self'), record, plan, correctedTo({ minutes: 800 }));
    expect(minutes(superior)).toMatchObject({ points: 500, superior: 800 });
    const fallback: Sheet = {
      ...BINH_THUAN,
      criteria: BINH_THUAN.criteria.map((one) => ({ ...one, whenUnknown: 'self' })),
    };
    const unknown = meetingRecord({ selfScore: { minutes: 900 }, minutesComplete: null });
    expect(minutes(scoreMeeting(fallback, unknown, plan))).toMatchObject({ points: 500, known: false });
  });
});

describe('the sheet for a meeting', () => {
  it('is the set itself for a regular one, its thematic sheet for a thematic one, none for others', () => {
    const thematic: Sheet = { ...BINH_THUAN, criteria: [] };
    const set = { ...BINH_THUAN, thematic };
    expect(sheetOf(set, 'regular')).toBe(set);
    expect(sheetOf(set, 'thematic')).toBe(thematic);
    expect(sheetOf(set, 'extraordinary')).toBeNull();
    expect(sheetOf(BINH_THUAN, 'thematic')).toBeNull();
  });
});
