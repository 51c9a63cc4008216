/** Inspections, their findings and remedies, as they go over the wire. */
import * as z from 'zod';
import {
  CONCLUSIONS,
  INSPECTION_KEY,
  type Inspection,
  type InspectionRevision,
  inspectionKeyParts,
  type Remedy,
  type RemedyRevision,
  remedyKey,
  SEVERITIES,
} from '../domain/events/inspection.ts';
import { fact, nullAsAbsent } from './facts.ts';
import { reason } from './meeting.ts';
import {
  count,
  instant,
  isRealDate,
  label,
  listOf,
  localDate,
  meetingKey,
  month,
  name,
  organizationId,
  slug,
} from './primitives.ts';
import { scores, scoresFromWire, scoresToWire } from './scores.ts';

export const inspectionKey = z
  .string()
  .regex(INSPECTION_KEY, { error: 'inspection-key', abort: true })
  .refine((key) => isRealDate(inspectionKeyParts(key).inspectedOn), 'inspection-key')
  .meta({
    description: '`YYYY-MM-DD-attendance|inspection|supervision-‹id of who came›`',
    examples: ['2026-10-13-attendance-ban-to-chuc'],
  });

/** Numbers of an inspection's findings; more than these are no findings but a report. */
const MOST_FINDINGS = 50;
const findingNumber = z.int().min(1).max(999);
/** In a path everything is text. */
export const findingNumberParam = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'finding-number')
  .transform(Number)
  .meta({ override: { type: 'integer', minimum: 1, maximum: 999 } });

const finding = z.strictObject({
  n: findingNumber,
  severity: z.enum(SEVERITIES),
  text: name(500).meta({ description: 'No names; never exported' }),
  remedyDue: fact(localDate),
});

const shape = {
  office: slug.meta({
    description: 'The office that came, never a person',
    examples: ['uy-vien-ban-thuong-vu'],
  }),
  duty: fact(slug).meta({ description: 'The duty that it was done in: one to attend this organization' }),
  meeting: fact(meetingKey).meta({ description: 'The meeting that was attended or looked at' }),
  plan: fact(label(200)).meta({ description: 'The inspection plan that it belongs to' }),
  scores: fact(scores),
  proposals: count.default(0),
  conclusion: z.enum(CONCLUSIONS).meta({
    description: '`confirmed`: the self score stands; `corrected`: these scores decide; `noted`: neither',
  }),
};
const findings = nullAsAbsent(z.array(finding).max(MOST_FINDINGS).default([]));

const example = {
  office: 'uy-vien-ban-thuong-vu',
  meeting: 'regular',
  scores: { attendance: 20 },
  findings: [{ n: 1, severity: 'minor', text: 'Biên bản ghi chưa đủ', remedyDue: '2026-11-30' }],
  proposals: 1,
  conclusion: 'confirmed',
};

export const putInspectionBody = z.strictObject({ ...shape, findings, reason }).meta({
  id: 'InspectionSubmission',
  description: 'What a superior scored, found and concluded, and with an amendment the reason',
  examples: [example],
});

const remedy = z.strictObject({
  remediedOn: localDate,
  verifiedBy: organizationId.meta({ description: 'The organization or body that saw it' }),
});

export const putRemedyBody = z
  .strictObject({ ...remedy.shape, reason })
  .meta({ id: 'RemedySubmission', description: 'A finding was put right' });

export const remedyAnswer = z
  .strictObject({
    organization: organizationId,
    period: month.meta({ description: 'The month in which it counts: a closed one stays as it was' }),
    inspection: inspectionKey,
    n: findingNumber,
    revision: z.int().min(1),
    recordedAt: instant,
    recordedBy: z.string(),
    withdrawn: z.boolean(),
    remedy: remedy.nullable(),
  })
  .meta({ id: 'Remedy' });

export const inspection = z
  .strictObject({
    organization: organizationId,
    period: month,
    key: inspectionKey,
    revision: z.int().min(1),
    recordedAt: instant,
    recordedBy: z.string(),
    withdrawn: z.boolean(),
    record: z
      .strictObject({
        ...shape,
        findings: z.array(z.strictObject({ ...finding.shape, remedy: remedy.nullable() })),
      })
      .nullable(),
  })
  .meta({
    id: 'Inspection',
    description: 'The current revision of an inspection, with the remedies of its findings',
  });

export const inspectionList = listOf(inspection);

type WireInspection = Omit<z.output<typeof putInspectionBody>, 'reason'>;

export const inspectionFromWire = (wire: WireInspection): Inspection => ({
  ...wire,
  scores: scoresFromWire(wire.scores),
});

/** `remedies` are the newest revisions of the organization's remedies, withdrawn ones too. */
export function inspectionToWire(
  revision: InspectionRevision,
  remedies: readonly RemedyRevision[],
): z.output<typeof inspection> {
  const { organization, month: period, key, recordedAt, recordedBy, withdrawn, record } = revision;
  const remedyOf = (n: number): Remedy | null =>
    remedies.find((one) => one.key === remedyKey(revision, n))?.record ?? null;
  return {
    organization,
    period,
    key,
    revision: revision.revision,
    recordedAt,
    recordedBy,
    withdrawn,
    record: record && {
      ...record,
      scores: scoresToWire(record.scores),
      findings: record.findings.map((one) => ({ ...one, remedy: remedyOf(one.n) })),
    },
  };
}

export function remedyToWire(revision: RemedyRevision): z.output<typeof remedyAnswer> {
  const { organization, month: period, key, recordedAt, recordedBy, withdrawn, record } = revision;
  const [, inspection = '', n] = key.split('/');
  return {
    organization,
    period,
    inspection,
    n: Number(n),
    revision: revision.revision,
    recordedAt,
    recordedBy,
    withdrawn,
    remedy: record && { ...record },
  };
}
