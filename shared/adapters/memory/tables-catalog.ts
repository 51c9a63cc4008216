/** The catalogue in memory. */
import type { NamedTable } from '../../domain/exports/export-names.ts';
import type { Period } from '../../domain/period.ts';
import type { TablesCatalog } from '../../ports/tables-catalog.ts';

export function memoryTablesCatalog(): TablesCatalog {
  const tables = new Map<NamedTable, Map<Period, string>>();
  return {
    prefixes: async (table) => new Map(tables.get(table)),
    async point(table, period, prefix) {
      tables.set(table, new Map(tables.get(table)).set(period, prefix));
    },
  };
}
