import type { Language } from '../contracts/problem.ts';

/** The language that `Accept-Language` likes better, Vietnamese where it names neither. */
export function preferredLanguage(header: string | undefined): Language {
  const weights = { vi: 0, en: 0 };
  for (const range of (header ?? '').toLowerCase().split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const given = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = given === undefined ? 1 : Number(given.slice(2));
    if (Number.isNaN(weight)) continue;
    if (tag === 'vi' || tag.startsWith('vi-')) weights.vi = Math.max(weights.vi, weight);
    if (tag === 'en' || tag.startsWith('en-')) weights.en = Math.max(weights.en, weight);
  }
  return weights.en > weights.vi ? 'en' : 'vi';
}
