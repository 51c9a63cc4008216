/** Criteria sets that were published: one item a revision, written once. */
import * as z from 'zod';
import { criteriaSetForm } from '../../contracts/criteria-set.ts';
import type { PublishedCriteriaSet } from '../../ports/criteria-sets.ts';
import type { CriteriaSetRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { instant, organizationId } from './field-schemas.ts';
import { criteriaSetKey, criteriaSetsRange } from './keys.ts';
import { parseItem } from './parse.ts';
import { putAudited } from './registry-audit.ts';
import { getItem, type Item, ifAbsent, queryAll } from './requests.ts';

const storedSet = z.object({
  type: z.literal('criteria-set'),
  set: criteriaSetForm,
  organization: organizationId,
  publishedAt: instant,
  publishedBy: z.string(),
});

function decodeSet(item: Item): PublishedCriteriaSet {
  const { type: _, ...published } = parseItem('criteria set', storedSet, item);
  return published;
}

export const dynamoCriteriaSetRegistry = (table: Table): CriteriaSetRegistry => ({
  async criteriaSet(ref) {
    const item = await getItem(table, criteriaSetKey(ref));
    return item && decodeSet(item);
  },
  async criteriaSets() {
    return (await queryAll(table, criteriaSetsRange)).map(decodeSet);
  },
  putCriteriaSet: (published, audit) =>
    putAudited(
      table,
      { ...criteriaSetKey(published.set), type: 'criteria-set', ...published },
      ifAbsent,
      audit,
    ),
});
