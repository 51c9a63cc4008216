import { expect, it } from 'vitest';
import type { ExportState } from '../../shared/domain/export.ts';
import { aNote } from '../support/audited.ts';
import { exportState } from '../support/exports.ts';
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
        files: [{ name: 'scorecards.csv', bytes: 10, sha256: 'a'.repeat(64), rows: 3 }],
        previous: null,
      },
    });
    expect(await registry.export(queued.exportId)).toBeNull();
    expect(await registry.orderExport(queued, aNote())).toBe('stored');
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
    for (const state of states) await registry.orderExport(state, aNote());
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
    for (const id of ['01', '02', '03']) await registry.orderExport(exportState({ id }), aNote());
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
    for (const state of [waiting, running, done]) await registry.orderExport(state, aNote());
    await registry.putExport({ ...running, status: 'running', revision: 2 });
    await registry.putExport({ ...done, status: 'failed', revision: 2 });
    expect((await registry.pendingExports()).map(({ exportId, status }) => [exportId, status])).toEqual([
      ['huyen_2026-10_02', 'running'],
      ['tinh_2026-10_01', 'queued'],
    ]);
  });

  it('changes nothing with a write that lost', async () => {
    const { registry } = await make();
    await registry.orderExport(exportState(), aNote());
    expect(await registry.orderExport(exportState(), aNote())).toBe('lost');
    expect(await registry.putExport(exportState())).toBe('lost');
    await registry.putExport(exportState({ status: 'running', revision: 2 }));
    expect(await registry.putExport(exportState({ status: 'failed', revision: 2 }))).toBe('lost');
    expect(await registry.pendingExports()).toEqual([exportState({ status: 'running', revision: 2 })]);
  });
}

describeRegistries('a registry of exports', describeExportRegistryContract);
