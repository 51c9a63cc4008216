/** What may be wrong with a criteria set, one thing at a time. */
import type { Bilingual } from '../bilingual.ts';
import { nearestName } from '../nearest-name.ts';

/** One thing that is wrong: where in the set, which rule, and in words what to do. */
export type CriteriaProblem = Bilingual & {
  /** JSON pointer into the set. */
  readonly pointer: string;
  /** Stable code of the rule, kebab-case. */
  readonly rule: string;
};

export const problem = (pointer: string, rule: string, vi: string, en: string): CriteriaProblem => ({
  pointer,
  rule,
  vi,
  en,
});

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Basis points of 1 %. */
const PERCENT = 100;

/** Whether a lower bound of a share, in basis points, was probably meant as a percentage: 90 is 0.9 %. */
export const isLikelyPercent = (bound: number): boolean => bound > 0 && bound <= PERCENT;

/** Points are whole hundredths, 0 or more. */
export const isPoints = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** ` Có phải "attendance"?` where a name is near to what was written, else nothing. */
export function meantInWords(written: string, known: readonly string[]): Bilingual {
  const meant = nearestName(written, known);
  return meant === null ? { vi: '', en: '' } : { vi: ` Có phải "${meant}"?`, en: ` Was "${meant}" meant?` };
}
