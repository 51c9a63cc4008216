import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-criteria-sets/handler.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { type ApiWorld, apiWorld, call, PROVINCE } from '../support/api-world.ts';

const { id: _, revision: __, ...CONTENT } = BINH_THUAN;
const SET = '/criteria-sets/cua-huyen-b/revisions';
const BODY = { organization: 'huyen-b', set: CONTENT };
const stricter = {
  ...CONTENT,
  thresholds: CONTENT.thresholds.map((one) => (one.grade === 'tot' ? { ...one, atLeast: 9_500 } : one)),
};

let world: ApiWorld;
let ofProvince: string;
let ofDistrict: string;

beforeEach(async () => {
  world = await apiWorld();
  ofProvince = await world.grant('rule-maker', PROVINCE);
  ofDistrict = await world.grant('rule-maker', 'huyen-b');
});

const deps = () => ({ ...world, ...world.planning, presets: allPresetCriteriaSets() });
const send = (method: string, url: string, subject: string, body?: unknown, ifMatch?: string) =>
  call(createHandler(deps()), method, url, {
    subject,
    ...(body === undefined ? {} : { body }),
    headers: { 'accept-language': 'en', ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
  });

describe('publishing a criteria set', () => {
  it('stores a revision once and for all', async () => {
    const first = await send('PUT', `${SET}/1`, ofDistrict, BODY);
    expect(first).toMatchObject({ status: 201, body: { preset: false, publishedAt: world.now() } });
    expect(first.headers.location).toBe(`${SET}/1`);
    const again = await send('PUT', `${SET}/1`, ofDistrict, BODY);
    expect(again).toMatchObject({ status: 200, body: first.body });
    const other = await send('PUT', `${SET}/1`, ofDistrict, { ...BODY, set: stricter });
    expect(other).toMatchObject({ status: 409, body: { code: 'REVISION_PUBLISHED' } });
    expect((await send('GET', `${SET}/1`, ofDistrict)).body).toEqual(first.body);
    expect(await send('PUT', `${SET}/2`, ofDistrict, { ...BODY, set: stricter })).toMatchObject({
      status: 201,
    });
  });

  it('refuses gaps, presets’ ids and sets that do not add up, with words and pointers, and stores nothing', async () => {
    const errors = async (url: string, body: unknown) => {
      const { status, body: problem } = await send('PUT', url, ofDistrict, body);
      expect(status).toBe(422);
      return problem.errors;
    };
    expect(await errors(`${SET}/2`, BODY)).toMatchObject([
      { pointer: '/revision', rule: 'revision-follows' },
    ]);
    for (const n of [1, 2])
      expect(await errors(`/criteria-sets/binh-thuan/revisions/${n}`, BODY)).toMatchObject([
        { pointer: '/criteriaSet', rule: 'preset-id' },
      ]);
    const lighter = { ...CONTENT, criteria: CONTENT.criteria.slice(1) };
    expect(await errors(`${SET}/1`, { ...BODY, set: lighter })).toContainEqual({
      pointer: '/set/total',
      rule: 'criteria-add-up',
      detail:
        'The criteria add up to 85 points, which must be 100: 15 missing. Correct the parts or the total.',
    });
    expect(await errors(`${SET}/0`, BODY)).toMatchObject([{ pointer: '/revision', rule: 'set-revision' }]);
    expect(await world.registry.criteriaSets()).toEqual([]);
  });

  it('keeps a set with the organization that published it first', async () => {
    const ofOther = await world.grant('rule-maker', 'huyen-e');
    expect(await send('PUT', `${SET}/1`, ofOther, BODY)).toMatchObject({ status: 404 });
    await send('PUT', `${SET}/1`, ofDistrict, BODY);
    for (const n of [1, 2])
      expect(await send('PUT', `${SET}/${n}`, ofOther, { ...BODY, organization: 'huyen-e' })).toMatchObject({
        status: 404,
      });
    const moved = await send('PUT', `${SET}/2`, ofProvince, { ...BODY, organization: 'huyen-e' });
    expect(moved.body.errors).toMatchObject([{ pointer: '/organization', rule: 'set-owner' }]);
    const officer = await world.grant('officer', 'huyen-b');
    expect(await send('PUT', `${SET}/2`, officer, BODY)).toMatchObject({ status: 404 });
  });

  it('lists every revision of every set, presets among them, page by page', async () => {
    await send('PUT', `${SET}/1`, ofDistrict, BODY);
    const officer = await world.grant('officer', 'cb-1');
    const names: string[] = [];
    for (let url = '/criteria-sets?limit=2'; url !== ''; ) {
      const { body } = await send('GET', url, officer);
      for (const { id, revision, preset } of body.items) names.push(`${id}/${revision} ${preset}`);
      url = body.next === null ? '' : `/criteria-sets?limit=2&cursor=${body.next}`;
    }
    const all = [...allPresetCriteriaSets().map(({ id }) => `${id}/1 true`), 'cua-huyen-b/1 false'];
    expect(names).toEqual(all.sort());
    const [binhThuan] = [await send('GET', '/criteria-sets/binh-thuan/revisions/1', officer)];
    expect(binhThuan.body).toEqual({ set: BINH_THUAN, preset: true, publishedAt: null });
  });
});

describe('adopting a criteria set', () => {
  const adoption = (set: string | null, revision = 1) => ({
    criteriaSet: set === null ? null : { id: set, revision },
  });
  const OCTOBER = '/organizations/huyen-b/criteria-sets/2026-10';
  const setOf = async (organization: string, month = '2026-10') =>
    (await world.registry.planRow(organization, month))?.criteriaSet.id;

  it('counts a cell with a set of its own as following by that one alone', async () => {
    await world.open('2026-10');
    await send('PUT', OCTOBER, ofDistrict, adoption('hd12-2018'));
    const own = '/organizations/cb-1/criteria-sets/2026-10';
    const first = await send('PUT', own, ofDistrict, adoption('nghe-an-08'));
    expect(first.status).toBe(201);
    const followingNow = async () => (await send('GET', OCTOBER, ofDistrict)).body.progress[0].following;
    await planOpenMonths(world.planning, 'huyen-b', '2026-10');
    expect(await followingNow()).toBe(6);
    const etag = String(first.headers.etag);
    expect((await send('PUT', own, ofDistrict, adoption('binh-thuan'), etag)).status).toBe(200);
    expect(await followingNow()).toBe(5);
  });

  it('reaches the open months of the subtree and shows how far it has got', async () => {
    await world.open('2026-11');
    await send('PUT', `${SET}/1`, ofDistrict, BODY);
    const accepted = await send('PUT', OCTOBER, ofDistrict, adoption('cua-huyen-b'));
    expect(accepted).toMatchObject({ status: 201 });
    const pending = { organizations: 6, following: 0, done: false };
    expect(accepted.body.progress).toEqual([
      { period: '2026-10', ...pending },
      { period: '2026-11', ...pending },
    ]);
    await planOpenMonths(world.planning, 'db-c', '2026-10');
    const halfway = await send('GET', OCTOBER, ofDistrict);
    expect(halfway.body.progress[0]).toEqual({
      period: '2026-10',
      organizations: 6,
      following: 4,
      done: false,
    });
    await planOpenMonths(world.planning, 'huyen-b', '2026-10');
    const done = await send('GET', OCTOBER, ofDistrict);
    expect(done.body.progress[1]).toEqual({ period: '2026-11', organizations: 6, following: 6, done: true });
    expect(await Promise.all(['huyen-b', 'cb-1', 'cs-d', 'huyen-e', 'cs-f'].map((id) => setOf(id)))).toEqual([
      ...['cua-huyen-b', 'cua-huyen-b', 'cua-huyen-b', 'binh-thuan', 'binh-thuan'],
    ]);
  });

  it('says what is in force, by whose decision and since when', async () => {
    await send('PUT', '/organizations/tinh-a/criteria-sets/2026-10', ofProvince, adoption('nghe-an-08'));
    await send('PUT', '/organizations/huyen-b/criteria-sets/2026-11', ofDistrict, adoption('phu-tho-bloc'));
    await send('PUT', '/organizations/huyen-b/criteria-sets/2027-01', ofDistrict, adoption(null));
    const officer = await world.grant('officer', 'cb-1');
    const at = async (period: string) =>
      (await send('GET', `/organizations/cb-1/criteria-sets?period=${period}`, officer)).body.inForce;
    expect(await at('2026-09')).toEqual({
      criteriaSet: { id: 'binh-thuan', revision: 1 },
      adoptedBy: null,
      from: null,
    });
    expect(await at('2026-10')).toMatchObject({ criteriaSet: { id: 'nghe-an-08' }, adoptedBy: 'tinh-a' });
    expect(await at('2026-12')).toMatchObject({ adoptedBy: 'huyen-b', from: '2026-11' });
    expect(await at('2027-02')).toMatchObject({ adoptedBy: 'tinh-a', from: '2026-10' });
  });

  it('takes the same again, and another only over the one that was read', async () => {
    const first = await send('PUT', OCTOBER, ofDistrict, adoption('nghe-an-08'));
    expect(await send('PUT', OCTOBER, ofDistrict, adoption('nghe-an-08'))).toMatchObject({ status: 200 });
    const other = adoption('phu-tho-bloc');
    expect(await send('PUT', OCTOBER, ofDistrict, other)).toMatchObject({
      status: 412,
      body: { code: 'PRECONDITION_REQUIRED', etag: first.headers.etag },
    });
    const changed = await send('PUT', OCTOBER, ofDistrict, other, String(first.headers.etag));
    expect(changed).toMatchObject({ status: 200, body: { criteriaSet: { id: 'phu-tho-bloc' } } });
    expect(await send('PUT', OCTOBER, ofDistrict, adoption(null), String(first.headers.etag))).toMatchObject({
      status: 412,
    });
  });

  it('refuses closed months, sets that are not published, and whoever makes no rules there', async () => {
    const unknown = await send('PUT', OCTOBER, ofDistrict, adoption('cua-huyen-b'));
    expect(unknown.body.errors).toMatchObject([{ pointer: '/criteriaSet', rule: 'criteria-set-published' }]);
    for (const organization of ['tinh-a', 'huyen-e', 'khong-co'])
      expect(
        await send(
          'PUT',
          `/organizations/${organization}/criteria-sets/2026-10`,
          ofDistrict,
          adoption('nghe-an-08'),
        ),
      ).toMatchObject({ status: 404 });
    expect(await send('GET', OCTOBER, ofDistrict)).toMatchObject({ status: 404 });
    const rows = world.registry.allPlanRows();
    await world.period({ status: 'closed' });
    expect(await send('PUT', OCTOBER, ofDistrict, adoption('nghe-an-08'))).toMatchObject({
      status: 409,
      body: { code: 'PERIOD_CLOSED' },
    });
    const next = '/organizations/huyen-b/criteria-sets/2026-11';
    expect(await send('PUT', next, ofDistrict, adoption('nghe-an-08'))).toMatchObject({ status: 201 });
    await planOpenMonths(world.planning, 'huyen-b', '2026-11');
    expect(world.registry.allPlanRows()).toEqual(rows);
  });
});
