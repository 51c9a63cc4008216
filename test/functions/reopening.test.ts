/** A closed month opened again for one cell: until then, for it alone, and then closed as before. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createPeriods } from '../../functions/keep-periods/handler.ts';
import { createHandler as createAttention } from '../../functions/read-attention/handler.ts';
import { createHandler as createInspections } from '../../functions/record-inspection/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import type { AttentionItem } from '../../shared/domain/attention/attention.ts';
import { fromArray } from '../../shared/domain/criteria/measures.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import {
  ADVANCE_STEPS,
  type AdvanceDeps,
  advancePeriod,
  advancePeriods,
} from '../../shared/jobs/advance-period.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { queueExport } from '../../shared/jobs/queue-export.ts';
import { SETTLING_STEPS } from '../../shared/jobs/settle-month.ts';
import { SWEEP_STEPS, type SweepSteps } from '../../shared/jobs/sweep.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { advanceDeps } from '../support/advancing.ts';
import { type ApiWorld, apiWorld, call, MONTH, PROVINCE, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { meetingRecord } from '../support/records.ts';

const UNTIL = '2026-11-20';
const BEFORE_END = '2026-11-20T16:59:59.999Z';
const END = '2026-11-20T17:00:00.000Z';
const RECORD = recordToWire(meetingRecord());

let world: ApiWorld;
let officer: string;
let client: string;
let deps: AdvanceDeps;

beforeEach(async () => {
  world = await apiWorld();
  officer = await world.grant('officer', 'db-c');
  client = await world.grant('client', PROVINCE);
  deps = advanceDeps(world);
});

const advance = (parts: Partial<AdvanceDeps> = {}) => advancePeriods({ ...deps, ...parts });
const periods = () => createPeriods({ ...world, wait: async () => {} });
const reopen = (organization: string, parts: Record<string, unknown> = {}, subject = officer) =>
  call(periods(), 'POST', `/periods/${MONTH}/reopenings`, {
    subject,
    body: { organization, until: UNTIL, reason: 'Biên bản lập chậm do bão', ...parts },
  });
const record = (organization: string, body: unknown = RECORD) =>
  call(createRecorder(world), 'PUT', `/organizations/${organization}/periods/${MONTH}/meetings/regular`, {
    subject: client,
    body,
  });

async function closeMonth() {
  world.set('2026-11-12T02:00:00.000Z');
  await advance();
  await world.period({ status: 'closing' });
  await advance();
  expect(await world.registry.period(MONTH)).toMatchObject({ status: 'closed', settled: true });
}
const rowOf = async (parent: string, organization: string) =>
  (await world.scorecards.rows([{ parent, month: MONTH, organization }]))[0];

describe('reopening', () => {
  it('lets the one organization write until the day is over, late', async () => {
    await closeMonth();
    expect((await record('cb-1')).body.code).toBe('PERIOD_CLOSED');
    expect(await reopen('cb-1')).toMatchObject({
      status: 200,
      body: { period: MONTH, organization: 'cb-1', reopenedUntil: END },
    });
    world.set(BEFORE_END);
    expect(await record('cb-1')).toMatchObject({ status: 201, body: { onTime: false } });
    expect((await record('cs-d')).body.code).toBe('PERIOD_CLOSED');
    world.set(END);
    const amended = { ...RECORD, minutesComplete: false, reason: 'Sửa' };
    const late = await call(
      createRecorder(world),
      'PUT',
      `/organizations/cb-1/periods/${MONTH}/meetings/regular`,
      { subject: client, body: amended, headers: { 'if-match': '"1"' } },
    );
    expect(late).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
  });

  it('is written down with reason and author, once however often it is sent', async () => {
    await closeMonth();
    await reopen('cb-1');
    await reopen('cb-1');
    expect(world.registry.allReopenings()).toEqual([
      {
        month: MONTH,
        organization: 'cb-1',
        until: END,
        reason: 'Biên bản lập chậm do bão',
        reopenedAt: world.now(),
        reopenedBy: officer,
      },
    ]);
    expect((await world.registry.period(MONTH))?.reopenings).toEqual([
      { organization: 'cb-1', until: END, reopenedAt: world.now() },
    ]);
    const { version = 0 } = (await world.registry.planRow('cb-1', MONTH)) ?? {};
    expect((await reopen('cb-1', { until: '2026-11-15' })).body.reopenedUntil).toBe(
      '2026-11-15T17:00:00.000Z',
    );
    expect(await world.registry.planRow('cb-1', MONTH)).toMatchObject({
      reopenedUntil: '2026-11-15T17:00:00.000Z',
      version: version + 1,
    });
  });

  /** Until when the period says that the cell may write, and until when its plan row lets it. */
  const ends = async () => {
    const [period, row] = [await world.registry.period(MONTH), await world.registry.planRow('cb-1', MONTH)];
    return [period?.reopenings.map(({ until }) => until), row?.reopenedUntil];
  };
  const LATER = '2026-11-25T17:00:00.000Z';

  it('cut off has opened nothing, and shortened nothing', async () => {
    await closeMonth();
    const { registry } = world;
    const cut = { ...registry, putReopened: () => Promise.reject(new Error('cut off')) };
    const cutOff = async (parts = {}) => {
      world = { ...world, registry: cut };
      expect((await reopen('cb-1', parts)).status).toBe(500);
      world = { ...world, registry };
    };
    await cutOff();
    expect((await record('cb-1')).body.code).toBe('PERIOD_CLOSED');
    expect((await reopen('cb-1', { until: '2026-11-25' })).status).toBe(200);
    await cutOff({ until: UNTIL });
    expect(await ends()).toEqual([[LATER], LATER]);
  });

  it('ordered twice at once, to different days, ends on one day for the period and for the cell', async () => {
    await closeMonth();
    const { registry } = world;
    let stalled = false;
    const overtaken: typeof registry.putReopened = async (...asked) => {
      if (!stalled) {
        stalled = true;
        expect((await reopen('cb-1')).status).toBe(200);
        world.set('2026-11-12T02:05:00.000Z');
      }
      return registry.putReopened(...asked);
    };
    world = { ...world, registry: { ...registry, putReopened: overtaken } };
    expect((await reopen('cb-1', { until: '2026-11-25' })).status).toBe(200);
    expect(await ends()).toEqual([[LATER], LATER]);
    expect(world.registry.allReopenings()).toHaveLength(2);
  });
});

describe('an organization founded after a closed month', () => {
  it('is told that opening the month again would not help, by the record and by the reopening', async () => {
    await closeMonth();
    await enterVersion(world.registry, { ...version('moi', 'cell', 'db-c', 'monthly'), from: '2026-11' });
    const told = {
      status: 409,
      body: { code: 'PERIOD_CLOSED', detail: expect.stringContaining('mở lại kỳ cũng không nhận') },
    };
    expect(await record('moi')).toMatchObject(told);
    expect(await reopen('moi')).toMatchObject(told);
    expect(world.registry.allReopenings()).toEqual([]);
    const elsewhere = await world.grant('officer', 'db-g');
    expect(await reopen('moi', {}, elsewhere)).toEqual(await reopen('khong-co', {}, elsewhere));
    expect((await reopen('moi', {}, elsewhere)).status).toBe(404);
  });
});

describe('an organization that is closed after its last month', () => {
  const REMEDY = { remediedOn: '2026-11-10', verifiedBy: 'huyen-b' };
  const INSPECTION = {
    ...{ office: 'ban-to-chuc', duty: null, meeting: null, plan: null, scores: null },
    findings: [{ n: 1, severity: 'minor', text: 'Biên bản ghi chưa đủ', remedyDue: '2026-10-31' }],
    ...{ proposals: 0, conclusion: 'noted' },
  };
  const GONE = { from: '2026-11', closed: true };
  let inspector: string;
  beforeEach(async () => {
    inspector = await world.grant('officer', 'huyen-b');
  });
  const put = (organization: string, below: string, body: object) =>
    call(
      createInspections(world),
      'PUT',
      `/organizations/${organization}/periods/${MONTH}/inspections/2026-10-20-inspection-huyen-b${below}`,
      { subject: inspector, body },
    );
  const inspect = (organization = 'cs-d') => put(organization, '', INSPECTION);
  const putRemedy = (organization = 'cs-d') => put(organization, '/findings/1/remedy', REMEDY);
  const closes = (...line: Parameters<typeof version>) =>
    enterVersion(world.registry, { ...version(...line), ...GONE });
  const openIn = async (month: string) => {
    const [row] = await world.scorecards.rows([{ parent: 'huyen-b', month, organization: 'cs-d' }]);
    return row === undefined || row.tombstone ? null : fromArray(row.measures).findingsOpen;
  };
  const toldOf = async (month: string) => {
    const url = `/organizations/cs-d/attention?period=${month}`;
    const { body } = await call(createAttention(world), 'GET', url, { subject: inspector });
    return body.items.map(({ code }: AttentionItem) => code);
  };

  it('is no month that has yet to open: its remedies wait for its last month to be opened again, and count there', async () => {
    expect((await inspect()).status).toBe(201);
    await closes('cs-d', 'base-cell', 'huyen-b', 'monthly');
    await world.open('2026-11');
    await closeMonth();
    expect(await putRemedy()).toMatchObject({
      status: 409,
      body: {
        code: 'PERIOD_CLOSED',
        detail: expect.stringMatching(/giải thể.*12\/11\/2026.*mở lại kỳ 2026-10 cho tổ chức này/),
      },
    });
    expect(await openIn(MONTH)).toBe(1);
    expect((await reopen('cs-d', {}, inspector)).status).toBe(200);
    expect(await putRemedy()).toMatchObject({ status: 201, body: { period: MONTH } });
    expect(await openIn(MONTH)).toBe(1);
    world.set(END);
    expect(await advance()).toBe(1);
    expect(await openIn(MONTH)).toBe(0);
    expect(await putRemedy()).toMatchObject({ status: 200, body: { revision: 1 } });
  });

  it('is asked for remedies by the list of its last month alone', async () => {
    await inspect();
    await world.open('2026-11');
    await world.fold(MONTH, '2026-11');
    world.set('2026-11-12T02:00:00.000Z');
    expect(await toldOf('2026-11')).toContain('remedies-overdue');
    await closes('cs-d', 'base-cell', 'huyen-b', 'monthly');
    await planOpenMonths(world.planning, 'cs-d', '2026-11');
    await world.fold(MONTH, '2026-11');
    expect(await toldOf('2026-11')).toEqual([]);
    expect(await toldOf(MONTH)).toContain('remedies-overdue');
    // November had its row already, and takes the remedy as long as it is open.
    await closeMonth();
    expect(await putRemedy()).toMatchObject({ status: 201, body: { period: '2026-11' } });
  });

  it('that did not meet is promised no reopening', async () => {
    await inspect('db-c');
    await closes('db-c', 'base-committee', 'huyen-b');
    await world.open('2026-11');
    await closeMonth();
    expect(await putRemedy('db-c')).toMatchObject({
      status: 409,
      body: { code: 'PERIOD_CLOSED', detail: expect.stringContaining('mở lại kỳ cũng không nhận') },
    });
  });

  it('is not one that goes on: what is told of that counts in the open month, though one before is open again', async () => {
    await inspect();
    await world.open('2026-11');
    await closeMonth();
    await reopen('cs-d', {}, inspector);
    expect(await putRemedy()).toMatchObject({ status: 201, body: { period: '2026-11' } });
  });
});

describe('the end of a reopening', () => {
  it('settles the month again and queues a new final export, and only what the cell counts in changes', async () => {
    await record('cs-d');
    await closeMonth();
    await advance();
    const first = await world.registry.period(MONTH);
    const before = { other: await rowOf('huyen-b', 'cs-d'), branch: await rowOf(PROVINCE, 'huyen-e') };
    const plansBefore = world.registry.allPlanRows().filter(({ organization }) => organization !== 'cb-1');
    const exportBefore = await world.registry.export(first?.finalExport ?? '');
    await reopen('cb-1');
    await record('cb-1');
    world.set(BEFORE_END);
    expect(await advance()).toBe(0);
    const wanted = { organization: 'huyen-b', path: [PROVINCE, 'huyen-b'], period: MONTH, by: 'analyst' };
    const ordering = { ...world, newExportId };
    expect(await queueExport(ordering, wanted)).toMatchObject({ kind: 'interim' });

    world.set(END);
    expect(await queueExport(ordering, wanted)).toMatchObject({ kind: 'interim' });
    expect(await advance()).toBe(1);
    expect(await queueExport(ordering, wanted)).toMatchObject({ kind: 'final' });
    const after = await world.registry.period(MONTH);
    expect(after).toMatchObject({ status: 'closed', settled: true, reopenings: [] });
    expect(after?.finalExport).not.toBe(first?.finalExport);
    expect(await world.registry.export(after?.finalExport ?? '')).toMatchObject({
      kind: 'final',
      status: 'queued',
    });
    expect(await rowOf('db-c', 'cb-1')).toMatchObject({ organization: 'cb-1' });
    expect((await rowOf(PROVINCE, 'huyen-b'))?.watermark).toBeGreaterThan(before.other?.watermark ?? 0);
    expect({ other: await rowOf('huyen-b', 'cs-d'), branch: await rowOf(PROVINCE, 'huyen-e') }).toEqual(
      before,
    );
    expect(world.registry.allPlanRows().filter(({ organization }) => organization !== 'cb-1')).toEqual(
      plansBefore,
    );
    expect(await world.registry.export(first?.finalExport ?? '')).toEqual(exportBefore);
    expect(await advance()).toBe(0);
  });

  it('comes when the last of several is over', async () => {
    await closeMonth();
    await reopen('cb-1');
    await reopen('cs-d', { until: '2026-11-22' }, await world.grant('registrar', 'huyen-b'));
    world.set(END);
    expect(await advance()).toBe(0);
    world.set('2026-11-22T17:00:00.000Z');
    expect(await advance()).toBe(1);
  });

  it('counts a reopening that comes while the month is settled', async () => {
    await closeMonth();
    await reopen('cb-1');
    world.set(END);
    let late = 0;
    const drain = async () => {
      late += 1;
      if (late === 1) await reopen('cb-1', { until: '2026-11-25' });
    };
    expect(await advance({ drain })).toBe(0);
    expect((await record('cb-1')).status).toBe(201);
    world.set('2026-11-25T17:00:00.000Z');
    expect(await advance({ drain })).toBe(1);
  });
});

describe('a later month that is closed already', () => {
  const LATER = '2026-11';
  const closing = async () => {
    const state = await world.registry.period(LATER);
    if (state === null) throw new Error('November is open');
    await world.registry.putPeriod({ ...state, status: 'closing', revision: state.revision + 1 }, aNote());
    await advance();
  };
  const watermark = async () =>
    (await world.scorecards.rows([{ parent: TOP, month: LATER, organization: PROVINCE }]))[0]?.watermark ?? 0;

  it('is settled and exported anew with the month that was open again: its figures since January rest on it', async () => {
    await world.open(LATER);
    await closeMonth();
    world.set('2026-12-12T02:00:00.000Z');
    await closing();
    await advance();
    const before = {
      october: await world.registry.period(MONTH),
      november: await world.registry.period(LATER),
    };
    expect(before.november).toMatchObject({ status: 'closed', settled: true });
    const watermarkBefore = await watermark();
    await reopen('cb-1', { until: '2026-12-20' });
    expect((await record('cb-1')).status).toBe(201);
    world.set('2026-12-20T17:00:00.000Z');
    expect(await advance()).toBe(2);
    const after = {
      october: await world.registry.period(MONTH),
      november: await world.registry.period(LATER),
    };
    for (const month of ['october', 'november'] as const) {
      expect(after[month], month).toMatchObject({ status: 'closed', settled: true });
      expect(after[month]?.finalExport, month).not.toBe(before[month]?.finalExport);
    }
    expect(await watermark()).toBeGreaterThan(watermarkBefore);
    expect(await advance()).toBe(0);
  });

  it('begins its settling again if that was under way: it may have read what was before', async () => {
    await world.open(LATER);
    await closeMonth();
    world.set('2026-12-12T02:00:00.000Z');
    const november = await world.registry.period(LATER);
    if (november === null) throw new Error('November is open');
    const closed = { ...november, status: 'closed' as const, closedAt: world.now() };
    await world.registry.putPeriod({ ...closed, revision: november.revision + 1 }, aNote());
    await reopen('cb-1', { until: '2026-12-20' });
    expect((await record('cb-1')).status).toBe(201);
    let settlings = 0;
    const rollUp: SweepSteps['rollUp'] = async (given, committee, month) => {
      const counts = await SWEEP_STEPS.rollUp(given, committee, month);
      if (committee !== PROVINCE || month !== LATER) return counts;
      settlings += 1;
      if (settlings > 1) return counts;
      world.set('2026-12-20T17:00:00.000Z');
      await advancePeriod(deps, MONTH);
      return counts;
    };
    await advancePeriod(deps, LATER, {
      ...ADVANCE_STEPS,
      settling: { ...SETTLING_STEPS, folds: { ...SWEEP_STEPS, rollUp } },
    });
    expect(settlings).toBe(2);
    expect(await world.registry.period(LATER)).toMatchObject({ status: 'closed', settled: true });
  });

  it('is no worse for a run that counts while another has settled it and it is open again', async () => {
    await closeMonth();
    const october = await world.registry.period(MONTH);
    if (october === null) throw new Error('October is closed');
    await world.registry.putPeriod({ ...october, settled: false, revision: october.revision + 1 }, aNote());
    let counted = false;
    const rollUp: SweepSteps['rollUp'] = async (given, committee, month) => {
      const counts = await SWEEP_STEPS.rollUp(given, committee, month);
      if (committee !== PROVINCE || counted) return counts;
      counted = true;
      await advancePeriod(deps, MONTH);
      expect((await reopen('cb-1')).status).toBe(200);
      expect((await record('cb-1')).status).toBe(201);
      return counts;
    };
    await advancePeriod(deps, MONTH, {
      ...ADVANCE_STEPS,
      settling: { ...SETTLING_STEPS, folds: { ...SWEEP_STEPS, rollUp } },
    });
    expect((await world.registry.period(MONTH))?.reopenings).toHaveLength(1);
  });

  it('waits until it is itself no longer open for anybody', async () => {
    await world.open(LATER);
    await closeMonth();
    world.set('2026-12-12T02:00:00.000Z');
    await closing();
    await reopen('cb-1', { until: '2026-12-20' });
    const november = await world.registry.period(LATER);
    if (november === null) throw new Error('November is closed');
    const reopenings = [
      { organization: 'cs-d', until: '2026-12-25T17:00:00.000Z', reopenedAt: '2026-12-11T02:00:00.000Z' },
    ];
    await world.registry.putPeriod({ ...november, reopenings, revision: november.revision + 1 }, aNote());
    world.set('2026-12-20T17:00:00.000Z');
    expect(await advance()).toBe(1);
    expect(await world.registry.period(LATER)).toMatchObject({ settled: true, reopenings });
    world.set('2026-12-25T17:00:00.000Z');
    expect(await advance()).toBe(1);
  });
});

describe('a reopening is refused', () => {
  it('while the month is open, closing or not settled', async () => {
    for (const status of ['open', 'closing', 'closed'] as const) {
      await world.period({ status });
      expect(await reopen('cb-1')).toMatchObject({ status: 409, body: { code: 'PERIOD_NOT_CLOSED' } });
    }
    expect((await world.registry.planRow('cb-1', MONTH))?.reopenedUntil).toBeNull();
  });

  it('for whoever does not meet', async () => {
    await closeMonth();
    for (const organization of ['cb-3', 'db-c'])
      expect(await reopen(organization)).toMatchObject({
        status: 409,
        body: { code: 'ORGANIZATION_NOT_MEETING' },
      });
  });

  it('for the past, for more than 31 days, without a reason', async () => {
    await closeMonth();
    for (const until of ['2026-11-11', '2026-12-14'])
      expect(await reopen('cb-1', { until })).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/until', rule: 'until-within-reach' }] },
      });
    expect((await reopen('cb-1', { until: '2026-12-13' })).status).toBe(200);
    expect((await reopen('cb-1', { reason: '' })).status).toBe(422);
  });

  it('elsewhere, as if nothing were there', async () => {
    await closeMonth();
    const missing = await reopen('no-such');
    expect(missing.status).toBe(404);
    for (const organization of ['cs-d', 'cs-f']) expect(await reopen(organization)).toEqual(missing);
    expect(await reopen('cb-1', {}, await world.grant('secretary', 'cb-1'))).toEqual(missing);
  });
});
