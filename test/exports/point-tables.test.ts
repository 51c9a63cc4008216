/** What the query engine sees: for each month the newest published export of the province, and nothing twice. */
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/publish-export/handler.ts';
import {
  EXPORTED_TABLES,
  NAMED_TABLES,
  tablePrefix,
  YEAR_TABLES,
} from '../../shared/domain/exports/export-names.ts';
import { keepExports } from '../../shared/jobs/keep-exports.ts';
import { pointTables } from '../../shared/jobs/point-tables.ts';
import type { TablesCatalog } from '../../shared/ports/tables-catalog.ts';
import { order, publish, published } from './published-files.ts';
import { type SmallProvince, smallProvince } from './small-province.ts';

const ages = () => Number.POSITIVE_INFINITY;
const CONTEXT = Object.create(null);

async function folders({ catalog }: { readonly catalog: TablesCatalog }, month: string) {
  const found = [];
  for (const table of EXPORTED_TABLES) found.push((await catalog.prefixes(table)).get(month));
  return found;
}
const foldersOf = (state: { exportId: string; attempt: number }) =>
  EXPORTED_TABLES.map((table) => tablePrefix(state, table));

const run = (world: SmallProvince, exportId: string) => createHandler(world)({ exportId }, CONTEXT);

/** A catalogue that goes down at its nth change: before it or after it. */
function failingAt(catalog: TablesCatalog, change: number, when: 'before' | 'after'): TablesCatalog {
  let changes = 0;
  return {
    ...catalog,
    async point(...change_) {
      changes += 1;
      if (changes > change || (changes === change && when === 'before')) throw new Error('no answer');
      await catalog.point(...change_);
      if (changes === change) throw new Error('no answer');
    },
  };
}

describe('an export of the province', () => {
  it('of a month takes the place of the one before in every table, each lying alone', async () => {
    const world = await smallProvince();
    const first = await order(world);
    await run(world, first.exportId);
    expect(await folders(world, '2026-10')).toEqual(foldersOf(await published(world, first)));
    const second = await order(world);
    await run(world, second.exportId);
    const prefixes = await folders(world, '2026-10');
    expect(prefixes).toEqual(foldersOf(await published(world, second)));
    for (const [i, table] of EXPORTED_TABLES.entries())
      expect(world.objects.keys().filter((key) => key.startsWith(prefixes[i] ?? '?'))).toEqual([
        `${prefixes[i]}${table}.parquet`,
      ]);
  });

  it('of a year shows its classification, and nothing of what its months say', async () => {
    const world = await smallProvince();
    const first = await order(world, '2026');
    await run(world, first.exportId);
    await keepExports(world, ages);
    const state = await published(world, first);
    for (const table of YEAR_TABLES) {
      expect([...(await world.catalog.prefixes(table))]).toEqual([['2026', tablePrefix(state, table)]]);
      const [alone, ...others] = world.objects
        .keys()
        .filter((key) => key.startsWith(tablePrefix(state, table)));
      expect([alone, others]).toEqual([`${tablePrefix(state, table)}${table}.parquet`, []]);
    }
    for (const table of EXPORTED_TABLES)
      expect([...(await world.catalog.prefixes(table)).keys()]).not.toContain('2026');
    const second = await order(world, '2026');
    await keepExports(world, ages);
    const newest = await published(world, second);
    expect([...(await world.catalog.prefixes('classified')).values()]).toEqual([
      tablePrefix(newest, 'classified'),
    ]);
  });

  it('is the only kind that is shown: neither a district’s, nor a quarter’s, nor a district’s year', async () => {
    const world = await smallProvince();
    for (const [period, organization] of [
      ['2026-10', 'huyen'],
      ['2026-Q4', 'tinh'],
      ['2026', 'huyen'],
    ] as const)
      await run(world, (await order(world, period, organization)).exportId);
    for (const table of NAMED_TABLES) expect([...(await world.catalog.prefixes(table))]).toEqual([]);
  });
});

describe('the schedule', () => {
  it('shows every month, and changes nothing when nothing is newer', async () => {
    const world = await smallProvince();
    await keepExports(world, ages);
    const months = ['2026-08', '2026-09', '2026-10'];
    expect([...(await world.catalog.prefixes('facts')).keys()].sort()).toEqual(months);
    expect(await pointTables(world, months)).toBe(0);
  });

  it.each(['before', 'after'] as const)(
    'finishes what a run left undone that died %s any change of the catalogue',
    async (when) => {
      for (let change = 1; change <= EXPORTED_TABLES.length; change += 1) {
        const world = await smallProvince();
        await keepExports(world, ages);
        const { exportId } = await order(world);
        const dying = { ...world, catalog: failingAt(world.catalog, change, when) };
        await expect(run(dying, exportId)).rejects.toThrow();
        const state = await published(world, { exportId });
        await keepExports(world, ages);
        expect(await folders(world, '2026-10')).toEqual(foldersOf(state));
      }
    },
  );

  it('tells of a catalogue that does not answer, when everything was published', async () => {
    const world = await smallProvince();
    const deaf = { ...world, catalog: failingAt(world.catalog, 1, 'before') };
    await expect(keepExports(deaf, ages)).rejects.toThrow('1 pieces of work on exports failed');
    expect(await keepExports(world, ages)).toEqual({ queued: 0, published: 0 });
  });
});

it('of two runs at once the slower one looks again and does not point back', async () => {
  const world = await smallProvince();
  const first = await publish(world);
  let overtaken = false;
  const slow: TablesCatalog = {
    ...world.catalog,
    async point(table, month, prefix) {
      if (!overtaken) {
        overtaken = true;
        await publish(world);
        await pointTables(world, ['2026-10']);
      }
      await world.catalog.point(table, month, prefix);
    },
  };
  await pointTables({ ...world, catalog: slow }, ['2026-10']);
  const { exports } = await world.registry.exportsOf('tinh', { period: '2026-10', limit: 2, after: null });
  expect(exports[1]?.exportId).toBe(first.exportId);
  const newest = exports[0];
  expect(newest === undefined ? [] : foldersOf(newest)).toEqual(await folders(world, '2026-10'));
});
