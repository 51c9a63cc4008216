import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createReader } from '../../functions/read-meetings/handler.ts';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { createHandler } from '../../functions/record-inspection/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import type { Duty } from '../../shared/domain/roster/duty.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { presetSet } from '../domain/criteria/preset-sets.ts';
import { type ApiWorld, apiWorld, call, type Request, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { meetingRecord } from '../support/records.ts';

const AT = '/organizations/cb-1/periods/2026-10/inspections';
const KEY = '2026-10-13-attendance-db-c';
const FINDING = { n: 1, severity: 'minor', text: 'Biên bản ghi chưa đủ', remedyDue: '2026-10-31' };
const INSPECTION = {
  office: 'uy-vien-ban-thuong-vu',
  duty: null,
  meeting: 'regular',
  plan: null,
  scores: { attendance: 19.5 },
  findings: [FINDING],
  proposals: 1,
  conclusion: 'confirmed',
};
/** Full points everywhere, by the bloc's sheet, of which a superior decides every criterion. */
const SELF = Object.fromEntries(presetSet('lam-dong-bloc').criteria.map(({ id, max }) => [id, max / 100]));
const REMEDY = { remediedOn: '2026-11-01', verifiedBy: 'db-c' };

let world: ApiWorld;
let handler: ApiFunction;
let officer: string;

beforeEach(async () => {
  world = await apiWorld();
  handler = createHandler(world);
  officer = await world.grant('officer', 'huyen-b');
});

const send = (method: string, url: string, body?: unknown, headers: Request['headers'] = {}) =>
  call(handler, method, url, { subject: officer, headers, ...(body === undefined ? {} : { body }) });
const put = (body: unknown = INSPECTION, headers: Request['headers'] = {}, key = KEY) =>
  send('PUT', `${AT}/${key}`, body, headers);
const ifMatch = (tag: string) => ({ 'if-match': `"${tag}"` });

const assign = (id: string, attends: string, parts: Partial<Duty> = {}) =>
  world.registry.putDuty(
    {
      ...{ id, by: 'huyen-b', office: 'uy-vien-ban-thuong-vu', attends },
      ...{ every: 'month', from: '2026-10', until: null, revision: 1, ...parts },
    },
    aNote(),
  );

describe('an inspection', () => {
  it('is stored once, however often it is sent, and read back as it was sent', async () => {
    const first = await put();
    expect(first).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    expect(await put()).toMatchObject({ status: 200, body: first.body });
    expect(world.events.all()).toHaveLength(1);
    const got = await send('GET', `${AT}/${KEY}`);
    expect(got.body).toEqual({
      organization: 'cb-1',
      period: '2026-10',
      key: KEY,
      revision: 1,
      recordedAt: world.now(),
      recordedBy: officer,
      withdrawn: false,
      record: { ...INSPECTION, findings: [{ ...FINDING, remedy: null }] },
    });
    expect(world.events.all()[0]?.record).toMatchObject({ scores: { attendance: 1950 } });
  });

  it('is amended by If-Match and a reason, and withdrawn', async () => {
    await put();
    const other = { ...INSPECTION, proposals: 2 };
    expect(await put(other)).toMatchObject({ status: 412, body: { code: 'PRECONDITION_REQUIRED' } });
    expect(await put(other, ifMatch('1'))).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/reason' }] },
    });
    expect(await put({ ...other, reason: 'Ghi thiếu' }, ifMatch('1'))).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
    });
    const withdrawn = await send('DELETE', `${AT}/${KEY}`, undefined, ifMatch('2'));
    expect(withdrawn).toMatchObject({ status: 200, body: { withdrawn: true, record: null, revision: 3 } });
    expect(await put()).toMatchObject({ status: 412, body: { code: 'WITHDRAWN' } });
  });

  it('stands in the list of its month, a page at a time', async () => {
    await put();
    await put(
      { ...INSPECTION, meeting: null, scores: null, conclusion: 'noted' },
      {},
      '2026-10-14-supervision-huyen-b',
    );
    const page = await send('GET', `${AT}?limit=1`);
    expect(page.body.items.map(({ key }: { key: string }) => key)).toEqual([KEY]);
    const rest = await send('GET', `${AT}?limit=1&cursor=${page.body.next}`);
    expect(rest.body).toMatchObject({ items: [{ key: '2026-10-14-supervision-huyen-b' }], next: null });
  });

  it('of a committee is taken, too, by a body of its own', async () => {
    await enterVersion(world.registry, version('ban-tc', 'body', 'db-c'));
    await world.open('2026-11');
    const noted = { ...INSPECTION, meeting: null, scores: null, findings: [], conclusion: 'noted' };
    const url = '/organizations/db-c/periods/2026-11/inspections/2026-11-02-inspection-ban-tc';
    expect((await send('PUT', url, noted)).status).toBe(201);
    const own = '/organizations/db-c/periods/2026-11/inspections/2026-11-02-inspection-db-c';
    expect(await send('PUT', own, noted)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/key', rule: 'superior-from-above' }] },
    });
  });

  it.each<[what: string, key: string, change: object, pointer: string]>([
    ['a day before the meeting can be', '2026-09-20-attendance-db-c', {}, '/key'],
    [
      'a day outside the month, of no meeting',
      '2026-11-02-supervision-db-c',
      { meeting: null, scores: null, findings: [], conclusion: 'noted' },
      '/key',
    ],
    ['a meeting of another month', KEY, { meeting: 'thematic-2026-09-20' }, '/meeting'],
    ['a criterion that the set does not have', KEY, { scores: { zeal: 1 } }, '/scores/zeal'],
    ['more points than a criterion brings', KEY, { scores: { attendance: 21 } }, '/scores/attendance'],
    ['a correction without scores', KEY, { conclusion: 'corrected', scores: null }, '/scores'],
    ['scores of no meeting', KEY, { meeting: null }, '/meeting'],
    ['a finding twice', KEY, { findings: [FINDING, FINDING] }, '/findings/1/n'],
    [
      'a remedy due before it',
      KEY,
      { findings: [{ ...FINDING, remedyDue: '2026-10-12' }] },
      '/findings/0/remedyDue',
    ],
    ['an office that is a sentence', KEY, { office: 'Đồng chí A' }, '/office'],
  ])('is refused for %s, and nothing is stored', async (_, key, change, pointer) => {
    const answer = await put({ ...INSPECTION, ...change }, {}, key);
    expect(answer).toMatchObject({ status: 422, body: { code: 'VALIDATION', errors: [{ pointer }] } });
    expect(world.events.all()).toEqual([]);
  });

  it('of a meeting moved into the next month, or early in its quarter, decides that meeting', async () => {
    const client = await world.grant('client', 'huyen-b');
    const report = (organization: string, period: string, record: object) =>
      call(
        createRecorder(world),
        'PUT',
        `/organizations/${organization}/periods/${period}/meetings/regular`,
        { subject: client, body: { ...recordToWire(meetingRecord(record)), selfScore: SELF } },
      );
    await world.registry.putCriteriaAdoption(
      {
        ...{ organization: 'huyen-b', from: '2026-10', revision: 1 },
        ...{ criteriaSet: { id: 'lam-dong-bloc', revision: 1 }, adoptedAt: world.now(), adoptedBy: 'r' },
      },
      aNote(),
    );
    for (const month of ['2026-11', '2026-12']) await world.open(month);
    await planOpenMonths(world.planning, 'huyen-b', '2026-10');
    const moved = { heldOn: '2026-11-02', rescheduleReason: 'disaster' };
    expect((await report('cb-1', '2026-10', moved)).status).toBe(201);
    expect((await report('cb-1', '2026-11', { heldOn: '2026-11-04' })).status).toBe(201);
    expect((await report('cb-2', '2026-12', { heldOn: '2026-10-20' })).status).toBe(201);
    const corrected = { ...INSPECTION, scores: { example: 4 }, findings: [], conclusion: 'corrected' };
    for (const at of [
      'cb-1/periods/2026-10/inspections/2026-11-02-attendance-db-c',
      'cb-2/periods/2026-12/inspections/2026-10-20-attendance-db-c',
    ])
      expect((await send('PUT', `/organizations/${at}`, corrected)).status).toBe(201);
    await world.fold('2026-10', '2026-11', '2026-12');
    const points = async (organization: string, period: string) =>
      (
        await call(createScorecards(world), 'GET', `/organizations/${organization}/scorecards/${period}`, {
          subject: officer,
        })
      ).body.points;
    expect(await points('cb-1', '2026-10')).toBe(9_400);
    expect(await points('cb-1', '2026-11')).toBe(10_000);
    expect(await points('cb-2', '2026-12')).toBe(9_400);
  });

  it('is refused for a day to come', async () => {
    await world.open('2026-11');
    const url = '/organizations/cb-1/periods/2026-11/inspections/2026-11-06-attendance-db-c';
    expect(await send('PUT', url, { ...INSPECTION, findings: [] })).toMatchObject({
      status: 422,
      body: { errors: [{ rule: 'inspected-not-after-today' }] },
    });
  });

  it.each([
    ['nobody has', 'pc-0'],
    ['is to attend another organization', 'pc-d'],
  ])('naming a duty that %s is refused, says what to do, and is not stored', async (_, duty) => {
    await assign('pc-d', 'cs-d');
    const { status, body } = await put({ ...INSPECTION, duty });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ pointer: '/duty', rule: 'duty-assigned-here' }]);
    expect(body.errors[0].detail).toMatch(new RegExp(`"${duty}".*lập phân công trước`));
    expect(world.events.all()).toEqual([]);
    await assign('pc-0', 'cb-1');
    if (duty === 'pc-0') expect((await put({ ...INSPECTION, duty })).status).toBe(201);
  });

  it('stays what it was when it is sent again, whatever has become of its duty', async () => {
    await assign('pc-0', 'cb-1');
    expect((await put({ ...INSPECTION, duty: 'pc-0' })).status).toBe(201);
    await assign('pc-0', 'cb-1', { until: '2026-10', revision: 2 });
    expect((await put({ ...INSPECTION, duty: 'pc-0' })).status).toBe(200);
    expect(
      (await put({ ...INSPECTION, duty: 'pc-0', reason: 'sửa', proposals: 2 }, ifMatch('1'))).status,
    ).toBe(200);
  });

  it('by somebody whom the caller does not speak for looks like one that is not there', async () => {
    const missing = await put(INSPECTION, {}, '2026-10-13-attendance-nobody');
    expect(missing.status).toBe(404);
    expect(await put(INSPECTION, {}, '2026-10-13-attendance-huyen-e')).toEqual(missing);
    const below = await world.grant('officer', 'cb-1', 'below');
    const tried = await call(handler, 'PUT', `${AT}/${KEY}`, { subject: below, body: INSPECTION });
    expect(tried).toEqual(missing);
  });

  it('is refused by a closed month', async () => {
    await world.period({ status: 'closed' });
    expect(await put()).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
  });
});

describe('a remedy', () => {
  const url = `${AT}/${KEY}/findings/1/remedy`;

  it('closes its finding, and can be withdrawn', async () => {
    await put();
    expect(await send('PUT', url, REMEDY)).toMatchObject({
      status: 201,
      body: { inspection: KEY, n: 1, period: '2026-10', remedy: REMEDY },
    });
    const got = await send('GET', `${AT}/${KEY}`);
    expect(got.headers.etag).toBe('"1.1"');
    expect(got.body.record.findings).toEqual([{ ...FINDING, remedy: REMEDY }]);
    const undone = await send('DELETE', url, undefined, ifMatch('1'));
    expect(undone).toMatchObject({ status: 200, body: { withdrawn: true, remedy: null } });
    expect((await send('GET', `${AT}/${KEY}`)).body.record.findings[0].remedy).toBeNull();
  });

  it('leaves the inspection to be amended by the tag that shows it', async () => {
    await put();
    await send('PUT', url, REMEDY);
    const other = { ...INSPECTION, proposals: 3, reason: 'Ghi thiếu' };
    expect((await put(other, ifMatch('1.1'))).status).toBe(200);
  });

  it('told after its month is closed counts in the next open one', async () => {
    await put();
    await world.open('2026-11');
    await world.period({ status: 'closed' });
    expect(await send('PUT', url, REMEDY)).toMatchObject({ status: 201, body: { period: '2026-11' } });
    expect(await send('PUT', url, REMEDY)).toMatchObject({ status: 200, body: { revision: 1 } });
    const later = { ...REMEDY, remediedOn: '2026-11-02', reason: 'Ghi nhầm ngày' };
    expect(await send('PUT', url, later, ifMatch('1'))).toMatchObject({ status: 200, body: { revision: 2 } });
    expect((await send('GET', url)).body).toMatchObject({ revision: 2, period: '2026-11' });
  });

  it('is refused before the inspection, after today, and of no finding', async () => {
    await put();
    for (const remediedOn of ['2026-10-12', '2026-11-06'])
      expect(await send('PUT', url, { ...REMEDY, remediedOn })).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/remediedOn' }] },
      });
    expect((await send('PUT', `${AT}/${KEY}/findings/2/remedy`, REMEDY)).status).toBe(404);
    expect((await send('GET', url)).status).toBe(404);
  });
});

it('shows to the cell, which may not write any', async () => {
  await put();
  const secretary = await world.grant('secretary', 'cb-1');
  const as = (method: string) =>
    call(handler, method, `${AT}/${KEY}`, { subject: secretary, body: INSPECTION });
  expect((await as('GET')).status).toBe(200);
  expect((await as('PUT')).status).toBe(404);
  const meetings = createReader(world);
  const list = await call(meetings, 'GET', '/organizations/cb-1/periods/2026-10/meetings', {
    subject: secretary,
  });
  expect(list.body.items).toEqual([]);
});
