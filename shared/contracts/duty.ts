/** Duties, their reports, and how far they were done, as they go over the wire. */
import * as z from 'zod';
import { QUARTER } from '../domain/period.ts';
import { EVERY } from '../domain/roster/duty.ts';
import { fact } from './facts.ts';
import {
  count,
  cursor,
  instant,
  limit,
  listOf,
  month,
  name,
  organizationId,
  period,
  slug,
} from './primitives.ts';

export const dutyId = slug.meta({ description: 'Chosen by whoever assigns it, never reused' });
export const quarter = z
  .string()
  .regex(QUARTER, 'quarter')
  .meta({ examples: ['2026-Q4'] });

const shape = {
  by: organizationId.meta({ description: 'The organization whose office must come' }),
  office: slug.meta({ description: 'The office, never a person', examples: ['uy-vien-ban-thuong-vu'] }),
  attends: organizationId.meta({ description: 'The organization to be attended' }),
  every: z.enum(EVERY),
  from: month.meta({ description: 'First month in which it holds' }),
  until: fact(month).meta({ description: 'Last month; null: until further notice' }),
};

export const dutyBody = z
  .strictObject(shape)
  .refine(({ from, until }) => until === null || from <= until, {
    error: 'until-before-from',
    path: ['until'],
  })
  .refine(({ by, attends }) => by !== attends, { error: 'duty-not-at-itself', path: ['attends'] })
  .meta({ id: 'DutyInput' });

export const dutyAnswer = z.strictObject({ id: dutyId, ...shape }).meta({ id: 'Duty' });
export const dutyList = listOf(dutyAnswer);

export const dutiesQuery = z
  .strictObject({
    by: organizationId.optional().meta({ description: 'Those of its offices' }),
    attends: organizationId.optional().meta({ description: 'Those that ask somebody to attend it' }),
    limit,
    cursor: cursor.optional(),
  })
  .refine(({ by, attends }) => (by === undefined) !== (attends === undefined), {
    error: 'by-or-attends',
    path: ['by'],
  });

export const dutyReportBody = z
  .strictObject({ proposals: count, text: name(2_000).meta({ description: 'No names; never exported' }) })
  .meta({ id: 'DutyReportInput' });

export const dutyReportAnswer = z
  .strictObject({
    duty: dutyId,
    quarter,
    proposals: count,
    text: z.string(),
    recordedAt: instant,
    recordedBy: z.string(),
  })
  .meta({ id: 'DutyReport' });

export const coverageQuery = z.strictObject({ period, limit, cursor: cursor.optional() });

export const dutyCoverage = listOf(
  z
    .strictObject({
      duty: dutyAnswer,
      expected: count.meta({ description: 'How often it fell due in the period’s opened months' }),
      done: count,
      missing: z.array(period).meta({ description: 'Months or quarters in which it was not done' }),
      reports: z
        .strictObject({
          expected: count.meta({
            description: 'Quarters to be reported of, each in its last month once opened',
          }),
          made: count,
          proposals: count.meta({ description: 'Made in these reports' }),
          missing: z.array(quarter).meta({ description: 'Quarters of which nothing is reported' }),
        })
        .meta({ description: 'Of the quarters in which it fell due' }),
    })
    .meta({ id: 'DutyCoverage' }),
);
