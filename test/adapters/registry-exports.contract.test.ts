import { expect, it } from 'vitest';
import type { ExportState } from '../../shared/domain/exports/export.ts';
import { queueExport } from '../../shared/jobs/queue-export.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { aNote } from '../support/audited.ts';
import { exportState, orderBehind } from '../support/exports.ts';
import { periodState } from '../support/records.ts';
import { describeRegistries, type MakeRegistry } from '../support/registries.ts';

function describeExportRegistryContract(make: MakeRegistry): void {
  const ids = (page: { exports: readonly ExportState[] }) => page.exports.map(({ exportId }) => exportId);

  it('keeps an export through to its manifest', async () => {
    const { registry } = await make();
    const queued = exportState();
    const published = exportState({
      status: 'published',
      progress: 100,
      attempt: 2,
      revision: 2,
      manifest: {
        exportId: queued.exportId,
        organization: 'huyen',
        period: '2026-10',
        kind: 'interim',
        asOf: '2026-11-05T02:00:00.000Z',
        watermark: 1234,
        acceptedRevisions: 1190,
        criteriaSets: [{ id: 'binh-thuan', revision: 1 }],
        dataSha256: 'd'.repeat(64),
        files: [{ name: 'scorecards.csv', bytes: 10, sha256: 'a'.repeat(64), rows: 3 }],
        previous: null,
      },
    });
    expect(await registry.export(queued.exportId)).toBeNull();
    expect(await orderBehind(registry, queued)).toBe('stored');
    expect(await registry.export(queued.exportId)).toEqual(queued);
    expect(await registry.putExport(published)).toBe('stored');
    expect(await registry.export(queued.exportId)).toEqual(published);
  });

  it('lists newest first, page by page, of one period or of all', async () => {
    const { registry } = await make();
    const states = [
      ...['01', '02', '03', '04', '05'].map((id) => exportState({ id })),
      exportState({ period: '2026-09', id: '06' }),
      exportState({ period: '2026', id: '07' }),
      exportState({ organization: 'huyen-2', id: '08' }),
    ];
    for (const state of states) await orderBehind(registry, state);
    const october = { period: '2026-10', limit: 2 };
    const first = await registry.exportsOf('huyen', { ...october, after: null });
    expect(ids(first)).toEqual(['huyen_2026-10_05', 'huyen_2026-10_04']);
    expect(first.more).toBe(true);
    const second = await registry.exportsOf('huyen', { ...october, after: 'huyen_2026-10_04' });
    expect(ids(second)).toEqual(['huyen_2026-10_03', 'huyen_2026-10_02']);
    const last = await registry.exportsOf('huyen', { ...october, after: 'huyen_2026-10_02' });
    expect(ids(last)).toEqual(['huyen_2026-10_01']);
    expect(last.more).toBe(false);
    expect(ids(await registry.exportsOf('huyen', { period: '2026', limit: 9, after: null }))).toEqual([
      'huyen_2026_07',
    ]);
    const all = await registry.exportsOf('huyen', { period: null, limit: 7, after: null });
    expect(all.exports).toHaveLength(7);
    expect(all.more).toBe(false);
    expect(ids(await registry.exportsOf('huyen', { period: '2026-08', limit: 2, after: null }))).toEqual([]);
  });

  it('goes on from any position, whether an export stands there or not', async () => {
    const { registry } = await make();
    for (const id of ['01', '02', '03']) await orderBehind(registry, exportState({ id }));
    const from = async (after: string) =>
      ids(await registry.exportsOf('huyen', { period: '2026-10', limit: 9, after }));
    expect(await from('huyen_2026-10_02x')).toEqual(['huyen_2026-10_02', 'huyen_2026-10_01']);
    expect(await from('huyen_2026-11_01')).toEqual([
      'huyen_2026-10_03',
      'huyen_2026-10_02',
      'huyen_2026-10_01',
    ]);
    expect(await from('huyen_2026-09_01')).toEqual([]);
    expect(await from('a')).toEqual([]);
  });

  it('knows which exports are not finished', async () => {
    const { registry } = await make();
    const waiting = exportState({ organization: 'tinh', id: '01' });
    const running = exportState({ id: '02' });
    const done = exportState({ id: '03' });
    for (const state of [waiting, running, done]) await orderBehind(registry, state);
    await registry.putExport({ ...running, status: 'running', revision: 2 });
    await registry.putExport({ ...done, status: 'failed', revision: 2 });
    expect((await registry.pendingExports()).map(({ exportId, status }) => [exportId, status])).toEqual([
      ['huyen_2026-10_02', 'running'],
      ['tinh_2026-10_01', 'queued'],
    ]);
  });

  it('takes one order after the other: a second one that saw the same before it is lost', async () => {
    const { registry } = await make();
    const [first, second, third] = ['01', '02', '03'].map((id) => exportState({ id }));
    if (first === undefined || second === undefined || third === undefined) throw new TypeError('three');
    expect(await registry.lastOrdered(first)).toBeNull();
    expect(await registry.orderExport(first, null, aNote())).toBe('stored');
    expect(await registry.orderExport(second, null, aNote())).toBe('lost');
    expect(await registry.export(second.exportId)).toBeNull();
    expect(await registry.lastOrdered(second)).toEqual(first);
    expect(await registry.orderExport(second, third.exportId, aNote())).toBe('lost');
    expect(await registry.orderExport(second, first.exportId, aNote())).toBe('stored');
    expect(await registry.orderExport(third, first.exportId, aNote())).toBe('lost');
    await registry.putExport({ ...second, status: 'running', revision: 2 });
    expect(await registry.lastOrdered(first)).toMatchObject({ exportId: second.exportId, status: 'running' });
    expect(await registry.pendingExports()).toHaveLength(2);
  });

  it('tells orders apart by organization, period, kind and flavour', async () => {
    const { registry } = await make();
    await registry.orderExport(exportState(), null, aNote());
    for (const other of [
      exportState({ id: '02', csv: 'excel' }),
      exportState({ id: '03', kind: 'final' }),
      exportState({ id: '04', period: '2026' }),
      exportState({ id: '05', organization: 'huyen-2' }),
    ]) {
      expect(await registry.lastOrdered(other)).toBeNull();
      expect(await registry.orderExport(other, null, aNote())).toBe('stored');
    }
    expect(await registry.lastOrdered(exportState())).toEqual(exportState());
  });

  it('gives orders at the same time one winner, whom the others find', async () => {
    const { registry } = await make();
    await registry.putPeriod(periodState(), aNote());
    const deps = { registry, now: () => '2026-11-05T02:00:00.000Z', newExportId };
    const wanted = { organization: 'huyen', period: '2026-10', by: 'subject-1', path: ['huyen'] };
    const found = await Promise.all(Array.from({ length: 6 }, () => queueExport(deps, wanted)));
    expect(new Set(found.map((state) => state?.exportId)).size).toBe(1);
    expect(ids(await registry.exportsOf('huyen', { period: null, limit: 9, after: null }))).toHaveLength(1);
    expect(await registry.pendingExports()).toHaveLength(1);
  });

  it('changes nothing with a write that lost', async () => {
    const { registry } = await make();
    await orderBehind(registry, exportState());
    expect(await orderBehind(registry, exportState())).toBe('lost');
    expect(await registry.putExport(exportState())).toBe('lost');
    await registry.putExport(exportState({ status: 'running', revision: 2 }));
    expect(await registry.putExport(exportState({ status: 'failed', revision: 2 }))).toBe('lost');
    expect(await registry.pendingExports()).toEqual([exportState({ status: 'running', revision: 2 })]);
  });
}

describeRegistries('a registry of exports', describeExportRegistryContract);
