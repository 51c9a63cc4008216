/** The export of a quarter in which a committee became a cell, or a cell a committee. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as xlsx from '@e965/xlsx';
import { expect, it } from 'vitest';
import { parseManifest } from '../../functions/publish-export/handler.ts';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { earlierUnits, ReportFigures } from '../../shared/adapters/formats/report/figures.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import { readCompared } from '../../shared/jobs/earlier-exports.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { readScorecards } from '../../shared/jobs/read-export.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { apiFunctions } from '../support/api-functions.ts';
import { apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { meetingRevision } from '../support/records.ts';
import { fileOf, publish, saveInto } from './published-files.ts';

const Q4 = ['2026-10', '2026-11', '2026-12'];

/** October to December, with a meeting of everybody who owes one; in December the kinds are others. */
async function province(turn: (world: Awaited<ReturnType<typeof apiWorld>>) => Promise<void>) {
  const world = await apiWorld();
  await enterVersion(world.registry, version('sc-s', 'sub-committee', 'db-c'));
  await enterVersion(world.registry, version('cb-s', 'cell', 'sc-s', 'monthly'));
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  await world.open('2026-11');
  await turn(world);
  await world.open('2026-12');
  for (const month of Q4)
    for (const organization of ['cb-1', 'cb-2', 'cb-s', 'sc-s', 'db-c', 'cs-d'])
      if ((await world.registry.planRow(organization, month))?.expected)
        await world.events.append(meetingRevision({ organization, month }));
  await world.fold(...Q4);
  const deps = {
    ...world,
    ...{ objects: memoryObjectStore(), catalog: memoryTablesCatalog(), formats: exportFormats, newExportId },
    ...{ decodeCompared, parseManifest, root: PROVINCE, wait: async () => undefined },
  };
  return {
    /** What units and cells of the report come to, its top, and the units as a later export compares them. */
    report: async (top: string) => {
      const figures = new ReportFigures();
      for (const row of (await readScorecards(deps, top, '2026-Q4', async () => undefined)).entries())
        figures.add(row);
      const state = await publish(deps, '2026-Q4', top);
      const rows = new Map((await readCompared(deps, state)).map((row) => [row.organization, row]));
      const later = earlierUnits({ period: '2026-Q4', exportId: 'x', rows, families: new Map() }, top);
      type Sum = Readonly<Record<'expected' | 'reported', number>>;
      const owed = (sums: readonly Sum[]) => ({
        expected: sums.reduce((total, { expected }) => total + expected, 0),
        reported: sums.reduce((total, { reported }) => total + reported, 0),
      });
      return {
        whole: owed(figures.top === null ? [] : [figures.top.measures]),
        units: owed(figures.units.map(({ sum }) => sum)),
        later: owed([...(later?.values() ?? [])]),
      };
    },
    sheets: async (top: string) => {
      const state = await publish(deps, '2026-Q4', top);
      const { Sheets } = xlsx.read(await fileOf(deps, state, 'scorecards.xlsx'));
      return (name: string) =>
        xlsx.utils
          .sheet_to_json<string[]>(Sheets[name] ?? {}, { header: 1 })
          .map((row) => String(row[0] ?? '').trim());
    },
    differences: async (top: string) => {
      const folder = await mkdtemp(join(tmpdir(), 'turned-'));
      try {
        await saveInto(folder, deps, await publish(deps, '2026-Q4', top));
        return (await verifyExport(folder)).differences;
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

type Turn = Parameters<typeof province>[0];

/** A committee whose parts are gone is a cell of the grassroots from December on. */
const toCell: Turn = async (world) => {
  const { ask } = apiFunctions(world);
  const subject = await world.grant('registrar', PROVINCE);
  const closures = ['cb-1', 'cb-2', 'cb-3', 'cb-s', 'sc-s'].map((organization) => ({
    ...{ organization, from: '2026-12', successor: null },
  }));
  const body = { reason: 'Sắp xếp', closures };
  expect((await ask('postClosures', '/organizations/huyen-b/closures', { subject, body })).status).toBe(200);
  const { organization, ...turned } = version('db-c', 'base-cell', 'huyen-b', 'monthly');
  await enterVersion(world.registry, { ...turned, organization, from: '2026-12' });
};

const toCommittee: Turn = async (world) => {
  await enterVersion(world.registry, { ...version('cb-1', 'sub-committee', 'db-c'), from: '2026-12' });
  for (const id of ['cb-5', 'cb-6'])
    await enterVersion(world.registry, { ...version(id, 'cell', 'cb-1', 'monthly'), from: '2026-12' });
};

/** A cell becomes an office, which meets nowhere; so does a committee whose parts are gone. */
const toBody: Turn = async (world) => {
  const { ask } = apiFunctions(world);
  const subject = await world.grant('registrar', PROVINCE);
  const closures = [{ organization: 'cb-s', from: '2026-12', successor: null }];
  const body = { reason: 'Sắp xếp', closures };
  expect((await ask('postClosures', '/organizations/huyen-b/closures', { subject, body })).status).toBe(200);
  await enterVersion(world.registry, { ...version('sc-s', 'body', 'db-c'), from: '2026-12' });
  await enterVersion(world.registry, { ...version('cs-d', 'body', 'huyen-b'), from: '2026-12' });
};

it('has one that is a cell by now, and those that stood below it, on a sheet of their own', async () => {
  const { sheets, differences } = await province(toCell);
  const first = await sheets('huyen-b');
  const names = ['db-c', 'cb-1', 'cb-2', 'cb-3', 'sc-s', 'cb-s'].map((id) => `Tổ chức ${id}`);
  expect(first('Tổ chức db-c').slice(1)).toEqual(names);
  expect(first('Tổng hợp').filter((name) => name.startsWith('Tổ chức cb-'))).toEqual([]);
  expect(first('Tổng hợp')).toContain('Tổ chức db-c');
  for (const top of [PROVINCE, 'huyen-b', 'db-c']) expect(await differences(top)).toEqual([]);
});

it.each([
  ['a committee that became a cell', toCell],
  ['a cell that became a committee', toCommittee],
  ['a cell and a committee that became offices', toBody],
])('has units that add up to the whole: %s', async (_, turn) => {
  const { report } = await province(turn);
  for (const top of [PROVINCE, 'huyen-b', 'db-c']) {
    const { whole, units, later } = await report(top);
    expect(whole.reported).toBeGreaterThan(0);
    expect([units, later]).toEqual([whole, whole]);
  }
});
