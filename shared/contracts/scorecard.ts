/** Scorecards: what an organization's month, quarter or year comes to, and why. */
import * as z from 'zod';
import { ANNUAL_GRADES } from '../domain/criteria/criteria.ts';
import { MEASURES } from '../domain/criteria/measures.ts';
import { EVENT_TYPES } from '../domain/events/event.ts';
import { CHECKS, COUNTS, SHARES } from '../domain/events/meeting-facts.ts';
import { KINDS, UNITS } from '../domain/roster/organization.ts';
import {
  bilingual,
  criteriaSetRef,
  cursor,
  instant,
  limit,
  listOf,
  month,
  organizationId,
  period,
} from './primitives.ts';

export const STATUSES = ['exempt', 'reported', 'late', 'awaiting', 'overdue', 'withdrawn'] as const;
export const GRADES = ['tot', 'kha', 'trung-binh', 'kem', 'dat', 'khong-dat'] as const;

const hundredths = z.int();
const status = z.enum(STATUSES);
const grade = z.enum(GRADES);

export const measures = z
  .strictObject(Object.fromEntries(MEASURES.map((measure) => [measure, z.int()])))
  .meta({ id: 'Measures', description: 'Integers, in the units and meanings of the export’s columns' });

export const criterionScore = z.strictObject({
  id: z.string(),
  points: hundredths.nullable(),
  max: hundredths,
  self: hundredths.nullable(),
  superior: hundredths.nullable(),
  known: z.boolean(),
});

/** What is said of meetings whatever sheets they were scored by. */
export const sheetsUsed = {
  percentOfFull: z.int().nullable().meta({
    description:
      'Hundredths of a percent (9250 = 92.50 %): mean over the graded cell-months of the percent of their sheet’s total; comparable whatever the sheets; null while ungraded',
  }),
  mixedSheets: z.boolean().meta({
    description:
      'True where the graded meetings were scored by several sheets, or by another one than the organization’s own: points and grade are the agreed arithmetic then and compare with nothing; read percentOfFull and the counts by grade. Nothing is found by such a grade, nor told to have risen or fallen with it',
  }),
  scoredBy: z
    .array(z.string())
    .meta({ description: 'Criteria sets by which the graded meetings were scored, ascending' }),
};

export const scorecard = z
  .strictObject({
    organization: organizationId,
    name: z.string(),
    kind: z.enum(KINDS),
    unit: z.enum(UNITS),
    period,
    parent: organizationId.nullable(),
    path: z.array(organizationId).meta({ description: 'From the province down to the organization itself' }),
    status,
    dueAt: instant,
    asOf: instant.meta({ description: 'Latest server time among what the figures rest on' }),
    watermark: z.int(),
    criteriaSet: criteriaSetRef,
    points: hundredths.nullable().meta({
      description: 'In hundredths of a point; null while ungraded. Over several sheets: see mixedSheets',
    }),
    grade: grade.nullable().meta({
      description:
        'By the thresholds of its own set; null while ungraded. Over several sheets it says nothing: see mixedSheets',
    }),
    ...sheetsUsed,
    gatesFailed: z.array(z.string()),
    criteria: z.array(criterionScore).meta({ description: 'Of a cell’s month; empty for anything else' }),
    measures,
  })
  .meta({ id: 'Scorecard' });
export type ScorecardAnswer = z.output<typeof scorecard>;

export const scorecardList = listOf(scorecard);

/** `2026-01` to `2026-12`; how far apart they may lie the handler says. */
export const scorecardsQuery = z.strictObject({ from: month, to: month });

export const SORTS = [
  'organization',
  'name',
  'points',
  '-points',
  'percentOfFull',
  '-percentOfFull',
  'status',
] as const;

export const manyOf = <Value extends string>(values: readonly Value[], rule: string) =>
  z
    .string()
    .max(200)
    .transform((given, context): Value[] => {
      const parts = given.split(',');
      const known = values.filter((value) => parts.includes(value));
      if (known.length === new Set(parts).size) return known;
      context.addIssue({ code: 'custom', message: rule });
      return z.NEVER;
    })
    .meta({
      description: `One or more of ${values.join(', ')}, separated by commas`,
      override: { type: 'string' },
    });

export const childrenQuery = z.strictObject({
  period,
  sort: z.enum(SORTS).default('organization').meta({
    description:
      'Points are on the scale of each one’s own sheet, and those over several sheets come behind all others; percentOfFull compares all. Without either: last',
  }),
  grade: manyOf([...GRADES, 'mixed', 'none'], 'grade-list').optional(),
  status: manyOf(STATUSES, 'status-list').optional(),
  limit,
  cursor: cursor.optional(),
});

const known = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullable().meta({ description: 'Null while unknown' });

const explainedFigure = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('share'),
    share: z.enum(SHARES),
    title: bilingual,
    numerator: known(z.int()),
    denominator: known(z.int()),
  }),
  z.strictObject({
    type: z.literal('count'),
    count: z.enum(COUNTS),
    title: bilingual,
    value: known(z.int()),
  }),
]);

const explainedValue = z
  .discriminatedUnion('type', [
    ...explainedFigure.options,
    z.strictObject({
      type: z.literal('checklist'),
      checks: z.array(
        z.strictObject({
          check: z.enum(CHECKS),
          title: bilingual,
          holds: known(z.boolean()),
          points: hundredths,
        }),
      ),
    }),
    z.strictObject({
      type: z.literal('conditions'),
      conditions: z.array(
        z.strictObject({
          asked: bilingual,
          holds: known(z.boolean()),
          figure: explainedFigure.nullable().meta({ description: 'Null for a yes-or-no fact' }),
        }),
      ),
    }),
    z.strictObject({ type: z.literal('self'), points: known(hundredths) }),
  ])
  .meta({ id: 'ExplainedValue', description: 'What the rule looked at' });

const explainedYear = z
  .strictObject({
    upTo: month,
    criteriaSet: criteriaSetRef,
    grade: z.enum(ANNUAL_GRADES).nullable(),
    meetings: z
      .array(
        z.strictObject({
          period: month,
          revision: z.int(),
          points: hundredths,
          grade,
          counts: z.boolean().meta({ description: 'False for a grade that the set does not have' }),
        }),
      )
      .meta({ description: 'Graded regular meetings, ascending by month' }),
    elsewhere: z.int().meta({
      description: 'How many more there are, of months in which it stood outside the caller’s subtree',
    }),
    grades: z.array(
      z.strictObject({
        grade: z.enum(ANNUAL_GRADES),
        rule: bilingual,
        conditions: z.array(z.strictObject({ asked: bilingual, holds: z.boolean() })),
      }),
    ),
  })
  .meta({ id: 'ExplainedYear' });

export const explanation = z
  .strictObject({
    organization: organizationId,
    period,
    status,
    criteriaSet: criteriaSetRef,
    title: bilingual,
    source: bilingual,
    points: hundredths.nullable(),
    grade: grade.nullable(),
    ...sheetsUsed,
    gatesFailed: z.array(z.string()),
    thresholds: bilingual,
    groups: z.array(z.strictObject({ id: z.string(), title: bilingual, points: hundredths })),
    criteria: z.array(
      criterionScore.extend({
        group: z.string(),
        title: bilingual,
        value: explainedValue,
        rule: bilingual.meta({ description: 'The rule in words' }),
        unknown: bilingual
          .nullable()
          .meta({ description: 'Where a fact is unknown: what the criteria set does then' }),
      }),
    ),
    gates: z.array(
      z.strictObject({
        grade,
        otherwise: grade,
        fullPointsIn: z.array(z.string()),
        missing: z.array(z.string()),
        rule: bilingual,
      }),
    ),
    raises: z.array(z.strictObject({ grade, criteria: z.array(z.string()) })).meta({
      description:
        'What would have raised the grade: the smallest sets of criteria that, at full points (of a committee, a quarter or a year: in every graded meeting), reach a better one; at most 20',
    }),
    raisesAll: z.boolean().meta({ description: 'Whether these are all the ways that take no more criteria' }),
    nextGrade: z.strictObject({ grade, missing: hundredths }).nullable().meta({
      description:
        'Of a committee, a quarter or a year: the next better grade, and the points that all its graded meetings together lack for it; null at the best grade, where nothing is graded, and over several sheets',
    }),
    subtree: z
      .array(
        z.strictObject({
          set: z.string(),
          id: z.string(),
          graded: z.int(),
          pointsSum: hundredths,
          fullPoints: z.int().meta({ description: 'Meetings with full points' }),
          title: bilingual
            .nullable()
            .meta({ description: 'Null of a set that only cells further down have' }),
          max: hundredths.nullable(),
        }),
      )
      .meta({
        description:
          'Of a committee, or of a quarter or year: how each criterion goes among the graded meetings',
      }),
    children: z
      .array(
        z.strictObject({
          organization: organizationId,
          name: z.string(),
          kind: z.enum(KINDS),
          graded: z.int(),
          pointsSum: hundredths,
          percentSum: z.int().meta({
            description:
              'Its graded meetings’ percents of their sheets’ totals, summed; in hundredths of a percent',
          }),
          share: z.int().meta({
            description:
              'Of the committee’s sum of percents, whatever the sheets, in hundredths of a percent; adds up to 10000',
          }),
          points: hundredths.nullable(),
          percentOfFull: sheetsUsed.percentOfFull,
          grade: grade.nullable(),
          mixedSheets: sheetsUsed.mixedSheets,
          revisions: z.int().meta({ description: 'Accepted event revisions that its figures rest on' }),
          watermark: z.int(),
        }),
      )
      .meta({ description: 'Of a committee: which parts make its figure, ascending by organization' }),
    rests: z.strictObject({ revisions: z.int(), watermark: z.int(), asOf: instant }).nullable().meta({
      description:
        'Of a committee, or of a quarter or year: how many accepted revisions all of it rests on; those of a cell’s month are its events',
    }),
    months: z
      .array(
        z.strictObject({
          period: month,
          status,
          graded: z.int(),
          pointsSum: hundredths,
          points: hundredths.nullable(),
          percentOfFull: sheetsUsed.percentOfFull,
          grade: grade.nullable(),
          mixedSheets: sheetsUsed.mixedSheets,
        }),
      )
      .meta({ description: 'Of a committee, or of a quarter or year: the months that make its points' }),
    monthsElsewhere: z.int().meta({
      description: 'How many more there are, in which it stood outside the caller’s subtree',
    }),
    year: explainedYear.nullable().meta({
      description: 'Of a cell whose set grades years: why the year so far has its grade',
    }),
    events: z.array(
      z.strictObject({
        type: z.enum(EVENT_TYPES),
        key: z.string(),
        revision: z.int(),
        recordedAt: instant,
      }),
    ),
  })
  .meta({ id: 'Explanation', description: 'Why a period has the points it has' });
