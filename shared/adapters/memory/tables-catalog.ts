/** The catalogue in memory. */
import type { ExportedTable } from '../../domain/export-names.ts';
import type { Month } from '../../domain/period.ts';
import type { TablesCatalog } from '../../ports/tables-catalog.ts';

export function memoryTablesCatalog(): TablesCatalog {
  const tables = new Map<ExportedTable, Map<Month, string>>();
  return {
    prefixes: async (table) => new Map(tables.get(table)),
    async point(table, month, prefix) {
      tables.set(table, new Map(tables.get(table)).set(month, prefix));
    },
  };
}
