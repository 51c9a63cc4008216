/** Criteria sets as they are published, and as they take force for a subtree. */
import * as z from 'zod';
import type { CriteriaSet } from '../domain/criteria.ts';
import { GRADES } from '../domain/grade.ts';
import type { CriteriaAdoption } from '../domain/inheritance.ts';
import { KINDS } from '../domain/organization.ts';
import { criteriaId, criteriaSetContent, criteriaSetForm, LAST_REVISION } from './criteria-set.ts';
import { bilingual, cursor, instant, limit, listOf, month, organizationId } from './primitives.ts';

/** As the domain types it. */
const criteriaSet: z.ZodType<CriteriaSet, CriteriaSet> = criteriaSetForm.meta({ id: 'CriteriaSet' });

const setRef = z.strictObject({ id: criteriaId, revision: z.int().min(1).max(LAST_REVISION) });

const setRevision = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'set-revision')
  .transform(Number)
  .meta({
    description: 'Revisions follow one another from 1',
    override: { type: 'integer', minimum: 1, maximum: LAST_REVISION },
  });

export const criteriaSetParams = z.strictObject({ criteriaSet: criteriaId, revision: setRevision });

export const criteriaSetBody = z
  .strictObject({
    organization: organizationId.meta({
      description: 'Whose set it is: its rule-makers, and those above it, publish the later revisions',
    }),
    set: criteriaSetContent,
  })
  .meta({ id: 'CriteriaSetInput' });

export const criteriaSetAnswer = z
  .strictObject({
    set: criteriaSet,
    preset: z.boolean().meta({ description: 'Comes with the software' }),
    publishedAt: instant.nullable().meta({ description: 'Null for a preset' }),
  })
  .meta({ id: 'PublishedCriteriaSet' });

export const criteriaSetList = listOf(
  z.strictObject({
    id: z.string(),
    revision: z.int(),
    title: bilingual,
    preset: z.boolean(),
    publishedAt: instant.nullable(),
  }),
);
export const criteriaSetQuery = z.strictObject({ limit, cursor: cursor.optional() });

export const adoptionBody = z
  .strictObject({
    criteriaSet: setRef.nullable().meta({
      description: 'Null: no set of its own from this month on; what holds above it holds for it again',
    }),
  })
  .meta({ id: 'AdoptionInput', examples: [{ criteriaSet: { id: 'phu-tho-bloc', revision: 1 } }] });

const adoption = {
  organization: organizationId,
  from: month,
  criteriaSet: setRef.nullable(),
  adoptedAt: instant,
};

export const adoptionAnswer = z
  .strictObject({
    ...adoption,
    progress: z
      .array(
        z.strictObject({
          period: month,
          organizations: z.int().meta({ description: 'In the subtree' }),
          following: z.int().meta({ description: 'Of them, how many plan rows say what holds by now' }),
          done: z.boolean(),
        }),
      )
      .meta({ description: 'Every open month that the adoption reaches; closed ones never change' }),
  })
  .meta({ id: 'Adoption' });

/** Of a month's changes at most so many are listed; all are counted. */
export const MOST_LISTED = 500;

const standing = z.strictObject({
  criteriaSet: z.strictObject({ id: z.string(), revision: z.int() }),
  points: z.int().nullable().meta({ description: 'In hundredths of a point; null while ungraded' }),
  grade: z.enum(GRADES).nullable(),
});

const toCount = (description: string) => z.int().meta({ description });

export const adoptionPreview = z
  .strictObject({
    organization: organizationId,
    from: month,
    criteriaSet: setRef.nullable(),
    months: z
      .array(
        z.strictObject({
          period: month,
          organizations: toCount('Whose criteria set would be another one, committees among them'),
          up: toCount('Of them, those with a better grade'),
          down: toCount('Of them, those with a worse grade'),
          other: toCount('Of them, those graded or ungraded by the new set alone, or on another scale'),
          changes: z
            .array(
              z.strictObject({
                organization: organizationId,
                name: z.string(),
                kind: z.enum(KINDS),
                direction: z.enum(['down', 'up', 'other']),
                before: standing,
                after: standing,
              }),
            )
            .meta({ description: `Down first, then up, then other; at most ${MOST_LISTED}` }),
        }),
      )
      .meta({ description: 'Every open month that the adoption would reach' }),
  })
  .meta({ id: 'AdoptionPreview', description: 'What an adoption would change; nothing is written' });

export const inForceQuery = z.strictObject({
  period: month.optional().meta({ description: 'This month unless told' }),
});

export const inForceAnswer = z
  .strictObject({
    organization: organizationId,
    period: month,
    inForce: z.strictObject({
      criteriaSet: z.strictObject({ id: z.string(), revision: z.int() }),
      adoptedBy: organizationId.nullable().meta({ description: 'Null: the set of the deployment' }),
      from: month.nullable(),
    }),
    adoptions: z
      .array(z.strictObject(adoption))
      .meta({ description: 'The organization’s own, ascending by month' }),
  })
  .meta({ id: 'CriteriaInForce' });

export const adoptionToWire = ({ organization, from, criteriaSet: set, adoptedAt }: CriteriaAdoption) => ({
  organization,
  from,
  criteriaSet: set && { id: set.id, revision: set.revision },
  adoptedAt,
});
