import type { Language } from '../contracts/problem.ts';
import { weightedRanges } from './weighted-ranges.ts';

/** The language that `Accept-Language` likes better, Vietnamese where it names neither. */
export function preferredLanguage(header: string | undefined): Language {
  const weights = { vi: 0, en: 0 };
  for (const { range, weight } of weightedRanges(header)) {
    if (range === 'vi' || range.startsWith('vi-')) weights.vi = Math.max(weights.vi, weight);
    if (range === 'en' || range.startsWith('en-')) weights.en = Math.max(weights.en, weight);
  }
  return weights.en > weights.vi ? 'en' : 'vi';
}
