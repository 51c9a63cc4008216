/** The report is two printed pages, however much there is to tell. Runs where Chromium is installed. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeReport } from '../../shared/adapters/formats/report/report.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { comparedOf } from '../../shared/domain/exports/export-changes.ts';
import { entryOfMonth, type ScorecardEntry } from '../../shared/domain/exports/export-tables.ts';
import type { ProgrammeProgress } from '../../shared/domain/programmes/progress.ts';
import { UNITS, type Unit } from '../../shared/domain/roster/organization.ts';
import { ABOUT } from '../support/about-export.ts';
import { target } from '../support/programmes.ts';
import { cellRow, committeeRow } from '../support/score-rows.ts';

const BROWSER = ['chromium', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);
const MINUTE = 60_000;
const LONG = 'Đảng bộ xã Quyết Thắng, huyện Hữu Lũng, các cơ quan và đơn vị sự nghiệp công lập trực thuộc';
const sets = allPresetCriteriaSets().filter(({ id }) => id === 'binh-thuan' || id === 'hd12-2018');

const top: ScorecardEntry = entryOfMonth(
  committeeRow({ organization: 'tinh', profile: { ...committeeRow().profile, name: LONG } }),
  ['tinh'],
);

const parts = (count: number): ScorecardEntry[] =>
  Array.from({ length: count }, (_, i) => {
    const organization = `h-${i}`;
    const profile = { ...committeeRow().profile, name: `${LONG} số ${i}` };
    return entryOfMonth(committeeRow({ organization, parent: 'tinh', profile }), ['tinh', organization]);
  });

const cells = (): ScorecardEntry[] =>
  UNITS.map((unit: Unit) => {
    const profile = { ...cellRow().profile, unit };
    return entryOfMonth(cellRow({ organization: `c-${unit}`, profile }), ['tinh', 'h-0', `c-${unit}`]);
  });

const programmes = (count: number, targets: number): ProgrammeProgress[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `p-${i}`,
    revision: 1,
    title: { vi: `Đề án số ${i} về nâng cao chất lượng sinh hoạt chi bộ của ${LONG}`, en: 'Scheme' },
    basis: [],
    targets: Array.from({ length: targets }, (_, j) => ({
      target: { ...target({ id: `t-${j}` }), title: { vi: `Chỉ tiêu ${j}: ${LONG}`, en: 'Target' } },
      value: { numerator: 1_234_567, denominator: 1_234_568, value: 9_999, met: j % 2 === 0, short: 1 },
      byUnit: null,
      parts: { met: 10, missed: 20, unmeasured: 0 },
      nearestMisses: [],
    })),
  }));

describe.skipIf(BROWSER === undefined)('a browser prints on two pages', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function pagesOf(
    entries: readonly ScorecardEntry[],
    told: readonly ProgrammeProgress[],
    more: Partial<Pick<typeof ABOUT, 'earlier'>> = {},
  ) {
    const compared = new Map(entries.map((one) => [one.organization, comparedOf(one, [], [])]));
    const exportId = 'tinh_2026-10_01J9ZQ6W2M8K4T7R3V5X1Y0B6C';
    const earlier = { exportId, rows: compared, families: new Map([['h-0', ['h-0', 'h-1']]]) };
    const about = {
      ...ABOUT,
      kind: 'interim',
      earlier: {
        before: { ...earlier, period: '2026-09' },
        aYearBefore: { ...earlier, period: '2025-10', exportId: `${exportId}0` },
      },
      programmes: told,
      ...more,
    } as const;
    const chunks: Uint8Array[] = [];
    for await (const chunk of encodeReport(
      sets,
      about,
      (async function* () {
        yield entries;
      })(),
    ))
      chunks.push(chunk);
    const [page, printed] = [join(folder, 'report.html'), join(folder, 'report.pdf')];
    await writeFile(page, Buffer.concat(chunks));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-pdf-header-footer'];
    const profile = `--user-data-dir=${join(folder, 'profile')}`;
    await promisify(execFile)(
      BROWSER ?? '',
      [...flags, profile, `--print-to-pdf=${printed}`, `file://${page}`],
      {
        timeout: MINUTE,
      },
    );
    return ((await readFile(printed, 'latin1')).match(/\/Type \/Page\b/gu) ?? []).length;
  }

  it('of a province with many parts with long names and many targets', { timeout: 2 * MINUTE }, async () => {
    expect(await pagesOf([top, ...parts(40), ...cells()], programmes(5, 20))).toBe(2);
  });

  it('of a first year over several sheets, whose remarks and lines are as many as there is room for', {
    timeout: 2 * MINUTE,
  }, async () => {
    const mixed = { mixedSheets: true, percentOfFull: 9_902, scoredBy: ['a', 'b', 'c', 'd', 'e'] };
    const named = (entry: ScorecardEntry, i: number) => ({ ...entry, name: `Đảng bộ Huyện số ${i}` });
    const short = programmes(5, 20).map((programme) => ({
      ...programme,
      title: { vi: 'Nâng cao chất lượng sinh hoạt chi bộ', en: 'Scheme' },
      targets: programme.targets.map((one) => ({
        ...one,
        target: { ...one.target, title: { vi: '100 % chi bộ sinh hoạt thường kỳ', en: 'Target' } },
      })),
    }));
    const unmeasured = short.map((programme) => ({
      ...programme,
      targets: programme.targets.map((one) => ({
        ...one,
        target: {
          ...one.target,
          title: { vi: 'Cấp ủy viên dự số lượt được phân công', en: 'Target' },
          bounds: { atLeast: 18_000, above: null, atMost: 21_000 },
        },
        value: { numerator: 0, denominator: 0, value: null, met: null, short: 0 },
      })),
    }));
    for (const count of [4, 5, 9])
      for (const told of [short, unmeasured])
        expect(
          await pagesOf([{ ...top, ...mixed }, ...parts(count).map(named), ...cells()], told, {
            earlier: ABOUT.earlier,
          }),
        ).toBe(2);
  });

  it('of a commune with little to tell', { timeout: 2 * MINUTE }, async () => {
    expect(await pagesOf([top, ...parts(1)], [])).toBe(2);
  });
});
