import { beforeEach, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-facts/handler.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, type Request, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { annualFacts } from '../support/inspections.ts';
import { periodState } from '../support/records.ts';

const FACTS = '/organizations/cb-1/facts/2026';

let world: ApiWorld;
let handler: ApiFunction;
let secretary: string;

beforeEach(async () => {
  world = await apiWorld();
  handler = createHandler(world);
  secretary = await world.grant('secretary', 'cb-1');
});

const put = (body: unknown, headers: Request['headers'] = {}, url = FACTS) =>
  call(handler, 'PUT', url, { subject: secretary, body, headers });
const get = () => call(handler, 'GET', FACTS, { subject: secretary });

it('keeps what is known and leaves the rest unknown', async () => {
  expect((await get()).status).toBe(404);
  expect(await put({ classification: 'tot', members: { total: 24 } })).toMatchObject({ status: 201 });
  expect((await get()).body).toMatchObject({
    year: '2026',
    period: '2026-10',
    revision: 1,
    facts: { classification: 'tot', members: { total: 24, tot: null }, admitted: null },
  });
});

it('keeps schooling of ten admitted or more, one of whom may count twice', async () => {
  const schooling = { schoolingCounted: 10, schoolingUpperSecondary: 10, schoolingVocational: 4 };
  expect(await put(schooling)).toMatchObject({ status: 201 });
  expect((await get()).body.facts).toMatchObject({ ...schooling, schoolingUniversity: null });
});

it('takes what was unknown without a reason, and what changes with one', async () => {
  await put({ classification: 'tot' });
  const ifMatch = (n: number) => ({ 'if-match': `"${n}"` });
  expect((await put(annualFacts(), ifMatch(1))).status).toBe(200);
  const changed = annualFacts({ classification: 'xuat-sac' });
  expect(await put(changed, ifMatch(2))).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/reason' }] },
  });
  expect((await put({ ...changed, reason: 'Xét lại' }, ifMatch(2))).status).toBe(200);
});

it('goes on from one month to the next', async () => {
  await put({ admitted: 1 });
  await world.open('2026-11');
  const amended = { admitted: 2, reason: 'Kết nạp thêm' };
  expect(await put(amended, { 'if-match': '"1"' })).toMatchObject({
    status: 200,
    body: { revision: 2, period: '2026-11' },
  });
  expect(world.events.all().map(({ month, revision }) => [month, revision])).toEqual([
    ['2026-10', 1],
    ['2026-11', 2],
  ]);
});

it('is refused while no month is open that it could count in, and names the one that will be', async () => {
  await world.period({ status: 'closed' });
  expect(await put({ admitted: 1 })).toMatchObject({
    status: 409,
    body: { code: 'PERIOD_NOT_OPEN', detail: expect.stringContaining('2026-11 chưa mở') },
  });
});

it('of an organization that is closed says so after its last month, and is taken by that month once it is open again', async () => {
  await enterVersion(world.registry, {
    ...version('cb-1', 'cell', 'db-c', 'monthly'),
    ...{ from: '2026-11', closed: true },
  });
  await world.open('2026-11');
  await world.period({ status: 'closed' });
  expect(await put({ admitted: 1 })).toMatchObject({
    status: 409,
    body: {
      code: 'PERIOD_CLOSED',
      detail: expect.stringMatching(/đã giải thể.*2026-10.*mở lại kỳ 2026-10 cho tổ chức này/),
    },
  });
  await world.reopen('cb-1', '2026-11-20T17:00:00.000Z');
  expect(await put({ admitted: 1 })).toMatchObject({ status: 201, body: { period: '2026-10' } });
});

it('of a year whose months, and those of the next, are all closed names the last of them', async () => {
  for (const month of ['2026-12', '2027-12', '2028-01'])
    await world.registry.putPeriod(periodState({ month, status: 'closed', closedAt: world.now() }), aNote());
  await world.period({ status: 'closed' });
  expect(await put({ admitted: 1 })).toMatchObject({
    status: 409,
    body: { code: 'PERIOD_CLOSED', detail: expect.stringContaining('mở lại kỳ') },
  });
});

it('says of a year of which nothing is planned why it takes nothing, to whoever it belongs', async () => {
  const of = (organization: string, year: string) => `/organizations/${organization}/facts/${year}`;
  expect(await put({ admitted: 1 }, {}, of('cb-1', '2027'))).toMatchObject({
    status: 409,
    body: { code: 'PERIOD_NOT_OPEN', detail: expect.stringContaining('2027-01') },
  });
  const begun = { ...version('moi', 'cell', 'db-c', 'monthly'), from: '2027-01' };
  await enterVersion(world.registry, begun);
  await world.grant('secretary', 'moi', secretary);
  expect(await put({ admitted: 1 }, {}, of('moi', '2026'))).toMatchObject({
    status: 409,
    body: { code: 'ORGANIZATION_NOT_MEETING' },
  });
  await world.period({ status: 'closed' });
  expect(await put({ admitted: 1 }, {}, of('moi', '2026'))).toMatchObject({
    status: 409,
    body: { code: 'PERIOD_CLOSED', detail: expect.stringMatching(/2026-10.*mở lại kỳ cũng không nhận/) },
  });
  expect((await call(handler, 'GET', of('cb-1', '2027'), { subject: secretary })).status).toBe(404);
});

it('tells nothing of it to anybody else: what is not theirs looks like what is not there', async () => {
  const ask = (organization: string, subject: string) =>
    call(handler, 'PUT', `/organizations/${organization}/facts/2027`, { subject, body: { admitted: 1 } });
  const nowhere = await ask('khong-co', secretary);
  expect(nowhere.status).toBe(404);
  for (const foreign of ['cb-2', 'db-c', 'cs-f', 'tinh'])
    expect(await ask(foreign, secretary)).toEqual(nowhere);
  expect(await ask('cb-1', await world.grant('analyst', 'cb-1', 'reads'))).toEqual(nowhere);
  expect(await ask('cb-1', 'nobody')).toEqual(nowhere);
});

it.each<[what: string, body: object, pointer: string]>([
  [
    'more classified than there are',
    annualFacts({ members: { total: 23, xuatSac: 4, tot: 18, hoanThanh: 2, khongHoanThanh: 0 } }),
    '/members/total',
  ],
  ['more trained than there are', annualFacts({ committeeTrained: 4 }), '/committeeTrained'],
  ['more accounts than members eligible', annualFacts({ handbookAccounts: 25 }), '/handbookAccounts'],
  ['more who studied than should', annualFacts({ studyDone: 25 }), '/studyDone'],
  [
    'schooling of so few that it tells who they are',
    annualFacts({ schoolingCounted: 9, schoolingUniversity: 1 }),
    '/schoolingCounted',
  ],
  ['schooling of nobody knows how many', annualFacts({ schoolingUniversity: 1 }), '/schoolingCounted'],
  [
    'more of one schooling than were counted',
    annualFacts({ schoolingCounted: 10, schoolingUniversity: 3, schoolingVocational: 11 }),
    '/schoolingVocational',
  ],
  ['a name', { ...annualFacts(), secretary: 'x' }, '/secretary'],
])('refuses %s', async (_, body, pointer) => {
  expect(await put(body)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  expect(world.events.all()).toEqual([]);
});
