/** How far the reckoning of each closed month has come: one item a month. */
import * as z from 'zod';
import type { ReckoningRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { count, month, ordinal, organizationId } from './field-schemas.ts';
import { reckoningKey } from './keys.ts';
import { parseItem } from './parse.ts';
import { getItem, ifOneLower, putIf } from './requests.ts';

const storedReckoning = z.object({
  type: z.literal('reckoning'),
  month,
  periodRevision: ordinal,
  foldVersion: ordinal,
  parts: z
    .array(
      z.object({
        upTo: organizationId.nullable(),
        done: z.object({ organizations: count, planned: count, revisions: count }).nullable(),
      }),
    )
    .min(1),
  revision: ordinal,
});

export const dynamoReckoningRegistry = (table: Table): ReckoningRegistry => ({
  async reckoning(asked) {
    const item = await getItem(table, reckoningKey(asked));
    if (item === null) return null;
    const { type: _, ...reckoning } = parseItem('reckoning', storedReckoning, item);
    return reckoning;
  },
  putReckoning: (reckoning) =>
    putIf(
      table,
      { ...reckoningKey(reckoning.month), type: 'reckoning', ...reckoning },
      ifOneLower('revision', reckoning.revision),
    ),
});
