/** Worlds in which programmes are published, changed, joined and left while months open, close and cells move. */
import { SeededRandom } from '../support/seeded-random.ts';
import { named } from './programmes.ts';
import type { Act, Scenario } from './scenario.ts';

const MONTHS = ['2026-01', '2026-02', '2026-03'] as const;
const COMMITTEES = ['d', 'e', 'p', 'q'];
const CELLS = ['a', 'b', 'c', 'f'];
/** With who issues them: from under `d` committees and cells move away, and come back. */
const PROGRAMMES = [
  { id: 'x', organization: 'r' },
  { id: 'y', organization: 'd' },
];
/** Of the month: the second Tuesdays, and the fifth, when everybody meets who was not told otherwise. */
const DAYS = [5, 10, 13];

export function programmesAtOnce(seed: number): Scenario {
  const random = new SeededRandom(seed * 6_151 + 5);
  const tree: Record<string, string | null> = { r: null, d: 'r', e: 'r', p: 'd', q: random.pick(['d', 'e']) };
  for (const cell of CELLS) tree[cell] = random.pick(['p', 'q']);
  const some = (count: number, make: () => Act): Act[] => Array.from({ length: count }, make);
  const calendar: Act[] = [
    { act: 'due', month: MONTHS[0] },
    { act: 'open', month: MONTHS[1] },
    ...(random.chance(0.4) ? [{ act: 'close', month: MONTHS[0] } as const] : []),
    { act: 'open', month: MONTHS[2] },
    ...(random.chance(0.5) ? [{ act: 'due', month: MONTHS[1] } as const] : []),
  ];
  return {
    tree,
    committees: ['r', ...COMMITTEES],
    months: [MONTHS[0]],
    silent: CELLS.filter(() => random.chance(0.3)),
    actors: [
      some(3, () => programmeAct(random)),
      some(2, () => programmeAct(random)),
      some(4, () => meetingAct(random)),
      some(4, () => meetingAct(random)),
      some(3, () => rosterAct(random)),
      calendar,
    ],
    chaos: {
      ...{ workers: 2 + random.int(4), duplicates: random.int(4) },
      ...{ crashes: random.int(4), drops: random.int(3) },
      slow: random.pick([[], ['plan'], ['own'], ['client']]),
    },
  };
}

function programmeAct(random: SeededRandom): Act {
  const who = ['r', ...COMMITTEES, ...CELLS].filter(() => random.chance(0.25));
  const from = random.pick(MONTHS);
  return {
    ...{ act: 'programme', ...random.pick(PROGRAMMES), from, thematic: random.chance(0.5) },
    dayRule: random.pick([null, { week: 2, weekday: 2 }, { week: 1, weekday: 4 }]),
    dueDay: random.pick([null, null, 5, 15]),
    participants: (who.length > 0 ? who : ['p']).map((organization) =>
      named(organization, random.pick(MONTHS), random.pick([null, null, MONTHS[1], MONTHS[2]])),
    ),
  };
}

function meetingAct(random: SeededRandom): Act {
  const cell = random.pick(CELLS);
  const month = random.pick(MONTHS);
  const at = { cell, month, thematic: random.chance(0.4), day: random.pick(DAYS) };
  if (random.chance(0.2)) return { act: 'withdraw', ...at };
  return { act: 'submit', ...at, opinions: random.int(12) };
}

function rosterAct(random: SeededRandom): Act {
  const from = random.pick(MONTHS);
  const cell = random.pick(CELLS);
  switch (random.int(4)) {
    case 0:
      return { act: 'move', who: random.pick(['p', 'q']), to: random.pick(['d', 'e']), from };
    case 1: {
      const meets = random.pick(['monthly', 'quarterly', 'none'] as const);
      return { act: 'describe', who: cell, change: { meets }, from };
    }
    case 2: {
      const every = random.pick(['month', 'quarter'] as const);
      return { act: 'duty', id: `of-${cell}`, by: 'r', attends: cell, every, from, until: null };
    }
    default:
      return { act: 'move', who: cell, to: random.pick(['p', 'q']), from };
  }
}
