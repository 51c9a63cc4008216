/** Who changed what: one item an act, by month and time. */
import * as z from 'zod';
import { AUDIT_KINDS, type AuditNote, auditPosition } from '../../domain/log/audit.ts';
import type { ChangeState } from '../../domain/log/change.ts';
import type { AuditRegistry, SetOutcome } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { count, instant, month, organizationId } from './field-schemas.ts';
import { auditKey, auditPartition } from './keys.ts';
import { pack, packed } from './packed.ts';
import { parseItem } from './parse.ts';
import {
  type Condition,
  type Item,
  ifAbsent,
  putIf,
  queryOrdered,
  type TransactItem,
  transact,
} from './requests.ts';

const state: z.ZodType<ChangeState> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

const storedNote = z.object({
  type: z.literal('audit'),
  at: instant,
  by: z.string().nullable(),
  id: z.string(),
  entries: packed(
    z.array(
      z.object({
        kind: z.enum(AUDIT_KINDS),
        organization: organizationId,
        path: z.array(organizationId),
        leftPath: z.array(organizationId).nullable(),
        month: month.nullable(),
        key: z.string().nullable(),
        revision: count.nullable(),
        from: state.nullable(),
        to: state.nullable(),
      }),
    ),
  ),
});

/** @throws MalformedItemError */
export function decodeAuditNote(item: Item): AuditNote {
  const { type: _, ...note } = parseItem('audit note', storedNote, item);
  return note;
}

export const encodeAuditNote = (note: AuditNote): Item => ({
  ...auditKey(note.at, auditPosition(note)),
  type: 'audit',
  ...note,
  entries: pack(note.entries),
});

/** Written in the transaction of what it tells of. */
export const auditPut = (table: Table, note: AuditNote): TransactItem => ({
  Put: { TableName: table.name, Item: { ...encodeAuditNote(note) }, ...ifAbsent },
});

/** Puts an item under a condition, with the note of who did it and what else goes with it, all or nothing. */
export function putAudited(
  table: Table,
  item: Item,
  condition: Condition,
  note: AuditNote,
  ...others: readonly Item[]
): Promise<SetOutcome> {
  return transact(table, [
    { Put: { TableName: table.name, Item: { ...item }, ...condition } },
    ...others.map((other) => ({ Put: { TableName: table.name, Item: { ...other } } })),
    auditPut(table, note),
  ]);
}

export function dynamoAuditRegistry(table: Table): AuditRegistry {
  return {
    async putAudit(note) {
      await putIf(table, encodeAuditNote(note), ifAbsent);
    },
    async audit(of, { bound, newestFirst, limit }) {
      const range = { pk: auditPartition(of), bound, newestFirst };
      return (await queryOrdered(table, range, limit)).map(decodeAuditNote);
    },
  };
}
