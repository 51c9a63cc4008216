import { describe, expect, it } from 'vitest';
import { openingPeriod } from '../../shared/jobs/advance-period.ts';
import {
  planMonths,
  planOpenMonths,
  planOrganization,
  planSubtree,
  TreeCycleError,
} from '../../shared/jobs/plan-organization.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { MONTH, smallProvince, versionOf } from './small-province.ts';

async function openProvince() {
  const province = await smallProvince();
  await province.registry.putPeriod(openingPeriod(MONTH, province.control.now), aNote());
  await planSubtree(province.deps, 'r', MONTH);
  return province;
}

describe('planning', () => {
  it('creates a row for everybody below, with the path from the root', async () => {
    const { registry } = await openProvince();
    const rows = registry.allPlanRows();
    expect(rows.map(({ organization, version }) => [organization, version])).toEqual(
      ['a', 'b', 'c', 'p', 'q', 'r'].map((id) => [id, 1]),
    );
    expect(rows.find(({ organization }) => organization === 'a')).toMatchObject({
      parent: 'p',
      path: ['r', 'p', 'a'],
      expected: true,
      criteriaSet: { id: 'binh-thuan', revision: 1 },
    });
  });

  it('writes nothing where nothing has changed', async () => {
    const { deps } = await openProvince();
    expect(await planSubtree(deps, 'r', MONTH)).toEqual({ organizations: 6, written: 0 });
  });

  it('reaches all descendants of who has moved, and remembers the former parent', async () => {
    const province = await openProvince();
    await enterVersion(province.registry, versionOf('d', 'district', 'r'));
    await province.rewrite('p', MONTH, { parent: 'd' });
    const counts = await planOpenMonths(province.deps, 'p', MONTH);
    expect(counts).toEqual({ organizations: 3, written: 3 });
    expect(await province.registry.planRow('a', MONTH)).toMatchObject({
      path: ['r', 'd', 'p', 'a'],
      formerParents: [],
      version: 2,
    });
    expect(await province.registry.planRow('p', MONTH)).toMatchObject({ parent: 'd', formerParents: ['r'] });
  });

  it('does not follow a cell that has moved out of the subtree', async () => {
    const province = await openProvince();
    await province.rewrite('a', '2026-11', { parent: 'q' });
    await province.registry.putPeriod(openingPeriod('2026-11', province.control.now), aNote());
    await planSubtree(province.deps, 'q', '2026-11');
    expect(await province.registry.planRow('a', '2026-11')).toMatchObject({ path: ['r', 'q', 'a'] });
  });

  it('reaches those below a committee that has moved down past the level of its former parent', async () => {
    const province = await smallProvince();
    for (const [id, parent] of [
      ['d', 'r'],
      ['e', 'd'],
      ['f', 'e'],
    ] as const)
      await enterVersion(province.registry, versionOf(id, 'district', parent));
    await province.rewrite('p', MONTH, { parent: 'f' });
    await province.registry.putPeriod(openingPeriod(MONTH, province.control.now), aNote());
    await planSubtree(province.deps, 'r', MONTH);
    expect(await province.registry.planRow('a', MONTH)).toMatchObject({
      path: ['r', 'd', 'e', 'f', 'p', 'a'],
    });
    expect(province.registry.allPlanRows()).toHaveLength(9);
  });

  it('keeps a closed organization in its place, owing nothing', async () => {
    const province = await openProvince();
    await province.rewrite('a', MONTH, { closed: true });
    await planOpenMonths(province.deps, 'a', MONTH);
    expect(await province.registry.planRow('a', MONTH)).toMatchObject({
      parent: 'p',
      exists: false,
      expected: false,
      version: 2,
    });
  });

  it('leaves months alone that are closed, or before the change', async () => {
    const province = await openProvince();
    await province.registry.putPeriod(
      {
        ...openingPeriod(MONTH, province.control.now),
        status: 'closing',
        revision: 2,
      },
      aNote(),
    );
    await province.rewrite('a', MONTH, { handbook: false });
    expect(await planOpenMonths(province.deps, 'a', MONTH)).toEqual({ organizations: 0, written: 0 });
    expect(await planOrganization(province.deps, 'a', MONTH)).toBe('unchanged');
    expect(await planOrganization(province.deps, 'a', '2026-12')).toBe('not-planned');
  });

  it('starts again when somebody else was first', async () => {
    const province = await openProvince();
    await province.rewrite('a', MONTH, { handbook: false });
    let races = 0;
    const registry = {
      ...province.registry,
      putPlanRow: async (row: Parameters<typeof province.registry.putPlanRow>[0]) => {
        races += 1;
        // Another job writes the same row in between, from an older reading.
        if (races === 1) await province.registry.putPlanRow({ ...row, name: 'older', handbook: true });
        return province.registry.putPlanRow(row);
      },
    };
    expect(await planOrganization({ ...province.deps, registry }, 'a', MONTH)).toBe('written');
    expect(await province.registry.planRow('a', MONTH)).toMatchObject({ handbook: false, version: 3 });
  });

  it('looks again after it has rewritten: the roster may have gone back meanwhile', async () => {
    const province = await openProvince();
    await province.rewrite('a', MONTH, { parent: 'q' });
    let reads = 0;
    const registry = {
      ...province.registry,
      organization: async (id: string) => {
        const history = await province.registry.organization(id);
        reads += 1;
        // Just after the first reading it moves back, and its own job finds the row as it should be.
        if (reads === 1) await province.rewrite('a', MONTH, { parent: 'p' });
        return history;
      },
    };
    await planOrganization({ ...province.deps, registry }, 'a', MONTH);
    expect(await province.registry.planRow('a', MONTH)).toMatchObject({ parent: 'p', formerParents: ['q'] });
  });

  it('reads whoever stands above once for several months, after the rows of all of them', async () => {
    const province = await openProvince();
    const months = ['2026-11', '2026-12'];
    for (const month of months)
      await province.registry.putPeriod(openingPeriod(month, province.control.now), aNote());
    const asked: string[] = [];
    const { planRow, organization } = province.registry;
    const registry: typeof province.registry = {
      ...province.registry,
      planRow: (id, month) => {
        asked.push(`${id} ${month}`);
        return planRow(id, month);
      },
      organization: (id) => {
        asked.push(id);
        return organization(id);
      },
    };
    await planMonths({ ...province.deps, registry }, 'a', months);
    expect(asked).toEqual(['a 2026-11', 'a 2026-12', 'a', 'p', 'r']);
    for (const month of months)
      expect(await planRow('a', month)).toMatchObject({ path: ['r', 'p', 'a'], version: 1 });
  });

  it('begins anew, with everything read anew, in the month in which somebody else was first', async () => {
    const province = await openProvince();
    await province.registry.putPeriod(openingPeriod('2026-11', province.control.now), aNote());
    let isFirst = true;
    const registry: typeof province.registry = {
      ...province.registry,
      putPlanRow: async (row) => {
        if (row.month === '2026-11' && isFirst) {
          isFirst = false;
          // Another job is quicker, from a roster that has changed since.
          await province.rewrite('a', '2026-11', { name: 'Tên mới' });
          await province.registry.putPlanRow({ ...row, name: 'Tên mới' });
        }
        return province.registry.putPlanRow(row);
      },
    };
    await planMonths({ ...province.deps, registry }, 'a', [MONTH, '2026-11']);
    expect(await province.registry.planRow('a', '2026-11')).toMatchObject({ name: 'Tên mới', version: 1 });
    expect(await province.registry.planRow('a', MONTH)).toMatchObject({ version: 1 });
  });

  it('goes on past who cannot be planned, and past other months, and tells of it at the end', async () => {
    const province = await openProvince();
    await province.registry.putPeriod(openingPeriod('2026-11', province.control.now), aNote());
    const registry: typeof province.registry = {
      ...province.registry,
      planRow: (id, month) =>
        id === 'q' ? Promise.reject(new TypeError('cannot be read')) : province.registry.planRow(id, month),
    };
    await province.rewrite('r', MONTH, { name: 'Tên mới' });
    await expect(planOpenMonths({ ...province.deps, registry }, 'r', MONTH)).rejects.toThrow(
      '2 not planned, all others are: q in 2026-10: cannot be read; q in 2026-11: cannot be read',
    );
    const november = province.registry.allPlanRows().filter(({ month }) => month === '2026-11');
    // Not q, and not c below it, whom only q leads to.
    expect(november.map(({ organization }) => organization).sort()).toEqual(['a', 'b', 'p', 'r']);
  });

  it('stops at trouble that passes', async () => {
    const province = await openProvince();
    const away = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const registry = { ...province.registry, planRow: () => Promise.reject(away) };
    await expect(planOpenMonths({ ...province.deps, registry }, 'r', MONTH)).rejects.toBe(away);
  });

  it('refuses a tree that bites its tail', async () => {
    const province = await openProvince();
    await province.rewrite('p', MONTH, { parent: 'q' });
    await province.rewrite('q', MONTH, { parent: 'p' });
    await expect(planOrganization(province.deps, 'a', MONTH)).rejects.toThrow(TreeCycleError);
  });
});
