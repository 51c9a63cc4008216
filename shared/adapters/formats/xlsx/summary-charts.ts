/** The charts beside the summary's first tables: how the grades fall, and how complete the parts' reports are. */
import type { CriteriaSet } from '../../../domain/criteria/criteria.ts';
import { GRADES } from '../../../domain/criteria/grade.ts';
import type { ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import { MEASURE_OF_GRADE } from '../../../domain/scorecards/meeting-measures.ts';
import { GRADE_WORDS } from '../words.ts';
import type { Chart } from './chart.ts';
import { COUNT_FORMAT, gradeFill, PERCENT_FORMAT } from './looks.ts';
import { wordOf } from './people-columns.ts';
import type { SheetRow } from './sheet.ts';
import { EMPTY, ratio } from './summary-cells.ts';

/** Of the grades that the sets can give, and of those that were given. */
export const gradeCounts = ({ measures }: ScorecardEntry, sets: readonly CriteriaSet[]) => {
  const known = new Set(sets.flatMap(({ thresholds }) => thresholds.map(({ grade }) => grade)));
  return GRADES.map((grade) => ({ grade, count: measures[MEASURE_OF_GRADE[grade]] })).filter(
    ({ grade, count }) => known.has(grade) || count > 0,
  );
};

/** Rows that the charts beside the first two tables take. */
const CHART_ROWS = 28;
export const room = (taken: number): SheetRow[] =>
  Array.from({ length: Math.max(1, CHART_ROWS - taken) }, () => EMPTY);
/** Bars that can be told apart in that room. */
export const CHARTED = 30;
/** Rows of the section's title, the note and the header before the first grade. */
const ABOVE_GRADES = 3;
/** Rows of the section's title and the header before the first part. */
const ABOVE_PARTS = 2;

export function gradeChart(top: ScorecardEntry, sets: readonly CriteriaSet[], sectionRow: number): Chart {
  const counts = gradeCounts(top, sets);
  const first = sectionRow + ABOVE_GRADES;
  const last = first + counts.length - 1;
  return {
    title: 'Xếp loại các buổi sinh hoạt',
    direction: 'columns',
    categories: { column: 0, first, last, texts: counts.map(({ grade }) => wordOf(GRADE_WORDS, grade)) },
    values: { column: 1, first, last, numbers: counts.map(({ count }) => count), format: COUNT_FORMAT },
    fills: counts.map(({ grade }) => gradeFill(grade)),
    from: [3, 1],
    to: [6, CHART_ROWS - 1],
  };
}

/** How complete the reports of each part are; none without parts. */
export function partChart(parts: readonly ScorecardEntry[], all: number, sectionRow: number): Chart[] {
  if (parts.length === 0) return [];
  const first = sectionRow + ABOVE_PARTS;
  const last = first + parts.length - 1;
  return [
    {
      title: `Tỷ lệ báo cáo của ${all > parts.length ? `${parts.length} trong ${all}` : 'các'} đơn vị trực thuộc`,
      direction: 'bars',
      categories: { column: 0, first, last, texts: parts.map(({ name }) => name.normalize('NFC')) },
      values: {
        column: 3,
        first,
        last,
        numbers: parts.map(({ measures: { reported, expected } }) => ratio(reported, expected)),
        format: PERCENT_FORMAT,
      },
      fills: ['44546A'],
      from: [6, 1],
      to: [9, CHART_ROWS - 1],
    },
  ];
}
