/** The export of a quarter in which a committee moved below another, after a part of it was gone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as xlsx from '@e965/xlsx';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../functions/publish-export/handler.ts';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { encodeScorecardsWorkbook } from '../../shared/adapters/formats/xlsx/scorecards-workbook.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import { asOneTree } from '../../shared/domain/exports/one-tree.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { readScorecards } from '../../shared/jobs/read-export.ts';
import type { SummaryAbout } from '../../shared/ports/export-formats.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { apiFunctions } from '../support/api-functions.ts';
import { apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { publish, saveInto } from './published-files.ts';

async function movedWithin(gone: 'sc-s' | 'cb-1') {
  const world = await apiWorld();
  const { ask } = apiFunctions(world);
  const subject = await world.grant('registrar', PROVINCE);
  await enterVersion(world.registry, version('db-k', 'base-committee', 'huyen-b'));
  await enterVersion(world.registry, version('sc-s', 'sub-committee', 'db-c'));
  await enterVersion(world.registry, version('cb-s', 'cell', 'sc-s', 'monthly'));
  const order = async (kind: 'postMoves' | 'postClosures', lines: object) => {
    const url = `/organizations/huyen-b/${kind.slice(4).toLowerCase()}`;
    const body = { reason: 'Sắp xếp', ...lines };
    expect((await ask(kind, url, { subject, body })).status).toBe(200);
  };
  const moves = gone === 'sc-s' ? [{ organization: 'cb-s', parent: 'db-c', from: '2026-11' }] : [];
  await order('postClosures', { moves, closures: [{ organization: gone, from: '2026-11' }] });
  await order('postMoves', { moves: [{ organization: 'db-c', parent: 'db-k', from: '2026-12' }] });
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  for (const month of ['2026-11', '2026-12']) await world.open(month);
  await world.fold('2026-10', '2026-11', '2026-12');
  return readScorecards(world, 'huyen-b', '2026-Q4', async () => undefined);
}

const about: SummaryAbout = {
  organization: 'huyen-b',
  period: '2026-Q4',
  kind: 'interim',
  exportId: 'x',
  csv: 'plain',
  requestedAt: '2027-01-05T02:00:00.000Z',
  previous: null,
  mostRows: 1,
  dataSha256: '0',
  top: null,
  earlier: { before: null, aYearBefore: null },
  programmes: [],
  classification: [],
};

describe.each(['sc-s', 'cb-1'] as const)('the workbook of such a quarter, %s gone before', (gone) => {
  it('has each committee’s parts on its sheet, and the gone one where its committee is', async () => {
    const reading = await movedWithin(gone);
    const paths = new Map(reading.places.map(({ organization, path }) => [organization, path]));
    expect(paths.get(gone)).toEqual([PROVINCE, 'huyen-b', 'db-k', 'db-c', gone]);
    const entries = [...reading.entries()];
    async function* batches() {
      yield entries;
    }
    const parts: Uint8Array[] = [];
    for await (const part of encodeScorecardsWorkbook(reading.criteriaSets, about, batches()))
      parts.push(part);
    const { Sheets } = xlsx.read(Buffer.concat(parts));
    const first = (sheet: string) =>
      xlsx.utils
        .sheet_to_json<string[]>(Sheets[sheet] ?? {}, { header: 1 })
        .slice(1)
        .map(([name]) => name?.trim());
    const names = ['cb-1', 'cb-2', 'cb-3', 'cb-s', 'sc-s'].map((id) => `Tổ chức ${id}`);
    expect(first('Tổ chức db-k').toSorted()).toEqual(['Tổ chức db-c', 'Tổ chức db-k', ...names].toSorted());
    expect(first('Chi bộ trực thuộc')).toEqual(['Tổ chức cs-d']);
  });
});

it('the quarter of one that came below its own former part has it on top all the same', async () => {
  const world = await apiWorld();
  const { ask } = apiFunctions(world);
  const subject = await world.grant('registrar', PROVINCE);
  await enterVersion(world.registry, version('sc-s', 'sub-committee', 'db-c'));
  await enterVersion(world.registry, version('cb-s', 'cell', 'sc-s', 'monthly'));
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  const moves = [
    { organization: 'sc-s', parent: 'huyen-b', from: '2026-11' },
    { organization: 'db-c', parent: 'sc-s', from: '2026-11' },
  ];
  const body = { reason: 'Sắp xếp', moves };
  expect((await ask('postMoves', '/organizations/huyen-b/moves', { subject, body })).status).toBe(200);
  await world.open('2026-11');
  await world.fold('2026-10', '2026-11');
  const deps = {
    ...world,
    ...{ objects: memoryObjectStore(), catalog: memoryTablesCatalog(), formats: exportFormats, newExportId },
    ...{ decodeCompared, parseManifest, root: PROVINCE, wait: async () => undefined },
  };
  const { places } = await readScorecards(deps, 'db-c', '2026-Q4', async () => undefined);
  const above = [PROVINCE, 'huyen-b', 'sc-s', 'db-c'];
  expect(places.map(({ path }) => path)).toEqual([
    above,
    ...['cb-1', 'cb-2', 'cb-3', 'sc-s'].map((id) => [...above, id]),
    [...above, 'sc-s', 'cb-s'],
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'circle-'));
  try {
    await saveInto(folder, deps, await publish(deps, '2026-Q4', 'db-c'));
    expect((await verifyExport(folder)).differences).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('places of several months make one tree, whatever moved', () => {
  const months = 4;
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const parents = fc.array(
    fc.tuple(...ids.map((_, i) => fc.record({ under: fc.nat({ max: i }), there: fc.boolean() }))),
    { minLength: months, maxLength: months },
  );
  fc.assert(
    fc.property(
      parents,
      fc.array(fc.shuffledSubarray(ids, { minLength: 5 }), { minLength: months }),
      (all, orders) => {
        const last = new Map<string, readonly string[]>([['top', ['top']]]);
        for (const [month, doings] of all.entries()) {
          const order = orders[month] ?? ids;
          const now = new Map<string, readonly string[]>([['top', ['top']]]);
          for (const [i, { under, there }] of doings.entries()) {
            const [id = 'a'] = order.slice(i);
            const above = now.get(['top', ...order][under] ?? 'top');
            if (there && above !== undefined) now.set(id, [...above, id]);
          }
          for (const [id, path] of now) last.set(id, path);
        }
        const pathOf = asOneTree(last, 'top');
        for (const [id, own] of last) {
          const path = pathOf(id);
          expect(path.at(-1)).toBe(id);
          expect(path.at(-2)).toBe(own.at(-2));
          expect(path.slice(0, -1)).toEqual(path.length === 1 ? [] : pathOf(path.at(-2) ?? ''));
        }
      },
    ),
  );
});
