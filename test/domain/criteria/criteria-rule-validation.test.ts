import { describe, expect, it } from 'vitest';
import type { Band, Condition, Rule } from '../../../shared/domain/criteria/criteria.ts';
import { ruleProblems } from '../../../shared/domain/criteria/criteria-rule-validation.ts';

const broken = (rule: Rule, max = 500) =>
  ruleProblems(rule, max, '/rule', 'c').map((problem) => `${problem.pointer} ${problem.rule}`);

describe('bands', () => {
  const shares = (...bands: Band[]) =>
    broken({ type: 'share-bands', share: 'attendance', bands, whenEmpty: 'zero' });

  it('fall, and "above" lies over "from" the same value', () => {
    expect(shares({ above: 8500, points: 500 }, { atLeast: 8500, points: 300 })).toEqual([]);
    expect(shares({ atLeast: 8500, points: 500 }, { above: 8500, points: 300 })).toEqual([
      '/rule/bands/1/above bands-fall',
    ]);
    expect(shares({ above: 8500, points: 500 }, { above: 8500, points: 300 })).toEqual([
      '/rule/bands/1/above bands-fall',
    ]);
    expect(shares({ atLeast: 8500, points: 500 }, { atLeast: 8500, points: 300 })).toEqual([
      '/rule/bands/1/atLeast bands-fall',
    ]);
  });

  it('of a share do not pass the whole', () => {
    expect(shares({ atLeast: 10_000, points: 500 })).toEqual([]);
    expect(shares({ above: 10_000, points: 500 })).toEqual(['/rule/bands/0 share-within-whole']);
    expect(shares({ atLeast: 10_001, points: 500 })).toEqual(['/rule/bands/0 share-within-whole']);
  });

  it('of what is worse leave no gap at 0', () => {
    const absent = (...bands: Band[]) => broken({ type: 'count-bands', count: 'absentUnexcused', bands });
    expect(absent({ above: 0, points: 0 }, { atLeast: 0, points: 500 })).toEqual([]);
    expect(absent({ above: 2, points: 0 }, { above: 0, points: 500 })).toEqual([
      '/rule/bands bands-reach-zero',
    ]);
  });

  it('of what is neither may go either way', () => {
    const exempt = (...bands: Band[]) => broken({ type: 'count-bands', count: 'exempt', bands });
    expect(exempt({ atLeast: 3, points: 0 }, { atLeast: 1, points: 500 })).toEqual([]);
    expect(exempt({ atLeast: 3, points: 500 }, { atLeast: 1, points: 0 })).toEqual([]);
    expect(broken({ type: 'deduction', count: 'exempt', per: 100 })).toEqual([
      '/rule/count deduction-of-worse',
    ]);
  });
});

describe('conditions', () => {
  const all = (...conditions: Condition[]) => broken({ type: 'all', conditions });

  it('may ask several facts', () => {
    expect(
      all(
        { type: 'share', share: 'attendance', whenEmpty: 'unknown', above: 8500 },
        { type: 'count', count: 'absentUnexcused', atMost: 0 },
        { type: 'check', check: 'minutesComplete' },
      ),
    ).toEqual([]);
    expect(all()).toEqual(['/rule/conditions conditions-some']);
  });

  it('ask each fact once', () => {
    const minutes = { type: 'check', check: 'minutesComplete' } as const;
    expect(all(minutes, minutes)).toEqual(['/rule/conditions/1 conditions-once']);
    expect(
      all({ type: 'count', count: 'exempt', atLeast: 5 }, { type: 'count', count: 'exempt', atMost: 3 }),
    ).toEqual(['/rule/conditions/1 conditions-once']);
    // speakers is a share and a count: two facts
    expect(
      all(
        { type: 'count', count: 'speakers', atLeast: 3 },
        { type: 'share', share: 'speakers', whenEmpty: 'fails', atLeast: 3000 },
      ),
    ).toEqual([]);
  });

  it('ask for many of what is good and few of what is bad', () => {
    expect(all({ type: 'count', count: 'repeatedAbsences', atLeast: 1 })).toEqual([
      '/rule/conditions/0 condition-for-good',
    ]);
    expect(all({ type: 'count', count: 'minutesHeld', atMost: 90 })).toEqual([
      '/rule/conditions/0 condition-for-good',
    ]);
    expect(all({ type: 'share', share: 'unexcused', whenEmpty: 'holds', above: 0 })).toEqual([
      '/rule/conditions/0 condition-for-good',
    ]);
    const [problem] = ruleProblems(
      { type: 'all', conditions: [{ type: 'count', count: 'minutesHeld', atMost: 90 }] },
      500,
      '/rule',
      'duration',
    );
    expect(problem?.vi).toContain('"atLeast"');
    expect(problem?.en).toContain('"atLeast"');
  });

  it('do not ask a share above the whole', () => {
    expect(all({ type: 'share', share: 'attendance', whenEmpty: 'unknown', above: 10_000 })).toEqual([
      '/rule/conditions/0 share-within-whole',
    ]);
    expect(all({ type: 'share', share: 'unexcused', whenEmpty: 'unknown', atMost: 10_001 })).toEqual([
      '/rule/conditions/0 share-within-whole',
    ]);
  });
});
