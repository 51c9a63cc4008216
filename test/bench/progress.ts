/** What a long run says while it goes on, so that it never looks dead. */
import { setInterval } from 'node:timers';

const EVERY_MS = 30_000;

const seconds = (since: number): string => `${((performance.now() - since) / 1_000).toFixed(0)} s`;

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Says that the work begins, every half minute how far it is, and that it is done.
 * @param far how far it is, in words
 */
export async function goingOn<T>(what: string, far: () => string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const line = (state: string) => say(`  ${what}: ${state}`);
  line('begins');
  const ticking = setInterval(() => line(`${seconds(begun)}, ${far()}`), EVERY_MS);
  try {
    const result = await work();
    line(`done after ${seconds(begun)}, ${far()}`);
    return result;
  } finally {
    clearInterval(ticking);
  }
}
