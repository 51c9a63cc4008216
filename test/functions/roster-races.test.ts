/**
 * Changes of the roster that meet: everybody has read and judged before anybody writes. Whatever order they are
 * written in then, the tree stays a tree.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-roster/handler.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import type { Kind } from '../../shared/domain/roster/organization.ts';
import type { Registry } from '../../shared/ports/registry.ts';
import {
  type Answer,
  apiWorld,
  call,
  FIRST_REGISTRAR,
  NOW,
  PROVINCE,
  version,
} from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { createTable } from '../support/dynamodb-local.ts';
import { periodState } from '../support/records.ts';

const subject = FIRST_REGISTRAR;

const bodyOf = (kind: Kind, parent: string | null, from = '2026-11', parts: Record<string, unknown> = {}) => {
  const { organization: _, revision: __, ...body } = version('x', kind, parent, 'none');
  return { ...body, from, ...parts };
};

/** A registry whose first `count` writers wait for each other. */
function met(registry: Registry, count: number): Registry {
  const all = Promise.withResolvers<void>();
  let arrived = 0;
  return {
    ...registry,
    putVersions: async (change) => {
      arrived += 1;
      if (arrived === count) all.resolve();
      if (arrived <= count) await all.promise;
      return registry.putVersions(change);
    },
  };
}

function describeRaces(make: () => Promise<Registry>): void {
  let registry: Registry;
  beforeEach(async () => {
    registry = await make();
    for (const [id, kind, parent] of [
      [PROVINCE, 'province', null],
      ['huyen-a', 'district', PROVINCE],
      ['huyen-b', 'district', PROVINCE],
      ['huyen-c', 'district', PROVINCE],
      ['db-a', 'base-committee', 'huyen-a'],
      ['db-b', 'base-committee', 'huyen-b'],
      ['db-c', 'base-committee', 'huyen-c'],
    ] as const)
      expect((await put(registry, id, bodyOf(kind, parent, '2026-01'))).status).toBe(201);
  });

  const handlerOn = async (on: Registry) => {
    const world = await apiWorld();
    return createHandler({ ...world, ...world.planning, registry: on });
  };
  const put = async (on: Registry, id: string, body: unknown, ifMatch?: string): Promise<Answer> => {
    const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch };
    return call(await handlerOn(on), 'PUT', `/organizations/${id}`, { subject, body, headers });
  };
  /** All at once; the statuses in the order asked. */
  const together = async (...asked: readonly (readonly [id: string, body: unknown])[]) => {
    const meeting = met(registry, asked.length);
    return Promise.all(asked.map(([id, body]) => put(meeting, id, body)));
  };
  const order = async (on: Registry, kind: 'moves' | 'closures', lines: object): Promise<Answer> => {
    const body = { reason: 'Sắp xếp', ...lines };
    return call(await handlerOn(on), 'POST', `/organizations/${PROVINCE}/${kind}`, { subject, body });
  };
  /** Before its first writer writes, something is done by another. */
  const overtaken = (act: () => Promise<unknown>): Registry => {
    let done: Promise<unknown> | null = null;
    return {
      ...registry,
      putVersions: async (change) => {
        done ??= act();
        await done;
        return registry.putVersions(change);
      },
    };
  };
  const parentOf = async (id: string) => (await registry.organization(id))?.versions.at(-1)?.parent;

  it('two committees that go under each other: one does', async () => {
    const answers = await together(
      ['huyen-a', bodyOf('district', 'huyen-b')],
      ['huyen-b', bodyOf('district', 'huyen-a')],
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const refused = answers.find(({ status }) => status === 422);
    expect(refused?.body.errors).toMatchObject([{ pointer: '/parent', rule: 'no-cycle' }]);
  });

  it('three that would close a ring through those below them: two do', async () => {
    const answers = await together(
      ['huyen-a', bodyOf('district', 'db-b')],
      ['huyen-b', bodyOf('district', 'db-c')],
      ['huyen-c', bodyOf('district', 'db-a')],
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 422]);
  });

  it('two that would rest on each other by who stood below them in an opened month: one does', async () => {
    await registry.putPeriod(periodState({ month: '2026-11', openedAt: NOW }), aNote());
    for (const [id, left] of [
      ['to-a', 'db-a'],
      ['to-b', 'db-b'],
    ] as const) {
      expect((await put(registry, id, bodyOf('sub-committee', left, '2026-01'))).status).toBe(201);
      expect((await put(registry, id, bodyOf('sub-committee', 'huyen-c'))).status).toBe(201);
    }
    const answers = await together(
      ['db-a', bodyOf('base-committee', 'to-b')],
      ['db-b', bodyOf('base-committee', 'to-a')],
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const refused = answers.find(({ status }) => status === 422);
    expect(refused?.body.errors).toMatchObject([{ pointer: '/parent', rule: 'not-once-below' }]);
  });

  describe('an order by which a committee and its part change places', () => {
    const moves = [
      { organization: 'db-a', parent: PROVINCE, from: '2026-11' },
      { organization: 'huyen-a', parent: 'db-a', from: '2026-11' },
    ];
    const swap = (on: Registry) => order(on, 'moves', { moves });
    const begin = () =>
      registry.putPeriod(periodState({ month: '2026-11', openedAt: NOW, status: 'opening' }), aNote());
    const refused = {
      status: 422,
      body: { errors: [{ pointer: '/moves/1/parent', rule: 'not-once-below' }] },
    };

    it.each([
      ['the first of all', []],
      ['the next', ['2026-10']],
      ['the one after the next', ['2026-09']],
    ])('is refused where the month, %s, is begun to be opened before it is written', async (_, known) => {
      const open = (month: string) => registry.putPeriod(periodState({ month, openedAt: NOW }), aNote());
      for (const month of known) await open(month);
      const act = async () => {
        if (known.includes('2026-09')) await open('2026-10');
        await begin();
      };
      expect(await swap(overtaken(act))).toMatchObject(refused);
    });

    it('is refused while the month is being opened, by the tree as it was', async () => {
      await begin();
      expect(await swap(registry)).toMatchObject(refused);
    });

    it('goes in before anybody begins to open the month', async () => {
      expect((await swap(registry)).status).toBe(200);
    });
  });

  it.each([
    ['by a version', () => put(registry, 'cb-1', bodyOf('cell', 'db-a', '2026-12', { members: 25 }))],
    [
      'by an order',
      () =>
        order(registry, 'closures', {
          closures: [{ organization: 'db-c', from: '2026-12', successor: 'cb-1' }],
        }),
    ],
  ])('an order carries on what is entered for a later month meanwhile, %s', async (_, act) => {
    expect((await put(registry, 'cb-1', bodyOf('cell', 'db-a', '2026-01'))).status).toBe(201);
    const merger = {
      closures: [{ organization: 'db-a', from: '2026-11', successor: 'db-b' }],
      moves: [{ organization: 'cb-1', parent: 'db-b', from: '2026-11' }],
    };
    const meanwhile: unknown[] = [];
    const answer = await order(
      overtaken(async () => meanwhile.push(await act())),
      'closures',
      merger,
    );
    expect([answer.status, meanwhile]).toMatchObject([200, [{ status: expect.toSatisfy((s) => s < 300) }]]);
    const versions = (await registry.organization('cb-1'))?.versions ?? [];
    expect(versions.map(({ from, parent }) => [from, parent])).toEqual([
      ['2026-01', 'db-a'],
      ['2026-11', 'db-b'],
      ['2026-12', 'db-b'],
    ]);
  });

  it('an order names what it wrote, and nothing that it would have written before another came between', async () => {
    for (const [parent, from] of [
      ['db-a', '2026-01'],
      ['db-a', '2026-12'],
    ] as const)
      expect(
        (await put(registry, 'cb-1', bodyOf('cell', parent, from, { members: from === '2026-12' ? 3 : 0 })))
          .status,
      ).toBe(201);
    const meanwhile = () =>
      put(registry, 'cb-1', bodyOf('cell', 'db-c', '2026-12', { members: 3 }), '"2026-12.1"');
    const moves = [{ organization: 'cb-1', parent: 'db-b', from: '2026-11' }];
    const answer = await order(overtaken(meanwhile), 'moves', { moves });
    expect(answer).toMatchObject({
      status: 200,
      body: { versions: [{ organization: 'cb-1', from: '2026-11', revision: 1 }] },
    });
    expect(answer.body.versions).toHaveLength(1);
    expect(await parentOf('cb-1')).toBe('db-c');
  });

  it('a cell that enters a committee while it is closed: one of the two is refused', async () => {
    const answers = await together(
      ['cb-1', { ...bodyOf('cell', 'db-a'), meets: 'monthly' }],
      ['db-a', bodyOf('base-committee', 'huyen-a', '2026-11', { closed: true })],
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect((await registry.organization('cb-1')) === null).toBe(answers[0]?.status === 422);
  });

  it('an organization that moves under one that is closed: one of the two is refused', async () => {
    const answers = await together(
      ['db-b', bodyOf('base-committee', 'huyen-c')],
      ['db-c', bodyOf('base-committee', 'huyen-c', '2026-11', { closed: true })],
      ['db-a', bodyOf('base-committee', 'db-c')],
    );
    const [unrelated, closing, moving] = answers.map(({ status }) => status);
    expect(unrelated).toBe(201);
    expect([closing, moving].sort()).toEqual([201, 422]);
    expect(await parentOf('db-a')).toBe(moving === 201 ? 'db-c' : 'huyen-a');
  });

  it('many cells that enter one committee: all do, without a second try', async () => {
    let writes = 0;
    const counted: Registry = {
      ...registry,
      putVersions: (change) => {
        writes += 1;
        return registry.putVersions(change);
      },
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => put(counted, `cb-${i}`, bodyOf('cell', 'db-a'))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(writes).toBe(20);
    expect((await registry.stamped('db-a')).stamp).toEqual({ written: 1, entered: 20 });
  });
}

describe('roster changes at the same time (memory)', () => describeRaces(async () => memoryRegistry()));
describe('roster changes at the same time (DynamoDB)', () =>
  describeRaces(async () => dynamoRegistry(await createTable('registry'))));
