/** The columns of the table `facts`: one row per organization and year that it says something of. */
import { ANNUAL_COUNTS, annualCountsOf } from '../../domain/events/annual-facts.ts';
import type { Known } from '../../domain/events/meeting.ts';
import type { FactsEntry } from '../../domain/exports/export-tables.ts';
import { assertDistinct, type Column } from './columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf } from './told-columns.ts';

const counts = Object.fromEntries(
  ANNUAL_COUNTS.map((name) => [name, ({ record }: FactsEntry) => annualCountsOf(record)[name]]),
) as Record<(typeof ANNUAL_COUNTS)[number], (row: FactsEntry) => Known<number>>;

export const factsColumns: readonly Column<FactsEntry>[] = columnsOf(tables.facts, {
  period: (row) => row.month,
  organization: (row) => row.organization,
  name: (row) => row.name,
  year: (row) => row.year,
  revision: (row) => row.revision,
  recordedAt: (row) => row.recordedAt,
  classification: ({ record }) => record.classification,
  ...counts,
});
assertDistinct(factsColumns);
