import { describe, expect, it } from 'vitest';
import type { CriteriaSet, Criterion, Rule } from '../../../shared/domain/criteria/criteria.ts';
import { criteriaProblems } from '../../../shared/domain/criteria/criteria-validation.ts';
import { BINH_THUAN } from './binh-thuan.ts';

const rules = (set: CriteriaSet) => criteriaProblems(set).map(({ pointer, rule }) => `${pointer} ${rule}`);

/** The preset with one criterion changed. */
function changed(id: string, change: Partial<Criterion>): CriteriaSet {
  return {
    ...BINH_THUAN,
    criteria: BINH_THUAN.criteria.map((one) => (one.id === id ? { ...one, ...change } : one)),
  };
}

const at = (id: string) => `/criteria/${BINH_THUAN.criteria.findIndex((one) => one.id === id)}`;

it('finds nothing wrong with the preset', () => {
  expect(criteriaProblems(BINH_THUAN)).toEqual([]);
});

it('the preset has the printed grades and gates, and says whose the split is', () => {
  expect(BINH_THUAN.total).toBe(10_000);
  expect(BINH_THUAN.thresholds.map(({ grade, atLeast }) => [grade, atLeast])).toEqual([
    ['tot', 9000],
    ['kha', 7000],
    ['trung-binh', 5000],
    ['kem', 0],
  ]);
  expect(BINH_THUAN.gates).toEqual([
    { grade: 'tot', fullPointsIn: ['attendance', 'duration', 'opinions', 'minutes'], otherwise: 'kha' },
  ]);
  expect(BINH_THUAN.source.vi).toContain('của dự án này');
  expect(BINH_THUAN.source.en).toContain("this project's");
});

describe('sums', () => {
  it('of criteria must make their group, and of all the total', () => {
    const rule: Rule = { type: 'checklist', checks: [{ check: 'minutesComplete', points: 600 }] };
    expect(rules(changed('minutes', { max: 600, rule }))).toEqual([
      '/groups/3/points group-adds-up',
      '/total criteria-add-up',
    ]);
    expect(rules({ ...BINH_THUAN, total: 9900 })).toEqual(['/total groups-add-up', '/total criteria-add-up']);
    const [first] = criteriaProblems({ ...BINH_THUAN, total: 9950 });
    expect(first?.vi).toBe(
      'Các nhóm cộng lại được 100 điểm, phải là 99,5: thừa 0,5. Hãy sửa điểm từng phần hoặc tổng điểm (total).',
    );
    expect(first?.en).toBe(
      'The groups add up to 100 points, which must be 99.5: 0.5 too many. Correct the parts or the total.',
    );
  });

  it('count each group and criterion once', () => {
    const group = BINH_THUAN.groups[0];
    if (group === undefined) throw new Error('no group');
    expect(rules({ ...BINH_THUAN, groups: [...BINH_THUAN.groups, { ...group, points: 0 }] })).toContain(
      '/groups/4/id id-once',
    );
    expect(rules(changed('minutes', { id: 'agenda' }))).toContain(`${at('minutes')}/id id-once`);
  });
});

describe('a criterion', () => {
  it('is in a group of the set', () => {
    expect(rules(changed('minutes', { group: 'elsewhere' }))).toContain(`${at('minutes')}/group group-known`);
  });

  it('has whole points above 0', () => {
    expect(rules(changed('minutes', { max: 0 }))).toContain(`${at('minutes')}/max points-positive`);
    expect(rules(changed('minutes', { max: 0.5 }))).toContain(`${at('minutes')}/max points-positive`);
  });

  it('has the rule of who decides it', () => {
    expect(rules(changed('minutes', { decidedBy: 'self' }))).toEqual([
      `${at('minutes')}/rule/type rule-fits-decider`,
    ]);
    expect(rules(changed('minutes', { rule: { type: 'self' } }))).toEqual([
      `${at('minutes')}/rule/type rule-fits-decider`,
    ]);
    expect(rules(changed('minutes', { decidedBy: 'superior-else-self', rule: { type: 'self' } }))).toEqual(
      [],
    );
  });
});

describe('a rule', () => {
  const ruled = (rule: Rule, max = 500) =>
    rules(changed('minutes', { rule, max }))
      .filter((one) => one.startsWith(`${at('minutes')}/rule`))
      .map((one) => one.slice(at('minutes').length));
  const bands = (...list: [number, number][]) => list.map(([atLeast, points]) => ({ atLeast, points }));

  it('of bands falls, goes one way and reaches the most', () => {
    const share = (...list: [number, number][]) =>
      ruled({ type: 'share-bands', share: 'speakers', bands: bands(...list), whenEmpty: 'zero' });
    expect(share([9000, 500], [5000, 100])).toEqual([]);
    expect(share([5000, 500], [9000, 100])).toEqual(['/rule/bands/1/atLeast bands-fall']);
    expect(share([9000, 100], [5000, 500])).toEqual(['/rule/bands/1/points bands-one-way']);
    expect(share([9000, 400], [5000, 100])).toEqual(['/rule most-reachable']);
    expect(share()).toEqual(['/rule most-reachable']);
  });

  it('of bands turns round where more is worse, and then must reach 0', () => {
    const absent = (...list: [number, number][]) =>
      ruled({ type: 'count-bands', count: 'absentUnexcused', bands: bands(...list) });
    expect(absent([2, 0], [1, 300], [0, 500])).toEqual([]);
    expect(absent([2, 500], [1, 300], [0, 0])).toEqual([
      '/rule/bands/1/points bands-one-way',
      '/rule/bands/2/points bands-one-way',
    ]);
    expect(absent([2, 300], [1, 500])).toEqual(['/rule/bands bands-reach-zero']);
  });

  it('of a proportional share rises with what is better', () => {
    expect(ruled({ type: 'share-linear', share: 'unexcused', whenEmpty: 'full' })).toEqual([
      '/rule/share linear-rises',
    ]);
  });

  it('of a checklist names each fact once and makes the most', () => {
    const check = { check: 'minutesComplete', points: 250 } as const;
    expect(ruled({ type: 'checklist', checks: [check, check] })).toEqual(['/rule/checks/1 checks-once']);
    expect(ruled({ type: 'checklist', checks: [check] })).toEqual(['/rule most-reachable']);
  });

  it('of a deduction takes something for what is worse', () => {
    expect(ruled({ type: 'deduction', count: 'speakers', per: 100 })).toEqual([
      '/rule/count deduction-of-worse',
    ]);
    expect(ruled({ type: 'deduction', count: 'absentUnexcused', per: 0 })).toEqual([
      '/rule/per deduction-positive',
    ]);
  });
});

describe('grades', () => {
  const thresholds = (...list: [CriteriaSet['thresholds'][number]['grade'], number][]) =>
    rules({ ...BINH_THUAN, gates: [], thresholds: list.map(([grade, atLeast]) => ({ grade, atLeast })) });

  it('can all be reached, once each, down to 0 points', () => {
    expect(thresholds(['dat', 5000], ['khong-dat', 0])).toEqual([]);
    expect(thresholds(['tot', 10_001], ['kem', 0])).toEqual(['/thresholds/0/atLeast thresholds-fall']);
    expect(thresholds(['tot', 9000], ['kha', 9000], ['kem', 0])).toEqual([
      '/thresholds/1/atLeast thresholds-fall',
    ]);
    expect(thresholds(['tot', 9000], ['tot', 0])).toEqual(['/thresholds/1/grade grade-once']);
    expect(thresholds(['tot', 9000], ['kem', 100])).toEqual(['/thresholds thresholds-end-at-zero']);
    expect(thresholds()).toEqual(['/thresholds thresholds-end-at-zero']);
  });

  it('are lowered by gates that name criteria and grades of the set', () => {
    const gate = (change: Partial<CriteriaSet['gates'][number]>) =>
      rules({ ...BINH_THUAN, gates: BINH_THUAN.gates.map((one) => ({ ...one, ...change })) });
    expect(gate({ fullPointsIn: ['minutes', 'nope'] })).toEqual([
      '/gates/0/fullPointsIn gate-criterion-known',
    ]);
    expect(gate({ grade: 'kha', otherwise: 'tot' })).toEqual(['/gates/0/otherwise gate-lowers']);
    expect(gate({ otherwise: 'tot' })).toEqual(['/gates/0/otherwise gate-lowers']);
    expect(gate({ otherwise: 'khong-dat' })).toEqual(['/gates/0/otherwise gate-lowers']);
  });
});
