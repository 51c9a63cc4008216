/** Everything that decides whether a call may go on, read together and strongly. */
import type { AccessRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { grantsKey, type Key, periodKey, planKey } from './keys.ts';
import { keyOf } from './parse.ts';
import { decodeGrants } from './registry-grants.ts';
import { decodePeriod } from './registry-periods.ts';
import { decodePlanRow } from './registry-plans.ts';
import { batchGet, type Item } from './requests.ts';

export function dynamoAccessRegistry(table: Table): AccessRegistry {
  return {
    async access({ subject, plans }) {
      const planKeys = plans.map(({ organization, month }) => planKey(organization, month));
      const periodKeys = [...new Set(plans.map(({ month }) => month))].map(periodKey);
      const items = await batchGet(table, [grantsKey(subject), ...planKeys, ...periodKeys]);
      const grants = ofKeys(items, [grantsKey(subject)]).map(decodeGrants)[0];
      return {
        grants: grants?.grants ?? [],
        plans: ofKeys(items, planKeys).map(decodePlanRow),
        periods: ofKeys(items, periodKeys).map(decodePeriod),
      };
    },
  };
}

/** The items that some of the keys name, in the order of the keys, once each. */
function ofKeys(items: readonly Item[], keys: readonly Key[]): Item[] {
  const name = ({ pk, sk }: Key) => JSON.stringify([pk, sk]);
  const byKey = new Map(items.map((item) => [name(keyOf(item)), item] as const));
  return [...new Set(keys.map(name))].map((key) => byKey.get(key)).filter((item) => item !== undefined);
}
