import type { Context } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-duties/handler.ts';
import { createHandler as createFollower } from '../../functions/plan-organizations/handler.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { inspectionRevision } from '../support/inspections.ts';

let world: ApiWorld;
let duties: ApiFunction;
let officer: string;

beforeEach(async () => {
  world = await apiWorld();
  duties = createHandler(world);
  officer = await world.grant('officer', 'huyen-b');
});

const body = (parts: Record<string, unknown> = {}) => ({
  by: 'huyen-b',
  office: 'uy-vien-ban-thuong-vu',
  attends: 'cb-1',
  every: 'month',
  from: '2026-10',
  until: null,
  ...parts,
});
const put = (sent: unknown, { id = 'pc-1', subject = officer, ifMatch = '' } = {}) =>
  call(duties, 'PUT', `/duties/${id}`, {
    subject,
    body: sent,
    headers: ifMatch === '' ? {} : { 'if-match': ifMatch },
  });
const get = (url: string, subject = officer) => call(duties, 'GET', url, { subject });
const rules = (answer: { body: { errors?: { rule: string }[] } }) =>
  answer.body.errors?.map(({ rule }) => rule);

describe('PUT /duties/{duty}', () => {
  it('assigns once, changes only what was read, and reaches the plan row of the attended alone', async () => {
    const first = await put(body());
    expect(first).toMatchObject({ status: 201, headers: { etag: '"1"' }, body: { id: 'pc-1', ...body() } });
    expect(await put(body())).toMatchObject({ status: 200, body: first.body });
    expect(await put(body({ until: '2026-12' }))).toMatchObject({ status: 412, body: { etag: '"1"' } });
    expect((await put(body({ until: '2026-12' }), { ifMatch: '"1"' })).body.until).toBe('2026-12');
    expect((await get('/duties/pc-1')).headers.etag).toBe('"2"');
    const others = await world.registry.planRow('cb-2', '2026-10');
    await planOpenMonths({ ...world.planning, registry: world.registry }, 'cb-1', '');
    expect(await world.registry.planRow('cb-1', '2026-10')).toMatchObject({
      duties: [{ id: 'pc-1', by: 'huyen-b', office: 'uy-vien-ban-thuong-vu', every: 'month' }],
      version: 2,
    });
    expect(await world.registry.planRow('cb-2', '2026-10')).toEqual(others);
  });

  it('is refused with a rule, and writes nothing', async () => {
    expect(rules(await put(body({ attends: 'huyen-b' })))).toEqual(['duty-not-at-itself']);
    expect(rules(await put(body({ until: '2026-09' })))).toEqual(['until-before-from']);
    expect(rules(await put(body({ office: 'Nguyễn Văn A' })))).toEqual(['slug']);
    expect((await put(body(), { ifMatch: '"1"' })).status).toBe(412);
    expect(await world.registry.duty('pc-1')).toBeNull();
    await put(body());
    expect(rules(await put(body({ attends: 'cb-2' }), { ifMatch: '"1"' }))).toEqual(['duty-stays']);
  });

  it('is 404 where either organization is not the caller’s', async () => {
    expect((await put(body({ attends: 'cs-f' }))).status).toBe(404);
    expect((await put(body({ by: 'tinh-a' }))).status).toBe(404);
    expect((await put(body({ attends: 'no-such' }))).status).toBe(404);
    await put(body());
    const other = await world.grant('officer', 'huyen-e');
    const theirs = await put(body({ by: 'huyen-e', attends: 'cs-f' }), { subject: other, ifMatch: '"1"' });
    expect(theirs.status).toBe(404);
    expect((await get('/duties/pc-1', other)).status).toBe(404);
  });

  it('leaves closed months as they were', async () => {
    await world.period({ status: 'closed' });
    expect(await put(body())).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
    expect((await put(body({ from: '2026-11' }))).status).toBe(201);
  });

  it.each<[what: string, assigned: Record<string, unknown>, change: Record<string, unknown>]>([
    ['another office', {}, { office: 'ban-to-chuc' }],
    ['another office of one that has ended', { until: '2026-10' }, { office: 'ban-to-chuc' }],
    ['how often', {}, { every: 'quarter' }],
    ['a later beginning', {}, { from: '2026-12' }],
    ['a taking up again', { until: '2026-09', from: '2026-09' }, { from: '2026-09', until: '2026-12' }],
  ])(
    'leaves a closed month what it owed (%s), and the remedy can be followed',
    async (_, assigned, change) => {
      await put(body(assigned));
      await world.period({ status: 'closed' });
      const { status, body: problem } = await put(body({ ...assigned, ...change }), { ifMatch: '"1"' });
      expect([status, problem.code]).toEqual([409, 'PERIOD_CLOSED']);
      expect(problem.detail).toContain(
        'Hãy kết thúc phân công này vào tháng 2026-10 (nếu chưa kết thúc), và lập phân công mới từ tháng 2026-11',
      );
      const ended = body({ until: '2026-10', ...assigned });
      expect((await put(ended, { ifMatch: '"1"' })).status).toBe(200);
      const anew = body({ ...change, from: '2026-11', until: null });
      expect((await put(anew, { id: 'pc-2' })).status).toBe(201);
    },
  );

  it('names the closed month that an earlier beginning would reach, and lets it begin after', async () => {
    await put(body({ from: '2026-12' }));
    await world.period({ status: 'closed' });
    const early = await put(body(), { ifMatch: '"1"' });
    expect(early.body.detail).toContain('Hãy cho thay đổi có hiệu lực từ tháng 2026-11 trở đi');
    expect((await put(body({ from: '2026-11' }), { ifMatch: '"1"' })).status).toBe(200);
  });
});

describe('where an organization is closed', () => {
  const close = (organization: string, parent: string) =>
    enterVersion(world.registry, {
      ...version(organization, organization === 'cb-1' ? 'cell' : 'base-committee', parent),
      ...{ from: '2026-11', closed: true },
    });
  const follow = async (organization: string) => {
    const changed = () => ({ organization, from: '2026-11', closes: true as const });
    const follower = createFollower({ ...world, ...world.planning, changed, streamClock: world.now });
    const record = { eventID: '1', dynamodb: { SequenceNumber: '1' } };
    const failed = await follower({ Records: [record] }, {} as Context);
    expect(failed.batchItemFailures).toEqual([]);
  };
  const assigned = { by: 'db-c', attends: 'cs-d', from: '2026-10' };

  it('its offices attend nobody from then on, and what they attended before stays', async () => {
    await put(body(assigned));
    await put(body({ ...assigned, until: '2026-10' }), { id: 'pc-2' });
    await world.open('2026-11');
    expect((await world.registry.planRow('cs-d', '2026-11'))?.duties).toHaveLength(1);
    await close('db-c', 'huyen-b');
    await follow('db-c');
    await follow('db-c');
    expect(await world.registry.duty('pc-1')).toMatchObject({ until: '2026-10', revision: 2 });
    expect(await world.registry.duty('pc-2')).toMatchObject({ until: '2026-10', revision: 1 });
    await planOpenMonths({ ...world.planning, registry: world.registry }, 'cs-d', '');
    expect((await world.registry.planRow('cs-d', '2026-11'))?.duties).toEqual([]);
    expect((await world.registry.planRow('cs-d', '2026-10'))?.duties).toHaveLength(2);
    const notes = await world.registry.audit('2026-11', { bound: '9', newestFirst: true, limit: 100 });
    const told = notes.flatMap(({ by, entries }) =>
      entries.map(({ key, organization }) => [by, key, organization]),
    );
    expect(told).toContainEqual([null, 'pc-1', 'cs-d']);
  });

  it('nothing holds that was assigned while it was closed', async () => {
    const overtaken: typeof world.registry = {
      ...world.registry,
      putDuty: async (duty, note) => {
        if (duty.revision === 1) {
          await close('db-c', 'huyen-b');
          await follow('db-c');
        }
        return world.registry.putDuty(duty, note);
      },
    };
    duties = createHandler({ ...world, registry: overtaken });
    expect(await put(body(assigned))).toMatchObject({ status: 201, body: { until: '2026-10' } });
    expect(await world.registry.duty('pc-1')).toMatchObject({ until: '2026-10', revision: 2 });
    expect(await put(body(assigned), { ifMatch: '"2"' })).toMatchObject({ status: 422 });
  });

  it('changes nothing where it stands again', async () => {
    await put(body(assigned));
    await close('db-c', 'huyen-b');
    await enterVersion(world.registry, { ...version('db-c', 'base-committee', 'huyen-b'), from: '2026-12' });
    await follow('db-c');
    expect(await world.registry.duty('pc-1')).toMatchObject({ until: null, revision: 1 });
  });

  it.each([
    ['by', 'db-c', 'huyen-b', assigned],
    ['attends', 'cb-1', 'db-c', {}],
  ] as const)('nothing is assigned beyond its end: %s', async (side, organization, parent, parts) => {
    await close(organization, parent);
    const pointers = async (more: object) =>
      (await put(body({ ...parts, ...more }))).body.errors?.map(
        ({ pointer, rule }: { pointer: string; rule: string }) => [pointer, rule],
      );
    expect(await pointers({})).toEqual([['/until', 'duty-of-closed']]);
    expect(await pointers({ from: '2026-11' })).toEqual([[`/${side}`, 'duty-of-closed']]);
    expect(await pointers({ until: '2026-10' })).toBeUndefined();
  });
});

describe('where one of the two has moved under another superior', () => {
  const assigned = body({ by: 'db-c', attends: 'cs-d' });
  let theirs: string;
  beforeEach(async () => {
    await put(assigned);
    await enterVersion(world.registry, {
      ...version('cs-d', 'base-cell', 'huyen-e', 'monthly'),
      from: '2026-11',
    });
    await world.open('2026-11');
    theirs = await world.grant('officer', 'huyen-e');
  });

  it.each(['huyen-b', 'huyen-e', 'cs-d', 'db-c'])('officers of %s end it', async (organization) => {
    const subject = await world.grant('officer', organization);
    const ended = { ...assigned, until: '2026-10' };
    expect((await put(ended, { subject })).status).toBe(412);
    const answer = await put(ended, { subject, ifMatch: '"1"' });
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: ended });
    expect(await put(ended, { subject })).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    await planOpenMonths({ ...world.planning, registry: world.registry }, 'cs-d', '');
    expect((await world.registry.planRow('cs-d', '2026-10'))?.duties).toHaveLength(1);
    expect((await world.registry.planRow('cs-d', '2026-11'))?.duties).toEqual([]);
    const notes = await world.registry.audit('2026-11', { bound: '9', newestFirst: true, limit: 1 });
    expect(notes[0]).toMatchObject({
      by: subject,
      entries: [
        { organization: 'cs-d', path: [PROVINCE, 'huyen-e', 'cs-d'], to: { until: '2026-10' } },
        { organization: 'db-c', path: [PROVINCE, 'huyen-b', 'db-c'], to: { until: '2026-10' } },
      ],
    });
  });

  it('one side changes nothing else, and learns nothing', async () => {
    const unknown = await put(assigned, { id: 'pc-9', subject: theirs });
    expect(unknown.status).toBe(404);
    const ended = { ...assigned, until: '2026-12' };
    await put(ended, { subject: theirs, ifMatch: '"1"' });
    for (const change of [
      { until: null },
      { until: '2027-01' },
      { until: '2026-11', office: 'van-phong' },
      { until: '2026-11', every: 'quarter' },
      { until: '2026-11', from: '2026-11' },
      { until: '2026-11', attends: 'cs-f' },
    ])
      for (const ifMatch of ['', '"2"']) {
        const answer = await put({ ...ended, ...change }, { subject: theirs, ifMatch });
        expect([answer.status, answer.body.detail], JSON.stringify(change)).toEqual([
          404,
          unknown.body.detail,
        ]);
      }
    expect(await world.registry.duty('pc-1')).toMatchObject({ ...ended, revision: 2 });
  });

  it('strangers end nothing, nor does who has no officer’s part in it', async () => {
    const ended = { ...assigned, until: '2026-10' };
    for (const subject of [
      await world.grant('officer', 'cs-f'),
      await world.grant('secretary', 'cs-d'),
      await world.grant('rule-maker', 'huyen-e'),
    ])
      expect((await put(ended, { subject, ifMatch: '"1"' })).status).toBe(404);
  });

  it('closed months keep what they owed', async () => {
    const early = { ...assigned, from: '2026-09' };
    const above = await world.grant('officer', PROVINCE);
    await put(early, { id: 'pc-2', subject: above });
    await world.period({ status: 'closed' });
    const until = (month: string, subject = theirs) =>
      put({ ...early, until: month }, { id: 'pc-2', subject, ifMatch: '"1"' });
    const refused = { status: 409, body: { code: 'PERIOD_CLOSED' } };
    for (const holder of [above, officer]) expect(await until('2026-09', holder)).toMatchObject(refused);
    // October was not theirs yet.
    expect((await until('2026-09')).status).toBe(404);
    expect((await until('2026-10')).status).toBe(200);
  });

  it('who is attended by its own superior is not rid of it', async () => {
    await put(body({ attends: 'cb-1' }), { id: 'pc-2' });
    const subject = await world.grant('officer', 'db-c');
    const ended = body({ attends: 'cb-1', until: '2026-11' });
    expect((await put(ended, { id: 'pc-2', subject, ifMatch: '"1"' })).status).toBe(404);
    expect((await put(ended, { id: 'pc-2', ifMatch: '"1"' })).status).toBe(200);
  });
});

describe('the duties of an organization', () => {
  it('are listed by who comes and by who is attended', async () => {
    await put(body());
    await put(body({ attends: 'cs-d', every: 'quarter' }), { id: 'pc-2' });
    const ids = async (query: string) =>
      (await get(`/duties?${query}`)).body.items?.map(({ id }: { id: string }) => id);
    expect(await ids('by=huyen-b')).toEqual(['pc-1', 'pc-2']);
    expect(await ids('attends=cs-d')).toEqual(['pc-2']);
    const page = await get('/duties?by=huyen-b&limit=1');
    expect(await ids(`by=huyen-b&cursor=${page.body.next}`)).toEqual(['pc-2']);
    expect((await get('/duties')).status).toBe(422);
    expect((await get('/duties?by=huyen-b&attends=cs-d')).status).toBe(422);
    expect((await get('/duties?by=huyen-e')).status).toBe(404);
  });

  it('say what was expected, done and missed', async () => {
    await put(body());
    await put(body({ attends: 'cs-d', office: 'van-phong' }), { id: 'pc-2' });
    await put(body({ attends: 'cb-2', every: 'quarter' }), { id: 'pc-3' });
    for (const id of ['cb-1', 'cs-d', 'cb-2'])
      await planOpenMonths({ ...world.planning, registry: world.registry }, id, '');
    await world.events.append(
      inspectionRevision({ duty: null }, { organization: 'cb-1', key: '2026-10-13-attendance-huyen-b' }),
    );
    const coverage = await get('/organizations/huyen-b/duties?period=2026-10');
    expect(coverage.status).toBe(200);
    expect(
      coverage.body.items.map(
        (one: { duty: { id: string }; expected: number; done: number; missing: string[] }) => [
          one.duty.id,
          one.expected,
          one.done,
          one.missing,
        ],
      ),
    ).toEqual([
      ['pc-1', 1, 1, []],
      ['pc-2', 1, 0, ['2026-10']],
    ]);
  });
});

describe('the reports of an organization’s duties', () => {
  it('are expected once a quarter, in its last month, of every duty that fell due in it', async () => {
    await put(body({ until: '2026-11' }));
    await put(body({ attends: 'cs-d', every: 'quarter' }), { id: 'pc-2' });
    const plan = () => planOpenMonths({ ...world.planning, registry: world.registry }, 'huyen-b', '');
    await plan();
    await world.open('2026-11');
    const reports = async (period: string) => {
      const { body: list } = await get(`/organizations/huyen-b/duties?period=${period}`);
      return list.items.map((one: { duty: { id: string }; expected: number; reports: object }) => [
        ...[one.duty.id, one.expected, one.reports],
      ]);
    };
    const none = { expected: 0, made: 0, proposals: 0, missing: [] };
    expect(await reports('2026-Q4')).toEqual([['pc-1', 2, none]]);
    world.set('2026-12-28T02:00:00.000Z');
    await world.open('2026-12');
    const missing = { expected: 1, made: 0, proposals: 0, missing: ['2026-Q4'] };
    for (const period of ['2026-12', '2026-Q4', '2026'])
      expect(await reports(period)).toEqual([
        ['pc-1', period === '2026-12' ? 0 : 2, missing],
        ['pc-2', 1, missing],
      ]);
    expect(await reports('2026-10')).toEqual([['pc-1', 1, none]]);
    const sent = { proposals: 3, text: 'Đề nghị bổ sung tài liệu' };
    await call(duties, 'PUT', '/duties/pc-1/reports/2026-Q4', { subject: officer, body: sent });
    expect(await reports('2026-Q4')).toEqual([
      ['pc-1', 2, { expected: 1, made: 1, proposals: 3, missing: [] }],
      ['pc-2', 1, missing],
    ]);
  });
});

describe('a report of a quarter', () => {
  const report = { proposals: 2, text: 'Đề nghị bổ sung tài liệu' };
  const send = (sent: unknown, quarter = '2026-Q4', headers = {}) =>
    call(duties, 'PUT', `/duties/pc-1/reports/${quarter}`, { subject: officer, body: sent, headers });

  it('is kept, amended after reading, and read by officers of the office’s organization', async () => {
    await put(body());
    expect(await send(report)).toMatchObject({
      status: 201,
      body: { duty: 'pc-1', quarter: '2026-Q4', ...report },
    });
    expect((await send(report)).status).toBe(200);
    expect((await send({ ...report, proposals: 3 })).status).toBe(412);
    expect((await send({ ...report, proposals: 3 }, '2026-Q4', { 'if-match': '"1"' })).body.proposals).toBe(
      3,
    );
    expect((await get('/duties/pc-1/reports/2026-Q4')).body.proposals).toBe(3);
    const attended = await world.grant('officer', 'cb-1');
    expect((await get('/duties/pc-1/reports/2026-Q4', attended)).status).toBe(404);
    expect((await get('/duties/pc-1', attended)).status).toBe(200);
  });

  it('is refused before the quarter, and where the duty does not hold', async () => {
    await put(body({ until: '2026-11' }));
    expect(rules(await send(report, '2027-Q1'))).toEqual(['report-quarter']);
    expect(rules(await send(report, '2026-Q3'))).toEqual(['report-quarter']);
    expect(rules(await send({ ...report, text: ' ' }))).toEqual(['not-blank']);
    expect((await get('/duties/pc-1/reports/2026-Q4')).status).toBe(404);
  });
});
