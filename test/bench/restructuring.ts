/**
 * The abolition of thirty districts over five thousand cells, on the stores in memory: the order is cut off and sent
 * again, the consumers run in any order, twice, and are killed; then everything must be as if entered so.
 */
import { isDeepStrictEqual } from 'node:util';
import { carryOut, closedMonthsOf, plansOf, scorecardsOf } from '../restructuring/carry-out.ts';
import { FULL_REFORM, type ReformSize, reformOf, SMALL_REFORM } from '../restructuring/reform-orders.ts';
import type { Figure } from './figures.ts';

export const reformSize = (small: boolean): ReformSize => (small ? SMALL_REFORM : FULL_REFORM);

/** @throws Error where the reformed province is another one than the one that was entered so */
export async function measureRestructuring(size: ReformSize): Promise<Figure[]> {
  const reform = reformOf(size);
  const begun = performance.now();
  const { world, fresh, closedBefore, answers, moved } = await carryOut(reform);
  const seconds = (performance.now() - begun) / 1_000;
  const kept = {
    'the order is carried out in the end': answers.at(-1) === 200 && world.moved() === reform.moves.length,
    'plan rows are those of a fresh load': isDeepStrictEqual(plansOf(world), plansOf(fresh)),
    'scorecards are those of a fresh load': isDeepStrictEqual(scorecardsOf(world), scorecardsOf(fresh)),
    'closed months are byte for byte as before': closedMonthsOf(world) === closedBefore,
  };
  const broken = Object.entries(kept).flatMap(([what, holds]) => (holds ? [] : [what]));
  if (broken.length > 0) throw new Error(`After the reform this does not hold: ${broken.join('; ')}`);
  const count = (name: string, value: number) => ({ name, value });
  return [
    {
      part: 'restructuring',
      figure: 'converged to a fresh load; closed months byte for byte',
      values: [
        count('cells', reform.cells.length),
        count('districts abolished', reform.gone.length),
        count('moves', reform.moves.length),
        count('closures', reform.closures.length),
        count('sendings', answers.length),
        count('moves in after the first sending', moved[0] ?? 0),
        count('kills', world.kills),
        count('plan rows compared', plansOf(world).length),
        count('scorecards compared', scorecardsOf(world).size),
        count('seconds, both provinces', seconds),
      ],
    },
  ];
}
