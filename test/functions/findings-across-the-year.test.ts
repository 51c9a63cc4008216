/** A finding of December, told, put right and looked at again over the API while months close and open around it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createPeriods } from '../../functions/keep-periods/handler.ts';
import { createHandler as createInspections } from '../../functions/record-inspection/handler.ts';
import { fromArray } from '../../shared/domain/criteria/measures.ts';
import type { Month } from '../../shared/domain/period.ts';
import { type ScoreRow, TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { type AdvanceDeps, advancePeriods } from '../../shared/jobs/advance-period.ts';
import { scoreOrganization } from '../../shared/jobs/score-organization.ts';
import { advanceDeps } from '../support/advancing.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, type Request } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';

const DEC = '2026-12';
const JAN = '2027-01';
const FEB = '2027-02';
const AT = `/organizations/cb-1/periods/${DEC}/inspections`;
const KEY = '2026-12-15-inspection-db-c';
const FINDINGS = [1, 2].map((n) => ({
  n,
  severity: 'minor',
  text: 'Biên bản ghi chưa đủ',
  remedyDue: '2027-01-31',
}));
const INSPECTION = {
  ...{ office: 'ban-to-chuc', duty: null, meeting: null, plan: null, scores: null },
  findings: FINDINGS,
  proposals: 0,
  conclusion: 'noted',
};
const PARENTS = { 'cb-1': 'db-c', 'db-c': 'huyen-b', 'huyen-b': PROVINCE, [PROVINCE]: TOP };

let world: ApiWorld;
let officer: string;
let deps: AdvanceDeps;

const advance = () => advancePeriods(deps);
const send = (method: string, url: string, body?: unknown, headers: Request['headers'] = {}) =>
  call(createInspections(world), method, url, {
    subject: officer,
    headers,
    ...(body === undefined ? {} : { body }),
  });
const remedyOf = (n: number, method = 'PUT', headers: Request['headers'] = {}, body: object = {}) => {
  const told = { remediedOn: '2026-12-28', verifiedBy: 'db-c', ...body };
  return send(method, `${AT}/${KEY}/findings/${n}/remedy`, method === 'PUT' ? told : undefined, headers);
};
const ifMatch = (tag: string) => ({ 'if-match': `"${tag}"` });

async function close(month: Month) {
  const state = await world.registry.period(month);
  if (state === null) throw new Error(`${month} is open`);
  await world.registry.putPeriod({ ...state, status: 'closing', revision: state.revision + 1 }, aNote());
  await advance();
  expect(await world.registry.period(month)).toMatchObject({ status: 'closed', settled: true });
}

/** Open findings of the month as the cell, its committee, the district and the province count them. */
async function openIn(month: Month): Promise<number[]> {
  const keys = Object.entries(PARENTS).map(([organization, parent]) => ({ parent, month, organization }));
  const rows = await world.scorecards.rows(keys);
  return rows.map((row) => (row.tombstone ? -1 : fromArray(row.measures).findingsOpen));
}
const bytesOf = (month: Month) => JSON.stringify(world.scorecards.all().filter((row) => row.month === month));

beforeEach(async () => {
  world = await apiWorld();
  deps = advanceDeps(world);
  await world.period({ status: 'closed' });
  world.set('2026-12-26T02:00:00.000Z');
  for (const month of [DEC, JAN, FEB]) await world.open(month);
  officer = await world.grant('officer', 'huyen-b');
  expect((await send('PUT', `${AT}/${KEY}`, INSPECTION)).status).toBe(201);
  await world.fold(DEC);
  await world.fold(JAN, FEB);
});

describe('a finding of December', () => {
  it('is open in January and February on every level', async () => {
    for (const month of [DEC, JAN, FEB]) expect(await openIn(month), month).toEqual([2, 2, 2, 2]);
  });

  it('told late reaches January with no trigger of its own, also after a fold that died between the years', async () => {
    expect((await send('PUT', `${AT}/2026-12-16-supervision-db-c`, INSPECTION)).status).toBe(201);
    const dying = {
      ...world.scorecards,
      putRow: (row: ScoreRow) =>
        row.month === DEC ? world.scorecards.putRow(row) : Promise.reject(new Error('died')),
    };
    await expect(scoreOrganization({ ...world, scorecards: dying }, 'cb-1', DEC)).rejects.toThrow('died');
    expect([(await openIn(DEC))[0], (await openIn(JAN))[0]]).toEqual([4, 2]);
    expect(await scoreOrganization(world, 'cb-1', DEC)).toMatchObject({ rows: 3, stored: 2 });
    expect([(await openIn(JAN))[0], (await openIn(FEB))[0]]).toEqual([4, 4]);
  });

  it('costs a fold one row read where the December before was planned, and none where it was not', async () => {
    const read: string[] = [];
    const rows: typeof world.scorecards.rows = (keys) => {
      read.push(...keys.map(({ organization, month }) => `${organization} ${month}`));
      return world.scorecards.rows(keys);
    };
    const counted = { ...world, scorecards: { ...world.scorecards, rows } };
    await scoreOrganization(counted, 'cs-d', DEC);
    // None for December itself; the fold goes on with the year after it.
    expect(read).toEqual([`cs-d ${DEC}`]);
    await scoreOrganization(counted, 'cs-d', FEB);
    expect(read).toEqual([`cs-d ${DEC}`, `cs-d ${DEC}`]);
  });

  it('put right after the close leaves the closed months byte for byte, and the stocks of the open one', async () => {
    world.set('2027-01-12T02:00:00.000Z');
    await close(DEC);
    const december = bytesOf(DEC);
    expect((await remedyOf(1)).body).toMatchObject({ period: JAN });
    await world.fold(DEC);
    await world.fold(JAN, FEB);
    for (const month of [JAN, FEB]) expect(await openIn(month), month).toEqual([1, 1, 1, 1]);
    world.set('2027-02-12T02:00:00.000Z');
    await close(JAN);
    const january = bytesOf(JAN);
    expect((await remedyOf(2)).body).toMatchObject({ period: FEB });
    await world.fold(DEC);
    await world.fold(JAN, FEB);
    expect(await openIn(FEB)).toEqual([0, 0, 0, 0]);
    expect(bytesOf(DEC)).toBe(december);
    expect(bytesOf(JAN)).toBe(january);
  });

  it('told in December opened again changes closed January, which is settled and exported anew', async () => {
    world.set('2027-01-12T02:00:00.000Z');
    await close(DEC);
    world.set('2027-02-12T02:00:00.000Z');
    await close(JAN);
    const exported = async (month: Month) => (await world.registry.period(month))?.finalExport;
    const before = { december: await exported(DEC), january: await exported(JAN) };
    const reopened = await call(
      createPeriods({ ...world, wait: async () => {} }),
      'POST',
      `/periods/${DEC}/reopenings`,
      {
        subject: officer,
        body: { organization: 'cb-1', until: '2027-02-14', reason: 'Biên bản lập chậm do bão' },
      },
    );
    expect(reopened.status).toBe(200);
    const late = { ...INSPECTION, findings: FINDINGS.slice(0, 1) };
    expect((await send('PUT', `${AT}/2026-12-16-supervision-db-c`, late)).status).toBe(201);
    world.set('2027-02-14T17:00:00.000Z');
    await advance();
    await world.fold(FEB);
    for (const month of [DEC, JAN, FEB]) expect(await openIn(month), month).toEqual([3, 3, 3, 3]);
    for (const month of [DEC, JAN])
      expect(await world.registry.period(month)).toMatchObject({ status: 'closed', settled: true });
    expect(await exported(DEC)).not.toBe(before.december);
    expect(await exported(JAN)).not.toBe(before.january);
    expect(await exported(FEB)).toBeNull();
  });
});

describe('a remedy told in 2026', () => {
  const LAST = '2027-12';
  const NEXT = '2028-01';

  beforeEach(async () => {
    world.set('2026-12-30T02:00:00.000Z');
    expect((await remedyOf(1)).body).toMatchObject({ period: DEC, revision: 1 });
    for (const month of [DEC, JAN, FEB]) await close(month);
    world.set('2027-12-30T02:00:00.000Z');
    await world.open(LAST);
  });

  it('can be withdrawn to the end of 2027, and its finding is open again', async () => {
    expect((await remedyOf(1, 'DELETE', ifMatch('1'))).body).toMatchObject({ period: LAST, withdrawn: true });
    await world.fold(LAST);
    expect(await openIn(LAST)).toEqual([2, 2, 2, 2]);
  });

  it('can be neither withdrawn nor amended in 2028: nothing is written, and the answer says what to do', async () => {
    await close(LAST);
    await world.open(NEXT);
    world.set('2028-01-20T02:00:00.000Z');
    const events = world.events.all().length;
    const amended = { remediedOn: '2026-12-29', reason: 'Ghi nhầm ngày' };
    for (const answer of [
      await remedyOf(1, 'DELETE', ifMatch('1')),
      await remedyOf(1, 'PUT', ifMatch('1'), amended),
    ])
      expect(answer).toMatchObject({
        status: 422,
        body: {
          errors: [
            { rule: 'remedy-changed-by-next-year', detail: expect.stringMatching(/2026.*lần kiểm tra mới/) },
          ],
        },
      });
    expect(world.events.all()).toHaveLength(events);
    // Sent again as it stands it is the same remedy; and one never told may be told at any time.
    expect(await remedyOf(1)).toMatchObject({ status: 200, body: { revision: 1 } });
    expect((await remedyOf(2)).body).toMatchObject({ period: NEXT, revision: 1 });
  });

  it('and withdrawn in 2027 may be told anew in 2028', async () => {
    await remedyOf(1, 'DELETE', ifMatch('1'));
    await close(LAST);
    await world.open(NEXT);
    world.set('2028-01-20T02:00:00.000Z');
    expect((await remedyOf(1, 'PUT', ifMatch('2'))).body).toMatchObject({ period: NEXT, revision: 3 });
    await world.fold(NEXT);
    expect(await openIn(NEXT)).toEqual([1, 1, 1, 1]);
  });
});

it('a remedy told in January is not changed in a December that is open again: the year after would not hear of it', async () => {
  await close(DEC);
  world.set('2027-01-20T02:00:00.000Z');
  expect((await remedyOf(1)).body).toMatchObject({ period: JAN });
  for (const month of [JAN, FEB]) await close(month);
  await world.reopen('cb-1', '2027-03-20T17:00:00.000Z', DEC);
  expect(await remedyOf(1, 'DELETE', ifMatch('1'))).toMatchObject({
    status: 422,
    body: {
      errors: [{ rule: 'remedy-changed-in-its-year', detail: expect.stringContaining('mở lại kỳ 2027-01') }],
    },
  });
  // Sent again as it stands it is the same; the other, never told, counts in December, and January hears of it.
  expect((await remedyOf(1)).status).toBe(200);
  expect((await remedyOf(2)).body).toMatchObject({ period: DEC, revision: 1 });
  world.set('2027-03-20T17:00:00.000Z');
  await advance();
  expect(await openIn(DEC)).toEqual([1, 1, 1, 1]);
  expect(await openIn(FEB)).toEqual([0, 0, 0, 0]);
});
