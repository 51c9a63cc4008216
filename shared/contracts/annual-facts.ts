/** What an organization says of its year, as it goes over the wire. */
import * as z from 'zod';
import { CLASSIFICATIONS, type FactsRevision } from '../domain/events/annual-facts.ts';
import { YEAR } from '../domain/period.ts';
import { fact, nullAsAbsent } from './facts.ts';
import { reason } from './meeting.ts';
import { count, instant, month, organizationId } from './primitives.ts';

export const year = z
  .string()
  .regex(YEAR, 'year')
  .meta({ description: 'A calendar year, `YYYY`', examples: ['2026'] });

const shape = {
  classification: fact(z.enum(CLASSIFICATIONS)),
  members: nullAsAbsent(
    z
      .strictObject({
        total: fact(count),
        xuatSac: fact(count),
        tot: fact(count),
        hoanThanh: fact(count),
        khongHoanThanh: fact(count),
      })
      .prefault({}),
  ),
  admitted: fact(count),
  committeeMembers: fact(count),
  committeeTrained: fact(count),
  handbookAccounts: fact(count),
  handbookEligible: fact(count),
  officialsBriefed: fact(count),
  studyExpected: fact(count),
  studyDone: fact(count),
  schoolingCounted: fact(count),
  schoolingUpperSecondary: fact(count),
  schoolingVocational: fact(count),
  schoolingUniversity: fact(count),
};

const example = {
  classification: 'tot',
  members: { total: 24, xuatSac: 4, tot: 18, hoanThanh: 2, khongHoanThanh: 0 },
  admitted: 1,
  committeeMembers: 3,
  committeeTrained: 3,
};

const isKnown = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).some(isKnown) : value !== null;

export const putFactsBody = z
  .strictObject({ ...shape, reason })
  .refine(({ reason: _, ...facts }) => isKnown(facts), 'something-known')
  .meta({
    id: 'AnnualFactsSubmission',
    description: 'What is known of the year, counts alone; unknown facts may be null or left out',
    examples: [example],
  });

export const annualFacts = z
  .strictObject({
    organization: organizationId,
    year,
    period: month.meta({ description: 'The month in which the revision counts' }),
    revision: z.int().min(1),
    recordedAt: instant,
    recordedBy: z.string(),
    facts: z.strictObject(shape).nullable(),
  })
  .meta({ id: 'AnnualFacts', outputId: 'AnnualFactsStored' });

export const factsToWire = (revision: FactsRevision): z.output<typeof annualFacts> => ({
  organization: revision.organization,
  year: revision.key,
  period: revision.month,
  revision: revision.revision,
  recordedAt: revision.recordedAt,
  recordedBy: revision.recordedBy,
  facts: revision.record && { ...revision.record, members: { ...revision.record.members } },
});
