import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { criteriaSetSchema } from '../../shared/adapters/presets/criteria-set-schema.ts';
import {
  allPresetCriteriaSets,
  presetCriteriaSets,
  UnknownCriteriaSetError,
} from '../../shared/adapters/presets/criteria-sets.ts';
import type { CriteriaSet } from '../../shared/domain/criteria.ts';

const binhThuan = () => presetCriteriaSets({ id: 'binh-thuan', revision: 1 });

const messages = (set: unknown): string[] =>
  criteriaSetSchema.safeParse(set).error?.issues.map(({ message }) => message) ?? [];

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
      flaw: 'criteria add up to 8500, not 10000',
      spoil: (set) => ({ ...set, criteria: set.criteria.slice(1) }),
    },
    {
      flaw: 'group preparation adds up to 0, not 1500',
      spoil: (set) => ({ ...set, criteria: set.criteria.slice(1) }),
    },
    { flaw: 'thresholds do not fall', spoil: (set) => ({ ...set, thresholds: set.thresholds.toReversed() }) },
    {
      flaw: 'the last threshold is not 0',
      spoil: (set) => ({ ...set, thresholds: set.thresholds.slice(0, 2) }),
    },
    {
      flaw: 'criterion preparation gives 1500 at best, not its 1600',
      spoil: (set) => ({ ...set, criteria: set.criteria.map((c) => ({ ...c, max: c.max + 100 })) }),
    },
    {
      flaw: 'criterion attendance stands twice',
      spoil: (set) => ({ ...set, criteria: set.criteria.map((c) => ({ ...c, id: 'attendance' })) }),
    },
    {
      flaw: 'a gate names no criterion: nothing',
      spoil: (set) => ({ ...set, gates: [{ grade: 'tot', fullPointsIn: ['nothing'], otherwise: 'kha' }] }),
    },
    {
      flaw: 'gate of kha does not lead to a lower grade',
      spoil: (set) => ({ ...set, gates: [{ grade: 'kha', fullPointsIn: ['minutes'], otherwise: 'tot' }] }),
    },
  ])('are refused when $flaw', async ({ flaw, spoil }) => {
    expect(messages(spoil(await binhThuan()))).toContain(`binh-thuan/1: ${flaw}`);
  });

  it('are refused with a field that nobody reads', async () => {
    expect(messages({ ...(await binhThuan()), threshold: 90 })).toHaveLength(1);
  });
});
