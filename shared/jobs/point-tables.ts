/**
 * Shows the query engine, for each month, the newest published export of the whole province and no other: exports
 * overlap, and so do periods, so whoever added up two of them would count twice. Quarters and years are sums of months;
 * of a year what no month says is shown, its classification.
 */
import { EXPORTED_TABLES, tablePrefix, YEAR_TABLES } from '../domain/exports/export-names.ts';
import { type Period, YEAR } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { ExportRegistry } from '../ports/registry.ts';
import type { TablesCatalog } from '../ports/tables-catalog.ts';
import { newestPublished } from './earlier-exports.ts';

export type PointingDeps = {
  readonly registry: Pick<ExportRegistry, 'exportsOf'>;
  readonly catalog: TablesCatalog;
  /** Root of the deployment's tree, whose exports hold everybody. */
  readonly root: OrganizationId;
};

/**
 * Looks again after each change until there is nothing to change. Glue knows no conditional writes, so of two runs
 * at once the slower one may point back; it is the one that looks last, and it sees what the other one saw.
 * Whatever a killed run left undone, the next one finds.
 * @returns how many partitions were pointed elsewhere
 */
export async function pointTables(deps: PointingDeps, periods: readonly Period[]): Promise<number> {
  let pointed = 0;
  for (;;) {
    const before = pointed;
    const wanted = await newestExports(deps, periods);
    for (const [tables, found] of [
      [EXPORTED_TABLES, wanted.filter(({ period }) => !YEAR.test(period))],
      [YEAR_TABLES, wanted.filter(({ period }) => YEAR.test(period))],
    ] as const)
      for (const table of found.length === 0 ? [] : tables) {
        const prefixes = await deps.catalog.prefixes(table);
        for (const { period, state } of found) {
          const prefix = tablePrefix(state, table);
          if (prefixes.get(period) === prefix) continue;
          await deps.catalog.point(table, period, prefix);
          pointed += 1;
        }
      }
    if (pointed === before) return pointed;
  }
}

async function newestExports({ registry, root }: PointingDeps, periods: readonly Period[]) {
  const found = [];
  for (const period of periods) {
    const state = await newestPublished({ registry }, root, period);
    if (state !== null) found.push({ period, state });
  }
  return found;
}
