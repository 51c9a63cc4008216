/** The targets of programmes in the printed report and in the workbook, against the rows of the same export. */
import * as sheetjs from '@e965/xlsx';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Programme } from '../../shared/domain/programmes/programme.ts';
import { aNote } from '../support/audited.ts';
import { participant, programme, target } from '../support/programmes.ts';
import { fileOf, publish, readTable } from './published-files.ts';
import { MEMBERS, MONTHS, type SmallProvince, smallProvince } from './small-province.ts';

const ID = 'chi-thi-47';

const asked: Programme = programme({
  id: ID,
  organization: 'huyen',
  title: { vi: 'Chỉ thị <47>', en: 'Directive 47' },
  participants: [participant('xa-1'), participant('co-quan', { from: '2026-10' })],
  targets: [
    target({ bounds: { atLeast: 5_000 } }),
    target({ id: 'strict', bounds: { atLeast: 10_000 } }),
    {
      kind: 'count',
      id: 'records',
      title: { vi: 'Số buổi', en: 'Meetings' },
      of: ['reported'],
      bounds: { atLeast: 4, above: null, atMost: null },
    },
    {
      kind: 'share',
      id: 'thematic',
      title: { vi: 'Chuyên đề', en: 'Thematic' },
      of: ['thematicMet'],
      outOf: ['thematicExpected'],
      bounds: { atLeast: 10_000, above: null, atMost: null },
    },
  ],
});

/** Plan rows as planning leaves them: whoever takes part, and everybody below. */
async function takePart(world: SmallProvince): Promise<void> {
  await world.registry.putProgramme(asked, { participants: [], dueDays: [] }, aNote());
  for (const month of MONTHS)
    for (const { organization } of MEMBERS) {
      const row = await world.registry.planRow(organization, month);
      if (row === null) throw new Error(`${organization} has no plan row`);
      const takes = row.path.includes('xa-1') || (row.path.includes('co-quan') && month >= '2026-10');
      if (takes) await world.registry.putPlanRow({ ...row, programmes: [ID], version: row.version + 1 });
    }
  await world.fold();
}

async function reported(world: SmallProvince, period: string, organization: string) {
  const state = await publish(world, period, organization);
  const report = new TextDecoder().decode(await fileOf(world, state, 'report.html'));
  const rows = await readTable(world, state, 'scorecards');
  const at = report.indexOf('Chỉ tiêu của chương trình');
  const section = at === -1 ? null : report.slice(at);
  const lines = [...(section ?? '').matchAll(/<tr class="line"><td>(.*?)<\/td>(.*?)<\/tr>/gu)].map(
    ([, label, rest = '']) => [label, ...[...rest.matchAll(/<td>(.*?)<\/td>/gu)].map(([, cell]) => cell)],
  );
  const lineOf = (label: string, place = 0) => lines.filter(([name]) => name === label)[place]?.slice(1);
  const book = sheetjs.read(await fileOf(world, state, 'scorecards.xlsx'), { type: 'buffer' });
  return { section, lineOf, rows, book };
}

describe('the targets of programmes in the report', () => {
  let world: SmallProvince;
  beforeAll(async () => {
    world = await smallProvince();
    await takePart(world);
  });

  it('are measured over whoever takes part, met and missed', async () => {
    const { section, lineOf, rows } = await reported(world, '2026-10', 'tinh');
    const taking = rows.filter(({ organization = '' }) => ['xa-1', 'co-quan'].includes(organization));
    const sum = (measure: string) => taking.reduce((total, row) => total + Number(row[measure]), 0);
    const [present, required] = [sum('membersPresent'), sum('membersRequired')];
    const share = (Math.floor((present * 10_000) / required) / 100).toFixed(2).replace('.', ',');
    const value = `${share} % (${present} trên ${required})`;
    expect(section).toContain('Chỉ thị &lt;47&gt;');
    expect(section).toContain('Đạt <b>2</b>, chưa đạt <b>1</b> trong <b>4</b> chỉ tiêu');
    const attendance = 'Tỷ lệ đảng viên dự sinh hoạt';
    expect([lineOf(attendance), lineOf(attendance, 1)]).toEqual([
      ['từ 50,00 % trở lên', value, '✓ Đạt chỉ tiêu', '2/2'],
      ['từ 100,00 % trở lên', value, '✗ Chưa đạt chỉ tiêu', expect.stringMatching(/^[01]\/2$/)],
    ]);
    expect(lineOf('Số buổi')).toEqual(['từ 4 trở lên', String(sum('reported')), '✓ Đạt chỉ tiêu', '–']);
    expect(lineOf('Chuyên đề')).toEqual([
      'từ 100,00 % trở lên',
      'Không có số liệu để tính',
      'Không đánh giá',
      '–',
    ]);
  });

  it('stand in the workbook, each with its figures', async () => {
    const { book, lineOf } = await reported(world, '2026-10', 'tinh');
    expect(book.SheetNames.slice(0, 3)).toEqual(['Bìa', 'Tổng hợp', 'Chỉ tiêu']);
    const [, ...rows] = sheetjs.utils.sheet_to_json<unknown[]>(book.Sheets['Chỉ tiêu'] ?? {}, {
      header: 1,
      defval: null,
    });
    const [present, required] =
      (lineOf('Tỷ lệ đảng viên dự sinh hoạt')?.[1] ?? '').match(/\d+(?= trên|\))/gu) ?? [];
    const share = Math.floor((Number(present) * 10_000) / Number(required)) / 10_000;
    const attendance = ['Tỷ lệ đảng viên dự sinh hoạt'];
    const programmeTitle = 'Chỉ thị <47> (Chỉ thị 47-CT/TU)';
    const all = 'Tất cả';
    expect(rows.filter((row) => row[3] === all)).toEqual([
      [
        programmeTitle,
        ...attendance,
        'từ 50,00 % trở lên',
        all,
        Number(present),
        Number(required),
        share,
        'Đạt chỉ tiêu',
        2,
        0,
        0,
      ],
      [
        programmeTitle,
        ...attendance,
        'từ 100,00 % trở lên',
        all,
        Number(present),
        Number(required),
        share,
        'Chưa đạt chỉ tiêu',
        0,
        2,
        0,
      ],
      [programmeTitle, 'Số buổi', 'từ 4 trở lên', all, 4, null, 4, 'Đạt chỉ tiêu', 0, 0, 2],
      [programmeTitle, 'Chuyên đề', 'từ 100,00 % trở lên', all, 0, 0, null, 'Không đánh giá', 0, 0, 2],
    ]);
    // Whoever takes part is of three kinds: together they are the whole.
    const byUnit = rows.filter((row) => row[3] !== all && row[2] === 'từ 50,00 % trở lên');
    expect(byUnit.map((row) => [row[1], row[3]])).toEqual([
      ['Tỷ lệ đảng viên dự sinh hoạt', 'Thôn, tổ dân phố'],
      ['Tỷ lệ đảng viên dự sinh hoạt', 'Cơ quan'],
      ['Tỷ lệ đảng viên dự sinh hoạt', 'Doanh nghiệp'],
    ]);
    const sum = (column: number) => byUnit.reduce((total, row) => total + Number(row[column]), 0);
    expect([sum(4), sum(5)]).toEqual([Number(present), Number(required)]);
    const [whole, ...parts] = rows.filter((row) => row[1] === 'Số buổi').map((row) => Number(row[4]));
    expect(parts.reduce((total, part) => total + part, 0)).toBe(whole);
  });

  it('count of a longer period each month those who took part in it', async () => {
    const quarter = await reported(world, '2026-Q3', 'tinh');
    const whole = await reported(world, '2026', 'tinh');
    const only = (rows: readonly Record<string, string>[], organization: string) =>
      Number(rows.find((row) => row.organization === organization)?.reported);
    expect(quarter.lineOf('Số buổi')?.[1]).toBe(String(only(quarter.rows, 'xa-1')));
    // The agency's cell takes part in October alone, and met in no other month.
    expect(whole.lineOf('Số buổi')?.[1]).toBe(String(only(whole.rows, 'xa-1') + only(whole.rows, 'co-quan')));
  });

  it('of a committee that takes part are compared over what is directly below it, and it is asked no count', async () => {
    const { lineOf } = await reported(world, '2026-10', 'xa-1');
    expect(lineOf('Số buổi')).toEqual(['từ 4 trở lên', '3', 'Không đánh giá', '–']);
    expect(lineOf('Tỷ lệ đảng viên dự sinh hoạt')?.[3]).toMatch(/^\d\/3$/);
  });

  it('are left out where nobody takes part', async () => {
    const { section, book } = await reported(world, '2026-10', 'xa-2');
    expect(section).toBeNull();
    expect(book.SheetNames).not.toContain('Chỉ tiêu');
    expect((await reported(await smallProvince(), '2026-10', 'tinh')).section).toBeNull();
  });
});
