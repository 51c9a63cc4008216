/** Grants in memory. */
import type { Registry } from '../../ports/registry.ts';
import { auditWrite } from './registry-audit.ts';
import { compareAndSet, isKind, type Stored, type Table } from './stored-item.ts';
import type { MemoryWrite } from './table.ts';

const key = (subject: string) => [`GRANTS#${subject}`, 'GRANTS'] as const;

const namedOn = (organization: string) => `NAMED-ON#${organization}`;

export const grantPart = (
  table: Table,
): Pick<Registry, 'grants' | 'putGrants' | 'namedOn' | 'grantsOf' | 'officers'> => ({
  async grants(subject) {
    const stored = await table.get(...key(subject));
    return isKind('grants')(stored) ? stored.grants : { subject, grants: [], revision: 0 };
  },
  async putGrants(grants, audit) {
    const { subject } = grants;
    for (const organization of new Set(grants.grants.map((grant) => grant.organization)))
      await table.write({ pk: namedOn(organization), sk: subject, value: { type: 'named-on', subject } });
    const [pk, sk] = key(subject);
    const mark: MemoryWrite<Stored> = { pk: 'OFFICERS', sk: subject, value: { type: 'officer', subject } };
    const marks = grants.grants.some(({ role }) => role === 'officer') ? [mark] : [];
    return compareAndSet(table, { pk, sk, value: { type: 'grants', grants } }, ...marks, auditWrite(audit));
  },
  async namedOn(organization, { after, limit }) {
    const marks = (await table.query(namedOn(organization))).filter(isKind('named-on'));
    const behind = marks.map(({ subject }) => subject).filter((subject) => subject > (after ?? ''));
    return behind.slice(0, limit);
  },
  async grantsOf(subjects) {
    const stored = await table.getMany(subjects.map(key));
    return stored
      .filter(isKind('grants'))
      .map(({ grants }) => grants)
      .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
  },
  async officers() {
    const marks = (await table.query('OFFICERS')).filter(isKind('officer'));
    if (marks.length === 0) return [];
    const stored = await table.getMany(marks.map(({ subject }) => key(subject)));
    return stored.filter(isKind('grants')).map(({ grants }) => grants);
  },
});
