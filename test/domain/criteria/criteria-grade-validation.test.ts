import { describe, expect, it } from 'vitest';
import type { AnnualRule, CriteriaSet, Criterion } from '../../../shared/domain/criteria/criteria.ts';
import { criteriaProblems } from '../../../shared/domain/criteria/criteria-validation.ts';
import { BINH_THUAN } from './binh-thuan.ts';
import { presetSet } from './preset-sets.ts';

const rules = (set: CriteriaSet) => criteriaProblems(set).map(({ pointer, rule }) => `${pointer} ${rule}`);

/** A set with one of its criteria changed. */
const changed = <Of extends Pick<CriteriaSet, 'criteria'>>(
  of: Of,
  id: string,
  change: Partial<Criterion>,
): Of => ({
  ...of,
  criteria: of.criteria.map((one) => (one.id === id ? { ...one, ...change } : one)),
});

it.each(['binh-thuan', 'hd12-2018', 'nghe-an-08', 'phu-tho-bloc'])('finds nothing wrong with %s', (id) => {
  expect(criteriaProblems(presetSet(id))).toEqual([]);
});

describe('a total', () => {
  it('is a whole number of hundredths within 1,000 points', () => {
    expect(rules({ ...BINH_THUAN, total: 100_001 })).toContain('/total total-within');
    expect(rules({ ...BINH_THUAN, total: 9999.5 })).toContain('/total total-within');
  });
});

describe('a criterion that a score decides', () => {
  it('has no other score to fall back on', () => {
    const set = changed(presetSet('phu-tho-bloc'), 'discussion-quality', { whenUnknown: 'self' });
    expect(rules(set)).toEqual(['/criteria/6/whenUnknown fallback-differs']);
  });
});

describe('a frame without points', () => {
  const frame = presetSet('hd12-2018');

  it('writes one point for each criterion, met or not', () => {
    expect(rules(changed(frame, 'minutes', { max: 200 }))).toContain('/criteria/9/max met-one-point');
    const half: Criterion['rule'] = {
      type: 'count-bands',
      count: 'minutesHeld',
      bands: [
        { atLeast: 90, points: 100 },
        { atLeast: 60, points: 50 },
      ],
    };
    expect(rules(changed(frame, 'duration', { rule: half }))).toEqual([
      '/criteria/8/rule/type met-all-or-nothing',
    ]);
  });

  it('has two grades, met with every criterion, and no gates', () => {
    const thresholds = [
      { grade: 'dat', atLeast: 1100 },
      { grade: 'khong-dat', atLeast: 0 },
    ] as const;
    expect(rules({ ...frame, thresholds })).toEqual(['/thresholds met-grades']);
    expect(
      rules({ ...frame, thresholds: BINH_THUAN.thresholds.map((one, i) => ({ ...one, atLeast: 3 - i })) }),
    ).toEqual(['/thresholds/0/atLeast threshold-in-hundredths', '/thresholds met-grades']);
    const gates = [{ grade: 'dat', fullPointsIn: ['minutes'], otherwise: 'khong-dat' }] as const;
    expect(rules({ ...frame, gates })).toEqual(['/gates met-no-gates']);
  });
});

describe('a thematic sheet', () => {
  const set = presetSet('nghe-an-08');
  const thematic = (change: (sheet: NonNullable<CriteriaSet['thematic']>) => CriteriaSet['thematic']) => {
    const given = set.thematic === undefined ? undefined : change(set.thematic);
    return given === undefined ? [] : rules({ ...set, thematic: given });
  };

  it('is held to the same rules, and says where', () => {
    expect(thematic((sheet) => ({ ...sheet, total: 9000 }))).toEqual([
      '/thematic/total groups-add-up',
      '/thematic/total criteria-add-up',
    ]);
    expect(thematic((sheet) => changed(sheet, 'minutes', { group: 'elsewhere' }))).toContain(
      '/thematic/criteria/6/group group-known',
    );
    expect(thematic((sheet) => changed(sheet, 'principles', { decidedBy: 'facts' }))).toEqual([
      '/thematic/criteria/7/rule/type rule-fits-decider',
    ]);
  });

  it('does not ask whether the meeting was on schedule', () => {
    const rule: Criterion['rule'] = { type: 'checklist', checks: [{ check: 'onSchedule', points: 500 }] };
    expect(thematic((sheet) => changed(sheet, 'minutes', { rule }))).toEqual([
      '/thematic/criteria/6/rule schedule-of-regular',
    ]);
    const all: Criterion['rule'] = { type: 'all', conditions: [{ type: 'check', check: 'onSchedule' }] };
    expect(thematic((sheet) => changed(sheet, 'minutes', { rule: all }))).toEqual([
      '/thematic/criteria/6/rule schedule-of-regular',
    ]);
  });
});

describe('the grades of meetings', () => {
  /** 40 points for full minutes, 60 in bands of 30. */
  const coarse: CriteriaSet = {
    ...BINH_THUAN,
    groups: BINH_THUAN.groups.slice(0, 1).map((group) => ({ ...group, points: 10_000 })),
    criteria: [
      {
        ...BINH_THUAN.criteria[0],
        id: 'minutes',
        group: 'preparation',
        title: { vi: 'x', en: 'x' },
        max: 4000,
        decidedBy: 'facts',
        rule: { type: 'checklist', checks: [{ check: 'minutesComplete', points: 4000 }] },
        whenUnknown: 'ungraded',
      },
      {
        id: 'duration',
        group: 'preparation',
        title: { vi: 'x', en: 'x' },
        max: 6000,
        decidedBy: 'facts',
        rule: {
          type: 'count-bands',
          count: 'minutesHeld',
          bands: [
            { atLeast: 90, points: 6000 },
            { atLeast: 60, points: 3000 },
          ],
        },
        whenUnknown: 'ungraded',
      },
    ],
    thresholds: [
      { grade: 'tot', atLeast: 9000 },
      { grade: 'kha', atLeast: 7000 },
      { grade: 'kem', atLeast: 0 },
    ],
    gates: [],
  };

  it('are each reached by some sum of points', () => {
    // sums: 0, 30, 40, 60, 70, 100
    expect(rules(coarse)).toEqual([]);
    const narrow = [
      { grade: 'tot', atLeast: 9000 },
      { grade: 'kha', atLeast: 7100 },
      { grade: 'kem', atLeast: 0 },
    ] as const;
    expect(rules({ ...coarse, thresholds: narrow })).toEqual(['/thresholds/1 grade-reachable']);
  });

  it('count what a score may give beside the rule', () => {
    const thresholds = [
      { grade: 'tot', atLeast: 9000 },
      { grade: 'kha', atLeast: 8900 },
      { grade: 'kem', atLeast: 0 },
    ] as const;
    const set = { ...coarse, thresholds };
    expect(rules(set)).toEqual(['/thresholds/1 grade-reachable']);
    expect(rules(changed(set, 'duration', { decidedBy: 'self', rule: { type: 'self' } }))).toEqual([]);
    expect(rules(changed(set, 'duration', { whenUnknown: 'self' }))).toEqual([]);
  });

  it('count what an unknown fact or a share of nothing may leave', () => {
    // every share brings 30 or 60 points: without the minutes 30 or 60, with them 70 or 100, never below 30
    const bands = [
      { atLeast: 9000, points: 6000 },
      { atLeast: 0, points: 3000 },
    ];
    const share = (whenEmpty: 'full' | 'zero', whenUnknown: 'ungraded' | 'zero') =>
      rules({
        ...changed(coarse, 'duration', {
          rule: { type: 'share-bands', share: 'previousTasksDone', bands, whenEmpty },
          whenUnknown,
        }),
        thresholds: [
          { grade: 'tot', atLeast: 9000 },
          { grade: 'kha', atLeast: 3000 },
          { grade: 'kem', atLeast: 0 },
        ],
      });
    expect(share('full', 'ungraded')).toEqual(['/thresholds/2 grade-reachable']);
    expect(share('zero', 'ungraded')).toEqual([]);
    expect(share('full', 'zero')).toEqual([]);
  });

  it('are not cut off by a gate', () => {
    const gate = (fullPointsIn: string[], grade: 'tot' | 'kha', otherwise: 'kha' | 'kem') => ({
      grade,
      fullPointsIn,
      otherwise,
    });
    // Tốt is 100 points alone, which is full points everywhere: its gate never fails
    expect(rules({ ...coarse, gates: [gate(['minutes', 'duration'], 'tot', 'kem')] })).toEqual([]);
    // Khá is 70 = 40 + 30 alone, which is short in duration
    expect(rules({ ...coarse, gates: [gate(['minutes'], 'kha', 'kem')] })).toEqual([]);
    expect(rules({ ...coarse, gates: [gate(['duration'], 'kha', 'kem')] })).toEqual([
      '/thresholds/1 grade-reachable',
    ]);
  });

  it('may be reached by a fall alone', () => {
    // no sum lies from 50 to below 60; but 60 is Tốt without the minutes, and falls there
    const thresholds = [
      { grade: 'tot', atLeast: 6000 },
      { grade: 'kha', atLeast: 5000 },
      { grade: 'kem', atLeast: 0 },
    ] as const;
    expect(rules({ ...coarse, thresholds })).toEqual(['/thresholds/1 grade-reachable']);
    const gates = [{ grade: 'tot', fullPointsIn: ['minutes'], otherwise: 'kha' }] as const;
    expect(rules({ ...coarse, thresholds, gates })).toEqual([]);
  });

  it('are guarded by a handful of gates', () => {
    const gates = Array.from({ length: 13 }, () => ({
      grade: 'tot' as const,
      fullPointsIn: ['minutes'],
      otherwise: 'kha' as const,
    }));
    expect(rules({ ...coarse, gates })).toEqual(['/gates gates-few']);
  });
});

describe('an annual rule', () => {
  const annual = (...rule: AnnualRule) => rules({ ...BINH_THUAN, annual: rule });
  const rest = { grade: 'kem', when: [] } as const;
  const every = { type: 'every', grade: 'kha' } as const;

  it('goes from the best grade down, each once, and the last takes what is left', () => {
    expect(annual({ grade: 'tot', when: [every] }, rest)).toEqual([]);
    expect(annual(rest)).toEqual([]);
    expect(annual({ grade: 'kha', when: [every] }, { grade: 'tot', when: [] })).toEqual([
      '/annual/1/grade annual-grades-fall',
    ]);
    expect(annual({ grade: 'kem', when: [every] }, rest)).toEqual(['/annual/1/grade annual-grades-fall']);
    expect(annual({ grade: 'tot', when: [every] })).toEqual(['/annual/0/when annual-last-takes-rest']);
    expect(annual({ grade: 'tot', when: [] }, rest)).toEqual(['/annual/0/when annual-last-takes-rest']);
    expect(annual()).toEqual(['/annual annual-grades-some']);
  });

  it('asks for grades of the set, and for what a year can hold', () => {
    const asked = (condition: AnnualRule[number]['when'][number]) =>
      annual({ grade: 'tot', when: [condition] }, rest);
    expect(asked({ type: 'every', grade: 'dat' })).toEqual(['/annual/0/when/0/grade annual-grade-known']);
    expect(asked({ type: 'count', grade: 'tot', atLeast: 13 })).toEqual([
      '/annual/0/when/0/atLeast annual-count-in-year',
    ]);
    expect(asked({ type: 'count', grade: 'tot', atLeast: 0 })).toEqual([
      '/annual/0/when/0/atLeast annual-count-in-year',
    ]);
    expect(asked({ type: 'count', grade: 'tot', atLeast: 12 })).toEqual([]);
    expect(asked({ type: 'share', grade: 'tot', atLeast: 10_000 })).toEqual([]);
    expect(asked({ type: 'share', grade: 'tot', above: 10_000 })).toEqual([
      '/annual/0/when/0 share-within-whole',
    ]);
  });

  it('leaves every grade of the year within reach', () => {
    expect(
      annual(
        { grade: 'tot', when: [{ type: 'every', grade: 'kha' }] },
        // every one Tốt is every one at least Khá: the grade above has taken those years already
        { grade: 'kha', when: [{ type: 'every', grade: 'tot' }] },
        rest,
      ),
    ).toEqual(['/annual/1 annual-grade-reachable']);
    expect(annual({ grade: 'tot', when: [{ type: 'every', grade: 'kem' }] }, rest)).toEqual([
      '/annual/1 annual-grade-reachable',
    ]);
  });
});
