/** Every change of roster, periods, programmes, duties and criteria sets says who, when, from what to what; a refused one says nothing. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createCriteriaSets } from '../../functions/keep-criteria-sets/handler.ts';
import { createHandler as createDuties } from '../../functions/keep-duties/handler.ts';
import { createHandler as createPeriods } from '../../functions/keep-periods/handler.ts';
import { createHandler as createProgrammes } from '../../functions/keep-programmes/handler.ts';
import { createHandler as createRoster } from '../../functions/keep-roster/handler.ts';
import { createHandler } from '../../functions/read-log/handler.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import {
  type ApiWorld,
  apiWorld,
  call,
  FIRST_REGISTRAR,
  MONTH,
  NOW,
  PROVINCE,
  version,
} from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';

let world: ApiWorld;
let read: ApiFunction;

beforeEach(async () => {
  world = await apiWorld();
  read = createHandler({ ...world, log: memoryChangeLog() });
});

const noted = async (organization = PROVINCE, role: Role = 'officer') => {
  const subject = await world.grant(role, organization, `reader@${organization}`);
  const url = `/audit?organization=${organization}&sort=oldest&limit=100`;
  return (await call(read, 'GET', url, { subject })).body.items;
};
const who = { at: NOW, left: false };

describe('the roster', () => {
  const { organization: _, revision: __, ...CELL } = version('cb-9', 'cell', 'db-c', 'monthly');
  const roster = () => createRoster({ ...world, ...world.planning });
  const put = (id: string, body: object, subject: string, headers = {}) =>
    call(roster(), 'PUT', `/organizations/${id}`, { subject, body, headers });

  it('says who entered and changed whom', async () => {
    const by = await world.grant('registrar', 'huyen-b');
    const { closed: ___, ...cell } = { ...CELL, from: '2026-10' };
    expect((await put('cb-9', cell, by)).status).toBe(201);
    expect((await put('cb-9', cell, by)).status).toBe(200);
    expect((await put('cb-9', { ...cell, members: 30 }, by)).status).toBe(412);
    expect((await put('cb-9', { ...cell, parent: 'nowhere' }, by)).status).toBe(422);
    const changed = { ...cell, members: 30 };
    expect((await put('cb-9', changed, by, { 'if-match': '"2026-10.1"' })).status).toBe(200);
    const one = { ...who, by, kind: 'organization', organization: 'cb-9', period: '2026-10' };
    expect(await noted()).toMatchObject([
      { ...one, revision: 1, from: null, to: { parent: 'db-c', kind: 'cell', members: 24, closed: false } },
      { ...one, revision: 2, from: { members: 24 }, to: { members: 30 } },
    ]);
    expect((await noted())[1].to).toEqual({ members: 30 });
  });

  it('says of an order who was moved and closed, and of a dry run nothing', async () => {
    const by = await world.grant('registrar', PROVINCE);
    const order = {
      moves: [{ organization: 'cs-d', parent: 'huyen-e', from: MONTH }],
      closures: [{ organization: 'cb-3', from: MONTH, successor: 'cb-1' }],
      reason: 'Theo đề nghị của đồng chí A',
    };
    const send = (dryRun: boolean) =>
      call(roster(), 'POST', `/organizations/${PROVINCE}/closures`, {
        subject: by,
        body: { ...order, dryRun },
      });
    expect((await send(true)).status).toBe(200);
    expect(await noted()).toEqual([]);
    expect((await send(false)).status).toBe(200);
    const all = await noted();
    expect(new Map(all.map((one: { organization: string }) => [one.organization, one]))).toEqual(
      new Map([
        ['cs-d', expect.objectContaining({ by, from: { parent: 'huyen-b' }, to: { parent: 'huyen-e' } })],
        ['cb-1', expect.objectContaining({ by, from: { predecessors: '' }, to: { predecessors: 'cb-3' } })],
        ['cb-3', expect.objectContaining({ by, from: { closed: false }, to: { closed: true } })],
      ]),
    );
    expect(all).toHaveLength(3);
    expect(JSON.stringify(all)).not.toContain('đồng chí');
    const left = (await noted('huyen-b')).find((one: { left: boolean }) => one.left);
    expect(left).toMatchObject({ organization: 'cs-d', to: null });
    expect(await noted('huyen-e')).toMatchObject([{ organization: 'cs-d', left: false }]);
  });
});

describe('periods', () => {
  const periods = () => createPeriods({ ...world, wait: async () => {} });
  const post = (url: string, subject = FIRST_REGISTRAR, body?: object) =>
    call(periods(), 'POST', url, { subject, ...(body && { body }) });

  it('say who had them opened and closed, each once', async () => {
    for (const url of ['2026-11/opening', '2026-11/opening', '2026-12/closing', `${MONTH}/closing`])
      await post(`/periods/${url}`);
    await post(`/periods/${MONTH}/closing`);
    const one = { ...who, by: FIRST_REGISTRAR, kind: 'period', organization: PROVINCE, key: null };
    expect(await noted()).toMatchObject([
      { ...one, period: MONTH, revision: 2, from: { status: 'open' }, to: { status: 'closing' } },
      { ...one, period: '2026-11', revision: 1, from: null, to: { status: 'opening', duePassed: false } },
    ]);
  });

  it('say for whom one was opened again, and until when', async () => {
    const state = await world.registry.period(MONTH);
    if (state === null) throw new Error('October is open in this world');
    const closed = { ...state, status: 'closed', settled: true, closedAt: NOW } as const;
    await world.registry.putPeriod({ ...closed, revision: 2 }, aNote());
    const by = await world.grant('officer', 'db-c');
    const reopen = (until: string) =>
      post(`/periods/${MONTH}/reopenings`, by, { organization: 'cb-1', until, reason: 'Bà B ốm' });
    for (const until of ['2026-11-20', '2026-11-20', '2027-11-20', '2026-11-21'])
      expect((await reopen(until)).status).toBe(until.startsWith('2027') ? 422 : 200);
    const one = { ...who, by, kind: 'reopening', organization: 'cb-1', period: MONTH };
    const until = (day: number) => ({ until: `2026-11-${day}T17:00:00.000Z` });
    expect(await noted('cb-1')).toMatchObject([
      { ...one, from: null, to: until(20) },
      { ...one, from: until(20), to: until(21) },
    ]);
    expect(JSON.stringify(await noted())).not.toContain('Bà B');
  });
});

it('programmes say who bound whom to what', async () => {
  const by = await world.grant('rule-maker', 'huyen-b');
  const programme = {
    organization: 'huyen-b',
    title: { vi: 'Chỉ thị 47', en: 'Directive 47' },
    basis: ['Chỉ thị 47-CT/TU'],
    from: MONTH,
    dayRule: { week: 2, weekday: 2 },
    thematic: true,
    participants: [
      { organization: 'db-c', from: MONTH },
      { organization: 'cs-d', from: MONTH },
    ],
    targets: [],
  };
  const put = (revision: number, body: object) =>
    call(createProgrammes(world), 'PUT', `/programmes/ct-47/revisions/${revision}`, { subject: by, body });
  expect((await put(1, programme)).status).toBe(201);
  expect((await put(1, programme)).status).toBe(200);
  expect((await put(3, programme)).status).toBe(422);
  const second = { ...programme, thematic: false, participants: [{ organization: 'db-c', from: MONTH }] };
  expect((await put(2, second)).status).toBe(201);
  const one = { ...who, by, kind: 'programme', key: 'ct-47', period: MONTH };
  expect(await noted()).toMatchObject([
    { ...one, organization: 'huyen-b', revision: 1, from: null, to: { week: 2, weekday: 2, thematic: true } },
    { ...one, organization: 'db-c', revision: 1, from: null, to: { from: MONTH, until: null } },
    { ...one, organization: 'cs-d', revision: 1, from: null, to: { from: MONTH, until: null } },
    { ...one, organization: 'huyen-b', revision: 2, from: { thematic: true }, to: { thematic: false } },
    { ...one, organization: 'cs-d', revision: 2, from: { from: MONTH }, to: null },
  ]);
  expect(await noted('cs-d')).toHaveLength(2);
});

it('duties say who assigned and reported what, at both ends', async () => {
  const by = await world.grant('officer', PROVINCE);
  const duty = {
    ...{ by: 'huyen-e', office: 'van-phong', attends: 'cb-1', every: 'month' },
    ...{ from: MONTH, until: null },
  };
  const put = (url: string, body: object, headers = {}) =>
    call(createDuties(world), 'PUT', `/duties/pc-1${url}`, { subject: by, body, headers });
  expect((await put('', duty)).status).toBe(201);
  expect((await put('', duty)).status).toBe(200);
  expect((await put('', { ...duty, until: '2026-12' })).status).toBe(412);
  expect((await put('', { ...duty, until: '2026-12' }, { 'if-match': '"1"' })).status).toBe(200);
  const report = { proposals: 2, text: 'Ông C đề nghị' };
  expect((await put('/reports/2026-Q4', report)).status).toBe(201);
  const one = { ...who, by, kind: 'duty', key: 'pc-1', period: MONTH };
  const ended = { ...one, revision: 2, from: { until: null }, to: { until: '2026-12' } };
  expect(await noted('cb-1')).toMatchObject([
    { ...one, organization: 'cb-1', revision: 1, from: null, to: duty },
    { ...ended, organization: 'cb-1' },
  ]);
  const reported = { ...one, kind: 'duty-report', key: 'pc-1/2026-Q4', period: null, to: { proposals: 2 } };
  expect(await noted('huyen-e')).toMatchObject([{ ...one, revision: 1 }, ended, reported]);
  expect(JSON.stringify(await noted())).not.toContain('Ông C');
});

it('criteria sets say who published what, and who put which in force', async () => {
  const by = await world.grant('rule-maker', 'huyen-b');
  const { id: _, revision: __, ...content } = BINH_THUAN;
  const stricter = content.thresholds.map((one) => (one.grade === 'tot' ? { ...one, atLeast: 9_500 } : one));
  const keep = createCriteriaSets({ ...world, ...world.planning, presets: allPresetCriteriaSets() });
  const put = (url: string, body: object, headers = {}) =>
    call(keep, 'PUT', url, { subject: by, body, headers });
  const publish = (revision: number, set: object) =>
    put(`/criteria-sets/cua-b/revisions/${revision}`, { organization: 'huyen-b', set });
  for (const set of [content, content, { ...content, title: { vi: 'Khác', en: 'Other' } }])
    await publish(1, set);
  expect((await publish(2, { ...content, thresholds: stricter })).status).toBe(201);
  const adopt = (revision: number, headers = {}) =>
    put('/organizations/huyen-b/criteria-sets/2026-10', { criteriaSet: { id: 'cua-b', revision } }, headers);
  expect((await adopt(1)).status).toBe(201);
  expect((await adopt(1)).status).toBe(200);
  expect((await adopt(2)).status).toBe(412);
  expect((await adopt(2, { 'if-match': '"2026-10.1"' })).status).toBe(200);
  const one = { ...who, by, organization: 'huyen-b' };
  const published = { ...one, kind: 'criteria-set', key: 'cua-b', period: null };
  const adopted = { ...one, kind: 'criteria-adoption', key: 'cua-b', period: MONTH };
  const all = await noted('huyen-b');
  expect(all).toMatchObject([
    { ...adopted, revision: 1, from: null, to: { criteriaSet: 'cua-b.1' } },
    { ...adopted, revision: 2, from: { criteriaSet: 'cua-b.1' }, to: { criteriaSet: 'cua-b.2' } },
    { ...published, revision: 1, from: null, to: { 'grades.tot': 9_000, 'criteria.attendance': 2_000 } },
    { ...published, revision: 2 },
  ]);
  expect([all[3].from, all[3].to]).toEqual([{ 'grades.tot': 9_000 }, { 'grades.tot': 9_500 }]);
});
