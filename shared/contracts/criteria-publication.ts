/** Criteria sets as they are published, and as they take force for a subtree. */
import * as z from 'zod';
import { ANNUAL_GRADES, type CriteriaSet } from '../domain/criteria/criteria.ts';
import { GRADES } from '../domain/criteria/grade.ts';
import type { CriteriaAdoption } from '../domain/planning/inheritance.ts';
import { KINDS } from '../domain/roster/organization.ts';
import { criteriaId, criteriaSetContent, criteriaSetForm, LAST_REVISION } from './criteria-set.ts';
import { bilingual, cursor, instant, limit, listOf, month, organizationId } from './primitives.ts';
import { sheetsUsed } from './scorecard.ts';

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

/** What a set that is not published is called in a preview: no set that is has this revision. */
export const DRAFT = { id: 'draft', revision: 0 } as const;

export const previewBody = z
  .strictObject({
    criteriaSet: adoptionBody.shape.criteriaSet.optional(),
    set: criteriaSetContent.optional().meta({ description: 'A draft, published nowhere' }),
  })
  .refine(({ criteriaSet, set }) => (criteriaSet === undefined) !== (set === undefined), {
    error: 'set-or-revision',
    path: ['set'],
  })
  .meta({ id: 'AdoptionPreviewInput', examples: [{ criteriaSet: { id: 'phu-tho-bloc', revision: 1 } }] });

export const previewQuery = z.strictObject({
  background: z.enum(['true', 'false']).default('false').meta({
    description: '`true`: ordered at once; else the call looks itself, and orders what it cannot finish',
  }),
});

const shownRef = z
  .strictObject({ id: z.string(), revision: z.int() })
  .meta({ description: `The draft is ${DRAFT.id}, revision ${DRAFT.revision}` });

const standing = z.strictObject({
  criteriaSet: shownRef,
  points: z.int().nullable().meta({
    description: 'In hundredths of a point; null while ungraded, and over several sheets (mixedSheets)',
  }),
  grade: z.enum(GRADES).nullable().meta({ description: 'As points' }),
  percentOfFull: sheetsUsed.percentOfFull,
  mixedSheets: sheetsUsed.mixedSheets,
  annual: z
    .enum(ANNUAL_GRADES)
    .nullable()
    .meta({ description: 'Of the year so far; null of a committee, and where the set grades no years' }),
});

const toCount = (description: string) => z.int().meta({ description });

const direction = z.enum(['down', 'up', 'other']).nullable();

const gradeChange = z
  .strictObject({
    organization: organizationId,
    name: z.string(),
    kind: z.enum(KINDS),
    direction: direction.meta({ description: 'Null: the grade stays' }),
    annualDirection: direction.meta({ description: 'The same of the year’s grade' }),
    before: standing,
    after: standing,
  })
  .meta({ id: 'GradeChange' });

const gradeOrNone = z.enum([...GRADES, 'mixed']).nullable();

/** What is told of one month, but for who it is. */
const monthCounts = {
  period: month,
  organizations: toCount('Whose criteria set would be another one, committees among them'),
  up: toCount('How many would have a better grade'),
  down: toCount('How many would have a worse grade'),
  same: toCount('How many would keep their grade by another set'),
  ungraded: toCount('How many are ungraded by the one and the other'),
  mixed: toCount(
    'How many committees stand over several sheets by the one and the other: they have no grade to rise or fall',
  ),
  other: toCount(
    'How many would be graded, ungraded or over several sheets by the new set alone, or by the old one, or on another scale',
  ),
  annual: z
    .strictObject({ up: z.int(), down: z.int(), other: z.int() })
    .meta({ description: 'The same of the year’s grades' }),
  grades: z.array(z.strictObject({ before: gradeOrNone, after: gradeOrNone, organizations: z.int() })).meta({
    description:
      'From which grade to which (null: ungraded, mixed: over several sheets): everybody whose set would be another one, and committees whose mean alone moves to another grade',
  }),
};
const above = z.array(gradeChange).meta({
  description:
    'Organizations above the one that adopts, the nearest first, as far as the caller may read them, once all below is looked at',
});

export const adoptionPreview = z
  .strictObject({
    organization: organizationId,
    from: month,
    criteriaSet: shownRef.nullable(),
    months: z
      .array(
        z.strictObject({
          ...monthCounts,
          changes: z.array(gradeChange).meta({
            description: 'Down first, then up, then other, then those of whom only the year’s grade changes',
          }),
          above,
        }),
      )
      .meta({ description: 'The open months that the adoption would reach' }),
  })
  .meta({ id: 'AdoptionPreview', description: 'What an adoption would change; nothing is written' });

const previewId = z
  .string()
  .max(100)
  .meta({ examples: ['hoai-duc_2026-10_01J9ZQ6W2M8K4T7R3V5X1Y0B6C'] });
export const previewParams = z.strictObject({ preview: previewId });

export const orderedPreview = z
  .strictObject({
    previewId,
    organization: organizationId,
    from: month,
    criteriaSet: shownRef.nullable(),
    status: z.enum(['queued', 'running', 'done', 'failed']),
    progress: z.int().min(0).max(100),
    expiresAt: instant.meta({ description: 'From then on it is not there' }),
    months: z
      .array(z.strictObject({ ...monthCounts, above }))
      .meta({ description: 'As far as it has got; whole once the status is `done`' }),
  })
  .meta({
    id: 'OrderedPreview',
    description: 'What an adoption would change in a subtree too large for a call',
  });

export const previewedChanges = listOf(gradeChange.extend({ period: month }).meta({ id: 'PreviewedChange' }));
export const previewedChangesQuery = z.strictObject({
  period: month.optional(),
  direction: z.enum(['down', 'up', 'other']).optional(),
  limit,
  cursor: cursor.optional(),
});

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
