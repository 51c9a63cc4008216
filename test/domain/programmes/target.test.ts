import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromArray, type Measures, toArray } from '../../../shared/domain/criteria/measures.ts';
import {
  type Bounds,
  judged,
  nearerMiss,
  type Target,
  valueInWords,
} from '../../../shared/domain/programmes/target.ts';
import { target } from '../../support/programmes.ts';

const figures = (membersPresent: number, membersRequired: number): Measures =>
  fromArray(toArray({ membersPresent, membersRequired }));
const of = (kind: Target['kind'], bounds: Partial<Bounds>): Target => {
  const named = {
    id: 't',
    title: { vi: 't', en: 't' },
    bounds: { atLeast: null, above: null, atMost: null, ...bounds },
    of: ['membersPresent' as const],
  };
  return kind === 'count' ? { ...named, kind } : { ...named, kind, outOf: ['membersRequired'] };
};

describe('a target', () => {
  it('is met at its least, and above what must be passed', () => {
    expect(judged(of('share', { atLeast: 9_000 }), figures(90, 100))).toEqual({
      numerator: 90,
      denominator: 100,
      value: 9_000,
      met: true,
      short: 0,
    });
    expect(judged(of('share', { above: 9_000 }), figures(90, 100))).toMatchObject({ met: false, short: 1 });
    expect(judged(of('share', { above: 9_000 }), figures(91, 100))).toMatchObject({ met: true, short: 0 });
  });

  it('says how much is missing, and never shows a miss as met', () => {
    const value = judged(target(), figures(89_999, 100_000));
    expect(value).toMatchObject({ value: 8_999, met: false, short: 1 });
    expect(valueInWords(target(), value)).toEqual({
      vi: '89,99 % (89.999 trên 100.000)',
      en: '89.99 % (89,999 of 100,000)',
    });
    expect(judged(of('share', { atMost: 2_000 }), figures(20_001, 100_000))).toMatchObject({
      value: 2_001,
      met: false,
      short: 1,
    });
  });

  it('over a mean percent of the full score is in percent, and met by the whole sum, not by a rounded mean', () => {
    const asked: Target = {
      ...of('share', { atLeast: 8_000 }),
      kind: 'share',
      of: ['percentSum'],
      outOf: ['graded'],
    };
    const scored = (percentSum: number) => fromArray(toArray({ percentSum, graded: 3 }));
    expect(judged(asked, scored(24_000))).toMatchObject({ value: 8_000, met: true, short: 0 });
    expect(judged(asked, scored(23_999))).toMatchObject({ value: 7_999, met: false, short: 1 });
    expect(valueInWords(asked, judged(asked, scored(25_000)))).toEqual({
      vi: '83,33 % (bình quân 3 buổi đã xếp loại)',
      en: '83.33 % (mean of 3 graded meetings)',
    });
    const gap: Target = { ...asked, of: ['gapPercentSum'], outOf: ['compared'] };
    const both = fromArray(toArray({ gapPercentSum: 2_468_000, compared: 1_234 }));
    expect(valueInWords(gap, judged(gap, both))).toEqual({
      vi: '20,00 % (bình quân 1.234 buổi có đủ hai bảng điểm)',
      en: '20.00 % (mean of 1,234 meetings with both sheets)',
    });
  });

  it('of handbook accounts as printed: 7,406 of 7,965 is 92.98 %, printed 93', () => {
    expect(valueInWords(target(), judged(of('share', { atLeast: 0 }), figures(7_406, 7_965))).vi).toBe(
      '92,98 % (7.406 trên 7.965)',
    );
  });

  it('is neither met nor missed over nothing', () => {
    const value = judged(target(), figures(0, 0));
    expect(value).toEqual({ numerator: 0, denominator: 0, value: null, met: null, short: 0 });
    expect(valueInWords(target(), value).en).toBe('Nothing to measure');
  });

  it('may be a mean or a count', () => {
    const mean = judged(of('mean', { atLeast: 18_000, atMost: 21_000 }), figures(1_940, 10));
    expect(mean).toMatchObject({ value: 19_400, met: true });
    expect(valueInWords(of('mean', {}), mean).vi).toBe('194,00 (1.940 trên 10)');
    const count = judged(of('count', { atLeast: 3 }), figures(2, 0));
    expect(count).toEqual({ numerator: 2, denominator: null, value: 2, met: false, short: 1 });
    expect(valueInWords(of('count', {}), count).en).toBe('2');
  });

  const whole = fc.integer({ min: 1, max: 1_000_000_000 });
  it('that is short is met with as much more, and not with less', () => {
    const bounds = fc.constantFrom<Partial<Bounds>>(
      { atLeast: 9_000 },
      { above: 8_500 },
      { atLeast: 10_000 },
    );
    fc.assert(
      fc.property(bounds, whole, fc.nat(1_000_000_000), (asked, required, present) => {
        const share = of('share', asked);
        const { met, short } = judged(share, figures(present, required));
        expect(met).toBe(short === 0);
        if (short === 0) return;
        expect(judged(share, figures(present + short, required)).met).toBe(true);
        expect(judged(share, figures(present + short - 1, required)).met).toBe(false);
      }),
    );
  });

  it('orders misses by how near they are, whatever their size', () => {
    const near = judged(target(), figures(899, 1_000));
    const far = judged(target(), figures(5, 10));
    expect([far, near].toSorted(nearerMiss)).toEqual([near, far]);
    const value = fc
      .tuple(fc.nat(1_000), whole)
      .map(([present, required]) => judged(target(), figures(present, required)));
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Math.sign(nearerMiss(a, b))).toBe(-Math.sign(nearerMiss(b, a)) + 0);
      }),
    );
  });
});
