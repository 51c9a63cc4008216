/** Programmes as they go over the wire: percentages and means with two decimals at most, hundredths inside. */
import * as z from 'zod';
import { MEASURES } from '../domain/criteria/measures.ts';
import type { Programme } from '../domain/programmes/programme.ts';
import type { Target } from '../domain/programmes/target.ts';
import { EVERY } from '../domain/roster/duty.ts';
import { fact } from './facts.ts';
import { bilingual, label, listOf, month, name, organizationId, slug } from './primitives.ts';

export const programmeId = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'programme-id')
  .meta({ description: '1–40 of a-z, 0-9 and -, never reused', examples: ['chi-thi-47'] });

/** In a path everything is text. */
export const revisionParam = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, 'revision-number')
  .transform(Number)
  .meta({ override: { type: 'integer', minimum: 1, maximum: 9999 } });

/** A transaction holds a hundred writes, and earlier participants must be told, too. */
export const MOST_PARTICIPANTS = 90;
const MOST_TARGETS = 30;
const MOST_MEASURES = 10;

const words = z.strictObject({ vi: label(300), en: label(300) });

const bound = fact(
  z
    .number()
    .min(0)
    .max(1_000_000)
    .refine((value) => Math.round(value * 100) / 100 === value, 'two-decimals'),
);
const measures = z.array(z.enum(MEASURES)).min(1).max(MOST_MEASURES);
export const wireTarget = z
  .strictObject({
    id: slug,
    title: words,
    kind: z.enum(['share', 'mean', 'count']).meta({
      description: '`share`: percent of a whole; `mean`: how much comes on one; `count`: a number',
    }),
    of: measures.meta({ description: 'Measures whose sum is the numerator, or the count' }),
    outOf: measures.nullable().default(null).meta({ description: 'The denominator; of a count null' }),
    atLeast: bound,
    above: bound,
    atMost: bound,
  })
  .refine(({ kind, outOf }) => (kind === 'count') === (outOf === null), {
    error: 'target-out-of',
    path: ['outOf'],
  })
  .meta({
    id: 'Target',
    examples: [
      {
        id: 'attendance',
        title: { vi: 'Tỷ lệ dự sinh hoạt từ 90 %', en: 'Attendance of at least 90 %' },
        kind: 'share',
        of: ['membersPresent'],
        outOf: ['membersRequired'],
        atLeast: 90,
      },
    ],
  });

const participant = z.strictObject({
  organization: organizationId,
  part: fact(slug).meta({ description: 'What it is in the programme, e.g. `model`' }),
  from: month.meta({ description: 'First month' }),
  until: fact(month).meta({ description: 'Last month; null: until further notice' }),
});

const shape = {
  organization: organizationId.meta({
    description:
      'Who issued it; whoever takes part stands below, and is bound in those months alone in which it does',
  }),
  title: words,
  basis: z.array(label(300)).min(1).max(20).meta({ description: 'Documents that it rests on' }),
  from: month.meta({ description: 'First month in which this revision is in force' }),
  dayRule: fact(
    z.strictObject({ week: z.int().min(1).max(4), weekday: z.int().min(1).max(7) }).meta({
      description: 'The meeting’s day: the nth weekday of the month, 1 = Monday … 7 = Sunday',
    }),
  ),
  thematic: z.boolean().default(false).meta({ description: 'A thematic meeting is owed each quarter' }),
  dueDay: fact(z.int().min(1).max(28)).meta({
    description: 'Records are due by the end of this day of the next month; null: the 10th',
  }),
  participants: z.array(participant).max(MOST_PARTICIPANTS),
  targets: z.array(wireTarget).max(MOST_TARGETS),
};

export const programmeBody = z.strictObject(shape).meta({
  id: 'ProgrammeInput',
  description: 'A revision of a programme; it never changes once published',
});

/** Who attends whom by a programme that comes with the project: whoever takes it up says which organizations these are. */
const presetDuty = z.strictObject({
  id: slug,
  whom: bilingual,
  /** They take turns. */
  offices: z.array(slug).min(1),
  every: z.enum(EVERY),
});

/** A programme that comes with the project: whoever issues it says for whom and from when. */
export const programmePreset = programmeBody
  .omit({ organization: true, from: true, participants: true })
  .extend({
    id: programmeId,
    revision: z.int().min(1),
    source: z.strictObject({ vi: name(1_000), en: name(1_000) }),
    duties: z.array(presetDuty),
  });

export const programmeAnswer = z
  .strictObject({ id: programmeId, revision: z.int().min(1), ...shape })
  .meta({ id: 'Programme' });

export const programmeList = listOf(
  z
    .strictObject({
      id: programmeId,
      revision: z.int().min(1).meta({ description: 'The newest' }),
      organization: organizationId,
      title: bilingual,
    })
    .meta({ id: 'ProgrammeEntry' }),
);

type WireProgramme = z.output<typeof programmeBody>;
type WireTarget = WireProgramme['targets'][number];

const scaled = (value: number | null, by: number): number | null =>
  value === null ? null : Math.round(value * by);

export function targetFromWire({ kind, outOf, atLeast, above, atMost, ...named }: WireTarget): Target {
  const scale = kind === 'count' ? 1 : 100;
  const bounds = {
    atLeast: scaled(atLeast, scale),
    above: scaled(above, scale),
    atMost: scaled(atMost, scale),
  };
  return kind === 'count' ? { ...named, kind, bounds } : { ...named, kind, outOf: outOf ?? [], bounds };
}

export function targetToWire(of: Target): WireTarget {
  const scale = of.kind === 'count' ? 1 : 100;
  const value = (hundredths: number | null) => (hundredths === null ? null : hundredths / scale);
  return {
    id: of.id,
    title: { ...of.title },
    kind: of.kind,
    of: [...of.of],
    outOf: of.kind === 'count' ? null : [...of.outOf],
    atLeast: value(of.bounds.atLeast),
    above: value(of.bounds.above),
    atMost: value(of.bounds.atMost),
  };
}

export const programmeFromWire = (
  ref: Pick<Programme, 'id' | 'revision'>,
  { targets, ...rest }: WireProgramme,
): Programme => ({ ...ref, ...rest, targets: targets.map(targetFromWire) });

export const programmeToWire = ({
  targets,
  participants,
  basis,
  ...rest
}: Programme): z.input<typeof programmeAnswer> => ({
  ...rest,
  basis: [...basis],
  participants: participants.map((one) => ({ ...one })),
  targets: targets.map(targetToWire),
});
