import { describe, expect, it } from 'vitest';
import { registryChange } from '../../shared/adapters/dynamodb/changes.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import type { Grant } from '../../shared/domain/access.ts';
import type { ExportState } from '../../shared/domain/export.ts';
import type { RegistryChange } from '../../shared/ports/changes.ts';
import type { Registry } from '../../shared/ports/registry.ts';
import { createTable, streamChanges } from '../support/dynamodb-local.ts';
import { exportState } from '../support/exports.ts';
import { organizationVersion, periodState, planRow } from '../support/records.ts';

type Made = { readonly registry: Registry; readonly changes: () => Promise<RegistryChange[]> };

const grant: Grant = { organization: 'huyen', role: 'officer', from: '2026-01-01', until: null };

function describeOrganizations(make: () => Promise<Made>): void {
  it('gives an organization with all its versions and children, ascending', async () => {
    const { registry } = await make();
    const parent = organizationVersion({
      organization: 'dang-uy-1',
      kind: 'base-committee',
      parent: 'huyen',
    });
    const renamed = { ...parent, from: '2026-07', name: 'Đảng bộ xã mới' };
    await registry.putVersion(renamed);
    await registry.putVersion(parent);
    for (const organization of ['to-2', 'to-1', 'to-10'])
      await registry.putVersion(organizationVersion({ organization }));
    expect(await registry.organization('dang-uy-1')).toEqual({
      organization: 'dang-uy-1',
      versions: [parent, renamed],
      children: ['to-1', 'to-10', 'to-2'],
    });
    const codes = [{ system: 'so-tay', code: 'HD-001' }];
    const full = organizationVersion({
      organization: 'to-3',
      codes,
      predecessors: ['to-1', 'to-2'],
      closed: true,
    });
    await registry.putVersion(full);
    expect((await registry.organization('to-3'))?.versions).toEqual([full]);
  });

  it('knows nothing of an organization that was only named as a parent', async () => {
    const { registry } = await make();
    await registry.putVersion(organizationVersion());
    expect(await registry.organization('dang-uy-1')).toBeNull();
    expect(await registry.organization('to')).toBeNull();
  });

  it('keeps a child under every parent it ever had', async () => {
    const { registry } = await make();
    for (const id of ['dang-uy-1', 'dang-uy-2'])
      await registry.putVersion(
        organizationVersion({ organization: id, kind: 'base-committee', parent: null }),
      );
    await registry.putVersion(organizationVersion());
    await registry.putVersion(organizationVersion({ from: '2026-07', parent: 'dang-uy-2' }));
    await registry.putVersion(organizationVersion({ parent: 'dang-uy-2', revision: 2 }));
    expect((await registry.organization('dang-uy-1'))?.children).toEqual(['to-1']);
    expect((await registry.organization('dang-uy-2'))?.children).toEqual(['to-1']);
  });

  it('writes a version over the revision before it alone', async () => {
    const { registry } = await make();
    const put = (revision: number) =>
      registry.putVersion(organizationVersion({ revision, name: `Chi bộ ${revision}` }));
    expect(await put(2)).toBe('lost');
    expect(await put(1)).toBe('stored');
    expect(await put(1)).toBe('lost');
    expect(await put(3)).toBe('lost');
    expect(await put(2)).toBe('stored');
    expect((await registry.organization('to-1'))?.versions).toEqual([
      organizationVersion({ revision: 2, name: 'Chi bộ 2' }),
    ]);
  });

  it('writes no edge with a version that lost', async () => {
    const { registry, changes } = await make();
    const committee = { organization: 'dang-uy-2', kind: 'base-committee', parent: null } as const;
    await registry.putVersion(organizationVersion(committee));
    await registry.putVersion(organizationVersion());
    const before = (await changes()).length;
    expect(await registry.putVersion(organizationVersion({ parent: 'dang-uy-2' }))).toBe('lost');
    expect((await registry.organization('dang-uy-2'))?.children).toEqual([]);
    expect(await changes()).toHaveLength(before);
  });

  it('lets one of many win a version', async () => {
    const { registry } = await make();
    const versions = Array.from({ length: 12 }, (_, i) => organizationVersion({ name: `Chi bộ ${i}` }));
    const outcomes = await Promise.all(versions.map((version) => registry.putVersion(version)));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect((await registry.organization('to-1'))?.versions).toEqual([versions[outcomes.indexOf('stored')]]);
  });

  it('tells of a version, and of an edge once', async () => {
    const { registry, changes } = await make();
    await registry.putVersion(organizationVersion());
    await registry.putVersion(organizationVersion({ from: '2026-07' }));
    const version = { type: 'organization-version', organization: 'to-1' } as const;
    expect(await changes()).toEqual([
      { ...version, from: '2026-01' },
      { type: 'organization-edge' },
      { ...version, from: '2026-07' },
    ]);
  });
}

function describePlanRows(make: () => Promise<Made>): void {
  it('gives back a plan row, whatever it says', async () => {
    const { registry } = await make();
    const rows = [
      planRow(),
      planRow({
        month: '2026-12',
        parent: null,
        formerParents: ['dang-uy-1', 'dang-uy-2'],
        dayRule: { week: 2, weekday: 2 },
        programmes: ['sa-pa-47'],
        reopenedUntil: '2026-11-20T17:00:00.000Z',
        duePassed: true,
      }),
    ];
    for (const row of rows) expect(await registry.putPlanRow(row)).toBe('stored');
    expect(await registry.planRow('to-1', '2026-12')).toEqual(rows[1]);
    expect(await registry.planRow('to-1', '2026-11')).toBeNull();
    expect(await registry.planRowsOfYear('to-1', '2026')).toEqual(rows);
  });

  it('lists the months of one organization and year', async () => {
    const { registry } = await make();
    const months = ['2026-01', '2026-02', '2026-10', '2026-12'];
    for (const month of [...months].reverse()) await registry.putPlanRow(planRow({ month }));
    for (const other of [
      planRow({ organization: 'to-10' }),
      planRow({ month: '2025-12' }),
      planRow({ month: '2027-01' }),
    ])
      await registry.putPlanRow(other);
    expect((await registry.planRowsOfYear('to-1', '2026')).map(({ month }) => month)).toEqual(months);
  });

  it('writes a plan row over the version before it alone, and tells of those that went in', async () => {
    const { registry, changes } = await make();
    const put = (version: number) => registry.putPlanRow(planRow({ version, duePassed: version > 1 }));
    expect(await put(2)).toBe('lost');
    expect(await put(1)).toBe('stored');
    expect(await put(1)).toBe('lost');
    expect(await put(3)).toBe('lost');
    expect(await put(2)).toBe('stored');
    expect(await registry.planRow('to-1', '2026-10')).toEqual(planRow({ version: 2, duePassed: true }));
    const change = { type: 'plan-row', organization: 'to-1', month: '2026-10' } as const;
    expect(await changes()).toEqual([change, change]);
  });

  it('lets one of many win a version of a plan row', async () => {
    const { registry } = await make();
    const rows = Array.from({ length: 16 }, (_, i) => planRow({ name: `Chi bộ ${i}` }));
    const outcomes = await Promise.all(rows.map((row) => registry.putPlanRow(row)));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(await registry.planRow('to-1', '2026-10')).toEqual(rows[outcomes.indexOf('stored')]);
  });
}

function describePeriodsAndGrants(make: () => Promise<Made>): void {
  it('keeps the state of each period, by revision', async () => {
    const { registry, changes } = await make();
    const closed = periodState({
      month: '2026-09',
      status: 'closed',
      closingAt: '2026-10-12T00:00:00.000Z',
      closedAt: '2026-10-12T00:01:00.000Z',
      settled: true,
      finalExport: 'tinh_2026-09_01',
    });
    expect(await registry.putPeriod(periodState())).toBe('stored');
    expect(await registry.putPeriod(closed)).toBe('stored');
    expect(await registry.putPeriod(periodState({ status: 'closing' }))).toBe('lost');
    expect(await registry.putPeriod(periodState({ status: 'closing', revision: 3 }))).toBe('lost');
    const closing = periodState({ status: 'closing', revision: 2 });
    expect(await registry.putPeriod(closing)).toBe('stored');
    expect(await registry.periods()).toEqual([closed, closing]);
    expect(await registry.period('2026-10')).toEqual(closing);
    expect(await registry.period('2026-11')).toBeNull();
    expect(await changes()).toEqual(Array(3).fill({ type: 'period' }));
  });

  it('keeps the grants of each subject, by revision', async () => {
    const { registry } = await make();
    const subject = 'chi/bo#1 @so-tay';
    expect(await registry.grants(subject)).toEqual({ subject, grants: [], revision: 0 });
    const ended = { ...grant, role: 'registrar', until: '2026-12-31' } as const;
    const first = { subject, grants: [grant, ended], revision: 1 };
    expect(await registry.putGrants({ ...first, revision: 2 })).toBe('lost');
    expect(await registry.putGrants(first)).toBe('stored');
    expect(await registry.putGrants({ ...first, grants: [] })).toBe('lost');
    expect(await registry.grants(subject)).toEqual(first);
    expect(await registry.putGrants({ subject, grants: [], revision: 2 })).toBe('stored');
    expect(await registry.grants(subject)).toEqual({ subject, grants: [], revision: 2 });
    expect(await registry.grants('chi/bo')).toMatchObject({ revision: 0 });
  });
}

function describeAccess(make: () => Promise<Made>): void {
  it('reads grants, plan row and period together', async () => {
    const { registry } = await make();
    const asked = { subject: 'a', organization: 'to-1', month: '2026-10' };
    expect(await registry.access(asked)).toEqual({ grants: [], plan: null, period: null });
    await registry.putGrants({ subject: 'a', grants: [grant], revision: 1 });
    await registry.putPlanRow(planRow());
    await registry.putPeriod(periodState());
    expect(await registry.access(asked)).toEqual({ grants: [grant], plan: planRow(), period: periodState() });
    expect(await registry.access({ ...asked, subject: 'b', month: '2026-11' })).toEqual({
      grants: [],
      plan: null,
      period: null,
    });
  });

  it('reads many plan rows with their periods, beyond one request, each once', async () => {
    const { registry } = await make();
    const months = ['2026-08', '2026-09', '2026-10'];
    const rows = Array.from({ length: 98 }, (_, i) =>
      planRow({ organization: `to-${i}`, month: months[i % 3] ?? '2026-10' }),
    );
    const stored = rows.filter((_, i) => i % 5 !== 0);
    await Promise.all(stored.map((row) => registry.putPlanRow(row)));
    for (const month of months) await registry.putPeriod(periodState({ month }));
    await registry.putGrants({ subject: 'a', grants: [grant], revision: 1 });
    const plans = [...rows, ...rows.slice(0, 10)];
    const found = await registry.accessMany({ subject: 'a', plans });
    expect(found.grants).toEqual([grant]);
    expect(found.plans).toEqual(stored);
    expect(found.periods.map(({ month }) => month)).toEqual(months);
    expect(await registry.accessMany({ subject: 'b', plans: [] })).toEqual({
      grants: [],
      plans: [],
      periods: [],
    });
  });
}

function describeExports(make: () => Promise<Made>): void {
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
    expect(await registry.putExport(queued)).toBe('stored');
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
    for (const state of states) await registry.putExport(state);
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

  it('knows which exports are not finished', async () => {
    const { registry } = await make();
    const waiting = exportState({ organization: 'tinh', id: '01' });
    const running = exportState({ id: '02' });
    const done = exportState({ id: '03' });
    for (const state of [waiting, running, done]) await registry.putExport(state);
    await registry.putExport({ ...running, status: 'running', revision: 2 });
    await registry.putExport({ ...done, status: 'failed', revision: 2 });
    expect((await registry.pendingExports()).map(({ exportId, status }) => [exportId, status])).toEqual([
      ['huyen_2026-10_02', 'running'],
      ['tinh_2026-10_01', 'queued'],
    ]);
  });

  it('changes nothing with a write that lost', async () => {
    const { registry } = await make();
    await registry.putExport(exportState());
    await registry.putExport(exportState({ status: 'running', revision: 2 }));
    expect(await registry.putExport(exportState({ status: 'failed', revision: 2 }))).toBe('lost');
    expect(await registry.pendingExports()).toEqual([exportState({ status: 'running', revision: 2 })]);
  });
}

function describeRegistryContract(name: string, make: () => Promise<Made>): void {
  describe(`a registry (${name})`, () => {
    describe('of organizations', () => describeOrganizations(make));
    describe('of plan rows', () => describePlanRows(make));
    describe('of periods and grants', () => describePeriodsAndGrants(make));
    describe('asked for access', () => describeAccess(make));
    describe('of exports', () => describeExports(make));
  });
}

describeRegistryContract('memory', async () => {
  const told: RegistryChange[] = [];
  const registry = memoryRegistry({ pageSize: 2, onChange: (change) => told.push(change) });
  return { registry, changes: async () => told };
});

describeRegistryContract('DynamoDB', async () => {
  const table = await createTable('registry');
  return { registry: dynamoRegistry(table), changes: () => streamChanges(table, registryChange) };
});
