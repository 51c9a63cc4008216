/** Points of several sheets do not add up, and the report does not add them (decision 49). */
import { describe, expect, it } from 'vitest';
import { encodeReport } from '../../shared/adapters/formats/report/report.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { entryOfMonth, type ScorecardEntry } from '../../shared/domain/export-tables.ts';
import { cellRow, committeeRow } from '../support/score-rows.ts';

const ABOUT = {
  exportId: 'tinh_2026-10_01J9ZQ6W2M8K4T7R3V5X1Y0B6C',
  organization: 'tinh',
  period: '2026-10',
  kind: 'interim',
  requestedAt: '2026-11-05T02:00:00.000Z',
  csv: 'plain',
  earlier: { before: null, aYearBefore: null },
  programmes: [],
} as const;

const scoredBy = (organization: string, set: string): ScorecardEntry => {
  const { profile } = cellRow();
  const row = cellRow({ organization, profile: { ...profile, criteriaSet: { id: set, revision: 1 } } });
  return entryOfMonth(row, ['tinh', organization]);
};

async function reportOf(...sets: readonly string[]): Promise<string> {
  const top = entryOfMonth(committeeRow({ organization: 'tinh' }), ['tinh']);
  const entries = [top, ...sets.map((set, i) => scoredBy(`c-${i}`, set))];
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

const meanOf = (report: string): string | undefined =>
  /<td>Điểm bình quân<\/td><td>(.*?)<\/td>/u.exec(report)?.[1];

describe('the report', () => {
  it('tells a mean where one sheet scored everything', async () => {
    const report = await reportOf('binh-thuan', 'binh-thuan');
    expect(meanOf(report)).toMatch(/^\d+,\d\d$/);
    expect(kindsOf(report)).toMatch(/<td>\d+,\d\d<\/td>/);
    expect(report).not.toContain('bộ tiêu chí (');
  });

  it('tells none over several, and why', async () => {
    const report = await reportOf('binh-thuan', 'hoai-duc-11', 'binh-thuan');
    expect(meanOf(report)).toBe('–');
    expect(report).toContain('chấm theo 2 bộ tiêu chí (binh-thuan, hoai-duc-11)');
    expect(kindsOf(report)).not.toMatch(/<td>\d+,\d\d<\/td>/);
  });
});
