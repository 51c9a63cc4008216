import { describe, expect, it } from 'vitest';
import { LocalStackError, TemplateError } from '../../../infra/local/errors.ts';
import { nextDue, type Schedule, Scheduler } from '../../../infra/local/schedules.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const due = (expression: string, after: string, timeZone = ZONE): string | undefined =>
  nextDue({ expression, timeZone }, new Date(after), new Date(after))?.toISOString();

describe('when a schedule is due', () => {
  it.each([
    [
      'every day at 1:30 in the zone',
      'cron(30 1 * * ? *)',
      '2026-10-01T00:00:00Z',
      '2026-10-01T18:30:00.000Z',
    ],
    ['the first of the month', 'cron(0 0 1 * ? *)', '2026-10-15T00:00:00Z', '2026-10-31T17:00:00.000Z'],
    ['the last day of the month', 'cron(0 12 L * ? *)', '2026-02-01T00:00:00Z', '2026-02-28T05:00:00.000Z'],
    [
      'Monday by number: Sunday is 1',
      'cron(0 8 ? * 2 *)',
      '2026-10-01T00:00:00Z',
      '2026-10-05T01:00:00.000Z',
    ],
    ['Monday by name', 'cron(0 8 ? * MON *)', '2026-10-01T00:00:00Z', '2026-10-05T01:00:00.000Z'],
    ['the second Tuesday', 'cron(0 8 ? * 3#2 *)', '2026-10-01T00:00:00Z', '2026-10-13T01:00:00.000Z'],
    ['every five minutes', 'cron(0/5 * * * ? *)', '2026-10-01T00:01:00Z', '2026-10-01T00:05:00.000Z'],
    ['a later year', 'cron(0 0 1 1 ? 2028)', '2026-10-01T00:00:00Z', '2027-12-31T17:00:00.000Z'],
    ['a rate', 'rate(10 minutes)', '2026-10-01T00:00:00Z', '2026-10-01T00:10:00.000Z'],
    ['one day', 'rate(1 day)', '2026-10-01T00:00:00Z', '2026-10-02T00:00:00.000Z'],
    ['once', 'at(2026-11-20T13:00:00)', '2026-10-01T00:00:00Z', '2026-11-20T06:00:00.000Z'],
  ])('%s', (_name, expression, after, expected) => {
    expect(due(expression, after)).toBe(expected);
  });

  it('counts a rate from its beginning, also when turns were missed', () => {
    const since = new Date('2026-10-01T00:00:00Z');
    const next = nextDue(
      { expression: 'rate(1 hour)', timeZone: 'UTC' },
      new Date('2026-10-01T05:30:00Z'),
      since,
    );
    expect(next?.toISOString()).toBe('2026-10-01T06:00:00.000Z');
  });

  it.each([['cron(0 0 1 1 ? 2020)'], ['at(2020-01-01T00:00:00)']])('never again: %s', (expression) => {
    expect(due(expression, '2026-10-01T00:00:00Z')).toBeUndefined();
  });

  it.each([['cron(1 2 3)'], ['cron(0 0 15W * ? *)'], ['rate(5 fortnights)'], ['rate(0 minutes)'], ['daily']])(
    'cannot be read: %s',
    (expression) => {
      expect(() => due(expression, '2026-10-01T00:00:00Z')).toThrow(TemplateError);
    },
  );
});

describe('firing by hand', () => {
  const schedule = (name: string, logicalId: string): Schedule => ({
    name,
    logicalId,
    enabled: false,
    expression: 'rate(1 day)',
    timeZone: ZONE,
    target: `arn:${name}`,
    input: '{"at":"<aws.scheduler.scheduled-time>"}',
  });
  const runs: string[][] = [];
  const scheduler = new Scheduler(
    [schedule('pilot-open', 'Open'), schedule('pilot-close', 'Close'), schedule('old-close', 'Old')],
    {
      send: () => {},
      run: async (target, input) => void runs.push([target, input]),
    },
  );

  it.each([
    ['pilot-open', 'arn:pilot-open'],
    ['Close', 'arn:pilot-close'],
    ['open', 'arn:pilot-open'],
  ])('finds a schedule as %s, enabled or not', async (name, target) => {
    await scheduler.fire(name);
    expect(runs.at(-1)?.[0]).toBe(target);
    expect(runs.at(-1)?.[1]).toMatch(/^\{"at":"\d{4}-\d\d-\d\dT[\d:.]+Z"\}$/);
  });

  it.each([['close'], ['sweep']])('names the schedules when %s is ambiguous or unknown', async (name) => {
    await expect(scheduler.fire(name)).rejects.toThrow(LocalStackError);
    await expect(scheduler.fire(name)).rejects.toThrow('pilot-open, pilot-close, old-close');
  });
});
