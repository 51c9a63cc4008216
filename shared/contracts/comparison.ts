/** A period beside an earlier one, with whoever an organization comes of. */
import * as z from 'zod';
import { criteriaSetRef, organizationId, period } from './primitives.ts';
import { GRADES, measures, sheetsUsed } from './scorecard.ts';

export const EARLIER = ['previous', 'last-year'] as const;

export const comparisonQuery = z.strictObject({
  with: z.enum(EARLIER).default('previous').meta({
    description: 'The month, quarter or year before; or the same one of the year before',
  }),
});

const figures = {
  period,
  points: z.int().nullable().meta({
    description:
      'In hundredths of a point; null while ungraded, and over several sheets (mixedSheets): compare percentOfFull',
  }),
  grade: z
    .enum(GRADES)
    .nullable()
    .meta({ description: 'Null also where more than one criteria set was in force, and where mixedSheets' }),
  ...sheetsUsed,
  criteriaSets: z.array(criteriaSetRef),
  measures,
  organizations: z
    .array(
      z.strictObject({
        organization: organizationId,
        shared: z.boolean().meta({
          description: 'After a split: its figures stand for others too, and are not divided',
        }),
      }),
    )
    .meta({ description: 'Whose figures are summed: the organization and its predecessors' }),
};

export const comparison = z
  .strictObject({
    organization: organizationId,
    current: z.strictObject(figures).meta({
      description:
        'As the scorecard of the period, and of whoever was merged into it, or it was split from, within the period, the months before',
    }),
    earlier: z
      .strictObject(figures)
      .nullable()
      .meta({ description: 'Null where there are no figures to compare with' }),
    missing: z
      .array(organizationId)
      .meta({ description: 'Predecessors whose figures are not there, or not the caller’s to see' }),
  })
  .meta({ id: 'Comparison' });
export type ComparisonAnswer = z.output<typeof comparison>;
