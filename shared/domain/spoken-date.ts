/** Dates as sentences in Vietnamese have them. */
import type { LocalDate, Month } from './period.ts';

/** `31/12/2026` of a day, `12/2026` of a month. */
export const spoken = (date: LocalDate | Month): string => date.split('-').toReversed().join('/');
