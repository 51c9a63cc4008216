/** docs/seeds.md says of every figure what the list that is checked says of it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIGURES } from '../../infra/demo/figures/check.ts';
import { SEED_IDS } from '../../infra/demo/seed.ts';

const doc = readFileSync(new URL('../../docs/seeds.md', import.meta.url), 'utf8');

/** Rows of the tables in a seed's section: id, value, basis. */
function rowsOf(seed: string): string[][] {
  const [, section = ''] = doc.split(`\n## \`${seed}\``);
  const [own = ''] = section.split('\n## ');
  return own
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, id = '', , value = '', basis = ''] = line.split('|').map((cell) => cell.trim());
      return [id.replaceAll('`', ''), value, basis];
    });
}

test.each(SEED_IDS)('%s: the same figures, values and bases', (seed) => {
  const listed = FIGURES[seed].figures.map(({ id, says, basis }) => [id, says, basis]);
  expect(rowsOf(seed).toSorted()).toEqual(listed.toSorted());
});
