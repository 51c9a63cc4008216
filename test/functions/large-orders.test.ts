/**
 * Orders too large for one transaction, which go in by parts: cut off at every write and sent again, and meeting one
 * another. Whatever stands in between, and in the end, is a tree.
 */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-roster/handler.ts';
import { type MemoryRegistry, memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { MOST_PREVIEWED } from '../../shared/contracts/restructuring.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { itemsOf, MOST_ITEMS } from '../../shared/ports/registry.ts';
import { apiWorld, call, FIRST_REGISTRAR, MONTH, PROVINCE, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { periodState } from '../support/records.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { silent } from '../support/silent-log.ts';

const CELLS = 36;
const NEXT = '2026-11';
const AFTER = '2026-12';
const cellsOf = (committee: string, cells = CELLS) =>
  Array.from({ length: cells }, (_, i) => `${committee}-${String(i + 1).padStart(2, '0')}`);

/** Two districts of two committees each, `a1`, `a2` and `b1`, `b2`, the first of each full of cells. */
const treeOf = (cells: number) => [
  version(PROVINCE, 'province', null),
  ...['a', 'b'].flatMap((name) => [
    version(name, 'district', PROVINCE),
    ...[`${name}1`, `${name}2`].map((id) => version(id, 'base-committee', name)),
    ...cellsOf(`${name}1`, cells).map((id) => version(id, 'cell', `${name}1`, 'monthly')),
  ]),
];
const TREE = treeOf(CELLS);

type Hook = (request: string) => Promise<void>;

/** October open and planned; from then on every request asks `hook` first. */
async function province(hook: Hook, tree = TREE) {
  let asked: Hook = async () => {};
  let parts = 0;
  const registry = memoryRegistry({ beforeEach: (request) => asked(request) });
  const counted: MemoryRegistry = {
    ...registry,
    putVersions: (change) => {
      parts += 1;
      expect(itemsOf(change)).toBeLessThanOrEqual(MOST_ITEMS);
      return registry.putVersions(change);
    },
  };
  for (const one of tree) await enterVersion(registry, one);
  await registry.putPeriod(periodState({ month: MONTH }), aNote());
  const world = await apiWorld();
  const deps = { ...world, ...world.planning, registry: counted };
  await planSubtree(deps, PROVINCE, MONTH);
  const roster = createHandler(deps, { log: silent });
  asked = hook;
  return {
    registry,
    parts: () => parts,
    undisturbed: () => {
      asked = async () => {};
    },
    send: async (order: object, { cursor }: { cursor?: string } = {}) => {
      const body = { closures: [], moves: [], reason: 'Sắp xếp', ...order };
      const path = Object.hasOwn(order, 'closures') ? 'closures' : 'moves';
      const { closures: _, ...moves } = body;
      const search = cursor === undefined ? '' : `?cursor=${cursor}`;
      const sent = path === 'closures' ? body : moves;
      return call(roster, 'POST', `/organizations/${PROVINCE}/${path}${search}`, {
        subject: FIRST_REGISTRAR,
        body: sent,
      });
    },
  };
}

const moved = (ids: readonly string[], parent: string) =>
  ids.map((organization) => ({ organization, parent, from: MONTH }));

/** What holds of each organization in the month. */
const standing = (registry: MemoryRegistry, month = MONTH) =>
  new Map(
    registry
      .allVersions()
      .filter(({ from }) => from <= month)
      .toSorted((a, b) => (a.from < b.from ? -1 : 1))
      .map((one) => [one.organization, one]),
  );

/** What keeps the versions from being one tree of those that are not closed. */
function faultsOfTree(registry: MemoryRegistry, month = MONTH): string[] {
  const versions = standing(registry, month);
  return [...versions.values()].flatMap(({ organization, parent, closed }) => {
    if (closed) return [];
    const above = new Set<string>();
    for (let at = parent; at !== null; at = versions.get(at)?.parent ?? null) {
      if (above.has(at)) return [`${organization} stands in a ring`];
      above.add(at);
    }
    const closedAbove = [...above].filter((id) => versions.get(id)?.closed !== false);
    return closedAbove.map((id) => `${organization} stands below ${id}, which is closed`);
  });
}

/** Plan rows stand where the roster says, for everybody at whom `ids` point. */
function faultsOfPlans(registry: MemoryRegistry, ids: readonly string[]): string[] {
  const versions = standing(registry);
  const rows = new Map(registry.allPlanRows().map((row) => [row.organization, row]));
  return ids.filter((id) => rows.get(id)?.parent !== versions.get(id)?.parent);
}

const MERGER = {
  closures: [{ organization: 'a1', from: MONTH, successor: 'a2' }],
  moves: moved(cellsOf('a1'), 'a2'),
};

const endOf = (registry: MemoryRegistry) => ({
  versions: registry.allVersions(),
  plans: registry.allPlanRows().map(({ plannedAt: _, version: __, ...content }) => content),
});

describe('a large order that is tried out', () => {
  it('costs little more than a request for each organization, whose rows it reads together', async () => {
    let requests = 0;
    const { send, parts } = await province(async () => {
      requests += 1;
    });
    const { status, body } = await send({ ...MERGER, dryRun: true });
    expect([status, parts(), body.planRows.total]).toEqual([200, 0, CELLS + 1]);
    expect(requests).toBeLessThan(2 * CELLS);
  });

  it('says every row that changes, page by page, to whoever sends the same order again', async () => {
    const cells = MOST_PREVIEWED / 2;
    const { send, registry } = await province(async () => {}, treeOf(cells));
    const exchange = { moves: [...moved(['a1'], 'b'), ...moved(['b1'], 'a')], dryRun: true };
    const first = await send(exchange);
    const { total, items } = first.body.planRows;
    expect([total, items.length]).toEqual([2 * cells + 2, MOST_PREVIEWED]);
    const second = await send(exchange, { cursor: first.body.next });
    const told: { organization: string }[] = [...items, ...second.body.planRows.items];
    const wanted = ['a1', ...cellsOf('a1', cells), 'b1', ...cellsOf('b1', cells)].toSorted();
    expect(told.map(({ organization }) => organization)).toEqual(wanted);
    expect([second.body.planRows.total, second.body.next]).toEqual([total, null]);

    const other = { ...exchange, moves: moved(['a1'], 'b') };
    for (const order of [other, { ...exchange, dryRun: false }])
      expect((await send(order, { cursor: first.body.next })).body).toMatchObject({
        errors: [{ pointer: '/cursor', rule: 'cursor-of-this-list' }],
      });
    expect(standing(registry).get('a1')?.parent).toBe('a');
  });
});

describe('a large order that is cut off', () => {
  it('at any of its writes leaves a tree, and sent again comes to the same end', async () => {
    let writes = 0;
    const whole = await province(async (request) => {
      if (request === 'write') writes += 1;
    });
    expect((await whole.send(MERGER)).status).toBe(200);
    expect(whole.parts()).toBeGreaterThan(1);
    const wanted = endOf(whole.registry);
    expect(faultsOfTree(whole.registry)).toEqual([]);
    expect(faultsOfPlans(whole.registry, cellsOf('a1'))).toEqual([]);
    for (let nth = 1; nth <= writes; nth += 1) {
      let left = nth;
      const cut = await province(async (request) => {
        if (request === 'write') left -= 1;
        if (left <= 0) throw new Error('cut off');
      });
      expect((await cut.send(MERGER)).status, `write ${nth}`).toBe(500);
      cut.undisturbed();
      expect(faultsOfTree(cut.registry), `write ${nth}`).toEqual([]);
      const someIn = cut.registry.allVersions().length > TREE.length;
      expect(cut.registry.allRestructurings()).toHaveLength(someIn ? 1 : 0);
      expect((await cut.send(MERGER)).status, `write ${nth}`).toBe(200);
      expect(endOf(cut.registry), `write ${nth}`).toEqual(wanted);
    }
  });
});

describe('a large order over what is entered for the month after, cut off at any of its writes', () => {
  const closed = ['b2', 'a2'].map((id) => ({ organization: id, from: MONTH, successor: null }));
  const turned = moved(['a1'], 'a2');
  const line = (id: string, parent: string, from = '2026-01') => ({
    ...version(id, 'base-committee', parent),
    from,
  });
  /** In one month p may not come below x before q has left, in the next not q below y before p has. */
  const TURNING = [
    ...[line('z', PROVINCE), line('p', 'z'), line('w', 'p'), line('q', 'w'), line('x', 'q')],
    ...[line('y', PROVINCE), line('z', 'q', AFTER), line('w', PROVINCE, AFTER)],
    ...[line('x', PROVINCE, AFTER), line('y', 'p', AFTER)],
  ];
  it.each([
    [
      'lets no committee under one that is below it by then',
      [{ ...version('a2', 'base-committee', 'a1'), from: NEXT }],
      (cells: object[]) => ({
        moves: [...turned, ...cells, { organization: 'a2', parent: 'b', from: NEXT }],
      }),
    ],
    [
      'closes nobody over one that comes below it by then',
      [{ ...version('a2', 'base-committee', 'b2'), from: NEXT }],
      (cells: object[]) => ({ moves: cells, closures: closed }),
    ],
    [
      'places together two that change places in different months',
      TURNING,
      (cells: object[]) => ({
        moves: [
          ...cells,
          // Its other parent takes one item more: three a cell would never part the two.
          ...moved(['a1-01'], 'a2'),
          { organization: 'p', parent: 'x', from: NEXT },
          { organization: 'q', parent: 'y', from: NEXT },
        ],
      }),
    ],
  ])('%s', async (_, ahead, orderOf) => {
    const tree = [...TREE, ...ahead];
    // However many go before them: where one part ends and the next begins is another place each time.
    for (let cells = 26; cells <= CELLS; cells += 1) {
      const order = orderOf(moved(cellsOf('b1', cells), 'a1'));
      const whole = await province(async () => {}, tree);
      expect((await whole.send(order)).status).toBe(200);
      for (let nth = 0; nth < whole.parts(); nth += 1) {
        const cut = await province(async (request) => {
          if (request === 'write' && cut.parts() > nth) throw new Error('cut off');
        }, tree);
        await cut.send(order);
        for (const month of [MONTH, NEXT, AFTER])
          expect(faultsOfTree(cut.registry, month), `${cells} cells, part ${nth}, ${month}`).toEqual([]);
        cut.undisturbed();
        expect((await cut.send(order)).status).toBe(200);
        expect(cut.registry.allVersions()).toEqual(whole.registry.allVersions());
      }
    }
  });
});

describe.each(Array.from({ length: 10 }, (_, i) => i + 1))('two large orders that meet (seed %i)', (seed) => {
  /** Lets others come between any two requests. */
  const jostled = (): Hook => {
    const random = new SeededRandom(seed);
    return async () => {
      for (let turns = random.int(4); turns > 0; turns -= 1) await setImmediate();
    };
  };

  it('over the same cells: each stands where one of them says, planned so', async () => {
    const { registry, send } = await province(jostled());
    const orders = ['a2', 'b2'].map((parent) => ({ moves: moved(cellsOf('a1'), parent) }));
    const answers = await Promise.all(orders.map((one) => send(one)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(faultsOfTree(registry)).toEqual([]);
    expect(faultsOfPlans(registry, cellsOf('a1'))).toEqual([]);
    for (const id of cellsOf('a1')) expect(['a2', 'b2']).toContain(standing(registry).get(id)?.parent);
    expect((await send(orders[0] ?? {})).status).toBe(200);
    expect(new Set(cellsOf('a1').map((id) => standing(registry).get(id)?.parent))).toEqual(new Set(['a2']));
  });

  it('and would close a ring: one is carried out, and of the other nothing', async () => {
    const { registry, send } = await province(jostled());
    const order = (name: string, other: string) => ({
      moves: [...moved(cellsOf(`${name}1`), `${name}2`), ...moved([name], other)],
    });
    const answers = await Promise.all([send(order('a', 'b')), send(order('b', 'a'))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    const refused = answers.find(({ status }) => status === 422)?.body.errors;
    expect(new Set(refused.map(({ rule }: never) => rule))).toEqual(new Set(['no-cycle']));
    expect(faultsOfTree(registry)).toEqual([]);
    for (const [i, name] of ['a', 'b'].entries()) {
      const target = answers[i]?.status === 200 ? `${name}2` : `${name}1`;
      const parents = cellsOf(`${name}1`).map((id) => standing(registry).get(id)?.parent);
      expect(new Set(parents)).toEqual(new Set([target]));
    }
  });

  it('a merger, and cells that enter what it closes: nobody is left below what is closed', async () => {
    const { registry, send } = await province(jostled());
    const orders = [MERGER, { moves: moved(cellsOf('b1'), 'a1') }];
    const answers = await Promise.all(orders.map((one) => send(one)));
    expect(faultsOfTree(registry)).toEqual([]);
    for (const { status } of answers) expect([200, 422, 503]).toContain(status);
    expect(answers.map(({ status }) => status)).toContain(200);
  });
});
