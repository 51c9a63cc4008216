/** Borders of months, quarters and years in Asia/Ho_Chi_Minh, held against the time zone data of the runtime. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  defaultDueAt,
  firstDay,
  isLastOfQuarter,
  lastDay,
  lastYearsPeriod,
  localDate,
  localMonth,
  type Month,
  monthsOf,
  nextMonth,
  opensAt,
  previousPeriod,
  quarterOf,
  startOfDay,
  yearOf,
} from '../../shared/domain/period.ts';

const month: fc.Arbitrary<Month> = fc
  .tuple(fc.integer({ min: 2001, max: 2098 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`);
const instant = fc
  .date({ min: new Date('2001-01-01T00:00:00.000Z'), max: new Date('2099-12-30T00:00:00.000Z') })
  .filter((date) => !Number.isNaN(date.getTime()))
  .map((date) => date.toISOString());

const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' });
const millisecondsFrom = (from: string, by: number) => new Date(Date.parse(from) + by).toISOString();

describe('the local calendar', () => {
  it('is that of Asia/Ho_Chi_Minh', () => {
    fc.assert(
      fc.property(instant, (at) => {
        expect(localDate(at)).toBe(calendar.format(new Date(at)));
        expect(localMonth(at)).toBe(localDate(at).slice(0, 7));
      }),
    );
  });

  it('changes day, month and year at 17:00 UTC to the millisecond', () => {
    fc.assert(
      fc.property(month, (one) => {
        const begin = startOfDay(firstDay(one));
        expect(localMonth(begin)).toBe(one);
        expect(localMonth(millisecondsFrom(begin, -1))).toBe(previousPeriod(one));
        expect(begin.endsWith('T17:00:00.000Z')).toBe(true);
      }),
    );
    expect(localDate('2026-12-31T16:59:59.999Z')).toBe('2026-12-31');
    expect(localDate('2026-12-31T17:00:00.000Z')).toBe('2027-01-01');
  });

  it('has a 29th of February in leap years alone', () => {
    expect(['2024-02', '2026-02', '2028-02', '2100-02'].map(lastDay)).toEqual([
      ...['2024-02-29', '2026-02-28', '2028-02-29', '2100-02-28'],
    ]);
    expect(localDate('2028-02-28T17:00:00.000Z')).toBe('2028-02-29');
    expect(localMonth('2028-02-29T17:00:00.000Z')).toBe('2028-03');
  });
});

describe('months', () => {
  it('follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(month, (one) => {
        expect(addDays(lastDay(one), 1)).toBe(firstDay(nextMonth(one)));
        expect(previousPeriod(nextMonth(one))).toBe(one);
        expect(one < nextMonth(one)).toBe(true);
      }),
    );
  });

  it('make up their quarter and their year, each once', () => {
    fc.assert(
      fc.property(month, (one) => {
        const year = yearOf(one);
        const quarters = ['Q1', 'Q2', 'Q3', 'Q4'].map((name) => `${year}-${name}`);
        expect(quarters.flatMap(monthsOf)).toEqual(monthsOf(year));
        expect(monthsOf(quarterOf(one))).toContain(one);
        expect(isLastOfQuarter(one)).toBe(monthsOf(quarterOf(one)).at(-1) === one);
        for (const period of [one, quarterOf(one), year])
          expect(monthsOf(lastYearsPeriod(period))).toEqual(monthsOf(period).map(lastYearsPeriod));
      }),
    );
  });
});

describe('a month’s due date', () => {
  it('is the end of the 10th of the next month: its last millisecond is in time, the next is not', () => {
    fc.assert(
      fc.property(month, (one) => {
        const due = defaultDueAt(one);
        expect(localDate(millisecondsFrom(due, -1))).toBe(`${nextMonth(one)}-10`);
        expect(localDate(due)).toBe(`${nextMonth(one)}-11`);
      }),
    );
    expect(defaultDueAt('2026-10')).toBe('2026-11-10T17:00:00.000Z');
    expect(defaultDueAt('2026-12')).toBe('2027-01-10T17:00:00.000Z');
  });

  it('lies after the whole month, and before the next one’s', () => {
    fc.assert(
      fc.property(month, (one) => {
        expect(startOfDay(addDays(lastDay(one), 1)) < defaultDueAt(one)).toBe(true);
        expect(defaultDueAt(one) < defaultDueAt(nextMonth(one))).toBe(true);
      }),
    );
  });
});

it('a month opens five whole days before it begins', () => {
  fc.assert(
    fc.property(month, (one) => {
      expect(addDays(localDate(opensAt(one)), 5)).toBe(firstDay(one));
      expect(localDate(millisecondsFrom(opensAt(one), -1))).toBe(addDays(firstDay(one), -6));
    }),
  );
  expect(opensAt('2028-03')).toBe('2028-02-24T17:00:00.000Z');
});
