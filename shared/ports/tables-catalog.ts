/** The catalogue by which analysts' query engine finds the files of published exports. */
import type { ExportedTable } from '../domain/export-names.ts';
import type { Month } from '../domain/period.ts';

export interface TablesCatalog {
  /** Where each month's rows of a table lie: a prefix of the exports bucket. */
  prefixes(table: ExportedTable): Promise<ReadonlyMap<Month, string>>;
  /** From now on a month's rows of the table are what lies under this prefix, and nothing else. */
  point(table: ExportedTable, month: Month, prefix: string): Promise<void>;
}
