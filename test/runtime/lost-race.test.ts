/** Deciding anew where somebody else wrote in between. */
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../shared/contracts/problem.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';

/** Loses so many races, then is done. */
function losing(races: number) {
  let decided = 0;
  return {
    decided: () => decided,
    decide: async () => {
      decided += 1;
      return decided > races ? ({ done: decided } as const) : 'lost';
    },
  };
}

describe('a write that is lost', () => {
  it('is decided anew until it is stored', async () => {
    const thrice = losing(3);
    expect(await againWhenLost(thrice.decide)).toEqual({ done: 4 });
  });

  it('is given up after twenty races in a row, to be sent again', async () => {
    expect(await againWhenLost(losing(19).decide)).toEqual({ done: 20 });
    const crowded = losing(20);
    await expect(againWhenLost(crowded.decide)).rejects.toMatchObject({ code: 'BUSY' });
    expect(crowded.decided()).toBe(20);
  });

  it('is not decided anew after a refusal', async () => {
    let decided = 0;
    const refused = againWhenLost(() => {
      decided += 1;
      throw new Refusal('NOT_FOUND', { vi: 'Không có.', en: 'Not there.' });
    });
    await expect(refused).rejects.toBeInstanceOf(Refusal);
    expect(decided).toBe(1);
  });
});
