/** One visit that looked at two months has one key in both: what becomes of a finding of the one says nothing of the other's. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createAttention } from '../../functions/read-attention/handler.ts';
import { createHandler } from '../../functions/record-inspection/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { fromArray } from '../../shared/domain/criteria/measures.ts';
import type { Month } from '../../shared/domain/period.ts';
import { type AdvanceDeps, advancePeriods } from '../../shared/jobs/advance-period.ts';
import { advanceDeps } from '../support/advancing.ts';
import { type ApiWorld, apiWorld, call, type Request } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { meetingRecord } from '../support/records.ts';

const OCT = '2026-10';
const NOV = '2026-11';
const DEC = '2026-12';
const JAN = '2027-01';
const KEY = '2026-11-03-inspection-db-c';
const REMEDY = { remediedOn: '2026-11-04', verifiedBy: 'db-c' };

let world: ApiWorld;
let officer: string;
let deps: AdvanceDeps;

const send = (method: string, url: string, body?: unknown, headers: Request['headers'] = {}) =>
  call(createHandler(world), method, url, {
    subject: officer,
    headers,
    ...(body === undefined ? {} : { body }),
  });
const listAt = (month: Month) => `/organizations/cb-1/periods/${month}/inspections`;
const inspectionAt = (month: Month) => `${listAt(month)}/${KEY}`;
const remedyAt = (month: Month) => `${inspectionAt(month)}/findings/1/remedy`;

/** Of October the record was looked at, of November nothing yet. */
const inspect = (month: Month) =>
  send('PUT', inspectionAt(month), {
    office: 'van-phong',
    conclusion: 'noted',
    meeting: month === OCT ? 'regular' : null,
    findings: [{ n: 1, severity: 'minor', text: 'Biên bản ghi chưa đủ', remedyDue: '2026-11-04' }],
  });

async function close(month: Month) {
  const state = await world.registry.period(month);
  if (state === null) throw new Error(`${month} is open`);
  await world.registry.putPeriod({ ...state, status: 'closing', revision: state.revision + 1 }, aNote());
  await advancePeriods(deps);
}

async function openIn(month: Month): Promise<number> {
  await world.fold(OCT, NOV, DEC);
  await world.fold(JAN);
  const [row] = await world.scorecards.rows([{ parent: 'db-c', month, organization: 'cb-1' }]);
  if (row === undefined || row.tombstone) throw new Error(`cb-1 has a row in ${month}`);
  return fromArray(row.measures).findingsOpen;
}

const needingAttentionIn = async (month: Month): Promise<string[]> => {
  const url = `/organizations/db-c/attention?period=${month}`;
  const { body } = await call(createAttention(world), 'GET', url, { subject: officer });
  return body.items.map(({ code }: { code: string }) => code);
};

beforeEach(async () => {
  world = await apiWorld();
  deps = advanceDeps(world);
  officer = await world.grant('officer', 'huyen-b');
  await world.open(NOV);
  const client = await world.grant('client', 'huyen-b');
  const regular = await call(
    createRecorder(world),
    'PUT',
    `/organizations/cb-1/periods/${OCT}/meetings/regular`,
    {
      subject: client,
      body: recordToWire(meetingRecord()),
    },
  );
  expect(regular.status).toBe(201);
  for (const month of [OCT, NOV]) expect((await inspect(month)).status).toBe(201);
  expect([await openIn(OCT), await openIn(NOV)]).toEqual([1, 2]);
});

describe('of two findings of one visit, one in each month', () => {
  it('one put right leaves the other open, unremedied and overdue', async () => {
    expect(await send('PUT', remedyAt(OCT), REMEDY)).toMatchObject({
      status: 201,
      body: { period: OCT, inspection: KEY, n: 1, remedy: REMEDY },
    });
    expect([await openIn(OCT), await openIn(NOV)]).toEqual([0, 1]);
    expect((await send('GET', remedyAt(NOV))).status).toBe(404);
    expect((await send('GET', remedyAt(OCT))).body).toMatchObject({ inspection: KEY, n: 1, remedy: REMEDY });
    for (const [month, remedy, etag] of [
      [OCT, REMEDY, '"1.1"'],
      [NOV, null, '"1"'],
    ] as const) {
      const shown = await send('GET', inspectionAt(month));
      expect(shown.headers.etag, month).toBe(etag);
      expect(shown.body.record.findings, month).toMatchObject([{ n: 1, remedy }]);
      const { items } = (await send('GET', listAt(month))).body;
      expect(items, month).toEqual([shown.body]);
    }
    expect(await needingAttentionIn(OCT)).not.toContain('remedies-overdue');
    expect(await needingAttentionIn(NOV)).toContain('remedies-overdue');
  });

  it('each has a remedy of its own, though both count in one month', async () => {
    await world.period({ status: 'closed' });
    const later = { ...REMEDY, remediedOn: '2026-11-05' };
    for (const [month, told] of [
      [OCT, REMEDY],
      [NOV, later],
    ] as const)
      expect(await send('PUT', remedyAt(month), told)).toMatchObject({
        status: 201,
        body: { period: NOV, revision: 1, remedy: told },
      });
    expect(await openIn(NOV)).toBe(0);
    expect((await send('DELETE', remedyAt(OCT), undefined, { 'if-match': '"1"' })).status).toBe(200);
    expect(await openIn(NOV)).toBe(1);
    expect((await send('GET', remedyAt(NOV))).body).toMatchObject({ withdrawn: false, remedy: later });
  });

  it('stay two over the end of the year', async () => {
    await send('PUT', remedyAt(OCT), REMEDY);
    world.set('2026-12-30T02:00:00.000Z');
    for (const month of [DEC, JAN]) await world.open(month);
    expect([await openIn(DEC), await openIn(JAN)]).toEqual([1, 1]);
    for (const month of [OCT, NOV, DEC]) await close(month);
    world.set('2027-01-20T02:00:00.000Z');
    const told = { ...REMEDY, remediedOn: '2027-01-05' };
    expect(await send('PUT', remedyAt(NOV), told)).toMatchObject({ status: 201, body: { period: JAN } });
    expect(await openIn(JAN)).toBe(0);
    // What was put right in the year before may be taken back in this one, and that alone.
    const undone = await send('DELETE', remedyAt(OCT), undefined, { 'if-match': '"1"' });
    expect(undone).toMatchObject({ status: 200, body: { period: JAN, withdrawn: true } });
    expect(await openIn(JAN)).toBe(1);
    expect((await send('GET', remedyAt(NOV))).body).toMatchObject({ withdrawn: false, remedy: told });
  });
});
