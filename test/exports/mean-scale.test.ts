/** Where meetings were scored by several sheets, the workbook tells percent of the full score, no points and no grade. */
import { expect, it } from 'vitest';
import { PERCENT, POINTS, scaleOf } from '../../shared/adapters/formats/mean-scale.ts';
import { peopleColumns } from '../../shared/adapters/formats/xlsx/people-columns.ts';
import { Summary } from '../../shared/adapters/formats/xlsx/summary.ts';
import { toArray } from '../../shared/domain/criteria/measures.ts';
import { entryOfMonth, type ScorecardEntry } from '../../shared/domain/exports/export-tables.ts';
import type { LiveRow } from '../../shared/domain/scorecards/scorecard.ts';
import { committeeRow } from '../support/score-rows.ts';

const MEASURES = {
  expected: 2,
  reported: 2,
  graded: 2,
  pointsSum: 1_680,
  fullScoreSum: 2_240,
  percentSum: 16_666,
};

const committee = (path: readonly string[], parts: Partial<LiveRow>): ScorecardEntry => {
  const organization = path.at(-1) ?? '';
  const profile = { ...committeeRow().profile, name: organization, kind: 'base-committee' } as const;
  const measures = toArray({ ...MEASURES, compared: 2, absoluteGapSum: 300, gapPercentSum: 1_000 });
  const row = { organization, profile, measures, criterionSums: [], points: 840, grade: 'kem' as const };
  return entryOfMonth(committeeRow({ ...row, ...parts }), path);
};

const mixed = committee(['tinh'], { mixedSheets: true });
const texts = (rows: ReturnType<Summary['compose']>['rows']) =>
  rows.map(({ cells }) => cells.map((cell) => cell?.value ?? ''));

it('is told in points where sheets are one now and had the same full score then, else in percent', () => {
  const one = committee(['tinh'], {});
  const earlier = (graded: number, fullScoreSum: number) => ({
    figure: (measure: 'graded' | 'fullScoreSum') => ({ graded, fullScoreSum })[measure],
  });
  expect(scaleOf(one, [])).toBe(POINTS);
  expect(scaleOf(one, [null, earlier(3, 3_360)])).toBe(POINTS);
  expect(scaleOf(one, [earlier(3, 2_400)])).toBe(PERCENT);
  expect(scaleOf(mixed, [])).toBe(PERCENT);
});

it('has no points and no grade on the line of a committee over several sheets', () => {
  const columns = peopleColumns([], 1);
  const cells = (row: ScorecardEntry) =>
    Object.fromEntries(columns.map(({ title, cell }) => [title.vi, cell(row).value]));
  expect(cells(mixed)).toMatchObject({
    Điểm: null,
    'Tỷ lệ điểm so với điểm tối đa': 0.8333,
    'Xếp loại': 'Nhiều bảng',
  });
  expect(cells(committee(['tinh'], {}))).toMatchObject({
    Điểm: 8.4,
    'Tỷ lệ điểm so với điểm tối đa': 0.8333,
    'Xếp loại': 'Kém',
  });
});

it('ranks by percent, calls nobody weak by a grade that says nothing, and tells gaps in percent', () => {
  const long = committee(['tinh', 'dai'], {
    measures: toArray({ ...MEASURES, percentSum: 15_000 }),
    points: 7_500,
    grade: 'kha',
  });
  const short = committee(['tinh', 'ngan'], {
    measures: toArray({ ...MEASURES, percentSum: 19_000 }),
    points: 570,
    grade: 'dat',
  });
  const both = committee(['tinh', 'ca-hai'], { mixedSheets: true });
  const summary = new Summary();
  for (const row of [mixed, long, short, both]) summary.add(row);
  const rows = texts(summary.compose(mixed, [], null).rows);
  expect(rows.flat()).toContainEqual(expect.stringContaining('bình quân mỗi buổi đạt 83,33 % điểm tối đa'));
  const ranked = rows.findIndex(([first]) => String(first).includes('có tỷ lệ điểm cao nhất'));
  expect(rows.slice(ranked + 2, ranked + 6).map((cells) => [cells[0], ...cells.slice(6, 8)])).toEqual([
    ['ngan', 95, 'Đạt'],
    ['ca-hai', 83.33, 'Nhiều bảng'],
    ['tinh', 83.33, 'Nhiều bảng'],
    ['dai', 75, 'Khá'],
  ]);
  expect(rows.some(([first]) => String(first).startsWith('Cần giúp đỡ'))).toBe(false);
  expect(rows.find(([, self]) => self === 'Chi bộ đã tự chấm')?.at(-1)).toBe('Bình quân (% điểm tối đa)');
  expect(rows.at(-2)?.at(-1)).toBe(5);
});
