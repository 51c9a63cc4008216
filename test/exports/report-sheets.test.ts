/** Points of several sheets do not add up, and the report does not add them (decision 61). */
import { describe, expect, it } from 'vitest';
import { encodeReport } from '../../shared/adapters/formats/report/report.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { toArray } from '../../shared/domain/criteria/measures.ts';
import { entryOfMonth, type ScorecardEntry } from '../../shared/domain/exports/export-tables.ts';
import type { LiveRow } from '../../shared/domain/scorecards/scorecard.ts';
import { ABOUT } from '../support/about-export.ts';
import { cellRow, committeeRow } from '../support/score-rows.ts';

const sheetOf = (set: string): LiveRow['criterionSums'] => [
  { set, id: 'attendance', graded: 1, pointsSum: 600, fullPoints: 0 },
];

const graded = {
  expected: 1,
  reported: 1,
  graded: 1,
  pointsSum: 9_000,
  fullScoreSum: 10_000,
  percentSum: 9_000,
};

const cellBy = (organization: string, set: string): ScorecardEntry => {
  const { profile } = cellRow();
  const row = cellRow({
    organization,
    profile: { ...profile, criteriaSet: { id: set, revision: 1 } },
    measures: toArray(graded),
  });
  return entryOfMonth(row, ['tinh', organization]);
};

/** Of a committee of which one part is a committee over several sheets itself. */
async function reportOf(...sets: readonly string[]): Promise<string> {
  const sums = [...new Set(sets)].flatMap(sheetOf);
  const mixed = new Set(sets).size > 1 ? ({ mixedSheets: true } as const) : {};
  const measures = toArray({ ...graded, pointsSum: 840, fullScoreSum: 1_120, percentSum: 8_333, tot: 1 });
  const profile = { ...committeeRow().profile, kind: 'district' } as const;
  const over = { profile, criterionSums: sums, measures, points: 840, grade: 'kem', ...mixed } as const;
  const top = entryOfMonth(committeeRow({ organization: 'tinh', ...over }), ['tinh']);
  const part = entryOfMonth(committeeRow({ organization: 'huyen', ...over }), ['tinh', 'huyen']);
  const entries = [top, part, ...sets.map((set, i) => cellBy(`c-${i}`, set))];
  const chunks: Uint8Array[] = [];
  const batches = async function* () {
    yield entries;
  };
  for await (const chunk of encodeReport(allPresetCriteriaSets(), ABOUT, batches())) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The table by kind of unit. */
const kindsOf = (report: string): string =>
  report.slice(report.indexOf('2. Theo loại đơn vị'), report.indexOf('class="page"'));

const meanOf = (report: string, label: string): string | undefined =>
  new RegExp(`<td>${label} bình quân</td><td>(.*?)</td>`, 'u').exec(report)?.[1];

/** The table of the parts. */
const partsOf = (report: string): string => report.slice(report.indexOf('4. Các đơn vị trực thuộc'));

describe('the report', () => {
  it('tells means in points where one sheet scored everything', async () => {
    const report = await reportOf('binh-thuan', 'binh-thuan');
    expect(meanOf(report, 'Điểm')).toBe('8,40');
    expect(kindsOf(report)).toContain('<th>Điểm</th>');
    expect(partsOf(report)).toContain('<td>8,40</td><td>–</td><td>–</td><td>Kém</td>');
    expect(report).not.toContain('bộ tiêu chí (');
  });

  it('tells them in percent of the full score over several, by kind of unit and part too, with no grade, and why', async () => {
    const report = await reportOf('binh-thuan', 'hoai-duc-11', 'binh-thuan');
    expect(meanOf(report, '% điểm tối đa')).toBe('83,33');
    expect(report).toContain('chấm theo 2 bộ tiêu chí (binh-thuan, hoai-duc-11)');
    expect(kindsOf(report)).toContain('<th>% điểm tối đa</th>');
    expect(kindsOf(report)).toContain('<td>90,00</td>');
    expect(partsOf(report)).toContain('<td>83,33</td><td>–</td><td>–</td><td>Nhiều bảng</td>');
    expect(report).not.toContain('8,40');
  });
});
