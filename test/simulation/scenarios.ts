/**
 * Small worlds in which a certain kind of trouble is likely; named as in the model that the protocol was checked
 * with. Cells are a, b; committees r (the root), d, e, p, q, s.
 */
import type { Every } from '../../shared/domain/roster/duty.ts';
import { NAMED_DUTY } from './inspecting.ts';
import { named, type ProgrammeAct } from './programmes.ts';
import type { Act, Scenario } from './scenario.ts';

const JAN = '2026-01';
const FEB = '2026-02';
const MAR = '2026-03';
const DEC = '2026-12';
const NEW = '2027-01';

const committees = ['r', 'd', 'e', 'p', 'q', 's'];
const ONE = { r: null, p: 'r', a: 'p' };
const TWO = { r: null, p: 'r', a: 'p', b: 'p' };
const THREE = { r: null, p: 'r', a: 'p', b: 'p', c: 'p' };
const PQ = { r: null, p: 'r', q: 'r', a: 'p' };
const PQS = { r: null, p: 'r', q: 'r', s: 'r', a: 'p' };
const DE = { r: null, d: 'r', e: 'r', p: 'd', a: 'p' };

const submit = (opinions: number, cell = 'a', month = JAN): Act => ({ act: 'submit', cell, month, opinions });
const withdraw = (cell: string, month = JAN): Act => ({ act: 'withdraw', cell, month });
const move = (who: string, to: string, from = JAN): Act => ({ act: 'move', who, to, from });
const planned = (who: string, under: string, month = JAN): Act => ({ act: 'planned', who, under, month });
const handbook = (who: string, uses: boolean, from = JAN): Act => ({
  act: 'describe',
  who,
  change: { handbook: uses },
  from,
});
const meets = (who: string, rhythm: 'monthly' | 'none', from = JAN): Act => ({
  act: 'describe',
  who,
  change: { meets: rhythm },
  from,
});
const enter = (who: string, under: string, from = JAN): Act => ({ act: 'enter', who, under, from });
const vanish = (who: string, from = JAN): Act => ({ act: 'describe', who, change: { closed: true }, from });
const criteria = (who: string, revision: number, from = JAN): Act => ({
  act: 'criteria',
  who,
  revision,
  from,
});
const duty = (id: string, by: string, attends: string, every: Every, from = JAN, until?: string): Act => ({
  act: 'duty',
  id,
  by,
  attends,
  every,
  from,
  until: until ?? null,
});
const facts = (who: string, admitted: number, year = '2026'): Act => ({ act: 'facts', who, year, admitted });
const schedule = (who: string, day: number, month = JAN): Act => ({ act: 'schedule', who, month, day });
const inspect = (who: string, findings: number | null, month = JAN): Act => ({
  act: 'inspect',
  who,
  month,
  findings,
});
const remedy = (who: string, n: number, month = JAN): Act => ({ act: 'remedy', who, month, n });
const amend = (who: string, n: number, month = JAN): Act => ({ act: 'remedy', who, month, n, to: 'amended' });
const takeBack = (who: string, n: number, month = JAN): Act => ({
  act: 'remedy',
  who,
  month,
  n,
  to: 'withdrawn',
});
const reopen = (who: string, month = JAN): Act => ({ act: 'reopen', who, month });
const over: Act = { act: 'over' };
const review = (who: string, decision: 'accepted' | 'returned', month = JAN): Act => ({
  act: 'review',
  who,
  month,
  decision,
});
const programme = (from: string, dueDay: number | null, participants: readonly string[]): ProgrammeAct => ({
  ...{ act: 'programme', id: 'x', from, dueDay, dayRule: { week: 2, weekday: 2 }, thematic: true },
  participants: participants.map((who) => named(who)),
});
const open = (month: string): Act => ({ act: 'open', month });
const due = (month: string): Act => ({ act: 'due', month });
const close = (month: string): Act => ({ act: 'close', month });
const deploy: readonly Act[] = [{ act: 'deploy' }, { act: 'retire' }, { act: 'sweep' }];

const TROUBLE = { workers: 3, duplicates: 1, crashes: 2, drops: 0 };
const base = { committees, months: [JAN], chaos: TROUBLE };
const bothMonths = { ...base, months: [JAN, FEB] };

export const scenarios = {
  'two cells submit': {
    ...base,
    tree: TWO,
    actors: [[submit(2)], [submit(3, 'b')]],
    chaos: { ...TROUBLE, workers: 4 },
  },
  'a cell changes its mind': {
    ...base,
    tree: TWO,
    actors: [[submit(2), submit(1), withdraw('a'), submit(5)], [submit(3, 'b')]],
  },
  'a cell moves': {
    ...base,
    tree: PQ,
    actors: [[move('a', 'q')], [submit(2)]],
    chaos: { ...TROUBLE, crashes: 6 },
  },
  'three cells submit': {
    ...base,
    tree: THREE,
    actors: [[submit(2), submit(3)], [submit(3, 'b'), submit(4, 'b')], [submit(6, 'c')]],
    chaos: { ...TROUBLE, workers: 5 },
  },
  'a cell moves while it submits': {
    ...base,
    tree: PQ,
    actors: [[move('a', 'q')], [submit(2), submit(1), submit(4)]],
  },
  'a cell moves to and fro': {
    ...base,
    tree: PQ,
    actors: [
      [move('a', 'q'), planned('a', 'q'), move('a', 'p'), planned('a', 'p'), move('a', 'q')],
      [submit(2), submit(3)],
    ],
    chaos: { ...TROUBLE, workers: 5 },
  },
  'a cell moves there and back': {
    ...base,
    tree: PQ,
    actors: [[move('a', 'q'), move('a', 'p')], [submit(2)]],
  },
  'a cell moves on': {
    ...base,
    tree: PQS,
    actors: [
      [move('a', 'q'), move('a', 's')],
      [submit(2), submit(9)],
    ],
  },
  'a cell is entered and closed again': {
    ...base,
    tree: TWO,
    actors: [[enter('n', 'p'), vanish('n')], [submit(2)]],
  },
  'a cell is entered and closed again while the month closes': {
    ...base,
    tree: TWO,
    actors: [[enter('n', 'p'), vanish('n')], [submit(2)], [close(JAN), due(JAN)]],
  },
  'a committee moves': { ...base, tree: DE, actors: [[move('p', 'e')], [submit(2)]] },
  'a committee moves there and back': {
    ...base,
    tree: DE,
    actors: [[move('p', 'e'), move('p', 'd')], [submit(2)]],
  },
  'an empty committee moves': {
    ...base,
    tree: { r: null, d: 'r', e: 'r', p: 'd' },
    actors: [[move('p', 'e')]],
  },
  'criteria change': { ...base, tree: TWO, actors: [[criteria('p', 2)], [submit(12)]] },
  'criteria change and change back': {
    ...base,
    tree: ONE,
    actors: [
      [criteria('a', 2), criteria('a', 1)],
      [handbook('a', true), handbook('a', false)],
    ],
  },
  'inherited criteria come with a move': {
    ...base,
    tree: DE,
    actors: [[criteria('e', 2), move('p', 'e')], [submit(12)]],
  },
  'the due date passes': { ...base, tree: TWO, silent: ['a', 'b'], actors: [[due(JAN)], [submit(5)]] },
  'new code': {
    ...base,
    tree: TWO,
    actors: [
      [{ act: 'deploy' }, submit(2), submit(3), submit(4), submit(5), { act: 'retire' }, { act: 'sweep' }],
      [submit(6, 'b')],
    ],
  },
  'new code while a month opens': {
    ...base,
    tree: ONE,
    actors: [deploy, [open(FEB), submit(2, 'a', FEB)], [submit(3)]],
  },
  'a committee gets its own change': {
    ...base,
    tree: DE,
    actors: [[handbook('p', true), move('p', 'e')], [submit(2)]],
  },
  'triggers get lost': {
    ...base,
    tree: TWO,
    actors: [[submit(2), submit(6)], [submit(3, 'b')]],
    chaos: { ...TROUBLE, drops: 2 },
  },
  'triggers of a move get lost': {
    ...base,
    tree: PQ,
    actors: [[move('a', 'q')], [submit(3)]],
    chaos: { ...TROUBLE, drops: 2 },
  },
  'two months': { ...bothMonths, tree: ONE, actors: [[submit(2)], [submit(3, 'a', FEB)]] },
  'an earlier month changes': {
    ...bothMonths,
    tree: ONE,
    // The year so far is classed anew where a cell turns out to have owed no meeting in January.
    actors: [[handbook('a', true, FEB), meets('a', 'none')], [submit(3, 'a', FEB)]],
  },
  'a month opens': { ...base, tree: ONE, actors: [[submit(2)], [open(FEB)]] },
  'a month opens while a cell moves': {
    ...base,
    tree: PQ,
    actors: [[open(FEB)], [move('a', 'q'), move('a', 'p', FEB)]],
  },
  'a month opens while cells move': {
    ...base,
    tree: { ...THREE, q: 'r' },
    actors: [[open(FEB)], [move('a', 'q')], [move('b', 'q')], [move('c', 'q')]],
    chaos: { ...TROUBLE, workers: 4, slow: ['advance'] },
  },
  'a cell moves from the second month on': {
    ...bothMonths,
    tree: PQ,
    actors: [[submit(2)], [move('a', 'q', FEB)]],
  },
  'a month closes': {
    ...base,
    tree: THREE,
    actors: [
      [close(JAN), due(JAN)],
      [submit(2), submit(8), withdraw('a')],
      [submit(3, 'b'), submit(4, 'b')],
      [submit(5, 'c'), submit(6, 'c')],
    ],
    chaos: { ...TROUBLE, slow: ['client'] },
  },
  'a cell is inspected and answered while it submits': {
    ...base,
    tree: TWO,
    silent: ['b'],
    actors: [
      [submit(2), withdraw('a'), submit(8), submit(5), submit(3, 'b')],
      [inspect('a', 2), remedy('a', 1), inspect('b', 1), inspect('b', null)],
      [review('a', 'returned'), review('a', 'accepted'), review('b', 'accepted')],
    ],
  },
  'a committee is inspected while it moves': {
    ...bothMonths,
    tree: DE,
    actors: [[move('p', 'e')], [inspect('p', 2), inspect('d', 1), remedy('p', 2)], [submit(2)]],
  },
  'findings are put right over the close of their month': {
    ...bothMonths,
    tree: TWO,
    actors: [
      [close(JAN), due(JAN)],
      [inspect('a', 3), remedy('a', 1), remedy('a', 2), inspect('p', 1), remedy('p', 1)],
      [submit(3, 'b'), inspect('b', 2, FEB), remedy('b', 2, FEB)],
    ],
    chaos: { ...TROUBLE, slow: ['client'] },
  },
  'findings stay open over the end of the year': {
    ...base,
    months: [DEC, NEW],
    tree: DE,
    silent: ['a'],
    actors: [
      [
        inspect('a', 2, DEC),
        remedy('a', 1, DEC),
        inspect('a', 3, DEC),
        inspect('p', 1, DEC),
        remedy('a', 2, DEC),
      ],
      [close(DEC), due(DEC), inspect('a', 1, NEW), remedy('a', 3, DEC), remedy('p', 1, DEC)],
      [submit(2, 'a', NEW), submit(5, 'a', DEC), move('a', 'd', DEC)],
    ],
    chaos: { ...TROUBLE, slow: ['client'] },
  },
  'a closing year is inspected and nothing else happens': {
    ...base,
    months: [DEC, NEW],
    tree: ONE,
    actors: [[inspect('a', 2, DEC), inspect('a', 1, DEC), inspect('p', 1, DEC)]],
  },
  'remedies are amended and taken back over the close of their month': {
    ...bothMonths,
    tree: TWO,
    actors: [
      [close(JAN), due(JAN)],
      [inspect('a', 2), remedy('a', 1), amend('a', 1), takeBack('a', 1), remedy('a', 1), takeBack('a', 1)],
      [remedy('a', 2), takeBack('a', 2), inspect('p', 1), remedy('p', 1), takeBack('p', 1)],
    ],
    chaos: { ...TROUBLE, slow: ['client'] },
  },
  'a remedy of last year is taken back': {
    ...base,
    months: [DEC, NEW],
    tree: ONE,
    actors: [
      [inspect('a', 2, DEC), remedy('a', 1, DEC), takeBack('a', 1, DEC), remedy('a', 1, DEC)],
      [close(DEC), due(DEC), amend('a', 1, DEC), takeBack('a', 1, DEC)],
    ],
    chaos: { ...TROUBLE, slow: ['client'] },
  },
  'a superior decides, else the cell': {
    ...base,
    tree: TWO,
    silent: ['b'],
    actors: [
      [criteria('p', 3), submit(2), submit(3), submit(7), submit(3, 'b')],
      [inspect('a', 1), inspect('a', 0), inspect('a', null), inspect('b', 2)],
      [review('a', 'accepted'), review('b', 'accepted'), criteria('b', 1)],
    ],
  },
  'criteria are adopted from the second month on': {
    ...bothMonths,
    tree: DE,
    actors: [
      [criteria('p', 2, FEB), criteria('d', 3, FEB), criteria('p', 1)],
      [submit(12), submit(7, 'a', FEB)],
      [move('p', 'e', FEB), inspect('a', 1, FEB)],
    ],
  },
  'duties are assigned, done and ended': {
    ...bothMonths,
    tree: TWO,
    actors: [
      [duty('monthly', 'r', 'a', 'month'), duty('monthly', 'r', 'a', 'month', JAN, JAN)],
      [duty(NAMED_DUTY, 'p', 'b', 'month', FEB), inspect('b', 2, FEB), inspect('b', 1, FEB)],
      [inspect('a', 1), inspect('a', null), inspect('a', 0), move('a', 'r')],
    ],
  },
  'a quarterly duty is done before it falls due': {
    ...base,
    months: [FEB, MAR],
    tree: DE,
    actors: [
      [duty('quarterly', 'r', 'p', 'quarter'), duty('quarterly-2', 'd', 'a', 'quarter')],
      [inspect('p', 1, FEB), inspect('p', null, FEB), inspect('p', 0, FEB), inspect('a', 1, MAR)],
      [close(FEB), due(FEB)],
    ],
    chaos: { ...TROUBLE, slow: ['client'] },
  },
  'a year is summed up and meetings are planned while a month closes': {
    ...bothMonths,
    tree: TWO,
    actors: [
      [close(JAN), due(JAN)],
      [facts('a', 1), facts('a', 2), facts('p', 3), facts('a', 1)],
      [schedule('a', 14), schedule('a', 15), schedule('b', 16), schedule('a', 17, FEB), submit(4)],
    ],
    chaos: { ...TROUBLE, slow: ['client'] },
  },
  'a closed month is opened again for one cell': {
    ...bothMonths,
    tree: THREE,
    silent: ['b'],
    actors: [
      [close(JAN), reopen('b'), submit(3, 'b'), inspect('b', 1), over],
      [submit(8), submit(2, 'c'), submit(4, 'b', FEB)],
      [remedy('b', 1), inspect('a', 2), remedy('a', 1)],
    ],
    chaos: { ...TROUBLE, slow: ['client'] },
  },
  'a month is opened again after a later one is closed': {
    ...bothMonths,
    tree: TWO,
    silent: ['b'],
    actors: [
      [close(JAN), close(FEB), reopen('b'), submit(3, 'b'), inspect('b', 2), over],
      [submit(8), submit(4, 'b', FEB)],
    ],
  },
  'a programme is joined, changed and left while months open': {
    ...base,
    tree: { ...TWO, q: 'r' },
    actors: [
      [open(FEB), open(MAR), due(JAN)],
      [programme(JAN, 5, ['p']), programme(FEB, 15, ['a', 'q']), programme(MAR, null, ['b'])],
      [move('a', 'q', FEB), handbook('b', true)],
      [
        { act: 'submit', cell: 'a', month: JAN, opinions: 7, day: 13 },
        { act: 'submit', cell: 'b', month: FEB, opinions: 6, day: 10, thematic: true },
      ],
    ],
  },
  'a committee leaves the issuer of its programme while months open': {
    ...base,
    tree: DE,
    actors: [
      [open(FEB), open(MAR)],
      [{ ...programme(JAN, 5, ['p']), organization: 'd' }],
      [move('p', 'e', FEB), move('p', 'd', MAR)],
      [submit(3), submit(4, 'a', FEB)],
    ],
  },
  'a month closes while cells move': {
    ...base,
    tree: { ...THREE, q: 'r' },
    actors: [[close(JAN)], [move('a', 'q')], [move('b', 'q')], [move('c', 'q')], [submit(2)]],
    chaos: { ...TROUBLE, workers: 4, slow: ['plan'] },
  },
  'a month closes while a committee moves': {
    ...bothMonths,
    tree: { ...DE, b: 'p' },
    actors: [[close(JAN)], [move('p', 'e')], [submit(2), submit(3, 'b')]],
    chaos: { ...TROUBLE, slow: ['plan'] },
  },
  'a month closes while criteria are adopted': {
    ...base,
    tree: THREE,
    actors: [[close(JAN)], [criteria('r', 2), criteria('p', 3)], [submit(12)]],
    chaos: { ...TROUBLE, slow: ['plan'] },
  },
  'a month closes while a programme is published': {
    ...base,
    tree: THREE,
    actors: [[close(JAN)], [programme(JAN, 5, ['p'])], [duty('x', 'r', 'b', 'month')], [submit(12)]],
    chaos: { ...TROUBLE, slow: ['plan'] },
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;
