/** Audit notes in memory. */
import { type AuditNote, auditPosition } from '../../domain/log/audit.ts';
import { localMonth } from '../../domain/period.ts';
import type { Registry } from '../../ports/registry.ts';
import { isKind, type Stored, type Table } from './stored-item.ts';
import type { MemoryWrite } from './table.ts';

export const auditWrite = (note: AuditNote): MemoryWrite<Stored> => ({
  pk: `AUDIT#${localMonth(note.at)}`,
  sk: auditPosition(note),
  value: { type: 'audit', note },
  allowed: (stored) => stored === null,
});

export const auditPart = (table: Table): Pick<Registry, 'putAudit' | 'audit'> => ({
  async putAudit(note) {
    await table.write(auditWrite(note));
  },
  async audit(month, { bound, newestFirst, limit }) {
    const items = (await table.query(`AUDIT#${month}`)).filter(isKind('audit'));
    const notes = items.map(({ note }) => note);
    const isInside = (note: AuditNote) =>
      newestFirst ? auditPosition(note) <= bound : auditPosition(note) >= bound;
    return (newestFirst ? notes.toReversed() : notes).filter(isInside).slice(0, limit);
  },
});
