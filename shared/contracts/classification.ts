/** Annual classification of a subtree, as it goes over the wire. */
import * as z from 'zod';
import { CLASSIFICATIONS } from '../domain/events/annual-facts.ts';
import { KINDS, UNITS } from '../domain/roster/organization.ts';
import { year } from './annual-facts.ts';
import { criteriaId } from './criteria-set.ts';
import { bilingual, countingCursor, month, organizationId } from './primitives.ts';
import { manyOf } from './scorecard.ts';

export const classificationParams = z.strictObject({ organization: organizationId, period: year });

export const classificationQuery = z.strictObject({
  kind: manyOf(KINDS, 'kind-list').optional(),
  cap: criteriaId
    .optional()
    .meta({ description: 'By which cap excellent ones are counted; hd21-2019 unless told' }),
  cursor: countingCursor.optional(),
});

const distribution = z
  .strictObject({
    total: z.int(),
    assessed: z.int().meta({ description: 'Whose classification is known: the denominator of the shares' }),
    levels: z.array(
      z.strictObject({
        classification: z.enum(CLASSIFICATIONS),
        count: z.int(),
        share: z
          .int()
          .meta({ description: 'In tenths of a percent; they add up to 1000 by largest remainder' }),
      }),
    ),
  })
  .meta({ id: 'ClassificationDistribution' });

export const classification = z
  .strictObject({
    organization: organizationId,
    year,
    period: month.meta({ description: 'By the tree of this month, the last opened one of the year' }),
    cap: z.strictObject({
      id: criteriaId,
      title: bilingual,
      source: bilingual,
      share: z.int().meta({ description: 'In hundredths of a percent' }),
      of: z.enum(['tot', 'tot-or-better']),
    }),
    all: distribution.meta({
      description: 'Of everybody counted in this part and those before it: of all, when `next` is null',
    }),
    grassroots: distribution.meta({ description: 'Base committees and base cells' }),
    kinds: z.array(z.strictObject({ kind: z.enum(KINDS), distribution })),
    groups: z
      .array(
        z.strictObject({
          superior: organizationId,
          kind: z.enum(KINDS),
          unit: z.enum(UNITS),
          distribution,
          excellent: z.int(),
          capBase: z.int().meta({ description: 'What the cap counts against' }),
          overCap: z.boolean().meta({ description: 'A warning: more excellent ones than the cap allows' }),
        }),
      )
      .meta({
        description:
          'Comparable organizations: of one kind and kind of unit, under one superior; each with the part that counts the last of it, as a whole; where very many stand under one superior, a part may have none',
      }),
    next: countingCursor.nullable().meta({
      description: 'Cursor of the next part, which goes on counting; null when everybody is counted',
    }),
  })
  .meta({ id: 'AnnualClassification' });
