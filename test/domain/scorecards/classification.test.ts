import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASSIFICATIONS, type Classification } from '../../../shared/domain/events/annual-facts.ts';
import {
  type Classified,
  cappedGroups,
  distributionOf,
  type ExcellenceCap,
  tallyGroups,
  tallyOf,
} from '../../../shared/domain/scorecards/classification.ts';

const ofTot: ExcellenceCap = { share: 2_000, of: 'tot' };
const ofTotOrBetter: ExcellenceCap = { share: 2_000, of: 'tot-or-better' };

const comparableGroups = (of: readonly Classified[], cap: ExcellenceCap) =>
  cappedGroups(tallyGroups(of), cap);

/** So many of each class under one superior, best first; the last number is not assessed. */
const organizations = (...counts: readonly number[]): Classified[] =>
  counts.flatMap((count, level) =>
    Array.from({ length: count }, (_, i) => ({
      organization: `cs-${level}-${i}`,
      superior: 'huyen',
      kind: 'base-cell' as const,
      unit: 'agency' as const,
      classification: CLASSIFICATIONS[level] ?? null,
    })),
  );

describe('the cap on excellent organizations', () => {
  it('of 9 excellent and 36 good: 25 % of the good, exactly 20 % of the good or better', () => {
    const tuaChua = organizations(9, 36, 2);
    expect(comparableGroups(tuaChua, ofTot)).toMatchObject([{ excellent: 9, capBase: 36, overCap: true }]);
    expect(comparableGroups(tuaChua, ofTotOrBetter)).toMatchObject([{ capBase: 45, overCap: false }]);
    expect(comparableGroups(organizations(10, 36), ofTotOrBetter)).toMatchObject([{ overCap: true }]);
  });

  it('is put to each group of comparable organizations by itself', () => {
    const cells = organizations(1, 4);
    const schools = cells.map((one) => ({ ...one, unit: 'school' as const }));
    const elsewhere = organizations(1).map((one) => ({ ...one, superior: 'a-huyen' }));
    expect(
      comparableGroups([...cells, ...schools, ...elsewhere], ofTotOrBetter).map((group) => [
        ...[group.superior, group.unit, group.total, group.overCap],
      ]),
    ).toEqual([
      ['a-huyen', 'agency', 1, true],
      ['huyen', 'agency', 5, false],
      ['huyen', 'school', 5, false],
    ]);
  });

  it('allows nobody nothing, and warns of nobody where nobody is excellent', () => {
    expect(comparableGroups(organizations(0, 0, 3), ofTot)).toMatchObject([{ capBase: 0, overCap: false }]);
  });
});

describe('a distribution', () => {
  it('of 9, 36 and 2 of 47 says 19.1, 76.6 and 4.3 %, which add up', () => {
    expect(distributionOf(tallyOf(organizations(9, 36, 2, 0, 3)))).toEqual({
      total: 50,
      assessed: 47,
      levels: [
        { classification: 'xuat-sac', count: 9, share: 191 },
        { classification: 'tot', count: 36, share: 766 },
        { classification: 'hoan-thanh', count: 2, share: 43 },
        { classification: 'khong-hoan-thanh', count: 0, share: 0 },
      ],
    });
  });

  it('always adds up to 100.0 % of those assessed, in any order of the organizations', () => {
    const one = fc.option(fc.constantFrom<Classification>(...CLASSIFICATIONS));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), (classes) => {
        const of = classes.map((classification) => ({ classification }));
        const { total, assessed, levels } = distributionOf(tallyOf(of));
        const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
        expect(total).toBe(classes.length);
        expect(assessed).toBe(classes.filter((each) => each !== null).length);
        expect(sum(levels.map(({ count }) => count))).toBe(assessed);
        expect(sum(levels.map(({ share }) => share))).toBe(assessed === 0 ? 0 : 1_000);
        expect(distributionOf(tallyOf(of.toReversed()))).toEqual({ total, assessed, levels });
      }),
    );
  });
});
