/** Criteria sets as they are published and exported: the form alone; that its parts add up, the domain says. */
import * as z from 'zod';
import { ANNUAL_GRADES } from '../domain/criteria/criteria.ts';
import { CHECKS, COUNTS, SHARES } from '../domain/events/meeting-facts.ts';
import { name } from './primitives.ts';

/** Of a set, a group or a criterion: 1–40 of `a-z 0-9 -`. */
export const criteriaId = z.string().regex(/^[a-z0-9-]{1,40}$/, 'criterion-id');
/** 1–999, one after the other. */
export const LAST_REVISION = 999;
/** More criteria, groups, bands or conditions than any sheet of paper has. */
const MOST_PARTS = 60;
/** Hundredths; the bound keeps a slip of the pen from being worked through point by point. */
const points = z.int('hundredths').nonnegative('hundredths').max(1_000_000, 'hundredths');
const bilingual = (longest: number) => z.strictObject({ vi: name(longest), en: name(longest) });
const grade = z.enum(['tot', 'kha', 'trung-binh', 'kem', 'dat', 'khong-dat']);
const whenEmpty = z.enum(['full', 'zero', 'unknown']);
/** Of a share basis points, of a count the count. */
const value = z.int('bound').nonnegative('bound').max(1_000_000, 'bound');

/** A lower bound on top of other fields: from a value on, or above it. */
const bounded = <Shape extends z.core.$ZodShape>(shape: Shape) => [
  z.strictObject({ ...shape, atLeast: value }),
  z.strictObject({ ...shape, above: value }),
];
const bands = z
  .array(z.union(bounded({ points })))
  .min(1)
  .max(MOST_PARTS);

const share = z.enum(SHARES).meta({ id: 'ShareMeasure' });
const count = z.enum(COUNTS).meta({ id: 'CountMeasure' });
const check = z.enum(CHECKS).meta({ id: 'CheckMeasure' });

const shareCondition = {
  type: z.literal('share'),
  share,
  whenEmpty: z.enum(['holds', 'fails', 'unknown']),
};
const countCondition = { type: z.literal('count'), count };
const condition = z
  .union([
    z.strictObject({ type: z.literal('check'), check }),
    ...bounded(shareCondition),
    z.strictObject({ ...shareCondition, atMost: value }),
    ...bounded(countCondition),
    z.strictObject({ ...countCondition, atMost: value }),
  ])
  .meta({ id: 'CriterionCondition' });

const rule = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('share-bands'), share, bands, whenEmpty }),
  z.strictObject({ type: z.literal('count-bands'), count, bands }),
  z.strictObject({ type: z.literal('share-linear'), share, whenEmpty }),
  z.strictObject({
    type: z.literal('checklist'),
    checks: z.array(z.strictObject({ check, points })).min(1).max(MOST_PARTS),
  }),
  z.strictObject({ type: z.literal('all'), conditions: z.array(condition).min(1) }),
  z.strictObject({ type: z.literal('deduction'), count, per: points }),
  z.strictObject({ type: z.literal('self') }),
]);

const criterion = z
  .strictObject({
    id: criteriaId,
    group: criteriaId,
    title: bilingual(300),
    max: points,
    decidedBy: z.enum(['facts', 'self', 'superior-else-self']),
    rule,
    whenUnknown: z.enum(['ungraded', 'self', 'zero']),
  })
  .meta({ id: 'SetCriterion' });

const sheet = {
  scale: z.enum(['points', 'met']).exactOptional(),
  total: points,
  groups: z
    .array(z.strictObject({ id: criteriaId, title: bilingual(300), points }))
    .min(1)
    .max(MOST_PARTS),
  criteria: z.array(criterion).min(1).max(MOST_PARTS),
  thresholds: z
    .array(z.strictObject({ grade, atLeast: points }))
    .min(1)
    .max(MOST_PARTS),
  gates: z.array(
    z.strictObject({ grade, fullPointsIn: z.array(criteriaId).min(1).max(MOST_PARTS), otherwise: grade }),
  ),
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

/** All that is said of a set beside its id and revision. */
export const criteriaSetContent = z.strictObject({
  title: bilingual(300),
  source: bilingual(4_000),
  ...sheet,
  thematic: z.strictObject(sheet).exactOptional(),
  annual: annual.exactOptional(),
});

export const criteriaSetForm = z.strictObject({
  id: criteriaId,
  revision: z.int().positive(),
  ...criteriaSetContent.shape,
});
