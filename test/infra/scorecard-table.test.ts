/** What a person at the terminal reads of a scorecard: only what there is to tell, and no mean where there is none. */
import { expect, test } from 'vitest';
import { scorecardTable, type TableScorecard } from '../../infra/demo/scorecard-table.ts';

const card = (more: Partial<TableScorecard>): TableScorecard => ({
  name: 'Đảng bộ Huyện A',
  period: '2026-12',
  points: 9_250,
  percentOfFull: 9_250,
  grade: 'tot',
  mixedSheets: false,
  scoredBy: ['binh-thuan'],
  status: 'reported',
  asOf: '2027-01-05T02:00:00.000Z',
  watermark: 3,
  measures: { expected: 4, reported: 3, graded: 3, tot: 2, kha: 1, fullScoreSum: 30_000, revisions: 7_406 },
  ...more,
});

/** Lines by their title, without the blanks that align them. */
const lines = (...cards: readonly TableScorecard[]) =>
  Object.fromEntries(
    scorecardTable(cards)
      .split('\n')
      .map((line) => {
        const [title = '', ...cells] = line.trim().split(/ {3,}/u);
        return [title, cells] as const;
      }),
  );

test('Vietnamese numbers, Vietnamese time, the mean with its full score and in percent', () => {
  const told = lines(card({}));
  expect(told['Đã báo cáo (reported)']).toEqual(['3/4 = 75,00 %']);
  expect(told['Số bản ghi đã nhận (revisions)']).toEqual(['7.406']);
  expect(told['Tính đến (as of)']).toEqual(['05/01/2027, 09:00:00']);
  expect(told['Điểm bình quân trên tối đa (mean points)']).toEqual(['92,50/100,00']);
  expect(told['Tỷ lệ điểm so với điểm tối đa (percent of full score)']).toEqual(['92,50 %']);
  expect(told['Xếp loại (grade)']).toEqual(['Tốt']);
});

test('a scale that nobody was graded by, the handbook that nobody uses and a year’s figures are left out of a month', () => {
  const titles = Object.keys(lines(card({})));
  expect(titles.filter((title) => /Đạt|Sổ tay|12 kỳ/u.test(title))).toEqual([]);
  const year = { held12: 21, held9to11: 32, held5to8: 10, heldUnder5: 0 };
  const told = lines(card({ period: '2026', measures: { ...year, graded: 2, dat: 1, khongDat: 1 } }));
  expect(told['Đủ 12 kỳ trong năm (held twelve)']).toEqual(['21/63 = 33,33 %']);
  expect(told['Không đạt (not met)']).toEqual(['1/2 = 50,00 %']);
  expect(told.Tốt).toBeUndefined();
});

test('points of several sheets are told in percent, with no mean and no grade, and the reason stands below', () => {
  const mixed = { mixedSheets: true, scoredBy: ['binh-thuan', 'sa-pa-47'] };
  const province = card({ name: 'Tỉnh', points: 840, percentOfFull: 8_333, grade: 'kem', ...mixed });
  const told = lines(province, card({}));
  expect(told['Bộ tiêu chí (criteria set)']).toEqual(['2 bộ', 'binh-thuan']);
  expect(told['Tỷ lệ điểm so với điểm tối đa (percent of full score)']).toEqual(['83,33 %', '92,50 %']);
  expect(told['Điểm bình quân trên tối đa (mean points)']).toEqual(['không tính chung (*)', '92,50/100,00']);
  expect(told['Xếp loại (grade)']).toEqual(['không tính chung (*)', 'Tốt']);
  expect(scorecardTable([province])).toMatch(/\n\(\*\) /u);
  expect(scorecardTable([card({})])).not.toMatch(/\(\*\)/u);
});
