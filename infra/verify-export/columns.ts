/** What the columns of `scorecards` must hold, given an organization's figures. */
import { MEASURES } from '../../shared/domain/criteria/measures.ts';
import type { ScorecardEntry } from '../../shared/domain/exports/export-tables.ts';

/** The cell's column of the sheet, the review's, the inspection's, and what a meeting comes to. */
export type SheetColumn = 'self' | 'review' | 'score' | 'scored';
type Figure = 'points' | 'graded' | 'full' | SheetColumn;

/** `points_binh_thuan_attendance` */
export const criterionColumn = (figure: Figure, set: string, id: string): string =>
  `${figure}_${set}_${id}`.replaceAll('-', '_');

/** Of a criterion that an organization was not scored by. */
const NOT_SCORED: ReadonlyMap<string, string> = new Map([
  ['points', ''],
  ['graded', '0'],
  ['full', '0'],
]);

/** The cell as CSV writes it; undefined for a column that no rule is known for. */
export function expectedCell(cells: ReadonlyMap<string, string>, column: string): string | undefined {
  return cells.get(column) ?? NOT_SCORED.get(column.slice(0, column.indexOf('_')));
}

export function expectedCells(entry: ScorecardEntry): ReadonlyMap<string, string> {
  const shown = (value: number | string | null): string => (value === null ? '' : String(value));
  return new Map([
    ['period', entry.period],
    ['organization', entry.organization],
    ['name', entry.name],
    ['kind', entry.kind],
    ['unit', entry.unit],
    ['parent', shown(entry.parent)],
    ['path', `/${entry.path.map((id) => `${id}/`).join('')}`],
    ['status', entry.status],
    ['criteriaSet', entry.criteriaSet.id],
    ['criteriaSetRevision', shown(entry.criteriaSet.revision)],
    ['points', shown(entry.points)],
    ['percentOfFull', shown(entry.percentOfFull)],
    ['grade', shown(entry.grade)],
    ['mixedSheets', String(entry.mixedSheets)],
    ['scoredBy', entry.scoredBy.join(' ')],
    ['gatesFailed', entry.gatesFailed.join(' ')],
    ['watermark', shown(entry.watermark)],
    ['asOf', entry.asOf],
    ...MEASURES.map((measure) => [measure, shown(entry.measures[measure])] as const),
    ...entry.criteria.flatMap(({ set, id, points, graded, fullPoints }) => [
      [criterionColumn('points', set, id), shown(points)] as const,
      [criterionColumn('graded', set, id), shown(graded)] as const,
      [criterionColumn('full', set, id), shown(fullPoints)] as const,
    ]),
  ]);
}
