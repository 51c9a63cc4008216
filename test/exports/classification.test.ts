/** The table `classification` of a year's export says what the API says of the same year. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sheetjs from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { beforeEach, expect, it } from 'vitest';
import { parseManifest } from '../../functions/publish-export/handler.ts';
import { classificationBelow } from '../../functions/read-scorecards/classification.ts';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { classificationColumns } from '../../shared/adapters/formats/classification-columns.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import type { Classification } from '../../shared/domain/events/annual-facts.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { readClassification, ToldOfYear } from '../../shared/jobs/read-classification.ts';
import { readScorecards } from '../../shared/jobs/read-export.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { type ApiWorld, apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { factsRevision } from '../support/inspections.ts';
import { fileOf, publish, readTable, saveInto } from './published-files.ts';

let world: ApiWorld;
let objects: ReturnType<typeof memoryObjectStore>;
beforeEach(async () => {
  world = await apiWorld();
  objects = memoryObjectStore();
});

const exporting = () => ({
  ...world,
  ...{ objects, formats: exportFormats, decodeCompared, parseManifest },
  ...{ root: PROVINCE, newExportId },
});

const say = (organization: string, classification: Classification | null, month = '2026-10', revision = 1) =>
  world.events.append(
    factsRevision(
      { classification },
      { organization, month, revision, key: '2026', recordedAt: world.now() },
    ),
  );

/** The rows of the CSV by the names of their columns. */
async function exported(period = '2026', organization = PROVINCE) {
  const deps = exporting();
  const state = await publish(deps, period, organization);
  const names = state.manifest.files.map(({ name }) => name);
  if (!names.includes('classification.csv'))
    return { names, rows: [], described: {}, book: null, report: '' };
  const [, ...lines]: string[][] = parse(Buffer.from(await fileOf(deps, state, 'classification.csv')));
  const rows = lines.map((cells) =>
    Object.fromEntries(classificationColumns.map(({ name }, i) => [name, cells[i] ?? ''])),
  );
  expect(state.manifest.files.find(({ name }) => name === 'classification.parquet')?.rows).toBe(rows.length);
  const described = JSON.parse(new TextDecoder().decode(await fileOf(deps, state, 'columns.json'))).tables;
  const book = sheetjs.read(await fileOf(deps, state, 'scorecards.xlsx'), { type: 'buffer' });
  const report = new TextDecoder().decode(await fileOf(deps, state, 'report.html'));
  return { names, rows, described, book, report };
}

it('says group by group what the API says, before and after the year is over', async () => {
  await enterVersion(world.registry, version('cb-4', 'cell', 'db-c', 'monthly'));
  await enterVersion(world.registry, { ...version('cb-5', 'cell', 'db-c', 'monthly') });
  await enterVersion(world.registry, {
    ...version('cb-5', 'cell', 'db-c', 'monthly'),
    ...{ from: '2026-11', closed: true },
  });
  await world.open('2026-11');
  await say('cb-1', 'xuat-sac');
  await say('cb-2', 'tot');
  await say('cb-5', 'xuat-sac');
  await say('db-c', 'hoan-thanh', '2026-11');
  await world.fold('2026-10', '2026-11');
  await compared('0');
  await world.open('2027-01');
  await say('cb-2', 'hoan-thanh', '2027-01', 2);
  await say('cb-4', 'khong-hoan-thanh', '2027-01');
  await say('db-c', null, '2027-01', 2);
  const rows = await compared('2');
  const cells = rows.find(({ kind }) => kind === 'cell');
  // cb-3, which does not meet, is not classified; cb-5 is closed.
  expect(cells).toEqual({
    ...{ year: '2026', period: '2026-11', superior: 'db-c', superiorName: 'Tổ chức db-c' },
    ...{ kind: 'cell', unit: 'residential', total: '4', assessed: '3', toldNextYear: '2' },
    ...{ xuatSac: '1', xuatSacShare: '334', tot: '0', totShare: '0' },
    ...{ hoanThanh: '1', hoanThanhShare: '333' },
    ...{ khongHoanThanh: '1', khongHoanThanhShare: '333' },
    ...{ capBase_hd21_2019: '0', overCap_hd21_2019: 'true' },
    ...{ capBase_tot_or_better: '1', overCap_tot_or_better: 'true' },
  });
});

async function compared(toldNextYear: string) {
  const { rows, described } = await exported();
  const plan = await world.registry.planRow(PROVINCE, '2026-11');
  if (plan === null) throw new Error('the province is planned');
  for (const { id: cap } of world.caps) {
    const { groups } = await classificationBelow(world, plan, { cap });
    const name = cap.replaceAll('-', '_');
    expect(rows.map((row) => [row.superior, row.kind, row.unit, row.total, row.assessed])).toEqual(
      groups
        .toSorted((a, b) => (`${a.superior} ${a.kind}` < `${b.superior} ${b.kind}` ? -1 : 1))
        .map(({ superior, kind, unit, distribution: { total, assessed } }) => [
          ...[superior, kind, unit, String(total), String(assessed)],
        ]),
    );
    for (const { superior, kind, distribution, capBase, overCap } of groups) {
      const row = rows.find((one) => one.superior === superior && one.kind === kind);
      for (const { classification, count, share } of distribution.levels) {
        const level = classification.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
        expect([row?.[level], row?.[`${level}Share`]]).toEqual([String(count), String(share)]);
      }
      expect([row?.[`capBase_${name}`], row?.[`overCap_${name}`]]).toEqual([
        String(capBase),
        String(overCap),
      ]);
    }
  }
  expect(rows.reduce((sum, row) => sum + Number(row.toldNextYear), 0)).toBe(Number(toldNextYear));
  expect(described.classification.map(({ name }: { name: string }) => name)).toEqual(
    classificationColumns.map(({ name }) => name),
  );
  return rows;
}

it('of a district counts who came within the year by what was told before, as the API does', async () => {
  await enterVersion(world.registry, {
    ...version('cs-f', 'base-cell', 'huyen-b', 'monthly'),
    from: '2026-11',
  });
  await say('cs-f', 'xuat-sac');
  await world.open('2026-11');
  await world.fold('2026-10', '2026-11');
  const plan = await world.registry.planRow('huyen-b', '2026-11');
  if (plan === null) throw new Error('huyen-b is planned');
  const [cap] = world.caps;
  if (cap === undefined) throw new Error('a cap is known');
  const { groups } = await classificationBelow(world, plan, { cap: cap.id });
  const told = groups.find(({ kind }) => kind === 'base-cell')?.distribution;
  expect([told?.total, told?.assessed]).toEqual([2, 1]);
  const { rows } = await exported('2026', 'huyen-b');
  expect(rows.find(({ kind }) => kind === 'base-cell')).toMatchObject({
    total: '2',
    assessed: '1',
    xuatSac: '1',
  });
  await enterVersion(world.registry, { ...version('db-n', 'base-committee', 'huyen-b'), from: '2026-11' });
  await enterVersion(world.registry, {
    ...version('cs-f', 'base-cell', 'db-n', 'monthly'),
    ...{ from: '2026-11', revision: 2 },
  });
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  await world.fold('2026-10', '2026-11');
  // Of a committee that was new in November the export has no other month.
  for (const top of ['huyen-b', 'db-n']) await published(top);
});

/** What a year's export says by table; it must agree with itself. */
async function published(top: string, cell = 'cs-f') {
  const state = await publish(exporting(), '2026', top);
  const folder = await mkdtemp(join(tmpdir(), 'classified-'));
  try {
    await saveInto(folder, exporting(), state);
    expect((await verifyExport(folder)).differences).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
  const [classified, facts] = [
    await readTable(exporting(), state, 'classified'),
    await readTable(exporting(), state, 'facts'),
  ];
  const row = classified.find(({ organization }) => organization === cell);
  return { cell: [row?.classification, row?.told], facts: facts.map(({ classification }) => classification) };
}

it('says no more of who came within the year than its rows count, and all that was told elsewhere', async () => {
  const moved = { ...version('cs-f', 'base-cell', 'huyen-b', 'monthly'), from: '2026-11' };
  await enterVersion(world.registry, moved);
  await world.open('2026-11');
  await world.fold('2026-10', '2026-11');
  await say('cs-f', 'xuat-sac', '2026-11');
  expect(await published('huyen-b')).toEqual({ cell: ['', ''], facts: [] });
  await say('cs-f', 'tot', '2026-10', 2);
  expect(await published('huyen-b')).toEqual({ cell: ['tot', '2026-10'], facts: [] });
  await say('cs-f', 'hoan-thanh', '2026-11', 3);
  expect(await published('huyen-b')).toEqual({ cell: ['tot', '2026-10'], facts: [] });
  await world.fold('2026-10', '2026-11');
  expect(await published('huyen-b')).toEqual({ cell: ['hoan-thanh', '2026-11'], facts: ['hoan-thanh'] });
});

it('of the province says no more than its rows count, be a month of somebody not folded at all', async () => {
  await world.open('2026-11');
  await world.fold('2026-10', '2026-11');
  await enterVersion(world.registry, version('cs-g', 'base-cell', 'huyen-b', 'monthly'));
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  await say('cs-g', 'xuat-sac');
  await world.fold('2026-11');
  expect(await published(PROVINCE, 'cs-g')).toEqual({ cell: ['', ''], facts: [] });
  await world.fold('2026-10');
  expect(await published(PROVINCE, 'cs-g')).toEqual({ cell: ['xuat-sac', '2026-10'], facts: ['xuat-sac'] });
});

it('says nothing of a month that was opened after its rows were read', async () => {
  await world.fold('2026-10');
  const reading = await readScorecards(world, PROVINCE, '2026', async () => undefined);
  await world.open('2026-11');
  await say('cs-d', 'xuat-sac', '2026-11');
  const year = { top: PROVINCE, year: '2026' };
  const rows = await readClassification(world, year, reading, new ToldOfYear('2026'));
  expect(rows.find(({ organization }) => organization === 'cs-d')).toMatchObject({
    ...{ month: '2026-10', classification: null, told: null },
  });
});

it('is no part of a month’s or a quarter’s export', async () => {
  await world.fold('2026-10');
  for (const period of ['2026-10', '2026-Q4']) {
    const { names } = await exported(period);
    expect(names.filter((name) => name.startsWith('classification'))).toEqual([]);
  }
});

it('is told to people, with its sums and caps, by the workbook and the report of a year', async () => {
  await say('cb-1', 'xuat-sac');
  await say('cb-2', 'tot');
  await say('db-c', 'xuat-sac');
  await world.fold('2026-10');
  const { book, report, rows: groups } = await exported();
  expect(book?.SheetNames.slice(0, 4)).toEqual(['Bìa', 'Tổng hợp', 'Xếp loại năm', 'Các cấp ủy']);
  const [titles = [], all = [], ...rest] = sheetjs.utils.sheet_to_json<(string | number | null)[]>(
    book?.Sheets['Xếp loại năm'] ?? {},
    { header: 1, defval: null },
  );
  expect(titles.slice(0, 7)).toEqual([
    ...['Cấp ủy cấp trên', 'Loại tổ chức', 'Loại đơn vị', 'Tổng số tổ chức', 'Đã xếp loại'],
    ...['Hoàn thành xuất sắc nhiệm vụ', 'Tỷ lệ trên đã xếp loại'],
  ]);
  const sum = (column: string) => groups.reduce((total, row) => total + Number(row[column]), 0);
  expect(all.slice(0, 9)).toEqual([
    ...['Tất cả', 'Tất cả', 'Tất cả', sum('total'), sum('assessed')],
    ...[2, 0.667, 1, 0.333],
  ]);
  const kinds = rest.filter(([superior]) => superior === 'Tất cả');
  expect(kinds.reduce((total, line) => total + Number(line[3]), 0)).toBe(sum('total'));
  const told = rest.filter(([superior]) => superior !== 'Tất cả');
  expect(told.map(([superior, , , total, assessed]) => [superior, String(total), String(assessed)])).toEqual(
    groups.map((row) => [row.superiorName, row.total, row.assessed]),
  );
  // One excellent beside one good is more than a fifth of either.
  expect(told.find(([superior]) => superior === 'Tổ chức db-c')?.slice(13, 15)).toEqual([
    'Vượt: 1 trên 1',
    'Vượt: 1 trên 2',
  ]);
  expect(report).toMatch(
    /Xếp loại tổ chức cơ sở đảng cuối năm: đã xếp loại 1 trên \d+: Hoàn thành xuất sắc nhiệm vụ 1 \(100,0\u00a0%\)/u,
  );
});

it('of a district holds its own groups', async () => {
  await world.fold('2026-10');
  const { rows } = await exported('2026', 'huyen-b');
  expect(rows.map(({ superior, kind }) => [superior, kind])).toEqual([
    ['db-c', 'cell'],
    ['huyen-b', 'base-cell'],
    ['huyen-b', 'base-committee'],
  ]);
});
