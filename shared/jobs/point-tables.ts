/**
 * Shows the query engine, for each month, the newest published export of the whole province and no other: exports
 * overlap, and so do periods, so whoever added up two of them would count twice. Quarters and years are sums of months.
 */
import { EXPORTED_TABLES, tablePrefix } from '../domain/export-names.ts';
import type { OrganizationId } from '../domain/organization.ts';
import type { Month } from '../domain/period.ts';
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
export async function pointTables(deps: PointingDeps, months: readonly Month[]): Promise<number> {
  let pointed = 0;
  for (;;) {
    const before = pointed;
    const wanted = await newestExports(deps, months);
    for (const table of EXPORTED_TABLES) {
      const prefixes = await deps.catalog.prefixes(table);
      for (const { month, state } of wanted) {
        const prefix = tablePrefix(state, table);
        if (prefixes.get(month) === prefix) continue;
        await deps.catalog.point(table, month, prefix);
        pointed += 1;
      }
    }
    if (pointed === before) return pointed;
  }
}

async function newestExports({ registry, root }: PointingDeps, months: readonly Month[]) {
  const found = [];
  for (const month of months) {
    const state = await newestPublished({ registry }, root, month);
    if (state !== null) found.push({ month, state });
  }
  return found;
}
