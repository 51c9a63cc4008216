import { describe, expect, it } from 'vitest';
import { MemoryTable } from '../../shared/adapters/memory/table.ts';

type Thing = { readonly name: string; readonly parts: readonly number[] };
const thing = (name: string, ...parts: number[]): Thing => ({ name, parts });

describe('a table in memory', () => {
  it('keeps its own copy, which nobody can change', async () => {
    const table = new MemoryTable<Thing>({}, () => {});
    const parts = [1, 2];
    await table.write({ pk: 'p', sk: 'a', value: { name: 'a', parts } });
    parts.push(3);
    const stored = await table.get('p', 'a');
    expect(stored).toEqual(thing('a', 1, 2));
    expect(Object.isFrozen(stored?.parts)).toBe(true);
  });

  it('lets others in between the pages of a read, so that a read is no snapshot', async () => {
    let pages = 0;
    const table: MemoryTable<Thing> = new MemoryTable<Thing>(
      {
        pageSize: 2,
        beforeEach: async (request) => {
          if (request !== 'query' || ++pages !== 2) return;
          await table.write({ pk: 'p', sk: 'a0', value: thing('behind') });
          await table.write({ pk: 'p', sk: 'z', value: thing('ahead') });
        },
      },
      () => {},
    );
    for (const name of ['a', 'b', 'c']) await table.write({ pk: 'p', sk: name, value: thing(name) });
    const names = (await table.query('p')).map(({ name }) => name);
    expect(names).toEqual(['a', 'b', 'c', 'ahead']);
  });

  it('decides about a write in the moment of writing', async () => {
    const table: MemoryTable<Thing> = new MemoryTable<Thing>(
      { beforeEach: () => Promise.resolve() },
      () => {},
    );
    const absent = (stored: Thing | null) => stored === null;
    const writes = ['first', 'second'].map((name) =>
      table.write({ pk: 'p', sk: 'a', value: thing(name), allowed: absent }),
    );
    expect((await Promise.all(writes)).map(({ stored }) => stored)).toEqual([true, false]);
  });

  it('writes all or nothing', async () => {
    const told: string[] = [];
    const table = new MemoryTable<Thing>({}, ({ name }) => told.push(name));
    const { stored } = await table.write(
      { pk: 'p', sk: 'a', value: thing('a') },
      { pk: 'p', sk: 'b', value: thing('b'), allowed: () => false },
    );
    expect(stored).toBe(false);
    expect(table.all()).toEqual([]);
    expect(told).toEqual([]);
  });

  it('tells of what changed, not of what was put again unchanged or deleted', async () => {
    const told: Thing[] = [];
    const table = new MemoryTable<Thing>({}, (value) => told.push(value));
    await table.write({ pk: 'p', sk: 'a', value: thing('a', 1) });
    await table.write({ pk: 'p', sk: 'a', value: thing('a', 1) });
    await table.write({ pk: 'p', sk: 'a', value: thing('a', 2) });
    await table.write({ pk: 'p', sk: 'a', value: null });
    expect(told).toEqual([thing('a', 1), thing('a', 2)]);
    expect(await table.get('p', 'a')).toBeNull();
  });
});
