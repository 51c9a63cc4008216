/** Who changed what, when, from what to what. */
import * as z from 'zod';
import { AUDIT_KINDS, type AuditEntry, type AuditNote } from '../domain/log/audit.ts';
import { plainState } from './changes.ts';
import {
  cursor,
  givenInstant,
  instant,
  limit,
  listOf,
  month,
  organizationId,
  subject,
} from './primitives.ts';

export const auditQuery = z.strictObject({
  organization: organizationId,
  from: givenInstant.optional().meta({ description: 'Inclusive; a year before `to` without' }),
  to: givenInstant.optional().meta({ description: 'Exclusive; now without' }),
  sort: z.enum(['newest', 'oldest']).default('newest').meta({ description: 'Which come first' }),
  limit,
  cursor: cursor.optional(),
});

export const auditEntry = z
  .strictObject({
    at: instant,
    by: subject.nullable().meta({ description: 'Who did it; null for what the system does by the clock' }),
    kind: z.enum(AUDIT_KINDS),
    organization: organizationId,
    period: month.nullable().meta({
      description: 'Of a record or a period; of the roster the month from which the version holds',
    }),
    key: z.string().nullable().meta({
      description:
        'Key of a record (of a remedy `‹period of the inspection›/‹its key›/‹number of the finding›`), subject of a grant, export, export and file of a download',
    }),
    revision: z.int().nullable(),
    from: plainState
      .nullable()
      .meta({ description: 'What was, as far as it changed; null where there was nothing' }),
    to: plainState
      .nullable()
      .meta({ description: 'What is, as far as it changed; null where there is nothing' }),
    left: z
      .boolean()
      .meta({ description: 'True: the organization has left the subtree by it; where to is not said' }),
  })
  .meta({ id: 'AuditEntry' });

export const auditList = listOf(auditEntry);
export type AuditAnswer = z.input<typeof auditList>;

export const auditToWire = (
  { at, by }: AuditNote,
  { kind, organization, month: period, key, revision, from, to }: AuditEntry,
  left: boolean,
) => ({ at, by, kind, organization, period, key, revision, from, to: left ? null : to, left });
