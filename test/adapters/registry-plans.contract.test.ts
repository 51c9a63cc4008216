import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import type { Grant } from '../../shared/domain/roster/access.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import { aNote } from '../support/audited.ts';
import { createTable } from '../support/dynamodb-local.ts';
import { periodState, planRow } from '../support/records.ts';
import { describeRegistries, type MakeRegistry } from '../support/registries.ts';

const grant: Grant = { organization: 'huyen', role: 'officer', from: '2026-01-01', until: null };

function describePlanRegistryContract(make: MakeRegistry): void {
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
        duties: [{ id: 'pc-1', by: 'huyen', office: 'van-phong', every: 'quarter' }],
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
    expect((await registry.planRowsFrom('to-1', '2026-10')).map(({ month }) => month)).toEqual([
      '2026-10',
      '2026-12',
      '2027-01',
    ]);
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

  it('makes a plan row once, while its month is open, and tells of it', async () => {
    const { registry, changes } = await make();
    const create = () => registry.createPlanRow(planRow());
    expect(await create()).toBe('lost');
    const inStatus = async (status: PeriodState['status'], revision: number) => {
      await registry.putPeriod(periodState({ status, revision }), aNote());
      return create();
    };
    expect(await inStatus('opening', 1)).toBe('lost');
    expect(await registry.planRow('to-1', '2026-10')).toBeNull();
    expect(await inStatus('open', 2)).toBe('stored');
    expect(await create()).toBe('lost');
    expect(await registry.planRow('to-1', '2026-10')).toEqual(planRow());
    expect((await changes()).filter(({ type }) => type === 'plan-row')).toEqual([
      { type: 'plan-row', organization: 'to-1', month: '2026-10' },
    ]);
    const later = { ...planRow(), organization: 'to-2' };
    for (const [i, status] of (['closing', 'closed'] as const).entries()) {
      await registry.putPeriod(periodState({ status, revision: 3 + i }), aNote());
      expect(await registry.createPlanRow(later)).toBe('lost');
    }
    expect(await registry.planRow('to-2', '2026-10')).toBeNull();
  });

  it('lets one of many win a version of a plan row', async () => {
    const { registry } = await make();
    const rows = Array.from({ length: 16 }, (_, i) => planRow({ name: `Chi bộ ${i}` }));
    const outcomes = await Promise.all(rows.map((row) => registry.putPlanRow(row)));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(await registry.planRow('to-1', '2026-10')).toEqual(rows[outcomes.indexOf('stored')]);
  });
}

function describePeriodAndGrantRegistryContract(make: MakeRegistry): void {
  it('keeps the state of each period, by revision', async () => {
    const { registry, changes } = await make();
    const closed = periodState({
      month: '2026-09',
      status: 'closed',
      closingAt: '2026-10-12T00:00:00.000Z',
      closedAt: '2026-10-12T00:01:00.000Z',
      settled: true,
      settledAt: '2026-10-12T00:02:00.000Z',
      reopenings: [
        {
          organization: 'to-1',
          until: '2026-10-20T17:00:00.000Z',
          reopenedAt: '2026-10-13T02:00:00.000Z',
        },
      ],
      finalExport: 'tinh_2026-09_01',
    });
    expect(await registry.putPeriod(periodState(), aNote())).toBe('stored');
    expect(await registry.putPeriod(closed, aNote())).toBe('stored');
    expect(await registry.putPeriod(periodState({ status: 'closing' }), aNote())).toBe('lost');
    expect(await registry.putPeriod(periodState({ status: 'closing', revision: 3 }), aNote())).toBe('lost');
    const closing = periodState({ status: 'closing', revision: 2 });
    expect(await registry.putPeriod(closing, aNote())).toBe('stored');
    expect(await registry.periods()).toEqual([closed, closing]);
    expect(await registry.period('2026-10')).toEqual(closing);
    expect(await registry.period('2026-11')).toBeNull();
    expect(await changes()).toEqual(
      Array(3)
        .fill([{ type: 'period' }, { type: 'audit' }])
        .flat(),
    );
  });

  it('writes down a reopening with the period that notes it and the plan row that lets write, or nothing', async () => {
    const { registry, changes } = await make();
    const reopening = {
      month: '2026-09',
      organization: 'to-1',
      until: '2026-10-20T17:00:00.000Z',
      reason: 'Biên bản lập chậm do bão',
      reopenedAt: '2026-10-15T02:00:00.000Z',
      reopenedBy: 'subject-1',
    };
    const closed = periodState({ month: '2026-09', status: 'closed' });
    const row = planRow({ organization: 'to-1', month: '2026-09', reopenedUntil: reopening.until });
    const reopened = { state: closed, row, reopening };
    for (const part of [{ state: { ...closed, revision: 2 } }, { row: { ...row, version: 2 } }])
      expect(await registry.putReopened({ ...reopened, ...part }, aNote())).toBe('lost');
    expect(await changes()).toEqual([]);
    expect(await registry.putReopened(reopened, aNote())).toBe('stored');
    expect(await registry.period('2026-09')).toEqual(closed);
    expect(await registry.planRow('to-1', '2026-09')).toEqual(row);
    const types = ['audit', 'period', 'plan-row', 'reopening'];
    expect((await changes()).map(({ type }) => type).sort()).toEqual(types);
  });

  it('keeps the grants of each subject, by revision', async () => {
    const { registry } = await make();
    const subject = 'chi/bo#1 @so-tay';
    expect(await registry.grants(subject)).toEqual({ subject, grants: [], revision: 0 });
    const ended = { ...grant, role: 'registrar', until: '2026-12-31' } as const;
    const first = { subject, grants: [grant, ended], revision: 1 };
    expect(await registry.putGrants({ ...first, revision: 2 }, aNote())).toBe('lost');
    expect(await registry.putGrants(first, aNote())).toBe('stored');
    expect(await registry.putGrants({ ...first, grants: [] }, aNote())).toBe('lost');
    expect(await registry.grants(subject)).toEqual(first);
    expect(await registry.putGrants({ subject, grants: [], revision: 2 }, aNote())).toBe('stored');
    expect(await registry.grants(subject)).toEqual({ subject, grants: [], revision: 2 });
    expect(await registry.grants('chi/bo')).toMatchObject({ revision: 0 });
  });

  it('knows who was ever named on an organization, page by page, and nobody who never was', async () => {
    const { registry } = await make();
    const on = (organization: string) => ({ ...grant, organization });
    const put = (subject: string, grants: readonly Grant[], revision: number) =>
      registry.putGrants({ subject, grants, revision }, aNote());
    expect(await registry.namedOn('xa-1', { after: null, limit: 10 })).toEqual([]);
    for (const subject of ['b', 'a+b', 'a', 'a-b', 'B']) await put(subject, [on('xa-1'), on('xa-10')], 1);
    await put('c', [on('xa-10')], 1);
    await put('a', [on('xa-2')], 2);
    const all = ['B', 'a', 'a+b', 'a-b', 'b'];
    expect(await registry.namedOn('xa-1', { after: null, limit: 10 })).toEqual(all);
    for (const [i, after] of all.entries())
      expect(await registry.namedOn('xa-1', { after, limit: 2 })).toEqual(all.slice(i + 1, i + 3));
    expect(await registry.namedOn('xa-10', { after: 'b', limit: 2 })).toEqual(['c']);
    expect(await registry.grantsOf(['c', 'nobody', 'a'])).toEqual([
      { subject: 'a', grants: [on('xa-2')], revision: 2 },
      { subject: 'c', grants: [on('xa-10')], revision: 1 },
    ]);
  });

  it('names nobody less when a write is lost', async () => {
    const { registry } = await make();
    const asked = { subject: 'a', grants: [{ ...grant, organization: 'xa-1' }], revision: 2 };
    expect(await registry.putGrants(asked, aNote())).toBe('lost');
    expect(await registry.grantsOf(await registry.namedOn('xa-1', { after: null, limit: 10 }))).toEqual([]);
  });

  it('knows the grants of whoever is or was an officer, and of nobody else', async () => {
    const { registry } = await make();
    expect(await registry.officers()).toEqual([]);
    const analyst = { ...grant, role: 'analyst' } as const;
    const put = (subject: string, grants: readonly Grant[], revision: number) =>
      registry.putGrants({ subject, grants, revision }, aNote());
    expect(await put('b', [analyst, grant], 1)).toBe('stored');
    expect(await put('a#1', [grant], 1)).toBe('stored');
    expect(await put('c', [{ ...grant, role: 'registrar' }], 1)).toBe('stored');
    expect(await put('d', [grant], 2), 'lost, with the mark').toBe('lost');
    expect(await put('a#1', [], 2)).toBe('stored');
    expect(await registry.officers()).toEqual([
      { subject: 'a#1', grants: [], revision: 2 },
      { subject: 'b', grants: [analyst, grant], revision: 1 },
    ]);
  });
}

function describeAccessRegistryContract(make: MakeRegistry): void {
  it('reads grants, plan row and period together', async () => {
    const { registry } = await make();
    const asked = { subject: 'a', plans: [{ organization: 'to-1', month: '2026-10' }] };
    expect(await registry.access(asked)).toEqual({ grants: [], plans: [], periods: [] });
    await registry.putGrants({ subject: 'a', grants: [grant], revision: 1 }, aNote());
    await registry.putPlanRow(planRow());
    await registry.putPeriod(periodState(), aNote());
    expect(await registry.access(asked)).toEqual({
      grants: [grant],
      plans: [planRow()],
      periods: [periodState()],
    });
    const others = { subject: 'b', plans: [{ organization: 'to-1', month: '2026-11' }] };
    expect(await registry.access(others)).toEqual({ grants: [], plans: [], periods: [] });
  });

  it('reads many plan rows with their periods, beyond one request, each once', async () => {
    const { registry } = await make();
    const months = ['2026-08', '2026-09', '2026-10'];
    const rows = Array.from({ length: 98 }, (_, i) =>
      planRow({ organization: `to-${i}`, month: months[i % 3] ?? '2026-10' }),
    );
    const stored = rows.filter((_, i) => i % 5 !== 0);
    await Promise.all(stored.map((row) => registry.putPlanRow(row)));
    for (const month of months) await registry.putPeriod(periodState({ month }), aNote());
    await registry.putGrants({ subject: 'a', grants: [grant], revision: 1 }, aNote());
    const plans = [...rows, ...rows.slice(0, 10)];
    const found = await registry.access({ subject: 'a', plans });
    expect(found.grants).toEqual([grant]);
    expect(found.plans).toEqual(stored);
    expect(found.periods.map(({ month }) => month)).toEqual(months);
    expect(await registry.access({ subject: 'b', plans: [] })).toEqual({
      grants: [],
      plans: [],
      periods: [],
    });
  });
}

describeRegistries('a registry of plan rows', describePlanRegistryContract);
describeRegistries('a registry of periods and grants', describePeriodAndGrantRegistryContract);
describeRegistries('a registry asked for access', describeAccessRegistryContract);

it('knows of no reopenings where a period was stored before there were any', async () => {
  const table = await createTable('registry');
  const { reopenings: _, ...older } = periodState();
  const Item = { pk: 'PERIODS', sk: older.month, type: 'period', ...older };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
  expect(await dynamoRegistry(table).period(older.month)).toEqual(periodState());
});
