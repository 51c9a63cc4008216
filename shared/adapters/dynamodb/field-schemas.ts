/** Fields that more than one kind of item has, as they are stored. */
import * as z from 'zod';
import { MONTH, QUARTER, YEAR } from '../../domain/period.ts';
import { KINDS, ORGANIZATION_ID, UNITS } from '../../domain/roster/organization.ts';

export const organizationId = z.string().regex(ORGANIZATION_ID);
export const month = z.string().regex(MONTH);
export const quarter = z.string().regex(QUARTER);
export const period = z.union([month, quarter, z.string().regex(YEAR)]);
export const localDate = z.iso.date();
/** UTC with milliseconds and nothing else: instants are compared as text. */
export const instant = z.iso.datetime({ precision: 3 });
export const count = z.int().nonnegative();
/** A revision, version or watermark that has been written at least once. */
export const ordinal = z.int().positive();
export const kind = z.enum(KINDS);
export const unit = z.enum(UNITS);
export const criteriaSetRef = z.object({ id: z.string().min(1), revision: ordinal });
export const dayRule = z.object({ week: z.int().min(1).max(5), weekday: z.int().min(1).max(7) });
export const bilingual = z.object({ vi: z.string(), en: z.string() });
