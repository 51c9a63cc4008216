/** Grants in memory. */
import type { Registry } from '../../ports/registry.ts';
import { auditWrites } from './registry-audit.ts';
import { compareAndSet, isKind, type Table } from './stored-item.ts';

export const grantPart = (table: Table): Pick<Registry, 'grants' | 'putGrants'> => ({
  async grants(subject) {
    const stored = await table.get(`GRANTS#${subject}`, 'GRANTS');
    return isKind('grants')(stored) ? stored.grants : { subject, grants: [], revision: 0 };
  },
  putGrants: (grants, audit) =>
    compareAndSet(
      table,
      { pk: `GRANTS#${grants.subject}`, sk: 'GRANTS', value: { type: 'grants', grants } },
      ...auditWrites(audit),
    ),
});
