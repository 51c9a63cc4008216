/** Instants and dates as Excel counts them: days since its day 0, in Vietnam's time. */

const VIETNAM_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;
/** Days from Excel's day 0 to 1970-01-01. */
const EPOCH_DAYS = 25_569;

/** A server instant, to the millisecond. */
export const excelTime = (instant: string): number =>
  (Date.parse(instant) + VIETNAM_MS) / DAY_MS + EPOCH_DAYS;

/** A server instant to the second, for columns that show minutes. */
export const excelInstant = (instant: string): number => Math.round(excelTime(instant) * 86_400) / 86_400;

/** A day of the calendar. */
export const excelDate = (date: string): number => Date.parse(`${date}T00:00:00.000Z`) / DAY_MS + EPOCH_DAYS;
