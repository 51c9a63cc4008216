/** What an export holds: the leaves' figures, everything above them folded from the same, and the records behind. */
import { beforeAll, describe, expect, it } from 'vitest';
import { MEASURES, natureOf } from '../../shared/domain/criteria/measures.ts';
import { fileNamesOf } from '../../shared/domain/exports/export-names.ts';
import type { LiveRow } from '../../shared/domain/scorecards/scorecard.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { scorecardOfMonth, sumPeriod } from '../../shared/domain/scorecards/scorecard-view.ts';
import { publishExport } from '../../shared/jobs/publish-export.ts';
import { MovingTreeError } from '../../shared/jobs/read-subtree.ts';
import { scoreOrganization } from '../../shared/jobs/score-organization.ts';
import { aNote } from '../support/audited.ts';
import { meetingRecord, meetingRevision, periodState } from '../support/records.ts';
import { fileOf, manifestFaults, order, type Published, publish, readTable } from './published-files.ts';
import { MEMBERS, MONTHS, PROVINCE, type SmallProvince, smallProvince } from './small-province.ts';

const storedRow = (world: SmallProvince, organization: string, month = '2026-10'): LiveRow => {
  const parent = MEMBERS.find((one) => one.organization === organization)?.parent ?? TOP;
  const row = world.scorecards
    .all()
    .find((one) => one.parent === parent && one.organization === organization && one.month === month);
  if (row === undefined || row.tombstone) throw new Error(`${organization} has no row in ${month}`);
  return row;
};

const shown = (value: number | null): string => (value === null ? '' : String(value));

describe('the export of a month', () => {
  let world: SmallProvince;
  let state: Published;
  let scorecards: Record<string, string>[];
  let meetings: Record<string, string>[];

  beforeAll(async () => {
    world = await smallProvince();
    state = await publish(world);
    scorecards = await readTable(world, state, 'scorecards');
    meetings = await readTable(world, state, 'meetings');
  });

  it('has one row an organization, committees before their parts', () => {
    expect(scorecards.map((row) => row.path)).toEqual([
      '/tinh/',
      '/tinh/huyen/',
      '/tinh/huyen/ban/',
      '/tinh/huyen/co-quan/',
      '/tinh/huyen/xa-1/',
      '/tinh/huyen/xa-1/bo-phan/',
      '/tinh/huyen/xa-1/bo-phan/to-3/',
      '/tinh/huyen/xa-1/to-1/',
      '/tinh/huyen/xa-1/to-2/',
      '/tinh/huyen/xa-2/',
      '/tinh/huyen/xa-2/to-4/',
    ]);
  });

  it('says at every level what the folded row says', () => {
    for (const row of scorecards) {
      const stored = scorecardOfMonth(storedRow(world, row.organization ?? ''), []);
      expect(row).toMatchObject({
        parent: stored.parent ?? '',
        status: stored.status,
        points: shown(stored.points),
        grade: stored.grade ?? '',
        watermark: String(stored.watermark),
        asOf: stored.asOf,
      });
      for (const measure of MEASURES) expect(row[measure]).toBe(String(stored.measures[measure]));
    }
  });

  it('adds up: every measure and criterion of a committee is the sum over the leaves below it', () => {
    const leaves = scorecards.filter(
      ({ kind }) => kind === 'cell' || kind === 'base-cell' || kind === 'body',
    );
    const summed = Object.keys(scorecards[0] ?? {}).filter((name) => /^(points|graded|full)_/.test(name));
    expect(summed.length).toBeGreaterThan(30);
    const sum = (rows: readonly Record<string, string>[], name: string) =>
      rows.reduce((total, row) => total + Number(row[name]), 0);
    for (const committee of scorecards.filter((row) => !leaves.includes(row))) {
      const below = leaves.filter(({ path = '' }) => path.startsWith(committee.path ?? ''));
      for (const measure of MEASURES)
        expect([measure, committee[measure]]).toEqual([measure, String(sum(below, measure))]);
      const graded = below.filter(({ points }) => points !== '');
      for (const name of summed) expect([name, Number(committee[name])]).toEqual([name, sum(graded, name)]);
    }
  });

  it('has one row a current record, in the order of the scorecards', () => {
    expect(meetings.map(({ organization, key, revision }) => [organization, key, revision])).toEqual([
      ['co-quan', 'regular', '1'],
      ['to-3', 'regular', '1'],
      ['to-1', 'regular', '1'],
      ['to-2', 'regular', '2'],
      ['to-2', 'thematic-2026-10-20', '1'],
    ]);
  });

  it('leaves unknown facts empty, and notes and subjects out', async () => {
    const bare = meetings.find(({ organization }) => organization === 'to-3');
    expect(bare).toMatchObject({ speakers: '', secretaryPrepared: '', resolutionForm: '', suspended: '0' });
    const known = meetings.find(({ organization }) => organization === 'to-1');
    expect(known).toMatchObject({ speakers: '9', secretaryPrepared: 'true', minutesHeld: '190' });
    for (const name of ['scorecards.csv', 'meetings.csv', 'columns.json'])
      expect(new TextDecoder().decode(await fileOf(world, state, name))).not.toMatch(
        /không xuất ra|subject-1/,
      );
  });

  it('agrees with itself: the records are those that the scorecards count', () => {
    for (const { organization, kind, regular, thematic } of scorecards) {
      if (kind !== 'cell' && kind !== 'base-cell') continue;
      const own = meetings.filter((row) => row.organization === organization);
      expect(own.filter((row) => row.kind === 'regular')).toHaveLength(Number(regular));
      expect(own.filter((row) => row.kind === 'thematic')).toHaveLength(Number(thematic));
    }
  });

  it('has a manifest that names the root’s figures and every file, true to the byte', async () => {
    const root = scorecards[0] ?? {};
    const accepted = world.events.all().filter(({ month }) => month === '2026-10').length;
    expect(state.manifest).toMatchObject({
      exportId: state.exportId,
      organization: PROVINCE,
      period: '2026-10',
      kind: 'interim',
      asOf: root.asOf,
      watermark: Number(root.watermark),
      acceptedRevisions: accepted,
      criteriaSets: [{ id: 'binh-thuan', revision: 1 }],
      previous: null,
    });
    expect(state.manifest.files.map(({ name, rows }) => [name, rows])).toEqual([
      ['scorecards.csv', 11],
      ['scorecards.parquet', 11],
      ['scorecards-all-columns.xlsx', 11],
      ['meetings.csv', 5],
      ['meetings.parquet', 5],
      ['meetings.xlsx', 5],
      ...['inspections', 'findings', 'facts'].flatMap((table) => [
        [`${table}.csv`, 0],
        [`${table}.parquet`, 0],
        [`${table}.xlsx`, 0],
      ]),
      ['duties.csv', 1],
      ['duties.parquet', 1],
      ['duties.xlsx', 1],
      ['plans.csv', 11],
      ['plans.parquet', 11],
      ['plans.xlsx', 11],
      ['changes.csv', 0],
      ['changes.parquet', 0],
      ['changes.xlsx', 0],
      ['changes.ndjson', 0],
      ['compared.ndjson.gz', 11],
      ['columns.json', 0],
      ['criteria-sets.json', 0],
      ['scorecards.xlsx', 11],
      ['report.html', 0],
    ]);
    expect(state.manifest.files.map(({ name }) => name).toSorted()).toEqual(fileNamesOf('2026-10'));
    expect(world.objects.keys().at(-1)).toMatch(/manifest\.json$/);
    expect(await manifestFaults(world)).toEqual([]);
    const stored: unknown = JSON.parse(new TextDecoder().decode(await fileOf(world, state, 'manifest.json')));
    expect(stored).toEqual(state.manifest);
  });

  it('is byte for byte the same when exported again, and names the one before', async () => {
    const again = await publish(world);
    expect(again.exportId).not.toBe(state.exportId);
    // The workbook names its export on the cover.
    const tables = ({ manifest }: Published) =>
      manifest.files.filter(({ name }) => !/\.(xlsx|html)$/.test(name));
    expect(tables(again)).toEqual(tables(state));
    expect(again.manifest.previous).toBe(state.exportId);
  });
});

describe('the export of a longer period', () => {
  it('holds the sums of the opened months as the scorecards of the quarter do', async () => {
    const world = await smallProvince();
    const state = await publish(world, '2026-Q3');
    const rows = await readTable(world, state, 'scorecards');
    const criteriaSet = await world.criteriaSets({ id: 'binh-thuan', revision: 1 });
    for (const row of rows) {
      const months = ['2026-08', '2026-09'].map((month) => storedRow(world, row.organization ?? '', month));
      const sum = sumPeriod('2026-Q3', months, { path: [], criteriaSet });
      expect(row).toMatchObject({
        period: '2026-Q3',
        status: sum.status,
        points: shown(sum.points),
        grade: sum.grade ?? '',
        watermark: String(sum.watermark),
        asOf: sum.asOf,
      });
      for (const measure of MEASURES) expect(row[measure]).toBe(String(sum.measures[measure]));
    }
    const meetings = await readTable(world, state, 'meetings');
    expect(meetings.map(({ organization, period }) => `${organization} ${period}`)).toEqual([
      'to-3 2026-09',
      'to-1 2026-08',
      'to-1 2026-09',
      'to-2 2026-08',
      'to-2 2026-09',
    ]);
  });

  it('tells the plan facts of a year organization by organization, months ascending', async () => {
    const world = await smallProvince();
    const year = await publish(world, '2026');
    const organizations = (await readTable(world, year, 'scorecards')).map(
      ({ organization }) => organization,
    );
    const plans = await readTable(world, year, 'plans');
    expect(plans.map(({ organization, period }) => [organization, period])).toEqual(
      organizations.flatMap((organization) =>
        plans
          .filter((plan) => plan.organization === organization)
          .map(({ period }) => [organization, period])
          .toSorted(([, a = ''], [, b = '']) => (a < b ? -1 : 1)),
      ),
    );
    expect(plans.length).toBeGreaterThan(2 * organizations.length);
  });

  it('of one organization alone sums its criteria over the graded months', async () => {
    const world = await smallProvince();
    const [month] = await readTable(world, await publish(world, '2026-10', 'to-1'), 'scorecards');
    const [year] = await readTable(world, await publish(world, '2026', 'to-1'), 'scorecards');
    const points = Object.keys(month ?? {}).filter((name) => name.startsWith('points_'));
    for (const name of points) expect(Number(year?.[name])).toBe(MONTHS.length * Number(month?.[name]));
    for (const measure of MEASURES.filter((name) => natureOf(name) !== 'flow'))
      expect(year?.[measure]).toBe(month?.[measure]);
  });
});

describe('while records keep coming', () => {
  it('folds the committees itself, whatever their stored rows say', async () => {
    const world = await smallProvince();
    const before = storedRow(world, PROVINCE);
    await world.events.append(
      meetingRevision({ organization: 'to-4', revision: 3, recordedAt: '2026-10-15T00:00:00.000Z' }),
    );
    await scoreOrganization(world, 'to-4', '2026-10');
    const state = await publish(world);
    expect(storedRow(world, PROVINCE)).toEqual(before);
    const scorecards = await readTable(world, state, 'scorecards');
    const reported = (id: string) => scorecards.find((row) => row.organization === id)?.reported;
    expect([reported('to-4'), reported('xa-2'), reported('tinh')]).toEqual(['1', '1', '5']);
    expect(state.manifest.watermark).toBe(before.watermark + 1);
  });

  it('shows no record that the scorecards do not count yet', async () => {
    const world = await smallProvince();
    const late = { organization: 'to-2', recordedAt: '2026-10-16T00:00:00.000Z' };
    await world.events.append(meetingRevision({ ...late, revision: 3, record: meetingRecord() }));
    await world.events.append(meetingRevision({ ...late, key: 'extraordinary-2026-10-15' }));
    const meetings = await readTable(world, await publish(world), 'meetings');
    const own = meetings.filter(({ organization }) => organization === 'to-2');
    expect(own.map(({ key, revision }) => [key, revision])).toEqual([
      ['regular', '2'],
      ['thematic-2026-10-20', '1'],
    ]);
  });

  it('reads the tree again when an organization moved during the reading', async () => {
    const world = await smallProvince();
    let readings = 0;
    const twice = { ...storedRow(world, 'to-4'), parent: 'xa-1' };
    const moving = (times: number): SmallProvince => ({
      ...world,
      scorecards: {
        ...world.scorecards,
        async partition(parent, month) {
          const rows = await world.scorecards.partition(parent, month);
          if (parent !== 'xa-1') return rows;
          readings += 1;
          return readings <= times ? [...rows, twice] : rows;
        },
      },
    });
    const first = await order(world);
    await publishExport(moving(2), first.exportId);
    const state = await world.registry.export(first.exportId);
    expect(state).toMatchObject({ status: 'published', attempt: 1 });
    expect(readings).toBe(3);

    readings = 0;
    const second = await order(world);
    await expect(publishExport(moving(100), second.exportId)).rejects.toThrow(MovingTreeError);
    expect(await world.registry.export(second.exportId)).toMatchObject({ status: 'queued', attempt: 1 });
  });
});

it('exports nothing but the titles before anything was scored', async () => {
  const world = await smallProvince();
  await world.registry.putPeriod(periodState({ month: '2026-11' }), aNote());
  const state = await publish(world, '2026-11');
  expect(state.manifest).toMatchObject({ watermark: 0, acceptedRevisions: 0, asOf: state.requestedAt });
  expect(state.manifest.files.every(({ rows }) => rows === 0)).toBe(true);
});
