/**
 * What holds of every sheet and every meeting (`criteria-properties.ts`), and that each of it would notice a mistake
 * (`criteria-mistakes.ts`). `CRITERIA_RUNS` plays more of them; a failure prints the seed that plays it again.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CriteriaSet } from '../../../shared/domain/criteria/criteria.ts';
import { criteriaProblems } from '../../../shared/domain/criteria/criteria-validation.ts';
import { BINH_THUAN } from './binh-thuan.ts';
import { mistakes } from './criteria-mistakes.ts';
import { honestScoring, type PropertyName, properties, type Scoring } from './criteria-properties.ts';
import { anyMetSheet, anySheet } from './criteria-set-arbitraries.ts';

const RUNS = Number(process.env.CRITERIA_RUNS ?? 400);
/** Mistakes are looked for with these seeds, so that finding them is no matter of luck. */
const SEED = 1;
const RUNS_TO_FIND = 5_000;

const propertyOf = (name: PropertyName, score: Scoring) => properties[name](score) as fc.IProperty<unknown[]>;

it('arbitrary sheets pass the checks, but for grades that none of their sums reaches', () => {
  fc.assert(
    fc.property(fc.oneof(anySheet, anyMetSheet), (of) => {
      const { annual: _, ...base } = BINH_THUAN;
      const set: CriteriaSet = { ...base, ...of };
      const problems = criteriaProblems(set).map(({ rule }) => rule);
      expect(problems.filter((rule) => rule !== 'grade-reachable')).toEqual([]);
    }),
  );
});

const names = Object.keys(properties) as PropertyName[];

describe('of every meeting by every sheet', () => {
  it.each(names)('%s', (name) => {
    fc.assert(propertyOf(name, honestScoring), { numRuns: RUNS });
  });
});

describe('a mistake is found', () => {
  it.each(mistakes)('$name: $found', ({ found, score }) => {
    const { failed } = fc.check(propertyOf(found, score), {
      numRuns: RUNS_TO_FIND,
      seed: SEED,
      endOnFailure: true,
    });
    expect(failed).toBe(true);
  });

  it('by every property', () => {
    expect(new Set(mistakes.map(({ found }) => found))).toEqual(new Set(names));
  });
});
