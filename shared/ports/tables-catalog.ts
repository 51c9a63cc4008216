/** The catalogue by which analysts' query engine finds the files of published exports. */
import type { NamedTable } from '../domain/exports/export-names.ts';
import type { Period } from '../domain/period.ts';

export interface TablesCatalog {
  /** Where each period's rows of a table lie, months or years: a prefix of the exports bucket. */
  prefixes(table: NamedTable): Promise<ReadonlyMap<Period, string>>;
  /** From now on a period's rows of the table are what lies under this prefix, and nothing else. */
  point(table: NamedTable, period: Period, prefix: string): Promise<void>;
}
