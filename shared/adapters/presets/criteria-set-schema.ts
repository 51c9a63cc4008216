/** What a criteria set must be before anything is scored by it: its form, and that its parts add up. */
import * as z from 'zod';
import { ANNUAL_GRADES, CHECKS, COUNTS, type CriteriaSet, SHARES } from '../../domain/criteria.ts';
import { criteriaProblems } from '../../domain/criteria-validation.ts';

const id = z.string().regex(/^[a-z0-9-]{1,40}$/);
/** Hundredths; the bound keeps a slip of the pen from being worked through point by point. */
const points = z.int().nonnegative().max(1_000_000);
const bilingual = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });
const grade = z.enum(['tot', 'kha', 'trung-binh', 'kem', 'dat', 'khong-dat']);
const whenEmpty = z.enum(['full', 'zero', 'unknown']);
const value = z.int().nonnegative();

/** A lower bound on top of other fields: from a value on, or above it. */
const bounded = <Shape extends z.core.$ZodShape>(shape: Shape) => [
  z.strictObject({ ...shape, atLeast: value }),
  z.strictObject({ ...shape, above: value }),
];
const bands = z.array(z.union(bounded({ points }))).min(1);

const share = z.enum(SHARES);
const count = z.enum(COUNTS);
const check = z.enum(CHECKS);

const shareCondition = {
  type: z.literal('share'),
  share,
  whenEmpty: z.enum(['holds', 'fails', 'unknown']),
};
const countCondition = { type: z.literal('count'), count };
const condition = z.union([
  z.strictObject({ type: z.literal('check'), check }),
  ...bounded(shareCondition),
  z.strictObject({ ...shareCondition, atMost: value }),
  ...bounded(countCondition),
  z.strictObject({ ...countCondition, atMost: value }),
]);

const rule = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('share-bands'), share, bands, whenEmpty }),
  z.strictObject({ type: z.literal('count-bands'), count, bands }),
  z.strictObject({ type: z.literal('share-linear'), share, whenEmpty }),
  z.strictObject({
    type: z.literal('checklist'),
    checks: z.array(z.strictObject({ check, points })).min(1),
  }),
  z.strictObject({ type: z.literal('all'), conditions: z.array(condition).min(1) }),
  z.strictObject({ type: z.literal('deduction'), count, per: z.int().positive() }),
  z.strictObject({ type: z.literal('self') }),
]);

const sheet = {
  scale: z.enum(['points', 'met']).exactOptional(),
  total: points,
  groups: z.array(z.strictObject({ id, title: bilingual, points })).min(1),
  criteria: z
    .array(
      z.strictObject({
        id,
        group: id,
        title: bilingual,
        max: points,
        decidedBy: z.enum(['facts', 'self', 'superior-else-self']),
        rule,
        whenUnknown: z.enum(['ungraded', 'self', 'zero']),
      }),
    )
    .min(1),
  thresholds: z.array(z.strictObject({ grade, atLeast: points })).min(1),
  gates: z.array(z.strictObject({ grade, fullPointsIn: z.array(id).min(1), otherwise: grade })),
};

const annual = z.array(
  z.strictObject({
    grade: z.enum(ANNUAL_GRADES),
    when: z.array(
      z.union([
        z.strictObject({ type: z.literal('every'), grade }),
        z.strictObject({ type: z.literal('count'), grade, atLeast: value }),
        ...bounded({ type: z.literal('share'), grade }),
      ]),
    ),
  }),
);

const form = z.strictObject({
  id,
  revision: z.int().positive(),
  title: bilingual,
  source: bilingual,
  ...sheet,
  thematic: z.strictObject(sheet).exactOptional(),
  annual: annual.exactOptional(),
});

/** Parses a criteria set, refusing one that is well-formed but does not add up. */
export const criteriaSetSchema: z.ZodType<CriteriaSet> = form.superRefine((set, context) => {
  for (const { pointer, rule: broken, en } of criteriaProblems(set)) {
    const path = pointer.split('/').slice(1);
    const message = `${set.id}/${set.revision} ${broken}: ${en}`;
    context.addIssue({ code: 'custom', path, message });
  }
});
