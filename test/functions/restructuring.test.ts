import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-roster/handler.ts';
import type { Duty } from '../../shared/domain/roster/duty.ts';
import type { OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { itemsOf, MOST_ITEMS, type RosterChange } from '../../shared/ports/registry.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';

let world: ApiWorld;
let roster: ApiFunction;
let registrar: string;
let writes: RosterChange[];

beforeEach(async () => {
  world = await apiWorld();
  writes = [];
  const registry: ApiWorld['registry'] = {
    ...world.registry,
    putVersions: (change) => {
      writes.push(change);
      return world.registry.putVersions(change);
    },
  };
  roster = createHandler({ ...world, ...world.planning, registry });
  registrar = await world.grant('registrar', 'huyen-b');
  await enterVersion(world.registry, version('db-g', 'base-committee', 'huyen-b'));
  await enterVersion(world.registry, version('sc-h', 'sub-committee', 'db-g'));
});

const REASON = 'Sắp xếp đơn vị hành chính';
const move = (organization: string, parent: string, from = '2026-10') => ({ organization, parent, from });
const moves = (list: unknown, parts: Record<string, unknown> = {}, top = 'huyen-b', subject = registrar) =>
  call(roster, 'POST', `/organizations/${top}/moves`, {
    subject,
    body: { moves: list, reason: REASON, ...parts },
  });
const closures = (list: unknown, parts: Record<string, unknown> = {}, top = 'huyen-b', subject = registrar) =>
  call(roster, 'POST', `/organizations/${top}/closures`, {
    subject,
    body: { closures: list, reason: REASON, ...parts },
  });
const refused = (pointer: string, rule: string) => ({
  status: 422,
  body: { code: 'VALIDATION', errors: expect.arrayContaining([expect.objectContaining({ pointer, rule })]) },
});
type Changed = Readonly<{
  organization: string;
  before: { readonly duties: number } | null;
  after: { readonly duties: number };
}>;
const versionsOf = async (id: string) => (await world.registry.organization(id))?.versions ?? [];
const planOf = (id: string) => world.registry.planRow(id, '2026-10');

describe('moves', () => {
  it('write a version each, by one transaction with the order, and plan who was moved', async () => {
    const answer = await moves([move('cb-1', 'db-g'), move('cb-2', 'db-g')]);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        dryRun: false,
        versions: [
          { organization: 'cb-1', from: '2026-10', revision: 1 },
          { organization: 'cb-2', from: '2026-10', revision: 1 },
        ],
        planRows: null,
      },
    });
    expect(writes).toHaveLength(1);
    expect(await planOf('cb-1')).toMatchObject({
      parent: 'db-g',
      formerParents: ['db-c'],
      path: [PROVINCE, 'huyen-b', 'db-g', 'cb-1'],
    });
    expect(world.registry.allRestructurings()).toMatchObject([
      { organization: 'huyen-b', reason: REASON, orderedBy: registrar, closures: [] },
    ]);
  });

  it('sent again change nothing, and plan what a call cut short had left unplanned', async () => {
    await moves([move('cb-1', 'db-g')]);
    writes = [];
    expect((await moves([move('cb-1', 'db-g')])).body.versions).toEqual([]);
    expect(writes).toEqual([]);
    expect(world.registry.allRestructurings()).toHaveLength(1);
  });

  it('carry on through versions entered ahead, up to one that says another parent', async () => {
    const ahead = (from: string, parts: Partial<OrganizationVersion>) =>
      enterVersion(world.registry, { ...version('cb-1', 'cell', 'db-c', 'monthly'), from, ...parts });
    await ahead('2026-12', { name: 'Tên mới' });
    await ahead('2027-02', { parent: 'huyen-b' });
    await ahead('2027-04', {});
    await moves([move('cb-1', 'db-g', '2026-11')]);
    expect((await versionsOf('cb-1')).map(({ from, parent, name }) => [from, parent, name])).toEqual([
      ['2026-01', 'db-c', 'Tổ chức cb-1'],
      ['2026-11', 'db-g', 'Tổ chức cb-1'],
      ['2026-12', 'db-g', 'Tên mới'],
      ['2027-02', 'huyen-b', 'Tổ chức cb-1'],
      ['2027-04', 'db-c', 'Tổ chức cb-1'],
    ]);
  });

  it('may turn a branch round', async () => {
    // db-g ─ sc-h becomes sc-h ─ db-g, in whatever order it is asked for.
    const turned = (from: string) => moves([move('db-g', 'sc-h', from), move('sc-h', 'huyen-b', from)]);
    expect((await turned('2026-11')).status).toBe(200);
    await world.open('2026-11');
    const row = await world.registry.planRow('db-g', '2026-11');
    expect(row?.path).toEqual([PROVINCE, 'huyen-b', 'sc-h', 'db-g']);
    // Within an open month their rows would rest on each other, be they there yet or not.
    expect(await turned('2026-10')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/moves/0/parent', rule: 'not-once-below' }] },
    });
  });
});

describe('a move is refused', () => {
  it.each([
    ['below itself', [move('db-g', 'sc-h')], '/moves/0/parent', 'no-cycle'],
    [
      'into a ring with another one',
      [move('db-c', 'sc-h'), move('db-g', 'db-c')],
      '/moves/1/parent',
      'no-cycle',
    ],
    ['of the root', [move(PROVINCE, 'huyen-b')], '/moves/0/organization', 'root-stays'],
    ['of the common ancestor', [move('huyen-b', 'db-c')], '/moves/0/organization', 'organization-exists'],
    ['under a cell', [move('cs-d', 'cb-1')], '/moves/0/parent', 'parent-is-committee'],
    ['under what is not there', [move('cb-1', 'no-such')], '/moves/0/parent', 'parent-exists'],
    ['out of the area', [move('cb-1', 'huyen-e')], '/moves/0/parent', 'parent-exists'],
    ['above the area', [move('cb-1', PROVINCE)], '/moves/0/parent', 'parent-exists'],
    ['of what is not there', [move('no-such', 'db-g')], '/moves/0/organization', 'organization-exists'],
    ['of one of another area', [move('cs-f', 'db-g')], '/moves/0/organization', 'organization-exists'],
    [
      'of what is not there yet',
      [move('cb-1', 'db-g', '2025-12')],
      '/moves/0/organization',
      'organization-exists',
    ],
    [
      'of the same one twice',
      [move('cb-1', 'db-g'), move('cb-1', 'sc-h')],
      '/moves/1/organization',
      'organization-once',
    ],
  ])('%s, and none of its order is done', async (_, list, pointer, rule) => {
    const good = move('cs-d', 'db-g');
    const rest = list.some(({ organization }) => organization === 'cs-d') ? [] : [good];
    expect(await moves([...list, ...rest])).toMatchObject(refused(pointer, rule));
    expect(writes).toEqual([]);
  });

  it('the same whether the organization is another’s or nobody’s', async () => {
    const [foreign, missing] = [await moves([move('cs-f', 'db-g')]), await moves([move('no-such', 'db-g')])];
    expect(foreign).toEqual(missing);
    expect(await moves([move('cb-1', 'db-g')], {}, 'huyen-e')).toEqual(
      await moves([move('cb-1', 'db-g')], {}, 'no-such'),
    );
  });

  it('where it says something of a closed month', async () => {
    await world.period({ status: 'closed' });
    for (const from of ['2026-10', '2026-03'])
      expect(await moves([move('cb-1', 'db-g', from)])).toMatchObject({
        status: 409,
        body: { code: 'PERIOD_CLOSED' },
      });
    expect((await moves([move('cb-1', 'db-g', '2026-11')])).status).toBe(200);
  });

  it('without a reason, or with nothing to move', async () => {
    expect(await moves([move('cb-1', 'db-g')], { reason: ' ' })).toMatchObject(
      refused('/reason', 'not-blank'),
    );
    expect(await moves([])).toMatchObject(refused('/moves', 'at-least'));
  });

  it('where it closed before', async () => {
    await closures([{ organization: 'cb-1', from: '2026-10' }]);
    expect(await moves([move('cb-1', 'db-g')])).toMatchObject(
      refused('/moves/0/organization', 'organization-open'),
    );
  });
});

describe('closures', () => {
  it('end what is owed, from their month on', async () => {
    expect((await closures([{ organization: 'cb-1', from: '2026-10' }])).status).toBe(200);
    expect(await planOf('cb-1')).toMatchObject({ exists: false, expected: false, parent: 'db-c' });
    expect(await versionsOf('cb-1')).toMatchObject([{ closed: false }, { from: '2026-10', closed: true }]);
  });

  it('with moves make a merger: the successor remembers whom it carries on', async () => {
    const answer = await closures(
      [
        { organization: 'db-c', from: '2026-10', successor: 'db-g' },
        { organization: 'cb-3', from: '2026-10', successor: 'cb-1' },
      ],
      { moves: [move('cb-1', 'db-g'), move('cb-2', 'db-g')] },
    );
    expect(answer.status).toBe(200);
    expect(writes).toHaveLength(1);
    expect((await versionsOf('db-g')).at(-1)).toMatchObject({ from: '2026-10', predecessors: ['db-c'] });
    expect((await versionsOf('cb-1')).at(-1)).toMatchObject({ parent: 'db-g', predecessors: ['cb-3'] });
    expect(await planOf('cb-3')).toMatchObject({ exists: false, expected: false });
    expect(await planOf('cb-1')).toMatchObject({ exists: true, expected: true, parent: 'db-g' });
  });

  it.each([
    ['leave somebody without a parent', [['db-c', null]], '/closures/0/organization', 'children-need-parent'],
    [
      'name a successor that is not there',
      [['cb-1', 'no-such']],
      '/closures/0/successor',
      'successor-exists',
    ],
    ['name a successor elsewhere', [['cb-1', 'cs-f']], '/closures/0/successor', 'successor-exists'],
    ['name themselves', [['cb-1', 'cb-1']], '/closures/0/successor', 'successor-exists'],
    [
      'name one that is closed with them',
      [
        ['cb-1', 'cb-2'],
        ['cb-2', null],
      ],
      '/closures/0/successor',
      'successor-exists',
    ],
    ['close the root', [[PROVINCE, null]], '/closures/0/organization', 'root-stays'],
  ])('are refused where they %s', async (_, list, pointer, rule) => {
    const asked = list.map(([organization, successor]) => ({ organization, successor, from: '2026-10' }));
    expect(await closures(asked)).toMatchObject(refused(pointer, rule));
    expect(writes).toEqual([]);
  });

  it('merge fifty into one, and no more: the successor would fit no transaction, nor be sent again', async () => {
    const ids = Array.from({ length: 51 }, (_, i) => `cb-9${String(i).padStart(2, '0')}`);
    for (const id of ids) await enterVersion(world.registry, version(id, 'cell', 'db-c', 'monthly'));
    const into = (some: readonly string[]) =>
      some.map((organization) => ({ organization, successor: 'cb-1', from: '2026-11' }));
    expect(await closures(into(ids))).toMatchObject(
      refused('/closures/50/successor', 'predecessors-at-most'),
    );
    expect(writes).toEqual([]);
    expect((await closures(into(ids.slice(1)))).status).toBe(200);
    expect((await versionsOf('cb-1')).at(-1)?.predecessors).toHaveLength(50);
  });

  it('are refused where a move of the same order goes under what they close', async () => {
    const gone = ['cb-1', 'cb-2', 'cb-3', 'db-c'].map((organization) => ({ organization, from: '2026-10' }));
    expect(await closures(gone, { moves: [move('cs-d', 'db-c')] })).toMatchObject(
      refused('/moves/0/parent', 'parent-open'),
    );
  });
});

describe('openings', () => {
  const opening = (organization: string, parts: Record<string, unknown> = {}) => ({
    ...{ organization, name: `Chi bộ ${organization}`, kind: 'cell', parent: 'db-c', meets: 'monthly' },
    ...{ unit: 'residential', predecessors: ['cb-1'], from: '2026-10', ...parts },
  });
  const halves = [opening('cb-1a'), opening('cb-1b')];
  const old = { closures: [{ organization: 'cb-1', from: '2026-10' }] };
  const openings = (list: unknown, parts: Record<string, unknown> = {}, top = 'huyen-b') =>
    call(roster, 'POST', `/organizations/${top}/openings`, {
      subject: registrar,
      body: { openings: list, reason: 'Chia tách', ...parts },
    });

  it('with a closure make a split: from then on the parts owe, and the old one no more', async () => {
    expect((await openings(halves, old)).status).toBe(200);
    expect(writes).toHaveLength(1);
    for (const id of ['cb-1a', 'cb-1b']) {
      expect(await versionsOf(id)).toMatchObject([{ predecessors: ['cb-1'], closed: false, revision: 1 }]);
      expect(await planOf(id)).toMatchObject({ exists: true, expected: true, formerParents: [] });
    }
    expect(await planOf('cb-1')).toMatchObject({ exists: false, expected: false });
    expect(world.registry.allRestructurings()).toMatchObject([{ openings: [{}, {}], closures: [{}] }]);
  });

  it('tried out, say the rows of open months that would come and go, and write nothing', async () => {
    const { body } = await openings(halves, { ...old, dryRun: true });
    const rows = body.planRows.items.map(
      ({ organization, before, after }: { organization: string; before: unknown; after: object }) => [
        organization,
        before === null,
        after,
      ],
    );
    expect(rows).toMatchObject([
      ['cb-1', false, { exists: false }],
      ['cb-1a', true, { exists: true, expected: true, parent: 'db-c' }],
      ['cb-1b', true, { exists: true, expected: true, parent: 'db-c' }],
    ]);
    expect(writes).toEqual([]);
    expect(await versionsOf('cb-1a')).toEqual([]);
  });

  it('take in whoever moves under them, and carry on what closes, in the same order', async () => {
    const committee = opening('db-new', { kind: 'base-committee', parent: 'huyen-b', meets: 'none' });
    const ids = ['cb-1', 'cb-2', 'cb-3'];
    const order = {
      closures: [{ organization: 'db-c', from: '2026-10', successor: 'db-new' }],
      moves: ids.map((id) => move(id, 'db-new')),
    };
    const list = [{ ...committee, predecessors: [] }, opening('cb-new', { parent: 'db-new' })];
    expect((await openings(list, order)).status).toBe(200);
    expect(await versionsOf('db-new')).toMatchObject([{ predecessors: ['db-c'] }]);
    for (const id of [...ids, 'cb-new'])
      expect((await planOf(id))?.path).toEqual([PROVINCE, 'huyen-b', 'db-new', id]);
    writes = [];
    expect((await openings(list, order)).body.versions).toEqual([]);
    expect(writes).toEqual([]);
  });

  it.each([
    ['give an id a second time', [opening('cb-2')], '/openings/0/organization', 'organization-new'],
    ['take another’s id', [opening('cs-f')], '/openings/0/organization', 'organization-new'],
    ['go under a cell', [opening('cb-9', { parent: 'cb-2' })], '/openings/0/parent', 'parent-is-committee'],
    ['go elsewhere', [opening('cb-9', { parent: 'huyen-e' })], '/openings/0/parent', 'parent-exists'],
    ['let a committee meet', [opening('db-9', { kind: 'district' })], '/openings/0/meets', 'cells-meet'],
    ['name one twice', [opening('cb-9'), opening('cb-9')], '/openings/1/organization', 'organization-once'],
    ['say no name', [opening('cb-9', { name: ' ' })], '/openings/0/name', 'not-blank'],
  ])('are refused where they %s', async (_, list, pointer, rule) => {
    expect(await openings(list)).toMatchObject(refused(pointer, rule));
    expect(writes).toEqual([]);
  });

  it('are refused in a closed month', async () => {
    await world.period({ status: 'closed' });
    expect((await openings(halves, old)).body.code).toBe('PERIOD_CLOSED');
  });
});

it('points at the successor where the fault is at one that no other line names', async () => {
  const list = [
    { organization: 'cb-1', from: '2026-11', successor: 'cb-2' },
    { organization: 'db-c', from: '2026-11' },
  ];
  expect(await closures(list)).toMatchObject(refused('/closures/0/successor', 'parent-open'));
});

describe('a dry run', () => {
  it('says which rows of open months would change, everybody below too, and writes nothing', async () => {
    await world.open('2026-11');
    const before = JSON.stringify(world.registry.allPlanRows());
    const order = { moves: [move('db-c', 'db-g', '2026-11')] };
    const closed = [{ organization: 'cs-d', from: '2026-11', successor: 'cb-1' }];
    const dry = await closures(closed, { ...order, dryRun: true });
    expect(dry.body.versions.map(({ organization }: never) => organization)).toEqual([
      'db-c',
      'cs-d',
      'cb-1',
    ]);
    expect(JSON.stringify(world.registry.allPlanRows())).toBe(before);
    expect(writes).toEqual([]);

    const { items, total } = dry.body.planRows;
    expect(total).toBe(5);
    expect(items.map(({ organization, period }: never) => [organization, period])).toEqual(
      ['cb-1', 'cb-2', 'cb-3', 'cs-d', 'db-c'].map((id) => [id, '2026-11']),
    );
    expect(items[0]).toEqual({
      organization: 'cb-1',
      period: '2026-11',
      before: {
        parent: 'db-c',
        path: [PROVINCE, 'huyen-b', 'db-c', 'cb-1'],
        exists: true,
        expected: true,
        duties: 0,
      },
      after: {
        parent: 'db-c',
        path: [PROVINCE, 'huyen-b', 'db-g', 'db-c', 'cb-1'],
        exists: true,
        expected: true,
        duties: 0,
      },
    });
    expect(items[3].after).toMatchObject({ exists: false, expected: false });
  });

  it('says who is attended no more because whose office came is closed, of those below the address', async () => {
    const duty = (id: string, attends: string): Duty => ({
      ...{ id, by: 'db-c', office: 'cap-uy', attends, every: 'month' },
      ...{ from: '2026-01', until: null, revision: 1 },
    });
    for (const one of [duty('pc-1', 'cs-d'), duty('pc-2', 'cs-f')])
      await world.registry.putDuty(one, aNote());
    for (const id of ['cs-d', 'cs-f']) await planOpenMonths(world.planning, id, '');
    const order = { moves: ['cb-1', 'cb-2', 'cb-3'].map((id) => move(id, 'db-g')), dryRun: true };
    const { body } = await closures([{ organization: 'db-c', from: '2026-10', successor: 'db-g' }], order);
    const duties = body.planRows.items
      .filter(({ before, after }: Changed) => before !== null && before.duties !== after.duties)
      .map(({ organization, before, after }: Changed) => [organization, before?.duties, after.duties]);
    expect(duties).toEqual([['cs-d', 1, 0]]);
    expect(body.planRows.items.map(({ organization }: Changed) => organization)).not.toContain('cs-f');
    expect((await world.registry.duty('pc-1'))?.until).toBe(null);
  });

  it('refuses what would be refused', async () => {
    expect(await moves([move('db-g', 'sc-h')], { dryRun: true })).toMatchObject(
      refused('/moves/0/parent', 'no-cycle'),
    );
  });
});

describe('an order too large for one transaction', () => {
  const many = Array.from({ length: 80 }, (_, i) => `cb-m${i}`);
  beforeEach(async () => {
    for (const id of many) await enterVersion(world.registry, version(id, 'cell', 'db-c', 'monthly'));
  });

  it('goes in by parts, closures last, and its reason once', async () => {
    const all = [...many, 'cb-1', 'cb-2', 'cb-3'].map((id) => move(id, 'db-g'));
    const answer = await closures([{ organization: 'db-c', from: '2026-10', successor: 'db-g' }], {
      moves: all,
    });
    expect(answer.status).toBe(200);
    expect(answer.body.versions).toHaveLength(85);
    expect(writes.length).toBeGreaterThan(1);
    for (const change of writes) expect(itemsOf(change)).toBeLessThanOrEqual(MOST_ITEMS);
    expect(writes.at(-1)?.versions.at(-1)).toMatchObject({ organization: 'db-c', closed: true });
    expect(writes.map(({ order }) => order !== null)).toEqual(writes.map((_, i) => i === 0));
  });

  it('is finished by sending it again, when it was cut off or somebody came between', async () => {
    const all = [...many, 'cb-1', 'cb-2', 'cb-3'].map((id) => move(id, 'db-g'));
    const list = [{ organization: 'db-c', from: '2026-10', successor: 'db-g' }];
    let parts = 0;
    const cut: ApiWorld['registry'] = {
      ...world.registry,
      putVersions: async (change) => {
        parts += 1;
        if (parts === 2) throw new Error('cut off');
        return world.registry.putVersions(change);
      },
    };
    const uncut = roster;
    roster = createHandler({ ...world, ...world.planning, registry: cut });
    expect((await closures(list, { moves: all })).status).toBe(500);
    roster = uncut;
    const again = await closures(list, { moves: all });
    expect(again.status).toBe(200);
    expect(again.body.versions.length).toBeLessThan(85);
    for (const { organization } of all) {
      expect((await versionsOf(organization)).at(-1)?.parent, organization).toBe('db-g');
      expect((await planOf(organization))?.parent, organization).toBe('db-g');
    }
    expect((await versionsOf('db-c')).at(-1)?.closed).toBe(true);
  });
});
