import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { LocalStackError, TemplateError } from './errors.ts';
import type { Resource } from './template.ts';

/** A schedule of the template whose target is a function. */
export type Schedule = {
  name: string;
  logicalId: string;
  enabled: boolean;
  /** `cron(…)`, `rate(…)` or `at(…)`. */
  expression: string;
  timeZone: string;
  /** ARN of the function. */
  target: string;
  /** JSON text that the function gets; may hold `<aws.scheduler.…>` keywords. */
  input: string;
};

const schema = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.object({ Arn: z.string(), Input: z.string().default('{}') }),
});

/** Null when the target is no function. */
export function scheduleOf(resource: Resource): Schedule | null {
  const { ScheduleExpression, ScheduleExpressionTimezone, State, Target } = schema.parse(resource.properties);
  if (!Target.Arn.includes(':lambda:')) return null;
  return {
    name: resource.physicalId,
    logicalId: resource.logicalId,
    enabled: State === 'ENABLED',
    expression: ScheduleExpression,
    timeZone: ScheduleExpressionTimezone,
    target: Target.Arn,
    input: Target.Input,
  };
}

const UNIT_MILLIS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * When a schedule is next due after `after`; null if never again. `since` is when a rate began to count.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws TemplateError for an expression that cannot be read
 */
export function nextDue(
  schedule: Pick<Schedule, 'expression' | 'timeZone'>,
  after: Date,
  since: Date,
): Date | null {
  const { expression, timeZone } = schedule;
  const [, kind, argument = ''] = /^(cron|rate|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'cron') return nextCron(argument, timeZone, after);
  if (kind === 'rate') {
    const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(argument) ?? [];
    const millis = Number(count) * (UNIT_MILLIS[unit] ?? Number.NaN);
    if (millis > 0) {
      const periods = Math.floor((after.getTime() - since.getTime()) / millis) + 1;
      return new Date(since.getTime() + Math.max(1, periods) * millis);
    }
  }
  if (kind === 'at') {
    const due = localTime(argument, timeZone);
    return due > after ? due : null;
  }
  throw new TemplateError(`The schedule expression ${expression} cannot be read`);
}

/** AWS's cron has a year, `?`, and days of the week from 1 (Sunday). */
function nextCron(fields: string, timeZone: string, after: Date): Date | null {
  const [minute, hour, day, month, weekday, year = '*', ...rest] = fields.trim().split(/\s+/);
  if (weekday === undefined || rest.length > 0 || day?.includes('W'))
    throw new TemplateError(`The schedule expression cron(${fields}) cannot be read`);
  const plain = (field: string | undefined): string => (field === '?' ? '*' : (field ?? '*'));
  const weekdays = plain(weekday).replace(/(?<![#/\d])\d/g, (digit) => String(Number(digit) - 1));
  const text = ['0', minute, hour, plain(day), month, weekdays].join(' ');
  const occurrences = CronExpressionParser.parse(text, { currentDate: after, tz: timeZone });
  const years = yearsOf(year);
  for (;;) {
    const due = occurrences.next().toDate();
    const dueYear = Number(due.toLocaleDateString('en-US', { timeZone, year: 'numeric' }));
    if (years === null || years.includes(dueYear)) return due;
    if (dueYear > Math.max(...years)) return null;
  }
}

/** `*` is null; else a list of years and ranges. */
function yearsOf(field: string): number[] | null {
  if (field === '*') return null;
  return field.split(',').flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** The instant at which clocks in a zone show `yyyy-mm-ddThh:mm:ss`. */
function localTime(text: string, timeZone: string): Date {
  const asUtc = new Date(`${text}Z`);
  const shown = new Date(`${asUtc.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T')}Z`);
  return new Date(2 * asUtc.getTime() - shown.getTime());
}

export type ScheduleEvents = {
  /** The clock: the function is invoked as an event, with the event queue's retries. */
  send(target: string, input: string): void;
  /** By hand: the function is invoked once and waited for. Rejects if it fails. */
  run(target: string, input: string): Promise<void>;
};

const CHECK_EVERY_MILLIS = 1000;

/** Fires schedules by the clock and by hand. */
export class Scheduler {
  readonly #schedules: readonly Schedule[];
  readonly #events: ScheduleEvents;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(schedules: readonly Schedule[], events: ScheduleEvents) {
    this.#schedules = schedules;
    this.#events = events;
  }

  get names(): string[] {
    return this.#schedules.map(({ name }) => name);
  }

  /** Begins to look at the clock, once a second: it may jump, when the machine has slept. */
  start(): void {
    const since = new Date();
    for (const schedule of this.#schedules) {
      if (!schedule.enabled) continue;
      let due = nextDue(schedule, since, since);
      const check = (): void => {
        const now = new Date();
        if (due === null || due > now) return;
        this.#events.send(schedule.target, inputAt(schedule, due));
        due = nextDue(schedule, now, since);
      };
      this.#timers.push(setInterval(check, CHECK_EVERY_MILLIS));
    }
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /**
   * Fires a schedule now, whether enabled or not.
   * @param name its name or logical id, or an end of the name that no other schedule has
   * @throws LocalStackError when there is no such schedule
   */
  async fire(name: string): Promise<void> {
    const schedule = this.#find(name);
    await this.#events.run(schedule.target, inputAt(schedule, new Date()));
  }

  #find(name: string): Schedule {
    const exact = this.#schedules.find((schedule) => [schedule.name, schedule.logicalId].includes(name));
    const [byEnd, another] = this.#schedules.filter((schedule) => schedule.name.endsWith(name));
    const found = exact ?? (another === undefined ? byEnd : undefined);
    if (found) return found;
    throw new LocalStackError({
      vi: `Không có lịch ${name}; có: ${this.names.join(', ')}`,
      en: `There is no schedule ${name}; there are: ${this.names.join(', ')}`,
    });
  }
}

const inputAt = (schedule: Schedule, due: Date): string =>
  schedule.input.replaceAll('<aws.scheduler.scheduled-time>', due.toISOString());
