import { expect, it } from 'vitest';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { aNote } from '../support/audited.ts';
import { describeRegistries, type MakeRegistry } from '../support/registries.ts';

const publication = (set: CriteriaSet) => ({
  set,
  organization: 'huyen',
  publishedAt: '2026-10-02T00:00:00.000Z',
  publishedBy: 'ban-to-chuc',
});

function describeCriteriaSetRegistryContract(make: MakeRegistry): void {
  it('gives back every published set as it was, keys in their order', async () => {
    const { registry } = await make();
    for (const preset of allPresetCriteriaSets()) {
      const published = publication({ ...preset, id: `${preset.id}-cua-huyen` });
      expect(await registry.putCriteriaSet(published, aNote())).toBe('stored');
      const read = await registry.criteriaSet({ id: published.set.id, revision: 1 });
      expect(read).toEqual(published);
      expect(JSON.stringify(read?.set)).toBe(JSON.stringify(published.set));
    }
    expect(await registry.criteriaSet({ id: 'binh-thuan-cua-huyen', revision: 2 })).toBeNull();
  });

  it('never writes a revision twice, and lists all of them by id and revision', async () => {
    const { registry } = await make();
    const revision = (n: number, total = 1) =>
      publication({ ...BINH_THUAN, id: 'huyen', revision: n, total: BINH_THUAN.total * total });
    for (const n of [2, 10, 1]) expect(await registry.putCriteriaSet(revision(n), aNote())).toBe('stored');
    expect(await registry.putCriteriaSet(revision(2, 2), aNote())).toBe('lost');
    expect(await registry.putCriteriaSet(revision(2), aNote())).toBe('lost');
    expect((await registry.criteriaSets()).map(({ set }) => [set.revision, set.total])).toEqual([
      [1, 10_000],
      [2, 10_000],
      [10, 10_000],
    ]);
  });

  it('lets folds ask for presets and published sets alike, each read once', async () => {
    const { registry } = await make();
    let reads = 0;
    const sets = publishedCriteriaSets({
      criteriaSet: (ref) => {
        reads += 1;
        return registry.criteriaSet(ref);
      },
    });
    const ref = { id: 'huyen', revision: 1 };
    await expect(sets(ref)).rejects.toThrow('huyen/1');
    const set = { ...BINH_THUAN, ...ref };
    await registry.putCriteriaSet(publication(set), aNote());
    expect(await Promise.all([sets(ref), sets(ref)])).toEqual([set, set]);
    expect(await sets(ref)).toEqual(set);
    expect(reads).toBe(2);
    expect(await sets({ id: 'binh-thuan', revision: 1 })).toEqual(BINH_THUAN);
    expect(reads).toBe(2);
  });
}

describeRegistries('a registry of criteria sets', describeCriteriaSetRegistryContract);
