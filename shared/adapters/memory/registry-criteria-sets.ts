/** Published criteria sets in memory. */
import type { CriteriaSetRef } from '../../domain/roster/plan.ts';
import type { Registry } from '../../ports/registry.ts';
import { auditWrite } from './registry-audit.ts';
import { isKind, type Table } from './stored-item.ts';

export const criteriaSetPart = (
  table: Table,
): Pick<Registry, 'criteriaSet' | 'criteriaSets' | 'putCriteriaSet'> => {
  const keyOf = ({ id, revision }: CriteriaSetRef) => `${id}#${String(revision).padStart(3, '0')}`;
  return {
    async criteriaSet(ref) {
      const stored = await table.get('CRITERIA-SETS', keyOf(ref));
      return isKind('criteria-set')(stored) ? stored.published : null;
    },
    async criteriaSets() {
      const items = await table.query('CRITERIA-SETS');
      return items.filter(isKind('criteria-set')).map(({ published }) => published);
    },
    async putCriteriaSet(published, audit) {
      const { stored } = await table.write(
        {
          pk: 'CRITERIA-SETS',
          sk: keyOf(published.set),
          value: { type: 'criteria-set', published },
          allowed: (there) => there === null,
        },
        auditWrite(audit),
      );
      return stored ? 'stored' : 'lost';
    },
  };
};
