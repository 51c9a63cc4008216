import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-roster/handler.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { ROLES } from '../../shared/domain/roster/access.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, FIRST_REGISTRAR, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';

let world: ApiWorld;
let roster: ApiFunction;
let registrar: string;

beforeEach(async () => {
  world = await apiWorld();
  roster = createHandler({ ...world, ...world.planning });
  registrar = await world.grant('registrar', 'huyen-b');
});

const bodyOf = (parent: string | null, parts: Record<string, unknown> = {}) => {
  const { organization: _, revision: __, ...body } = version('x', 'cell', parent, 'monthly');
  return { ...body, ...parts };
};
const put = (id: string, body: unknown, headers: Record<string, string> = {}, subject = registrar) =>
  call(roster, 'PUT', `/organizations/${id}`, { subject, body, headers });
const get = (url: string, subject = registrar) => call(roster, 'GET', url, { subject });
const refused = (pointer: string, rule: string) => ({
  status: 422,
  body: { code: 'VALIDATION', errors: [{ pointer, rule }] },
});

describe('entering an organization', () => {
  it('stores it, plans it in the open month, and reads it back', async () => {
    const answer = await put('cb-9', bodyOf('db-c', { codes: [{ system: 'so-tay', code: '77' }] }));
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"2026-01.1"', location: '/organizations/cb-9?month=2026-01' },
      body: { organization: 'cb-9', parent: 'db-c', revision: 1, closed: false },
    });
    expect(await world.registry.planRow('cb-9', '2026-10')).toMatchObject({
      path: [PROVINCE, 'huyen-b', 'db-c', 'cb-9'],
      expected: true,
    });
    expect(await get('/organizations/cb-9')).toMatchObject({ status: 200, body: answer.body });
  });

  it('fills in what may be left out', async () => {
    const body = { name: 'A', kind: 'cell', parent: 'db-c', meets: 'none', unit: 'school', from: '2026-03' };
    expect((await put('cb-9', body)).body).toEqual({
      organization: 'cb-9',
      ...body,
      hasCommittee: false,
      handbook: false,
      members: 0,
      codes: [],
      predecessors: [],
      closed: false,
      revision: 1,
    });
  });

  it('again is answered 200, and plans what a call cut short had left unplanned', async () => {
    const { revision: _, ...content } = version('cb-9', 'cell', 'db-c', 'monthly');
    await enterVersion(world.registry, { ...content, revision: 1 });
    const again = await put('cb-9', bodyOf('db-c', { name: content.name }));
    expect(again).toMatchObject({ status: 200, headers: { etag: '"2026-01.1"' } });
    expect(await world.registry.planRow('cb-9', '2026-10')).not.toBeNull();
  });

  it('with other content needs the current ETag', async () => {
    await put('cb-9', bodyOf('db-c'));
    const changed = bodyOf('db-c', { handbook: false });
    expect(await put('cb-9', changed)).toMatchObject({
      status: 412,
      headers: { etag: '"2026-01.1"' },
      body: { code: 'PRECONDITION_REQUIRED' },
    });
    expect(await put('cb-9', changed, { 'if-match': '"2026-02.1"' })).toMatchObject({
      status: 412,
      body: { code: 'PRECONDITION_STALE' },
    });
    expect(await put('cb-9', changed, { 'if-match': '"2026-01.1"' })).toMatchObject({
      status: 200,
      headers: { etag: '"2026-01.2"' },
    });
    expect(await world.registry.planRow('cb-9', '2026-10')).toMatchObject({ handbook: false, version: 2 });
  });

  it('from a later month is a version of its own, and leaves the months before as they are', async () => {
    const answer = await put('cb-1', bodyOf('db-c', { from: '2026-12', meets: 'quarterly' }));
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"2026-12.1"' } });
    expect(await world.registry.planRow('cb-1', '2026-10')).toMatchObject({ meets: 'monthly', version: 1 });
    expect((await get('/organizations/cb-1')).body).toMatchObject({ from: '2026-01', meets: 'monthly' });
    expect((await get('/organizations/cb-1?month=2026-12')).body).toMatchObject({ meets: 'quarterly' });
    expect((await get('/organizations/cb-1?month=2025-12')).status).toBe(404);
  });

  it('of the root is for the first registrar of an empty deployment', async () => {
    const empty = { ...world, ...world.planning, registry: memoryRegistry() };
    const handler = createHandler(empty);
    const body = { ...bodyOf(null), kind: 'province', meets: 'none' };
    const enter = (subject: string) => call(handler, 'PUT', `/organizations/${PROVINCE}`, { subject, body });
    expect((await enter('somebody')).status).toBe(404);
    expect((await enter(FIRST_REGISTRAR)).status).toBe(201);
    const below = { ...bodyOf(PROVINCE), kind: 'district', meets: 'none' };
    const district = await call(handler, 'PUT', '/organizations/huyen-b', {
      subject: FIRST_REGISTRAR,
      body: below,
    });
    expect(district.status).toBe(201);
  });

  it('is stored once however many send it together', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => put('cb-9', bodyOf('db-c'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
  });
});

describe('the tree', () => {
  it('has one root, and nobody else without a parent', async () => {
    const subject = FIRST_REGISTRAR;
    expect(await put('x', bodyOf(null), {}, subject)).toMatchObject(refused('/parent', 'parent-but-of-root'));
    const province = bodyOf('huyen-b', { kind: 'province', meets: 'none' });
    expect(await put('x', province, {}, subject)).toMatchObject(refused('/kind', 'one-province'));
    expect(await put(PROVINCE, bodyOf('huyen-b', { meets: 'none' }), {}, subject)).toMatchObject({
      status: 422,
    });
  });

  it('hangs organizations under committees alone', async () => {
    for (const parent of ['cb-1', 'cs-d']) {
      expect(await put('x', bodyOf(parent))).toMatchObject(refused('/parent', 'parent-is-committee'));
    }
  });

  it('says the same of a parent that is not there, not yet there, and not yours', async () => {
    await put('db-moi', bodyOf('huyen-b', { kind: 'base-committee', meets: 'none', from: '2026-12' }));
    const answers = await Promise.all(
      ['no-such', 'huyen-e', PROVINCE, 'db-moi'].map((parent) => put('x', bodyOf(parent))),
    );
    expect(answers[0]).toMatchObject(refused('/parent', 'parent-exists'));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it.each([
    ['another superior’s', 'huyen-e', 'parent-exists'],
    ['nobody’s', 'khong-co', 'parent-exists'],
    ['itself', 'cs-d', 'no-cycle'],
    ['a cell', 'cb-1', 'parent-is-committee'],
  ])('refuses to close under a parent that is %s, known or new', async (_, parent, rule) => {
    const closing = bodyOf(parent, { kind: 'base-cell', from: '2026-12', closed: true });
    expect(await put('cs-d', closing)).toMatchObject(refused('/parent', rule));
    if (parent !== 'cs-d') expect(await put('cs-new', closing)).toMatchObject(refused('/parent', rule));
    expect(await get('/organizations/cs-d?month=2026-12')).toMatchObject({ body: { parent: 'huyen-b' } });
  });

  it('closes under a parent that is closed with it, and one that is somebody else’s later', async () => {
    const committee = bodyOf('huyen-b', { kind: 'base-committee', meets: 'none' });
    await put('db-k', committee);
    await put('cb-k', bodyOf('db-k'));
    await put('cb-m', bodyOf('db-k'));
    const leaving = { ...version('db-k', 'base-committee', 'huyen-e'), from: '2027-02' };
    await enterVersion(world.registry, leaving);
    expect((await put('cb-k', bodyOf('db-k', { from: '2026-12', closed: true }))).status).toBe(201);
    expect((await put('cb-m', bodyOf('db-k', { from: '2026-12', closed: true }))).status).toBe(201);
    expect((await put('db-k', { ...committee, from: '2026-12', closed: true })).status).toBe(201);
    const renamed = bodyOf('db-k', { from: '2026-12', closed: true, name: 'Chi bộ cũ' });
    expect((await put('cb-k', renamed, { 'if-match': '"2026-12.1"' })).status).toBe(200);
  });

  it('refuses a parent that is closed, also in a later month', async () => {
    const subject = FIRST_REGISTRAR;
    const district = bodyOf(PROVINCE, { kind: 'district', meets: 'none' });
    await put('huyen-g', district, {}, subject);
    await put('huyen-g', { ...district, from: '2026-12', closed: true }, {}, subject);
    for (const from of ['2026-12', '2026-10']) {
      const answer = await put('x', bodyOf('huyen-g', { from }), {}, subject);
      expect(answer).toMatchObject(refused('/parent', 'parent-open'));
      expect(answer.body.errors[0].detail).toContain('2026-12');
    }
  });

  it('has no cycle, in no month', async () => {
    const subject = FIRST_REGISTRAR;
    const committee = (parent: string, from: string) =>
      bodyOf(parent, { kind: 'sub-committee', meets: 'none', from });
    await put('s-1', committee('db-c', '2026-01'), {}, subject);
    await put('s-2', committee('db-c', '2026-01'), {}, subject);
    await put('s-2', committee('s-1', '2027-01'), {}, subject);
    const itself = await put('s-1', committee('s-1', '2026-11'), {}, subject);
    expect(itself).toMatchObject(refused('/parent', 'no-cycle'));
    const later = await put('s-1', committee('s-2', '2026-11'), {}, subject);
    expect(later).toMatchObject(refused('/parent', 'no-cycle'));
    expect(later.body.errors[0].detail).toContain('2027-01');
  });

  it('lets no two committees change places within an opened month', async () => {
    const committee = (parent: string, from: string) =>
      bodyOf(parent, { kind: 'base-committee', meets: 'none', from });
    const tag = (answer: { headers: Record<string, unknown> }) => ({
      'if-match': String(answer.headers.etag),
    });
    const upper = await put('db-m', committee('huyen-b', '2026-01'));
    const lower = await put('db-n', { ...committee('db-m', '2026-01'), kind: 'sub-committee' });
    // db-n leaves db-m within the opened month; its tombstone stays in db-m's partition.
    await put('db-n', { ...committee('huyen-b', '2026-01'), kind: 'sub-committee' }, tag(lower));
    const swapped = committee('db-n', '2026-01');
    expect(await put('db-m', swapped, tag(upper))).toMatchObject(refused('/parent', 'not-once-below'));
    expect((await put('db-m', { ...swapped, from: '2026-11' })).status).toBe(201);
  });

  it('lets nobody carry on itself, nor another twice', async () => {
    for (const predecessors of [['cb-9'], ['cb-1', 'cb-9'], ['cb-1', 'cb-1']])
      expect(await put('cb-9', bodyOf('db-c', { predecessors }))).toMatchObject(
        refused('/predecessors', 'predecessors-are-others'),
      );
    expect((await put('cb-9', bodyOf('db-c', { predecessors: ['cb-1', 'cb-2'] }))).status).toBe(201);
  });

  it('lets nobody bear a code twice; two of one system it does', async () => {
    const [a, b] = [
      { system: 'so-tay', code: 'Tổ 1' },
      { system: 'so-tay', code: '2' },
    ];
    const again = { system: ' so-tay', code: 'Tổ 1 '.normalize('NFD') };
    const refusal = refused('/codes/2', 'code-once');
    expect(await put('cb-9', bodyOf('db-c', { codes: [a, b, again] }))).toMatchObject(refusal);
    expect((await put('cb-9', bodyOf('db-c', { codes: [a, b] }))).status).toBe(201);
  });

  it('lets only cells meet', async () => {
    const answer = await put('x', bodyOf('huyen-b', { kind: 'body' }));
    expect(answer).toMatchObject(refused('/meets', 'cells-meet'));
  });

  it('keeps a committee that has organizations below it', async () => {
    const closing = bodyOf('huyen-b', {
      kind: 'base-committee',
      meets: 'none',
      from: '2026-12',
      closed: true,
    });
    expect(await put('db-c', closing)).toMatchObject(refused('/closed', 'children-need-parent'));
    const cell = bodyOf('huyen-b', { from: '2026-12' });
    expect(await put('db-c', cell)).toMatchObject(refused('/kind', 'children-need-parent'));
    const gone = { from: '2026-12', closed: true };
    for (const id of ['cb-1', 'cb-2', 'cb-3']) expect((await put(id, bodyOf('db-c', gone))).status).toBe(201);
    expect((await put('db-c', closing)).status).toBe(201);
  });

  it('takes a move from an open month, with the former parent written down', async () => {
    const answer = await put('cb-1', bodyOf('huyen-b', { kind: 'base-cell', from: '2026-10' }));
    expect(answer.status).toBe(201);
    expect(await world.registry.planRow('cb-1', '2026-10')).toMatchObject({
      parent: 'huyen-b',
      formerParents: ['db-c'],
      version: 2,
    });
  });
});

describe('refusals', () => {
  it('409 where the version would say something of a closed month', async () => {
    await world.period({ status: 'closed' });
    for (const from of ['2026-10', '2026-03']) {
      expect(await put('cb-9', bodyOf('db-c', { from }))).toMatchObject({
        status: 409,
        body: { code: 'PERIOD_CLOSED' },
      });
    }
    expect((await put('cb-9', bodyOf('db-c', { from: '2026-11' }))).status).toBe(201);
  });

  it('409 before anything that is wrong with the tree, which could not be mended in a closed month', async () => {
    await world.period({ status: 'closed' });
    const closing = bodyOf('huyen-b', { kind: 'base-committee', meets: 'none', closed: true });
    const asked = [
      ...['no-such', 'huyen-e', 'cb-1'].map((parent) => ['cb-9', bodyOf(parent)] as const),
      ['db-c', { ...closing, from: '2026-10' }] as const,
    ];
    const answers = await Promise.all(asked.map(([id, body]) => put(id, body)));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
      expect(answer.body.detail).toContain('từ tháng 2026-11 trở đi');
    }
    const later = await put('cb-9', bodyOf('no-such', { from: '2026-11' }));
    expect(later).toMatchObject(refused('/parent', 'parent-exists'));
  });

  it('404 of what is not the caller’s, closed month or not', async () => {
    await world.period({ status: 'closed' });
    const [foreign, open] = ['2026-10', '2026-11'].map((from) => bodyOf('huyen-b', { from }));
    const answers = await Promise.all([put('cs-f', foreign), put('cs-f', open)]);
    const elsewhere = await world.grant('officer', PROVINCE);
    for (const id of ['cb-1', 'no-such', PROVINCE]) answers.push(await put(id, foreign, {}, elsewhere));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('404 for an organization of another district, as for one that is not there', async () => {
    const foreign = await put('cs-f', bodyOf('huyen-b'));
    expect(foreign).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await get('/organizations/cs-f')).toEqual(await get('/organizations/no-such'));
    expect(await get('/organizations?parent=huyen-e')).toEqual(await get('/organizations?parent=no-such'));
  });

  it('422 for ids and fields that cannot be', async () => {
    expect(await put('CB_9', bodyOf('db-c'))).toMatchObject(refused('/organization', 'organization-id'));
    expect(await put('a'.repeat(41), bodyOf('db-c'))).toMatchObject(
      refused('/organization', 'organization-id'),
    );
    expect(await put('x', bodyOf('db-c', { kind: 'club' }))).toMatchObject(refused('/kind', 'one-of'));
    expect(await put('x', bodyOf('db-c', { leader: 'A' }))).toMatchObject(
      refused('/leader', 'unknown-field'),
    );
    expect(await put('x', bodyOf('db-c', { from: '2026' }))).toMatchObject(refused('/from', 'month'));
  });
});

describe('lists', () => {
  it('name the organizations directly below, by month, page by page', async () => {
    const list = await get('/organizations?parent=db-c');
    expect(list.body.items.map(({ organization }: never) => organization)).toEqual(['cb-1', 'cb-2', 'cb-3']);
    await put('cb-2', bodyOf('huyen-b', { kind: 'base-cell', from: '2026-12' }));
    await put('cb-3', bodyOf('db-c', { from: '2026-12', closed: true }));
    const later = await get('/organizations?parent=db-c&month=2026-12');
    expect(later.body.items.map(({ organization }: never) => organization)).toEqual(['cb-1']);
    const first = await get('/organizations?parent=db-c&limit=2');
    const second = await get(`/organizations?parent=db-c&limit=2&cursor=${first.body.next}`);
    expect([...first.body.items, ...second.body.items]).toEqual(list.body.items);
    expect(second.body.next).toBeNull();
  });

  it('read for a page what it shows, however many siblings there are, and those in between that have left', async () => {
    const ids = Array.from({ length: 130 }, (_, i) => `n-${String(i).padStart(3, '0')}`);
    const hasLeft = (i: number) => i >= 10 && i < 60;
    for (const [i, id] of ids.entries())
      await enterVersion(
        world.registry,
        version(id, 'base-cell', hasLeft(i) ? 'huyen-e' : 'db-c', 'monthly'),
      );
    // The edges of those who were there once stay.
    for (const id of ids.filter((_, i) => hasLeft(i))) {
      const there = { ...version(id, 'base-cell', 'db-c', 'monthly'), from: '2025-01' };
      await enterVersion(world.registry, there);
    }
    let histories = 0;
    const registry: ApiWorld['registry'] = {
      ...world.registry,
      organization: async (id) => {
        histories += 1;
        return world.registry.organization(id);
      },
    };
    roster = createHandler({ ...world, ...world.planning, registry });
    const seen: string[] = [];
    const costs: number[] = [];
    for (let query = '&limit=20', more = true; more; ) {
      histories = 0;
      const { body } = await get(`/organizations?parent=db-c${query}`);
      costs.push(histories);
      seen.push(...body.items.map(({ organization }: { organization: string }) => organization));
      more = body.next !== null;
      query = `&limit=20&cursor=${body.next}`;
    }
    expect(seen).toEqual(['cb-1', 'cb-2', 'cb-3', ...ids.filter((_, i) => !hasLeft(i))]);
    expect(costs).toHaveLength(5);
    // One more than are shown, to know whether there is a next page; and what the place of the parent costs.
    expect(costs.filter((cost) => cost > 30)).toHaveLength(1);
    expect(Math.max(...costs)).toBeLessThan(50 + 30);
  });
});

describe('codes of other systems', () => {
  const SYSTEM = 'Sổ tay đảng viên';
  const coded = (code: string, parts: Record<string, unknown> = {}) =>
    bodyOf('db-c', { codes: [{ system: SYSTEM, code }], ...parts });
  const find = (code: string, { month, as }: { month?: string; as?: string } = {}) =>
    get(`/organizations?${new URLSearchParams({ system: SYSTEM, code, ...(month && { month }) })}`, as);
  const ids = ({ body }: Awaited<ReturnType<typeof find>>) =>
    body.items.map(({ organization }: { organization: string }) => organization);

  it('lead to whoever bears them in the month', async () => {
    await put('cb-8', coded('HD#07/1'));
    await put('cb-9', coded('HD#07/1'));
    await put('cb-8', coded('HD-08', { from: '2026-12' }));
    const now = await find('HD#07/1');
    expect(now).toMatchObject({ status: 200, body: { next: null } });
    expect(ids(now)).toEqual(['cb-8', 'cb-9']);
    expect(now.body.items[0]).toEqual((await get('/organizations/cb-8')).body);
    expect(ids(await find('HD#07/1', { month: '2026-12' }))).toEqual(['cb-9']);
    expect(ids(await find('HD-08'))).toEqual([]);
    expect(ids(await find('HD-08', { month: '2026-12' }))).toEqual(['cb-8']);
    await put('cb-9', coded('HD#07/1', { from: '2026-12', closed: true }));
    expect(ids(await find('HD#07/1', { month: '2026-12' }))).toEqual([]);
  });

  it('are found again as Vietnamese writes them on any keyboard', async () => {
    await put('cb-9', coded('Tổ 1'.normalize('NFD')));
    expect(ids(await find('Tổ 1'.normalize('NFC')))).toEqual(['cb-9']);
    expect(ids(await find('Tổ 1'.normalize('NFD')))).toEqual(['cb-9']);
  });

  it('come page by page', async () => {
    for (const id of ['cb-7', 'cb-8', 'cb-9']) await put(id, coded('X'));
    const page = `/organizations?system=${encodeURIComponent(SYSTEM)}&code=X&limit=2`;
    const first = await get(page);
    expect(ids(first)).toEqual(['cb-7', 'cb-8']);
    const second = await get(`${page}&cursor=${first.body.next}`);
    expect([ids(second), second.body.next]).toEqual([['cb-9'], null]);
  });

  it('show those alone that the caller could read, and of the others nothing', async () => {
    await put('cb-9', coded('X'));
    for (const role of ROLES)
      for (const place of [PROVINCE, 'huyen-b', 'db-c', 'cb-9', 'cb-1', 'cs-d', 'huyen-e']) {
        const as = await world.grant(role, place);
        const isReadable = (await get('/organizations/cb-9', as)).status === 200;
        const found = await find('X', { as });
        const where = `${role} on ${place}`;
        if (isReadable) expect(ids(found), where).toEqual(['cb-9']);
        else expect(found, where).toEqual(await find('no-such', { as }));
      }
    expect(await find('X', { as: 'nobody' })).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('stand in place of a parent, and never half', async () => {
    for (const query of ['', '?system=a', '?code=b', '?parent=db-c&system=a&code=b', '?parent=db-c&code=b'])
      expect(await get(`/organizations${query}`), query).toMatchObject(refused('/parent', 'parent-or-code'));
  });
});
