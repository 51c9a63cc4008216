/** Publishing a programme writes once; the plan rows follow, and whoever is cut off on that way begins again. */
import { describe, expect, it } from 'vitest';
import { participationsOf } from '../../shared/domain/programmes/programme.ts';
import { openingPeriod } from '../../shared/jobs/advance-period.ts';
import { planOpenMonths, planSubtree } from '../../shared/jobs/plan-organization.ts';
import { aNote } from '../support/audited.ts';
import { participant, programme } from '../support/programmes.ts';
import { KilledError, MONTH, smallProvince } from './small-province.ts';

const NEXT = '2026-11';

async function published() {
  const province = await smallProvince();
  for (const month of [MONTH, NEXT]) {
    await province.registry.putPeriod(openingPeriod(month, province.control.now), aNote());
    await planSubtree(province.deps, 'r', month);
  }
  const before = province.registry.allPlanRows();
  const asked = programme({ organization: 'r', participants: [participant('p')] });
  expect(participationsOf(asked, []).map(({ organization }) => organization)).toEqual(['p']);
  await province.registry.putProgramme(asked, { participants: [], dueDays: [] }, aNote());
  return { province, before };
}

/** Plans again, and dies before the nth write of a plan row. */
async function killedAfter(writes: number, province: Awaited<ReturnType<typeof smallProvince>>) {
  let left = writes;
  const registry = {
    ...province.deps.registry,
    putPlanRow: async (row: Parameters<typeof province.registry.putPlanRow>[0]) => {
      if (left === 0) throw new KilledError();
      left -= 1;
      return province.registry.putPlanRow(row);
    },
  };
  await planOpenMonths({ ...province.deps, registry }, 'p', MONTH);
}

describe('a programme whose planning is cut off', () => {
  it('comes to the same rows as one that was not, whenever that was', async () => {
    const { province: whole, before } = await published();
    const { written } = await planOpenMonths(whole.deps, 'p', MONTH);
    const expected = whole.registry.allPlanRows();
    expect(written).toBe(6);
    expect(expected).not.toEqual(before);
    for (let writes = 0; writes < written; writes += 1) {
      const { province } = await published();
      await expect(killedAfter(writes, province)).rejects.toThrow(KilledError);
      expect(province.registry.allPlanRows()).not.toEqual(expected);
      await planOpenMonths(province.deps, 'p', MONTH);
      expect(province.registry.allPlanRows()).toEqual(expected);
    }
  });

  it('changes nothing when it is done once more', async () => {
    const { province } = await published();
    await planOpenMonths(province.deps, 'p', MONTH);
    const once = province.registry.allPlanRows();
    expect(await planOpenMonths(province.deps, 'p', MONTH)).toMatchObject({ written: 0 });
    expect(province.registry.allPlanRows()).toEqual(once);
  });
});
