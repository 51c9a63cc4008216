/** Reporting periods, in Asia/Ho_Chi_Minh time: UTC+7 the whole year, no daylight saving. */

/** `2026-10` */
export type Month = string;
/** `2026-Q4` */
export type Quarter = string;
/** `2026` */
export type Year = string;
export type Period = Month | Quarter | Year;
/** A day of the calendar, `2026-10-13`. */
export type LocalDate = string;
/** A server instant in UTC with milliseconds, `2026-10-13T15:42:07.123Z`; compares as text. */
export type Instant = string;

export const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;
export const QUARTER = /^20\d\d-Q[1-4]$/;
export const YEAR = /^20\d\d$/;

const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** A month opens this many days before it begins. */
export const OPENS_DAYS_BEFORE = 5;
/** A month's records are due by the end of this day of the next month, unless a programme says otherwise. */
export const DUE_DAY = 10;

export const yearOf = (period: Period): Year => period.slice(0, 4);
export const monthNumber = (month: Month): number => Number(month.slice(5, 7));
export const quarterOf = (month: Month): Quarter => `${yearOf(month)}-Q${Math.ceil(monthNumber(month) / 3)}`;
export const isLastOfYear = (month: Month): boolean => monthNumber(month) === 12;
export const isLastOfQuarter = (month: Month): boolean => monthNumber(month) % 3 === 0;

const monthAt = (year: Year, number: number): Month => `${year}-${String(number).padStart(2, '0')}`;

export function nextMonth(month: Month): Month {
  const number = monthNumber(month);
  return number === 12 ? monthAt(String(Number(yearOf(month)) + 1), 1) : monthAt(yearOf(month), number + 1);
}

export function previousMonth(month: Month): Month {
  const number = monthNumber(month);
  return number === 1 ? monthAt(String(Number(yearOf(month)) - 1), 12) : monthAt(yearOf(month), number - 1);
}

/** From one month to another, in order; none where the last is the earlier one. */
export function monthsThrough(first: Month, last: Month): Month[] {
  const months: Month[] = [];
  for (let month = first; month <= last; month = nextMonth(month)) months.push(month);
  return months;
}

/**
 * The months in which one must hold what is laid down from a month on: that one, this one, and all between them if it
 * is past, since it changes those, too.
 */
export const decidingMonths = (from: Month, today: Month): Month[] =>
  from > today ? [today, from] : monthsThrough(from, today);

/** The months that a period consists of, in order. */
export function monthsOf(period: Period): readonly Month[] {
  if (MONTH.test(period)) return [period];
  const year = yearOf(period);
  const first = QUARTER.test(period) ? (Number(period.slice(6)) - 1) * 3 + 1 : 1;
  const count = QUARTER.test(period) ? 3 : 12;
  return Array.from({ length: count }, (_, i) => monthAt(year, first + i));
}

/** The month, quarter or year before. */
export function previousPeriod(period: Period): Period {
  if (YEAR.test(period)) return String(Number(period) - 1);
  const year = yearOf(period);
  if (QUARTER.test(period)) {
    const quarter = Number(period.slice(6));
    return quarter === 1 ? `${Number(year) - 1}-Q4` : `${year}-Q${quarter - 1}`;
  }
  const number = monthNumber(period);
  return number === 1 ? monthAt(String(Number(year) - 1), 12) : monthAt(year, number - 1);
}

/** The same month, quarter or year of the year before. */
export const lastYearsPeriod = (period: Period): Period => `${Number(yearOf(period)) - 1}${period.slice(4)}`;

/** The UTC instant at which a local day begins. */
export const startOfDay = (date: LocalDate): Instant => localTime(date, '00:00');

/** The UTC instant of a local day and time of day, `HH:MM`. */
export const localTime = (date: LocalDate, time: string): Instant =>
  new Date(Date.parse(`${date}T${time}:00.000Z`) - OFFSET_MS).toISOString();

/** The local day on which an instant falls. */
export const localDate = (instant: Instant): LocalDate =>
  new Date(Date.parse(instant) + OFFSET_MS).toISOString().slice(0, 10);

export const localMonth = (instant: Instant): Month => localDate(instant).slice(0, 7);

/** `date` moved by a number of days. */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** First and last day of a month. */
export const firstDay = (month: Month): LocalDate => `${month}-01`;
export const lastDay = (month: Month): LocalDate => addDays(firstDay(nextMonth(month)), -1);

/** The instant from which a month may be opened. */
export const opensAt = (month: Month): Instant => startOfDay(addDays(firstDay(month), -OPENS_DAYS_BEFORE));

/** The end, exclusive, of the 10th of the next month: October is due `2026-11-10T17:00:00.000Z`. */
export const defaultDueAt = (month: Month): Instant =>
  startOfDay(addDays(firstDay(nextMonth(month)), DUE_DAY));

export const laterOf = (a: Month, b: Month): Month => (a < b ? b : a);

/** The latest of some instants; the empty text, before all of them, if there is none. */
export const latest = (instants: readonly Instant[]): Instant => instants.toSorted().at(-1) ?? '';
