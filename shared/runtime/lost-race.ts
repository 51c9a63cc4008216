/** Writes that are conditional on what was read before them. */
import { busy } from '../contracts/problem.ts';

/** Races lost in a row before giving up; each loser means that somebody else got on. */
const ATTEMPTS = 20;

/**
 * Reads, decides and writes; where somebody else wrote in between, does all of it again. So whoever sends the same
 * thing twice at once finds the second time that it is done.
 * @throws Refusal 503, and whatever the decision throws
 */
export async function againWhenLost<Done>(decide: () => Promise<Done | 'lost'>): Promise<Done> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const outcome = await decide();
    if (outcome !== 'lost') return outcome;
  }
  throw busy();
}
