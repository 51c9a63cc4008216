import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { criteriaSetSchema } from '../../shared/adapters/presets/criteria-set-schema.ts';
import {
  allPresetCriteriaSets,
  presetCriteriaSets,
  UnknownCriteriaSetError,
} from '../../shared/adapters/presets/criteria-sets.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';

const binhThuan = () => presetCriteriaSets({ id: 'binh-thuan', revision: 1 });

/** Where and how a set is refused, e.g. `/total criteria-add-up`. */
const flaws = (set: unknown): string[] =>
  criteriaSetSchema
    .safeParse(set)
    .error?.issues.map(({ path, message }) => `/${path.join('/')} ${message}`) ?? [];

describe('the preset criteria sets', () => {
  it('are all the files of their folder', () => {
    const folder = new URL('../../shared/presets/criteria-sets/', import.meta.url);
    expect(readdirSync(folder)).toHaveLength(allPresetCriteriaSets().length);
  });

  it('are found by id and revision', async () => {
    expect(await binhThuan()).toMatchObject({ id: 'binh-thuan', revision: 1, total: 10_000 });
    await expect(presetCriteriaSets({ id: 'binh-thuan', revision: 2 })).rejects.toThrow(
      UnknownCriteriaSetError,
    );
    await expect(presetCriteriaSets({ id: 'nowhere', revision: 1 })).rejects.toThrow('nowhere/1');
  });

  it.each<{ flaw: string; spoil: (set: CriteriaSet) => unknown }>([
    {
      flaw: '/total binh-thuan/1 criteria-add-up: The criteria add up to 85 points, which must be 100: 15 missing. Correct the parts or the total.',
      spoil: (set) => ({ ...set, criteria: set.criteria.slice(1) }),
    },
    {
      flaw: '/groups/0/points binh-thuan/1 group-adds-up',
      spoil: (set) => ({ ...set, criteria: set.criteria.slice(1) }),
    },
    {
      flaw: '/thresholds/1/atLeast binh-thuan/1 thresholds-fall',
      spoil: (set) => ({ ...set, thresholds: set.thresholds.toReversed() }),
    },
    {
      flaw: '/thresholds binh-thuan/1 thresholds-end-at-zero',
      spoil: (set) => ({ ...set, thresholds: set.thresholds.slice(0, 2) }),
    },
    {
      flaw: '/criteria/0/rule binh-thuan/1 most-reachable',
      spoil: (set) => ({ ...set, criteria: set.criteria.map((c) => ({ ...c, max: c.max + 100 })) }),
    },
    {
      flaw: '/criteria/2/id binh-thuan/1 id-once',
      spoil: (set) => ({ ...set, criteria: set.criteria.map((c) => ({ ...c, id: 'attendance' })) }),
    },
    {
      flaw: '/gates/0/fullPointsIn binh-thuan/1 gate-criterion-known',
      spoil: (set) => ({ ...set, gates: [{ grade: 'tot', fullPointsIn: ['nothing'], otherwise: 'kha' }] }),
    },
    {
      flaw: '/gates/0/otherwise binh-thuan/1 gate-lowers',
      spoil: (set) => ({ ...set, gates: [{ grade: 'kha', fullPointsIn: ['minutes'], otherwise: 'tot' }] }),
    },
  ])('are refused when $flaw', async ({ flaw, spoil }) => {
    expect(flaws(spoil(await binhThuan()))).toContainEqual(expect.stringContaining(flaw));
  });

  it('are refused with a field that nobody reads', async () => {
    expect(flaws({ ...(await binhThuan()), threshold: 90 })).toHaveLength(1);
  });
});
