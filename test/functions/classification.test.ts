import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createFacts } from '../../functions/keep-facts/handler.ts';
import { classificationBelow } from '../../functions/read-scorecards/classification.ts';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
import { getClassification } from '../../shared/contracts/routes.ts';
import { type Kind, UNITS } from '../../shared/domain/roster/organization.ts';
import { markOf } from '../../shared/runtime/own-cursor.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';

let world: ApiWorld;
let officer: string;

beforeEach(async () => {
  world = await apiWorld();
  officer = await world.grant('officer', PROVINCE);
});

const say = async (organization: string, classification: string) => {
  const url = `/organizations/${organization}/facts/2026`;
  const answer = await call(createFacts(world), 'PUT', url, { subject: officer, body: { classification } });
  expect(answer.status).toBe(201);
};
const read = (query = '', organization = 'huyen-b') =>
  call(createHandler(world), 'GET', `/organizations/${organization}/classification/2026${query}`, {
    subject: officer,
  });

describe('annual classification below an organization', () => {
  it('says assessed of total in all, of the grassroots, by kind and by comparable group', async () => {
    await say('db-c', 'tot');
    await say('cb-1', 'xuat-sac');
    await say('cb-2', 'tot');
    await say('huyen-b', 'tot');
    const { status, body } = await read();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      organization: 'huyen-b',
      year: '2026',
      period: '2026-10',
      cap: { share: 2_000 },
    });
    expect(body.all).toMatchObject({ total: 5, assessed: 3 });
    expect(body.all.levels.map(({ count, share }: Record<string, number>) => [count, share])).toEqual([
      ...[
        [1, 333],
        [2, 667],
        [0, 0],
        [0, 0],
      ],
    ]);
    expect(body.grassroots).toMatchObject({ total: 2, assessed: 1 });
    expect(body.kinds.map(({ kind }: { kind: string }) => kind)).toEqual([
      'base-committee',
      'base-cell',
      'cell',
    ]);
    expect(body.groups).toMatchObject([
      { superior: 'db-c', kind: 'cell', excellent: 1, capBase: 1, overCap: true },
      { superior: 'huyen-b', kind: 'base-cell', excellent: 0, overCap: false },
      { superior: 'huyen-b', kind: 'base-committee', capBase: 1, overCap: false },
    ]);
  });

  it('counts against what the rule names, and refuses a rule that it does not know', async () => {
    await say('cb-1', 'xuat-sac');
    const cells = await read('?kind=cell&cap=tot-or-better');
    expect(cells.body).toMatchObject({
      cap: { of: 'tot-or-better' },
      all: { total: 3 },
      groups: [{ capBase: 1 }],
    });
    expect((await read('?cap=hd-0')).body.errors).toMatchObject([{ pointer: '/cap', rule: 'cap-known' }]);
    expect((await read('?kind=nha')).body.errors).toMatchObject([{ rule: 'kind-list' }]);
  });

  it('goes by the tree of the year’s last opened month', async () => {
    await enterVersion(world.registry, {
      ...version('cs-d', 'base-cell', 'huyen-e', 'monthly'),
      from: '2026-11',
    });
    await world.open('2026-11');
    await world.open('2026-12');
    await say('cs-d', 'hoan-thanh');
    expect((await read()).body.all).toMatchObject({ total: 4, assessed: 0 });
    expect((await read('', 'huyen-e')).body).toMatchObject({
      period: '2026-12',
      all: { total: 2, assessed: 1 },
    });
  });

  it.each([1, 2, 3, 7])(
    'in parts of %i counts on, cuts no group in two, and ends as one answer does',
    async (most) => {
      for (const [organization, classification] of [
        ['db-c', 'tot'],
        ['cb-1', 'xuat-sac'],
        ['cb-2', 'tot'],
        ['cs-f', 'hoan-thanh'],
        ['huyen-e', 'tot'],
      ] as const)
        await say(organization, classification);
      const top = await world.registry.planRow(PROVINCE, '2026-10');
      if (top === null) throw new Error('the province is planned');
      const kind: Kind[] | undefined = most === 3 ? ['cell', 'base-cell'] : undefined;
      const whole = (await read(kind === undefined ? '' : `?kind=${kind}`, PROVINCE)).body;
      expect(whole.next).toBeNull();
      const parts = [await classificationBelow(world, top, { kind }, most)];
      for (let cursor = parts[0]?.next ?? null; cursor !== null; cursor = parts.at(-1)?.next ?? null)
        parts.push(await classificationBelow(world, top, { kind, cursor }, most));
      expect(parts.length).toBe({ 1: 8, 2: 4, 3: 2, 7: 2 }[most]);
      // The cells of db-c are read in several parts, and told by the last of these.
      if (most < 3) expect(parts.filter((part) => part.groups.length === 0).length).toBeGreaterThan(0);
      const { groups: _, ...counted } = parts.at(-1) ?? {};
      const { groups, ...all } = whole;
      expect(counted).toEqual(all);
      expect(counted).toMatchObject({ all: { total: kind === undefined ? 8 : 5 } });
      const found = parts.flatMap((part) => part.groups);
      const key = ({ superior, kind: of, unit }: (typeof found)[number]) => `${superior} ${of} ${unit}`;
      expect(found.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(groups);
      expect(new Set(parts.flatMap((part) => part.groups.map(key))).size).toBe(groups.length);
    },
  );

  it('ends a part when time is up, and never without another group', async () => {
    const top = await world.registry.planRow(PROVINCE, '2026-10');
    if (top === null) throw new Error('the province is planned');
    let time = Date.parse(world.now());
    const now = () => {
      time += 5_000;
      return new Date(time).toISOString();
    };
    const parts = [await classificationBelow({ ...world, now }, top, {})];
    for (let cursor = parts[0]?.next ?? null; cursor !== null; cursor = parts.at(-1)?.next ?? null)
      parts.push(await classificationBelow({ ...world, now }, top, { cursor }));
    expect(parts.map(({ all }) => all.total)).toEqual([2, 4, 7, 8]);
    expect(parts.at(-1)?.all).toEqual((await read('', PROVINCE)).body.all);
  });

  it('takes every cursor that it gives out, of however many kinds and units', async () => {
    const long = (name: string) => name.padEnd(40, '0');
    const district = long('huyen-f');
    const parts = (['base-committee', 'base-cell'] as const).flatMap((kind) =>
      UNITS.flatMap((unit) =>
        ['1', '2'].map((n) => ({ ...version(long(`${kind}-${unit}-${n}`), kind, district), unit })),
      ),
    );
    for (const one of [version(district, 'district', PROVINCE), ...parts])
      await enterVersion(world.registry, { ...one, from: '2026-11' });
    await world.open('2026-11');
    const top = await world.registry.planRow(PROVINCE, '2026-11');
    if (top === null) throw new Error('the province is planned');
    const asked = { params: { organization: PROVINCE, period: '2026' }, query: {}, body: null };
    const lengths: number[] = [];
    for (let most = 1; most < 40; most += 1) {
      const { next } = await classificationBelow(world, top, {}, most);
      if (next === null) continue;
      const cursor = markOf(getClassification, asked) + next;
      lengths.push(cursor.length);
      expect(await read(`?cursor=${cursor}`, PROVINCE), cursor).toMatchObject({ status: 200 });
    }
    expect(Math.max(...lengths)).toBeGreaterThan(1_000);
  });

  it('goes on behind a cursor of its own alone', async () => {
    const zeros = Array<number>(35).fill(0);
    const asked = { params: { organization: 'huyen-b', period: '2026' }, query: {}, body: null };
    const cursor = (...parts: unknown[]) =>
      markOf(getClassification, asked) + Buffer.from(JSON.stringify(parts)).toString('base64url');
    expect(await read(`?cursor=${cursor('2026-10', ...zeros, '.', 0, 'huyen-b', '')}`)).toMatchObject({
      status: 200,
    });
    const group = ['base-cell', 'residential', 3, 1, 0, 2, 0];
    const within = await read(`?cursor=${cursor('2026-10', ...zeros, 'cs-c', 1, ...group, 'huyen-b', '')}`);
    expect(within.body.groups).toMatchObject([
      { superior: 'db-c', kind: 'cell' },
      { superior: 'huyen-b', kind: 'base-cell', distribution: { total: 4 }, excellent: 1 },
      { superior: 'huyen-b', kind: 'base-committee', distribution: { total: 1 } },
    ]);
    for (const one of [
      cursor('2026-09', ...zeros, '.', 0, 'huyen-b', ''),
      cursor('2026-10', ...zeros, '.', 0, 'huyen-e', ''),
      cursor('2026-10', ...zeros, '.', 0, 'huyen-b', '', 'huyen-e', ''),
      cursor('2026-10', ...zeros, '.', 0, 'huyen-b', '', 'db-c'),
      cursor('2026-10', ...zeros, '.', 1, ...group, 'huyen-b', ''),
      cursor('2026-10', ...zeros, 'cs-c', 2, ...group, 'huyen-b', ''),
      cursor('2026-10', ...zeros, 'cs-c', 1, 'xa', ...group.slice(1), 'huyen-b', ''),
      cursor('2026-10', ...zeros, 'cs-c', 1, ...group.slice(0, 6), 'x', 'huyen-b', ''),
      cursor('2026-10', ...zeros.slice(1), '.', 0, 'huyen-b', ''),
      cursor('2026-10', ...zeros.slice(1), -1, '.', 0, 'huyen-b', ''),
      cursor('2026-10', ...zeros, 'huyen-b', ''),
      cursor('2026-10', ...zeros, '.', 0),
      cursor('2026-10', ...zeros),
    ])
      expect(await read(`?cursor=${one}`), one).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/cursor', rule: 'cursor' }] },
      });
  });
});
