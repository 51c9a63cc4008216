/** The printed report: its figures against the rows, the earlier periods beside them, and text kept as text. */
import { beforeAll, describe, expect, it } from 'vitest';
import { earlierFigures } from '../../shared/domain/exports/earlier-periods.ts';
import { readEarlierPeriods } from '../../shared/jobs/earlier-exports.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { organizationVersion, periodState } from '../support/records.ts';
import { fileOf, type Published, publish, readTable } from './published-files.ts';
import { type SmallProvince, smallProvince } from './small-province.ts';

const reportOf = async (world: SmallProvince, state: Published): Promise<string> =>
  new TextDecoder().decode(await fileOf(world, state, 'report.html'));

/** The cells of the table row that begins with `label`, tags taken off. */
function cellsOf(report: string, label: string): string[] {
  const row = report.split('<tr').find((each) => each.includes(`<td>${label}</td>`));
  if (row === undefined) throw new Error(`No row ${label}`);
  return [...row.matchAll(/<td>(.*?)<\/td>/gu)].slice(1).map(([, cell = '']) => cell);
}

/** Without the share that stands below a count. */
const counted = (cell = ''): string => cell.replace(/<small>.*<\/small>/u, '');

describe('the report of a month', () => {
  let world: SmallProvince;
  let report: string;
  let top: Record<string, string>;
  let before: Record<string, string>;
  let rows: Record<string, string>[];
  let earlierRows: Record<string, string>[];

  beforeAll(async () => {
    world = await smallProvince();
    const september = await publish(world, '2026-09');
    const october = await publish(world, '2026-10');
    report = await reportOf(world, october);
    rows = await readTable(world, october, 'scorecards');
    earlierRows = await readTable(world, september, 'scorecards');
    [top = {}] = rows;
    [before = {}] = earlierRows;
  });

  it('says how many were assessed, of how many', () => {
    expect(report).toContain(
      `Đã xếp loại <b>${top.graded}</b> trên <b>${top.expected}</b> buổi sinh hoạt phải báo cáo`,
    );
    expect(cellsOf(report, 'Phải báo cáo')).toEqual([top.expected, '–', before.expected, '–']);
    expect(cellsOf(report, 'Đã xếp loại')).toEqual([top.graded, '100 %', before.graded, '100 %']);
  });

  it('gives count and share of every grade, of this period and the one before', () => {
    for (const [grade, word] of [
      ['tot', 'Tốt'],
      ['kha', 'Khá'],
      ['kem', 'Kém'],
    ] as const) {
      const [count, share, earlier] = cellsOf(report, word);
      expect([count, earlier]).toEqual([top[grade], before[grade]]);
      const exact = (Number(top[grade]) / Number(top.graded)) * 100;
      expect(Math.abs(Number.parseFloat((share ?? '').replace(',', '.')) - exact)).toBeLessThan(0.1);
    }
  });

  it('adds up by kind of unit', () => {
    const lines = ['Thôn, tổ dân phố', 'Cơ quan', 'Doanh nghiệp'].map((unit) => cellsOf(report, unit));
    const sum = (place: number) => lines.reduce((total, line) => total + Number(counted(line[place])), 0);
    expect([sum(1), sum(2), sum(3)]).toEqual([top.expected, top.reported, top.graded].map(Number));
  });

  it('sets the mean points of each kind of unit beside those of the period before', async () => {
    const cells = (rows: readonly Record<string, string>[]) =>
      rows.filter(({ kind, unit }) => kind === 'cell' && unit === 'residential');
    const mean = (rows: readonly Record<string, string>[]) => {
      const sum = (measure: string) => rows.reduce((total, row) => total + Number(row[measure]), 0);
      return Math.round(sum('pointsSum') / sum('graded'));
    };
    const [now, then] = [mean(cells(rows)), mean(cells(earlierRows))];
    expect(now).not.toBe(then);
    const rise = `${now > then ? '+' : '−'}${(Math.abs(now - then) / 100).toFixed(2).replace('.', ',')}`;
    const told = (now / 100).toFixed(2).replace('.', ',');
    expect(cellsOf(report, 'Thôn, tổ dân phố').slice(-3)).toEqual([told, rise, '–']);
  });

  it('shows dates and numbers as Vietnam writes them, and every text as text', () => {
    expect(report).toMatch(/tính đến \d\d\/\d\d\/\d{4} \d\d:\d\d \(giờ Việt Nam\)/);
    expect(cellsOf(report, 'Điểm bình quân')[0]).toMatch(/^\d{1,3},\d\d$/);
    expect(report).not.toMatch(/<script|src=|href=/);
  });

  it('escapes names', async () => {
    const state = await publish(world, '2026-10', 'xa-1');
    const below = await reportOf(world, state);
    expect(below).toContain('Đảng bộ xã &quot;Một&quot;');
    expect(below).toContain('=HYPERLINK(&quot;http://vi.du&quot;;&quot;Bấm&quot;)');
  });
});

describe('what the report compares with', () => {
  it('is told when it is not there', async () => {
    const world = await smallProvince();
    expect(await reportOf(world, await publish(world))).toContain('Chưa có bản xuất của kỳ trước');
  });

  it('is the province’s export where the district had none of its own', async () => {
    const world = await smallProvince();
    const september = await publish(world, '2026-09');
    const report = await reportOf(world, await publish(world, '2026-10', 'huyen'));
    expect(report).toContain(september.exportId);
    expect(cellsOf(report, 'Phải báo cáo')).toHaveLength(4);
  });

  it('is the sum of its predecessors for an organization that they were merged into', async () => {
    const world = await smallProvince();
    await publish(world, '2026-09');
    const october = await readTable(world, await publish(world, '2026-10'), 'scorecards');
    expect(october.length).toBeGreaterThan(0);
    const merged = {
      ...{ organization: 'xa-moi', predecessors: ['xa-1', 'xa-2'], parent: 'huyen', from: '2026-10' },
    };
    await enterVersion(world.registry, organizationVersion({ ...merged, kind: 'base-committee' }));
    const entries = [
      { organization: 'huyen', path: ['tinh', 'huyen'], owes: true },
      { organization: 'xa-moi', path: ['tinh', 'huyen', 'xa-moi'], owes: true },
    ];
    const place = { organization: 'huyen', period: '2026-10' };
    const { before } = await readEarlierPeriods(world, place, { places: entries, opened: ['2026-10'] });
    expect(before?.families).toEqual(new Map([['xa-moi', ['xa-1', 'xa-2']]]));
    const kept = [...entries, { organization: 'xa-1', path: ['tinh', 'huyen', 'xa-1'], owes: true }];
    expect(
      (await readEarlierPeriods(world, place, { places: kept, opened: ['2026-10'] })).before?.families,
    ).toEqual(new Map([['xa-moi', ['xa-2']]]));
  });

  it('counts nobody who had joined before, or joins after', async () => {
    const world = await smallProvince();
    await publish(world, '2026-08');
    await publish(world, '2026-09');
    const entered = (organization: string, from: string, predecessors: readonly string[], closed = false) =>
      enterVersion(
        world.registry,
        organizationVersion({ organization, from, predecessors, closed, parent: 'huyen' }),
      );
    await entered('xa-2', '2026-09', ['xa-1']);
    await entered('xa-1', '2026-09', [], true);
    await entered('xa-moi', '2026-10', ['xa-2']);
    await entered('xa-2', '2026-10', ['xa-1'], true);
    // Split off before the period that is compared with, from one that went on until it joined the other.
    await entered('xa-cu', '2026-07', ['xa-1']);
    const entries = ['xa-moi', 'xa-cu'].map((organization) => ({
      ...{ organization, path: ['tinh', 'huyen', organization], owes: true },
    }));
    const place = { organization: 'huyen', period: '2026-10' };
    const gone = async (period: string) =>
      (await readEarlierPeriods(world, { ...place, period }, { places: entries, opened: [period] })).before
        ?.families;
    // By September the one had joined the other.
    expect(await gone('2026-10')).toEqual(new Map([['xa-moi', ['xa-2']]]));
    expect(await gone('2026-09')).toEqual(new Map());
  });
});

it('adds nobody to whoever held them already', async () => {
  const world = await smallProvince();
  await publish(world, '2026-09');
  const sum = { organization: 'xa-1', parent: 'huyen', kind: 'base-committee', from: '2026-10' } as const;
  const { organization } = sum;
  await enterVersion(world.registry, organizationVersion({ ...sum, predecessors: ['to-1'] }));
  const place = { organization: 'huyen', period: '2026-10' };
  const { before } = await readEarlierPeriods(world, place, {
    opened: ['2026-10'],
    places: [
      { organization: 'huyen', path: ['tinh', 'huyen'], owes: true },
      { organization, path: ['tinh', 'huyen', organization], owes: true },
    ],
  });
  if (before === null) throw new Error('September is published');
  expect(before.families.get(organization)).toEqual(['xa-1']);
  expect(before.rows.get('to-1')?.path).toContain(organization);
  const alone = earlierFigures({ ...before, families: new Map() }, organization);
  const together = earlierFigures(before, organization);
  for (const measure of ['expected', 'reported', 'membersTotal', 'pointsSum'] as const)
    expect(together?.figure(measure), measure).toBe(alone?.figure(measure));
  expect(together?.percentOfFull).toBe(alone?.percentOfFull);
});

it('of a period before anything was scored says so', async () => {
  const world = await smallProvince();
  const period = await world.registry.period('2026-10');
  if (period === null) throw new Error('October is opened');
  await world.registry.putPeriod({ ...periodState(), ...period, month: '2026-11', revision: 1 }, aNote());
  expect(await reportOf(world, await publish(world, '2026-11'))).toContain('Kỳ này chưa có số liệu.');
});
