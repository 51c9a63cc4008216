/** A programme's targets against figures. */
import * as z from 'zod';
import type { PartProgress, TargetProgress } from '../domain/programmes/progress.ts';
import {
  boundsInWords,
  type Target,
  type TargetValue,
  valueInWords,
  verdictInWords,
} from '../domain/programmes/target.ts';
import { UNITS } from '../domain/roster/organization.ts';
import { bilingual, instant, organizationId, period } from './primitives.ts';
import { programmeId, targetToWire, wireTarget } from './programme.ts';

export const progressQuery = z.strictObject({ period });

const count = z.int().min(0);
const figure = {
  numerator: count,
  denominator: count.nullable().meta({ description: 'Null of a count' }),
  value: z.number().nullable().meta({
    description:
      'In the unit of the bounds: percent, or how much comes on one; two decimals, rounded so that what is missed never reads as met; null over nothing',
  }),
  met: z.boolean().nullable().meta({
    description: 'Null where there is nothing to measure, and of a count that is asked of more than these',
  }),
  short: count.meta({
    description:
      'How much more of the numerator, or over a most less, would have met it; of a mean percent the numerator is the sum of percents, in hundredths',
  }),
  text: bilingual,
};

const targetProgress = z
  .strictObject({
    target: wireTarget,
    asked: bilingual,
    ...figure,
    verdict: bilingual,
    byUnit: z
      .array(z.strictObject({ unit: z.enum(UNITS), ...figure }))
      .nullable()
      .meta({
        description: 'By kind of unit; null where more than 2,000 committee-months would have to be read',
      }),
    parts: z
      .strictObject({ met: count, missed: count, unmeasured: count })
      .meta({ description: 'How many of those directly below, or of those who take part, meet it' }),
    nearestMisses: z
      .array(z.strictObject({ organization: organizationId, name: z.string(), ...figure }))
      .meta({ description: 'At most five of them that miss it by the least, the nearest first' }),
  })
  .meta({ id: 'TargetProgress' });

export const progress = z
  .strictObject({
    organization: organizationId,
    period,
    programme: z.strictObject({
      id: programmeId,
      revision: z.int().min(1).meta({ description: 'In force in the period’s last opened month' }),
      title: bilingual,
      basis: z.array(z.string()),
    }),
    participants: z.array(organizationId).meta({
      description: 'Whose figures are summed: the organization, or those below it who took part; ascending',
    }),
    asOf: instant.nullable().meta({ description: 'Null while nobody who takes part has figures' }),
    targets: z.array(targetProgress),
  })
  .meta({ id: 'Progress' });
export type ProgressAnswer = z.input<typeof progress>;

const figureToWire = (target: Target, value: TargetValue) => ({
  ...value,
  value: value.value === null || target.kind === 'count' ? value.value : value.value / 100,
  text: valueInWords(target, value),
});

export const targetProgressToWire = ({
  target,
  value,
  byUnit,
  parts,
  nearestMisses,
}: TargetProgress): ProgressAnswer['targets'][number] => ({
  target: targetToWire(target),
  asked: boundsInWords(target),
  ...figureToWire(target, value),
  verdict: verdictInWords(value.met),
  byUnit: byUnit?.map((one) => ({ unit: one.unit, ...figureToWire(target, one.value) })) ?? null,
  parts: { ...parts },
  nearestMisses: nearestMisses.map(({ organization, name, value: missed }: PartProgress) => ({
    organization,
    name,
    ...figureToWire(target, missed),
  })),
});
