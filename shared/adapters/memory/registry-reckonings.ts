/** How far the reckoning of each closed month has come, in memory. */
import type { ReckoningRegistry } from '../../ports/registry.ts';
import { compareAndSet, isKind, type Table } from './stored-item.ts';

const RECKONINGS = 'RECKONINGS';

export const reckoningPart = (table: Table): ReckoningRegistry => ({
  async reckoning(month) {
    const stored = await table.get(RECKONINGS, month);
    return isKind('reckoning')(stored) ? stored.reckoning : null;
  },
  putReckoning: (reckoning) =>
    compareAndSet(table, { pk: RECKONINGS, sk: reckoning.month, value: { type: 'reckoning', reckoning } }),
});
