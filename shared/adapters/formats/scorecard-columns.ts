/** The columns of the table `scorecards`: one row per organization. */
import type { CriteriaSet } from '../../domain/criteria/criteria.ts';
import { MEASURES } from '../../domain/criteria/measures.ts';
import type { CriterionEntry, ScorecardEntry } from '../../domain/exports/export-tables.ts';
import { assertDistinct, type Column } from './columns.ts';
import { type CriterionPlace, criterionColumns, criterionPlaces } from './criterion-columns.ts';
import { terminatedPath } from './path.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf, toldOf } from './told-columns.ts';

type ScorecardColumn = Column<ScorecardEntry>;

const result: readonly ScorecardColumn[] = columnsOf(tables.scorecards, {
  period: (row) => row.period,
  organization: (row) => row.organization,
  name: (row) => row.name,
  kind: (row) => row.kind,
  unit: (row) => row.unit,
  parent: (row) => row.parent,
  path: (row) => terminatedPath(row.path),
  status: (row) => row.status,
  criteriaSet: (row) => row.criteriaSet.id,
  criteriaSetRevision: (row) => row.criteriaSet.revision,
  points: (row) => row.points,
  percentOfFull: (row) => row.percentOfFull,
  grade: (row) => row.grade,
  mixedSheets: (row) => row.mixedSheets,
  scoredBy: (row) => row.scoredBy.join(' '),
  gatesFailed: (row) => row.gatesFailed.join(' '),
  watermark: (row) => row.watermark,
  asOf: (row) => row.asOf,
});

const measures: readonly ScorecardColumn[] = MEASURES.map((name) => ({
  name,
  ...toldOf(tables.measures[name]),
  of: (row) => row.measures[name],
}));

const entryOf = ({ criteria }: ScorecardEntry, { set, id }: CriterionPlace): CriterionEntry | undefined =>
  criteria.find((entry) => entry.id === id && entry.set === set);

/** @throws RangeError if two criteria would share a column. */
export function scorecardColumns(sets: readonly CriteriaSet[]): readonly ScorecardColumn[] {
  const criteria = criterionColumns<ScorecardEntry>(criterionPlaces(sets), [
    ['points', (row, place) => entryOf(row, place)?.points ?? null],
    ['graded', (row, place) => entryOf(row, place)?.graded ?? 0],
    ['full', (row, place) => entryOf(row, place)?.fullPoints ?? 0],
  ]);
  const columns = [...result, ...measures, ...criteria];
  assertDistinct(columns);
  return columns;
}
