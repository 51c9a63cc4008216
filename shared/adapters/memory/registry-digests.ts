/** Marks of digests sent, in memory. */
import type { Registry } from '../../ports/registry.ts';
import type { Table } from './stored-item.ts';

export const digestPart = (table: Table): Pick<Registry, 'putDigestMark'> => ({
  async putDigestMark(mark) {
    const { stored } = await table.write({
      pk: `DIGESTS#${mark.organization}`,
      sk: mark.date,
      value: { type: 'digest', mark },
      allowed: (standing) => standing === null,
    });
    return stored ? 'stored' : 'lost';
  },
});
