/** Which digests were sent, or were about to be: one item an organization and day. */
import type { DigestRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { digestKey } from './keys.ts';
import { ifOneLower, putIf } from './requests.ts';

export const dynamoDigestRegistry = (table: Table): DigestRegistry => ({
  putDigestMark: (mark) =>
    putIf(table, { ...digestKey(mark), type: 'digest', ...mark }, ifOneLower('revision', 1)),
});
