/** The small schemas that everything else is made of. A message names the rule; `field-errors.ts` words it. */
import * as z from 'zod';
import { MEETING_KEY } from '../domain/events/meeting.ts';
import { MONTH, QUARTER, YEAR } from '../domain/period.ts';
import { ORGANIZATION_ID } from '../domain/roster/organization.ts';

/** No count of one cell or one roster entry comes near it; sums of a province stay far below 2^53. */
const LARGEST_COUNT = 1_000_000;

export const count = z.int().min(0).max(LARGEST_COUNT);

export const organizationId = z
  .string()
  .regex(ORGANIZATION_ID, 'organization-id')
  .meta({
    description: '1–40 of a-z, 0-9 and -; chosen by the registrar, never reused',
    examples: ['cb-thon-1'],
  });

export const month = z
  .string()
  .regex(MONTH, 'month')
  .meta({ examples: ['2026-10'] });

const PERIOD = new RegExp(`${MONTH.source}|${QUARTER.source}|${YEAR.source}`);
export const period = z
  .string()
  .regex(PERIOD, 'period')
  .meta({ description: 'A month, a quarter or a year', examples: ['2026-10', '2026-Q4', '2026'] });

export const isRealDate = (text: string): boolean => {
  const instant = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
};

export const localDate = z
  .string()
  .regex(/^20\d\d-\d\d-\d\d$/, { error: 'date', abort: true })
  .refine(isRealDate, 'date')
  .meta({ description: 'A day in Asia/Ho_Chi_Minh', format: 'date', examples: ['2026-10-13'] });

export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time')
  .meta({ description: 'Time of day in Asia/Ho_Chi_Minh', examples: ['19:30'] });

export const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, { error: 'instant', abort: true })
  .meta({ description: 'Server time, UTC with milliseconds', format: 'date-time' });

const isRealInstant = (text: string): boolean => {
  const at = Date.parse(text);
  return text.startsWith('20') && !Number.isNaN(at) && new Date(at).toISOString() === text;
};

/** As somebody writes it: one that exists. */
export const givenInstant = instant.refine(isRealInstant, 'instant');

const hasDay = (key: string): boolean => key === 'regular' || isRealDate(key.slice(-10));

export const meetingKey = z
  .string()
  .regex(MEETING_KEY, { error: 'meeting-key', abort: true })
  .refine(hasDay, 'meeting-key')
  .meta({
    description: '`regular`, `thematic-YYYY-MM-DD` or `extraordinary-YYYY-MM-DD`',
    examples: ['regular', 'thematic-2026-10-20'],
  });

/**
 * What cannot be stored and read back as it was, or shows as something else: control characters, halves of surrogate
 * pairs, the mark that stands for bytes lost on the way, marks that turn the direction of writing round.
 */
const isPlainText = (text: string): boolean =>
  text.isWellFormed() && !/[^\P{Cc}\t\n\r]|[\uFFFD\u202A-\u202E\u2066-\u2069]/u.test(text);

/** Text of at most `longest` UTF-16 code units, in the composed form: the same words from a Mac are the same body. */
export const text = (longest: number) =>
  z.string().normalize('NFC').max(longest).refine(isPlainText, 'plain-text');

/** Text that says something. */
export const name = (longest: number) => text(longest).refine((value) => value.trim() !== '', 'not-blank');

/** Nothing that ends a line, and nothing that cannot be seen: zero-width blanks, marks of direction, soft hyphens. */
const isOneLine = (text: string): boolean => !/[\t\n\r\u2028\u2029\p{Cf}]/u.test(text);

/**
 * What something is called, on one line of a list, a calendar or a sheet. Blanks at its ends are left out, so that
 * what looks the same is the same.
 */
export const label = (longest: number) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .max(longest)
    .refine(isPlainText, { error: 'plain-text', abort: true })
    .refine((value) => value !== '', 'not-blank')
    .refine(isOneLine, 'one-line');

/** An office, a duty or a part by its name, as the province writes it: no person's. */
export const slug = z.string().regex(/^[a-z0-9-]{1,60}$/, 'slug');

/** The subject of a token: opaque to us. */
export const subject = z
  .string()
  .regex(/^[A-Za-z0-9._:@+|=-]{1,128}$/, 'subject')
  .meta({ description: 'The `sub` of a token' });

export const bilingual = z.strictObject({ vi: z.string(), en: z.string() });

export const criteriaSetRef = z.strictObject({ id: z.string(), revision: z.int().min(1) });

const cursorUpTo = (longest: number) =>
  z
    .string()
    .max(longest, 'cursor')
    .regex(/^[A-Za-z0-9_-]+$/, 'cursor')
    .meta({ description: 'An opaque position: `next` of the page before' });

export const cursor = cursorUpTo(1000);

/** One that carries what was counted so far, of as many groups as there are kinds and units; some 3,500 at most. */
export const countingCursor = cursorUpTo(4000);

/** In a query everything is text. */
export const limit = z
  .string()
  .regex(/^([1-9]\d?|100)$/, 'limit')
  .transform(Number)
  .default(100)
  .meta({
    description: 'Items a page, 1–100',
    override: { type: 'integer', minimum: 1, maximum: 100, default: 100 },
  });

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: cursor.nullable().meta({ description: 'Cursor of the next page; null on the last one' }),
  });
