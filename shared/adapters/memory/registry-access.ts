/** What a call needs to know before it may answer, in memory. */
import type { Registry } from '../../ports/registry.ts';
import { isKind, PERIODS, planKey, type Table } from './stored-item.ts';

export function accessPart(table: Table): Pick<Registry, 'access'> {
  return {
    async access({ subject, plans }) {
      const planKeys = new Map(
        plans.map(({ organization, month }) => [
          `${organization} ${month}`,
          [planKey(organization), month] as const,
        ]),
      );
      const months = new Set(plans.map(({ month }) => month));
      const found = await table.getMany([
        [`GRANTS#${subject}`, 'GRANTS'],
        ...planKeys.values(),
        ...[...months].map((month) => [PERIODS, month] as const),
      ]);
      return {
        grants: found.filter(isKind('grants'))[0]?.grants.grants ?? [],
        plans: found.filter(isKind('plan-row')).map(({ row }) => row),
        periods: found.filter(isKind('period')).map(({ state }) => state),
      };
    },
  };
}
