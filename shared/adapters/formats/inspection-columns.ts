/** The columns of the table `inspections`: one row per current inspection; the texts of findings are left out. */
import type { CriteriaSet } from '../../domain/criteria/criteria.ts';
import { inspectionKeyParts } from '../../domain/events/inspection.ts';
import type { InspectionEntry } from '../../domain/exports/export-tables.ts';
import { assertDistinct, type Column } from './columns.ts';
import { criterionColumns, sheetPlaces } from './criterion-columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf } from './told-columns.ts';

type InspectionColumn = Column<InspectionEntry>;

const facts: readonly InspectionColumn[] = columnsOf(tables.inspections, {
  period: (row) => row.month,
  organization: (row) => row.organization,
  name: (row) => row.name,
  key: (row) => row.key,
  inspectedOn: (row) => inspectionKeyParts(row.key).inspectedOn,
  kind: (row) => inspectionKeyParts(row.key).kind,
  by: (row) => inspectionKeyParts(row.key).by,
  revision: (row) => row.revision,
  recordedAt: (row) => row.recordedAt,
  criteriaSet: (row) => row.criteriaSet.id,
  office: ({ record }) => record.office,
  duty: ({ record }) => record.duty,
  meeting: ({ record }) => record.meeting,
  plan: ({ record }) => record.plan,
  conclusion: ({ record }) => record.conclusion,
  proposals: ({ record }) => record.proposals,
  findings: ({ record }) => record.findings.length,
});

/** @throws RangeError if two criteria would share a column. */
export function inspectionColumns(sets: readonly CriteriaSet[]): readonly InspectionColumn[] {
  const scores = criterionColumns<InspectionEntry>(sheetPlaces(sets), [
    [
      'score',
      ({ criteriaSet, record }, { set, id }) =>
        criteriaSet.id === set ? (record.scores?.[id] ?? null) : null,
    ],
  ]);
  const columns = [...facts, ...scores];
  assertDistinct(columns);
  return columns;
}
