/**
 * Every variant of the protocol that looks right and is wrong is planted, and the simulation has to find it: a
 * simulation that finds nothing would prove nothing.
 */
import { describe, expect, it } from 'vitest';
import { AdvanceError } from '../../shared/jobs/advance-period.ts';
import { UnaccountedRevisionsError } from '../../shared/jobs/settle-month.ts';
import { mistakes } from './planted.ts';
import { scorecardsWith } from './planted-scorecards.ts';
import { isAllowed } from './planted-steps.ts';
import { play, type Scenario } from './scenario.ts';
import { type ScenarioName, scenarios } from './scenarios.ts';
import { faultsOf } from './verdict.ts';
import type { Planted } from './world.ts';

/** The shyest mistake shows itself in about one seed of a hundred. */
const SEEDS_AT_MOST = 1500;

/** What is wrong in the end; the settling of a month may have noticed by itself. */
async function harm(scenario: ScenarioName, seed: number, planted: Planted): Promise<string[]> {
  const world: Scenario = scenarios[scenario];
  try {
    return await faultsOf(await play(world, seed, planted));
  } catch (error) {
    if (error instanceof UnaccountedRevisionsError || error instanceof AdvanceError) return [String(error)];
    throw error;
  }
}

describe('a planted mistake is found', () => {
  it.each(mistakes)('$name', async ({ scenario, planted }) => {
    for (let seed = 1; seed <= SEEDS_AT_MOST; seed += 1)
      if ((await harm(scenario, seed, planted)).length > 0) return;
    expect.fail(`Not found in ${SEEDS_AT_MOST} worlds in which ${scenario}.`);
  });

  it('but the places where they are planted do no harm themselves', async () => {
    const nothingPlanted: Planted = {
      code: (honest) => ({ ...honest }),
      registry: (honest) => ({ ...honest }),
      readScorecards: (honest) => ({ ...honest }),
      waitsForWrites: true,
      scorecards: scorecardsWith({
        allowed: isAllowed,
        refused: (old, row) =>
          old.foldVersion > row.foldVersion
            ? 'newer-code'
            : old.foldVersion < row.foldVersion
              ? 'again'
              : 'done',
      }),
    };
    for (const scenario of new Set(mistakes.map((mistake) => mistake.scenario)))
      for (let seed = 1; seed <= 20; seed += 1)
        expect(await harm(scenario, seed, nothingPlanted)).toEqual([]);
  });
});
