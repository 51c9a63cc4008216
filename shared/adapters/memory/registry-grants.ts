/** Grants in memory. */
import type { Registry } from '../../ports/registry.ts';
import { auditWrite } from './registry-audit.ts';
import { compareAndSet, isKind, type Stored, type Table } from './stored-item.ts';
import type { MemoryWrite } from './table.ts';

const key = (subject: string) => [`GRANTS#${subject}`, 'GRANTS'] as const;

export const grantPart = (table: Table): Pick<Registry, 'grants' | 'putGrants' | 'officers'> => ({
  async grants(subject) {
    const stored = await table.get(...key(subject));
    return isKind('grants')(stored) ? stored.grants : { subject, grants: [], revision: 0 };
  },
  putGrants(grants, audit) {
    const { subject } = grants;
    const [pk, sk] = key(subject);
    const mark: MemoryWrite<Stored> = { pk: 'OFFICERS', sk: subject, value: { type: 'officer', subject } };
    const marks = grants.grants.some(({ role }) => role === 'officer') ? [mark] : [];
    return compareAndSet(table, { pk, sk, value: { type: 'grants', grants } }, ...marks, auditWrite(audit));
  },
  async officers() {
    const marks = (await table.query('OFFICERS')).filter(isKind('officer'));
    if (marks.length === 0) return [];
    const stored = await table.getMany(marks.map(({ subject }) => key(subject)));
    return stored.filter(isKind('grants')).map(({ grants }) => grants);
  },
});
