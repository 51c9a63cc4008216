/**
 * What is laid down from a month on is decided by whoever holds the organization today and in that month. db-c went
 * from huyen-b to huyen-e in November 2026, cs-d will go in January 2027; October and November are open.
 */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { apiFunctions } from '../support/api-functions.ts';
import { type ApiWorld, apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';

let world: ApiWorld;
let ask: ReturnType<typeof apiFunctions>['ask'];

const PLACES = ['huyen-b', 'huyen-e', PROVINCE] as const;

beforeAll(async () => {
  world = await apiWorld();
  ({ ask } = apiFunctions(world));
  for (const place of PLACES)
    for (const role of ['officer', 'registrar', 'rule-maker'] as const) await world.grant(role, place);
  await enterVersion(world.registry, { ...version('db-c', 'base-committee', 'huyen-e'), from: '2026-11' });
  await enterVersion(world.registry, {
    ...version('cs-d', 'base-cell', 'huyen-e', 'monthly'),
    from: '2027-01',
  });
  await world.open('2026-11');
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
});

const SET = { criteriaSet: { id: 'phu-tho-bloc', revision: 1 } };
const order = (organization: string, from: string) => ({
  ...{ reason: 'Giải thể', dryRun: true },
  closures: [{ organization, from }],
});

type Asked = readonly [id: string, url: string, role: string, body: unknown];
/** Of a committee with a cell, from a month on; nothing is written. */
const ofCommittee = (top: string, cell: string, from: string): Asked[] => [
  ['postClosures', `/organizations/${top}/closures`, 'registrar', order(cell, from)],
  ['previewAdoption', `/organizations/${top}/criteria-sets/${from}/preview`, 'rule-maker', SET],
];
const programme = (organization: string, from: string) => ({
  ...{ organization, from, title: { vi: 'Nền nếp', en: 'Keeping time' }, basis: ['Hướng dẫn 01'] },
  ...{ dayRule: null, thematic: false, participants: [], targets: [] },
});
/** The same of what is written. */
const written = (organization: string, from: string): Asked[] => [
  ['putAdoption', `/organizations/${organization}/criteria-sets/${from}`, 'rule-maker', SET],
  [
    'putProgramme',
    `/programmes/p-${organization}-${from}/revisions/1`,
    'rule-maker',
    programme(organization, from),
  ],
];
/** As if it were of somebody who is not there. */
const ofNobody = ([id, url, role, body]: Asked): Asked => [
  id,
  url.replace('db-c', 'khong-co'),
  role,
  JSON.parse(JSON.stringify(body).replace('"db-c"', '"khong-co"')),
];

const outcome = async ([id, url, role, body]: Asked, place: string) => {
  const { status, body: answer } = await ask(id, url, { subject: `${role}@${place}`, body });
  return { status, body: answer };
};

describe('what is laid down from a month on', () => {
  it.each([...ofCommittee('db-c', 'cb-1', '2026-10'), ...written('db-c', '2026-10')])(
    '%s: reaches not back into a month of the old superior, who has it no more',
    async (...asked) => {
      const nowhere = await outcome(ofNobody(asked), 'huyen-e');
      expect(nowhere.status).toBe(404);
      for (const place of ['huyen-b', 'huyen-e']) expect(await outcome(asked, place)).toEqual(nowhere);
      expect((await outcome(asked, PROVINCE)).status).toBeLessThan(300);
    },
  );

  it.each([
    ...ofCommittee('db-c', 'cb-1', '2026-11'),
    ...ofCommittee('db-c', 'cb-1', '2027-02'),
    ...written('db-c', '2026-11'),
  ])('%s: is the new superior’s since the move', async (...asked) => {
    expect((await outcome(asked, 'huyen-b')).status).toBe(404);
    expect((await outcome(asked, 'huyen-e')).status).toBeLessThan(300);
  });

  it('is nobody’s below the two between whom the organization goes, in the month in which it goes', async () => {
    const going = written('cs-d', '2027-01');
    for (const asked of going)
      for (const place of ['huyen-b', 'huyen-e']) expect((await outcome(asked, place)).status).toBe(404);
    for (const asked of written('cs-d', '2026-12'))
      expect((await outcome(asked, 'huyen-b')).status).toBe(201);
    for (const asked of going) expect((await outcome(asked, PROVINCE)).status).toBe(201);
  });

  it('putDuty: reaches not back either, and neither does who ends a duty of the old superior', async () => {
    const body = { by: 'huyen-e', office: 'van-phong', attends: 'cb-1', every: 'month', until: null };
    const put = (id: string, sent: object, place: string, headers = {}) =>
      ask('putDuty', `/duties/${id}`, { subject: `officer@${place}`, body: { ...body, ...sent }, headers });
    const nowhere = await put('pc-1', { from: '2026-10', attends: 'khong-co' }, 'huyen-e');
    expect(nowhere.status).toBe(404);
    expect(await put('pc-1', { from: '2026-10' }, 'huyen-e')).toEqual(nowhere);
    expect((await put('pc-1', { from: '2026-11' }, 'huyen-e')).status).toBe(201);

    const old = { by: 'huyen-b', from: '2026-09' };
    expect((await put('pc-2', old, PROVINCE)).status).toBe(201);
    const current = { 'if-match': '"1"' };
    const end = (until: string, place: string) => put('pc-2', { ...old, until }, place, current);
    expect(await end('2026-09', 'huyen-e')).toEqual(nowhere);
    expect((await end('2026-10', 'huyen-e')).status).toBe(200);
  });
});

/** db-c with its cells went from huyen-b to huyen-e in November; db-k with cb-k stays at huyen-b until January. */
describe('a version of the roster', () => {
  let roster: ApiWorld;
  let asks: ReturnType<typeof apiFunctions>['ask'];
  const REGISTRARS = ['huyen-b', 'huyen-e', PROVINCE] as const;

  beforeEach(async () => {
    roster = await apiWorld();
    asks = apiFunctions(roster).ask;
    for (const place of REGISTRARS) await roster.grant('registrar', place);
    await enterVersion(roster.registry, version('db-k', 'base-committee', 'huyen-b'));
    await enterVersion(roster.registry, version('cb-k', 'cell', 'db-k', 'monthly'));
    await enterVersion(roster.registry, version('db-f', 'base-committee', 'huyen-e'));
    await enterVersion(roster.registry, { ...version('db-c', 'base-committee', 'huyen-e'), from: '2026-11' });
    await enterVersion(roster.registry, { ...version('db-k', 'base-committee', 'huyen-e'), from: '2027-01' });
    await enterVersion(roster.registry, {
      ...version('cs-d', 'base-cell', 'huyen-e', 'monthly'),
      from: '2027-01',
    });
    await roster.open('2026-11');
    await planOpenMonths(roster.planning, PROVINCE, '2026-10');
  });

  const order = (id: string, top: string, lines: object, place = top) =>
    asks(id, `/organizations/${top}/${id.slice(4).toLowerCase()}`, {
      subject: `registrar@${place}`,
      body: { reason: 'Sắp xếp', ...lines },
    });
  const close = (organization: string, from: string, successor: string | null = null) => ({
    closures: [{ organization, from, successor }],
  });
  const move = (organization: string, parent: string, from: string) => ({
    moves: [{ organization, parent, from }],
  });
  const put = (organization: string, body: object, place: string, headers = {}) =>
    asks('putOrganization', `/organizations/${organization}`, {
      subject: `registrar@${place}`,
      body,
      headers,
    });
  const below = async (parent: string, month: string, place: string): Promise<string[]> => {
    const url = `/organizations?parent=${parent}&month=${month}`;
    const { body } = await asks('listOrganizations', url, { subject: `registrar@${place}` });
    return body.items.map(({ organization }: { organization: string }) => organization);
  };
  const cell = (parent: string, parts: object) => {
    const { organization: _, revision: __, ...body } = version('x', 'cell', parent, 'monthly');
    return { ...body, ...parts };
  };

  it.each([
    ['moves', 'postMoves', move('cb-1', 'db-k', '2026-10'), 'organization-exists'],
    ['closes', 'postClosures', close('cb-1', '2026-10'), 'organization-exists'],
    ['makes a successor of', 'postClosures', close('cb-k', '2026-10', 'cb-1'), 'successor-exists'],
  ])('%s by an order at the old superior nobody who is another’s today', async (_, id, lines, rule) => {
    expect(await order(id, 'huyen-b', lines)).toMatchObject({ status: 422, body: { errors: [{ rule }] } });
    expect(await order(id, 'huyen-b', { ...lines, dryRun: true })).toMatchObject({ status: 422 });
  });

  it('goes on as usual in the months before a move that is known', async () => {
    const renamed = cell('db-k', { name: 'Chi bộ thôn Đông', from: '2026-12' });
    expect((await put('cb-k', renamed, 'huyen-b')).status).toBe(201);
    expect((await put('cb-n', cell('db-k', { from: '2026-11' }), 'huyen-b')).status).toBe(201);
    expect((await order('postClosures', 'huyen-b', close('cb-n', '2026-12', 'cb-k'))).status).toBe(200);
    expect((await order('postClosures', 'huyen-b', close('cs-d', '2026-12'))).status).toBe(200);
    expect((await put('cb-p', cell('db-k', { from: '2027-01' }), 'huyen-b')).status).toBe(422);
  });

  it('is founded under a parent that is the founder’s since the first month until today', async () => {
    const back = await put('cb-n', cell('db-c', { from: '2026-10' }), 'huyen-b');
    expect(back).toMatchObject({ status: 422, body: { errors: [{ rule: 'parent-exists' }] } });
    const closed = await put('cb-n', cell('db-c', { from: '2026-10', closed: true }), 'huyen-b');
    expect(closed).toMatchObject({ status: 422, body: { errors: [{ rule: 'parent-exists' }] } });
  });

  it('reaches not back in two steps under a parent that is another’s today', async () => {
    const parentExists = { status: 422, body: { errors: [{ pointer: '/parent', rule: 'parent-exists' }] } };
    expect((await put('cb-n', cell('db-k', { from: '2026-11' }), 'huyen-b')).status).toBe(201);
    for (const closed of [false, true])
      expect(await put('cb-n', cell('db-c', { from: '2026-10', closed }), 'huyen-b')).toMatchObject(
        parentExists,
      );
    expect((await order('postMoves', 'huyen-b', move('cs-d', 'db-k', '2026-11'))).status).toBe(200);
    expect((await order('postMoves', 'huyen-b', move('cs-d', 'db-c', '2026-10'))).status).toBe(422);
  });

  it('is not opened again where it was closed, under a parent that is another’s today', async () => {
    const gone = { ...version('cb-n', 'cell', 'db-c', 'monthly'), from: '2026-10', closed: true };
    await enterVersion(roster.registry, gone);
    await enterVersion(roster.registry, { ...gone, parent: 'db-k', from: '2026-11' });
    const opened = cell('db-c', { from: '2026-10' });
    expect(await put('cb-n', opened, 'huyen-b', { 'if-match': '"2026-10.1"' })).toMatchObject({
      status: 422,
    });
  });

  it('is moved where it is to close with its new parent', async () => {
    await enterVersion(roster.registry, {
      ...version('cb-1', 'cell', 'db-c', 'monthly'),
      from: '2027-01',
      closed: true,
    });
    const wound = {
      moves: [{ organization: 'cb-1', parent: 'db-f', from: '2026-12' }],
      closures: [{ organization: 'db-f', from: '2027-01' }],
    };
    expect((await order('postClosures', PROVINCE, wound)).status).toBe(200);
  });

  it('comes under a parent that is to leave the address, as long as all is the caller’s', async () => {
    await enterVersion(roster.registry, version('sc-p', 'sub-committee', 'db-k'));
    await enterVersion(roster.registry, { ...version('sc-p', 'sub-committee', 'huyen-b'), from: '2026-11' });
    await enterVersion(roster.registry, {
      ...version('cb-k', 'cell', 'huyen-b', 'monthly'),
      from: '2026-11',
    });
    const within = await order('postMoves', 'db-k', move('cb-k', 'sc-p', '2026-10'), 'huyen-b');
    expect(within.status).toBe(200);
  });

  it('is refused by no place that its parent takes below it behind its own time', async () => {
    const stand = (id: string, parent: string, from: string) =>
      enterVersion(roster.registry, { ...version(id, 'sub-committee', parent), from });
    for (const id of ['sc-x', 'sc-p']) await stand(id, 'db-k', '2026-01');
    await stand('sc-x', 'db-f', '2027-02');
    await stand('sc-p', 'sc-x', '2027-02');
    const { organization: _, revision: __, ...body } = version('sc-x', 'sub-committee', 'sc-p');
    roster.set('2027-02-05T02:00:00.000Z');
    expect((await put('sc-x', { ...body, from: '2027-01' }, PROVINCE)).status).toBe(201);
  });

  it('is amended in a month in which its parent was the caller’s, though that is another’s today', async () => {
    await put('cb-1', cell('db-k', { from: '2026-11' }), PROVINCE);
    const renamed = { ...cell('db-c', { from: '2026-10', name: 'Chi bộ thôn Đông' }) };
    expect((await put('cb-1', renamed, 'huyen-b')).status).toBe(201);
  });

  it('tells by no number of faults whether another’s committee is there', async () => {
    const { organization: _, revision: __, ...body } = version('cs-d', 'base-cell', 'huyen-b', 'monthly');
    expect((await put('cs-d', { ...body, members: 25, from: '2026-12' }, 'huyen-b')).status).toBe(201);
    const faults = async (lines: object) => {
      const { status, body: told } = await order('postMoves', 'huyen-b', lines);
      return { status, errors: told.errors };
    };
    const alone = (parent: string) => faults(move('cs-d', parent, '2026-11'));
    expect(await alone('db-f')).toEqual(await alone('khong-co'));
    expect(await alone('cs-f')).toEqual(await alone('khong-co'));
    const under = (parent: string) =>
      faults({
        moves: [
          { organization: 'cb-k', parent: 'huyen-b', from: '2026-11' },
          { organization: 'cs-d', parent: 'db-k', from: '2026-11' },
          { organization: 'db-k', parent, from: '2026-12' },
        ],
      });
    expect(await under('db-f')).toEqual(await under('khong-co'));
  });

  it('names nobody founded ahead by another where a committee cannot be closed for its sake', async () => {
    await enterVersion(roster.registry, version('sc-k', 'sub-committee', 'db-k'));
    const closing = { ...version('sc-k', 'sub-committee', 'db-k'), from: '2026-12', closed: true };
    const { organization: _, revision: __, ...body } = closing;
    const detail = async () => JSON.stringify((await put('sc-k', body, 'huyen-b')).body);
    await put('cb-n', cell('sc-k', { from: '2026-11' }), 'huyen-b');
    expect(await detail()).toContain('ví dụ cb-n');
    await put('cb-n', cell('sc-k', { from: '2026-12', closed: true }), 'huyen-b');
    expect((await put('cb-bimat', cell('sc-k', { from: '2027-01' }), 'huyen-e')).status).toBe(201);
    expect(await detail()).toContain('children-need-parent');
    expect(await detail()).toContain('Hãy đề nghị cấp trên chung');
    expect(await detail()).not.toContain('cb-bimat');
  });

  it('founded ahead is the founder’s, and nobody’s who has the parent before', async () => {
    const founded = cell('db-k', { from: '2027-01' });
    expect((await put('cb-n', founded, 'huyen-e')).status).toBe(201);
    expect((await put('cb-n', founded, 'huyen-e')).status).toBe(200);
    const get = (place: string) =>
      asks('getOrganization', '/organizations/cb-n?month=2027-01', { subject: `registrar@${place}` });
    expect([(await get('huyen-e')).status, (await get('huyen-b')).status]).toEqual([200, 404]);
    expect((await put('cb-n', cell('db-k', { from: '2026-12' }), 'huyen-b')).status).toBe(404);
    expect(await below('db-k', '2027-01', 'huyen-b')).toEqual(['cb-k']);
    expect(await below('db-k', '2027-01', PROVINCE)).toEqual(['cb-k', 'cb-n']);
  });

  it('is changed over no month that was another’s in between, by whoever has it again', async () => {
    await enterVersion(roster.registry, { ...version('cb-1', 'cell', 'db-c', 'monthly'), from: '2026-11' });
    await enterVersion(roster.registry, { ...version('cb-1', 'cell', 'db-k', 'monthly'), from: '2026-12' });
    roster.set('2026-12-05T02:00:00.000Z');
    await roster.open('2026-12');
    await planOpenMonths(roster.planning, PROVINCE, '2026-10');
    for (const parent of ['db-k', 'db-c'])
      expect(await put('cb-1', cell(parent, { from: '2026-10' }), 'huyen-b')).toMatchObject({ status: 404 });
    for (const [id, lines] of [
      ['postMoves', move('cb-1', 'db-k', '2026-10')],
      ['postClosures', close('cb-1', '2026-10')],
      ['postClosures', close('cs-d', '2026-10', 'cb-1')],
    ] as const)
      expect((await order(id, 'huyen-b', { ...lines, dryRun: true })).status).toBe(422);
    await roster.grant('rule-maker', 'huyen-b');
    const adopt = (organization: string, from: string) =>
      asks('putAdoption', `/organizations/${organization}/criteria-sets/${from}`, {
        ...{ subject: 'rule-maker@huyen-b', body: SET },
      });
    expect((await adopt('cb-1', '2026-10')).status).toBe(404);
    expect((await adopt('cb-1', '2026-12')).status).toBe(201);
    expect((await order('postMoves', 'huyen-b', move('cb-1', 'db-k', '2026-12'))).status).toBe(200);
    expect((await order('postMoves', PROVINCE, move('cb-1', 'db-k', '2026-10'))).status).toBe(200);
  });

  it('is listed below its parent of a month for who had it then or has it now', async () => {
    await enterVersion(roster.registry, { ...version('cb-1', 'cell', 'db-f', 'monthly'), from: '2026-12' });
    await enterVersion(roster.registry, { ...version('cb-2', 'cell', 'db-k', 'monthly'), from: '2026-11' });
    await planOpenMonths(roster.planning, PROVINCE, '2026-10');
    expect(await below('db-c', '2026-10', 'huyen-e')).toEqual(['cb-1', 'cb-3']);
    expect(await below('db-c', '2026-10', PROVINCE)).toEqual(['cb-1', 'cb-2', 'cb-3']);
    expect(await below('huyen-b', '2026-10', 'huyen-b')).toEqual(['cs-d', 'db-c', 'db-k']);
    expect(await below('huyen-b', '2026-12', 'huyen-b')).toEqual(['cs-d', 'db-k']);
  });
});

it('ends no duty beforehand for who will stand below the office’s organization by then', async () => {
  const later = await apiWorld();
  const asks = apiFunctions(later).ask;
  for (const place of ['db-c', PROVINCE] as const) await later.grant('officer', place);
  await enterVersion(later.registry, { ...version('db-c', 'base-committee', 'huyen-e'), from: '2026-11' });
  await enterVersion(later.registry, { ...version('db-c', 'base-committee', 'huyen-b'), from: '2026-12' });
  await later.open('2026-11');
  await planOpenMonths(later.planning, PROVINCE, '2026-10');
  const body = { by: 'huyen-b', office: 'van-phong', attends: 'cb-1', every: 'month', from: '2026-12' };
  const put = (until: string | null, place: string, headers = {}) =>
    asks('putDuty', '/duties/pc-1', { subject: `officer@${place}`, body: { ...body, until }, headers });
  expect((await put(null, PROVINCE)).status).toBe(201);
  expect((await put('2026-12', 'db-c', { 'if-match': '"1"' })).status).toBe(404);
  expect((await put('2026-12', PROVINCE, { 'if-match': '"1"' })).status).toBe(200);
});
