/** Larger worlds in which everything happens to everybody, as a seed decides. */
import { SeededRandom } from '../support/seeded-random.ts';
import { NAMED_DUTY } from './inspecting.ts';
import type { Act, Scenario } from './scenario.ts';

const MONTHS = ['2026-01', '2026-02'] as const;
const DISTRICTS = ['d', 'e'];
const COMMITTEES = ['p', 'q', 's'];
const CELLS = ['a', 'b', 'c', 'f', 'g'];

export function everythingAtOnce(seed: number): Scenario {
  const random = new SeededRandom(seed * 7919 + 1);
  const tree: Record<string, string | null> = { r: null, d: 'r', e: 'r' };
  for (const committee of COMMITTEES) tree[committee] = random.pick(DISTRICTS);
  for (const cell of CELLS) tree[cell] = random.pick(COMMITTEES);

  const client = (): Act[] => Array.from({ length: 3 }, () => clientAct(random));
  const registrar = (): Act[] => Array.from({ length: 3 }, () => registrarAct(random));
  const officer = (): Act[] => Array.from({ length: 4 }, () => officerAct(random));
  const calendar: Act[] = [
    { act: 'due', month: MONTHS[0] },
    { act: 'open', month: MONTHS[1] },
  ];
  if (random.chance(0.5)) {
    calendar.push({ act: 'close', month: MONTHS[0] });
    if (random.chance(0.5)) {
      const late = random.pick(CELLS);
      calendar.push({ act: 'reopen', who: late, month: MONTHS[0] });
      calendar.push({ act: 'submit', cell: late, month: MONTHS[0], opinions: random.int(12) });
      calendar.push({ act: 'over' });
    }
  }
  const release: Act[] = [{ act: 'deploy' }, { act: 'retire' }, { act: 'sweep' }];
  return {
    tree,
    committees: ['r', ...DISTRICTS, ...COMMITTEES],
    months: [MONTHS[0]],
    silent: CELLS.filter(() => random.chance(0.3)),
    actors: [
      client(),
      client(),
      client(),
      registrar(),
      registrar(),
      officer(),
      calendar,
      random.chance(0.5) ? release : [],
    ],
    chaos: {
      workers: 2 + random.int(4),
      duplicates: random.int(4),
      crashes: random.int(4),
      drops: random.int(3),
    },
  };
}

function clientAct(random: SeededRandom): Act {
  const cell = random.pick(CELLS);
  const month = random.pick(MONTHS);
  if (random.chance(0.2)) return { act: 'withdraw', cell, month };
  return { act: 'submit', cell, month, opinions: random.int(12) };
}

function officerAct(random: SeededRandom): Act {
  const who = random.pick([...CELLS, ...COMMITTEES]);
  const month = random.pick(MONTHS);
  switch (random.int(6)) {
    case 0:
      return {
        act: 'remedy',
        ...{ who, month, n: 1 + random.int(2) },
        to: random.pick(['told', 'told', 'amended', 'withdrawn'] as const),
      };
    case 2:
      return { act: 'facts', who, year: '2026', admitted: random.int(3) };
    case 3:
      return { act: 'schedule', who: random.pick(CELLS), month, day: 10 + random.int(10) };
    case 1:
      return { act: 'review', who, month, decision: random.chance(0.5) ? 'accepted' : 'returned' };
    default:
      return { act: 'inspect', who, month, findings: random.chance(0.2) ? null : random.int(3) };
  }
}

function registrarAct(random: SeededRandom): Act {
  const from = random.pick(MONTHS);
  const cell = random.pick(CELLS);
  switch (random.int(6)) {
    case 0:
      return { act: 'criteria', who: random.pick(['r', 'd', 'p', cell]), revision: 1 + random.int(3), from };
    case 4: {
      // Whom a duty attends never changes: each cell has one of its own, and one may be named.
      const [id, attends] = random.pick([
        [NAMED_DUTY, 'a'],
        [`of-${cell}`, cell],
      ] as const);
      return { act: 'duty', id, by: 'r', attends, every: 'month', from, until: random.pick([null, from]) };
    }
    case 1:
      return { act: 'describe', who: cell, change: { handbook: random.chance(0.5) }, from };
    case 2:
      return { act: 'describe', who: cell, change: { meets: random.chance(0.5) ? 'none' : 'monthly' }, from };
    case 3:
      return { act: 'move', who: random.pick(COMMITTEES), to: random.pick(DISTRICTS), from };
    default:
      return { act: 'move', who: cell, to: random.pick(COMMITTEES), from };
  }
}
