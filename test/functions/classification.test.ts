import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createFacts } from '../../functions/keep-facts/handler.ts';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
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
});
