/**
 * Years of a tree in one file, in whatever order: what the API takes month by month is loaded in one go; and where a
 * line of it was refused, the file loads in one go once that line is corrected.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enterRoster } from '../../infra/roster/enter-roster.ts';
import { readRosterFile } from '../../infra/roster/roster-file.ts';
import { reportOf } from '../../infra/roster/roster-report.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import { postClosing, postOpening, putOrganization } from '../../shared/contracts/routes.ts';
import { FIRST_REGISTRAR } from '../support/api-world.ts';
import { type MemoryApi, startMemoryApi } from '../support/memory-api.ts';

const ROOT = 'tinh-a';
const MONTHS = ['2026-01', '2026-03', '2026-05', '2026-07', '2026-09'];
const COMMITTEES = ['district', 'base-committee', 'sub-committee'] as const;

type Line = {
  readonly organization: string;
  readonly kind: 'province' | (typeof COMMITTEES)[number] | 'cell' | 'base-cell';
  readonly parent: string | null;
  readonly from: string;
  readonly closed: boolean;
  readonly unit?: string;
};
const line = (
  ...[organization, kind, parent, from, closed = false]: [
    ...[string, Line['kind'], string | null, string],
    boolean?,
  ]
): Line => ({ organization, kind, parent, from, closed });
const root = line(ROOT, 'province', null, '2026-01');

const csv = (lines: readonly Line[]): string => {
  const cells = lines.map(({ organization, kind, parent, from, closed, unit = 'other' }) => {
    const meets = kind === 'cell' || kind === 'base-cell' ? 'monthly' : 'none';
    return [organization, organization, kind, parent ?? '', meets, unit, from, String(closed)];
  });
  const titles = ['organization', 'name', 'kind', 'parent', 'meets', 'unit', 'from', 'closed'];
  return [titles, ...cells].map((one) => one.join(',')).join('\n');
};

let api: MemoryApi;
let registrar: Client;
const anew = async () => {
  api?.stop();
  const now = '2026-10-05T02:00:00.000Z';
  api = await startMemoryApi({ province: ROOT, firstRegistrar: FIRST_REGISTRAR, now });
  registrar = createClient({ baseUrl: api.baseUrl, token: FIRST_REGISTRAR, attempts: 1 });
};
beforeEach(anew);
afterEach(() => api.stop());

async function load(lines: readonly Line[]) {
  const { entries, faults } = readRosterFile(csv(lines), 'csv');
  const results = await enterRoster(registrar, entries, {
    ...{ faults, overwrite: false },
    progress: () => undefined,
  });
  return reportOf(faults, results);
}
const wrong = (rows: Awaited<ReturnType<typeof load>>) =>
  rows
    .filter(({ code }) => code !== '')
    .map(({ line: at, organization, code }) => `${at} ${organization} ${code}`);

describe('a history in one file', () => {
  const p = line('p', 'base-committee', ROOT, '2026-01');
  const q = line('q', 'base-committee', ROOT, '2026-01');
  const c = line('c', 'cell', 'p', '2026-01');

  it.each<[string, readonly Line[]]>([
    [
      'a committee becomes a base cell, once its cell is dissolved',
      [p, c, line('c', 'cell', 'p', '2026-07', true), line('p', 'base-cell', ROOT, '2026-07')],
    ],
    [
      'a committee becomes a base cell, once its cell is elsewhere',
      [p, q, c, line('c', 'cell', 'q', '2026-07'), line('p', 'base-cell', ROOT, '2026-07')],
    ],
    [
      'two that have others below them change places',
      [
        ...[line('a', 'base-committee', ROOT, '2026-01'), line('b', 'sub-committee', 'a', '2026-01')],
        ...[line('e', 'sub-committee', 'b', '2026-01'), line('d', 'cell', 'e', '2026-01')],
        ...[line('b', 'base-committee', ROOT, '2026-06'), line('a', 'sub-committee', 'b', '2026-06')],
      ],
    ],
    [
      'a committee is closed with its cell, and both live again',
      [
        ...[
          p,
          c,
          line('c', 'cell', 'p', '2026-05', true),
          line('p', 'base-committee', ROOT, '2026-05', true),
        ],
        ...[line('p', 'base-committee', ROOT, '2026-08'), line('c', 'cell', 'p', '2026-08')],
      ],
    ],
  ])('%s', async (_, lines) => {
    expect(wrong(await load([root, ...lines]))).toEqual([]);
    await anew();
    expect(wrong(await load([root, ...lines].toReversed()))).toEqual([]);
  });
});

describe('behind a line that was refused', () => {
  const [p, c] = [line('p', 'base-committee', ROOT, '2026-01'), line('c', 'cell', 'p', '2026-01')];
  const closings = [
    line('c', 'cell', 'p', '2026-07', true),
    line('p', 'base-committee', ROOT, '2026-07', true),
  ];
  const other = line('d', 'base-cell', ROOT, '2026-01');

  it('the later lines of its organization wait, and those below it; the report names the line to correct', async () => {
    const rows = await load([root, { ...p, unit: 'othr' }, c, ...closings, other]);
    expect(wrong(rows)).toEqual([
      ...['3 p one-of', '4 c waits-for-line', '5 c waits-for-line', '6 p waits-for-line'],
    ]);
    expect(rows.map(({ outcome }) => outcome)).toEqual([
      ...['entered', 'refused', 'waiting', 'waiting', 'waiting', 'entered'],
    ]);
    expect(rows[3]?.advice).toMatch(/dòng 3 \(p\) không được nhận.*rests on line 3 \(p\).*load the whole/);
    expect(wrong(await load([root, p, c, ...closings, other]))).toEqual([]);
  });

  it('the closing of its parent waits as well, or its years could not come in any more', async () => {
    const rows = await load([root, p, { ...c, unit: 'othr' }, ...closings]);
    expect(wrong(rows)).toEqual(['4 c one-of', '5 c waits-for-line', '6 p waits-for-line']);
    expect(wrong(await load([root, p, c, ...closings]))).toEqual([]);
  });

  it('so does every closing where nobody knows whose the refused one is', async () => {
    const q = line('q', 'base-committee', ROOT, '2026-01');
    const later = [line('c', 'cell', 'q', '2026-05'), closings[1] ?? root];
    const rows = await load([root, p, q, { ...c, parent: 'x' }, ...later]);
    expect(wrong(rows)).toEqual(['5 c parent-exists', '6 c waits-for-line', '7 p waits-for-line']);
    expect(wrong(await load([root, p, q, c, ...later]))).toEqual([]);
  });

  it('whose month is closed the later ones of its organization wait, and nobody below it', async () => {
    await load([root, p]);
    const params = { period: '2026-03' };
    await registrar.need(postOpening, { params, body: {} });
    await registrar.need(postClosing, { params, body: {} });
    const lines = [line('p', 'sub-committee', ROOT, '2026-02'), line('p', 'base-committee', ROOT, '2026-08')];
    const rows = await load([root, ...lines, { ...c, from: '2026-04' }]);
    expect(wrong(rows)).toEqual(['3 p PERIOD_CLOSED', '4 p waits-for-line']);
    expect(rows.at(-1)).toMatchObject({ organization: 'c', outcome: 'entered' });
  });

  it('whose month is closed and whose parent the file does not know every closing waits', async () => {
    await load([root, p]);
    const params = { period: '2026-03' };
    await registrar.need(postOpening, { params, body: {} });
    await registrar.need(postClosing, { params, body: {} });
    const q = line('q', 'base-committee', ROOT, '2026-04');
    const later = [line('c', 'cell', 'q', '2026-05'), closings[1] ?? root];
    const first = await load([root, p, q, { ...c, parent: 'x' }, ...later]);
    expect(wrong(first)).toEqual(['5 c PERIOD_CLOSED', '6 c waits-for-line', '7 p waits-for-line']);
    const second = await load([root, p, q, { ...c, parent: 'x', from: '2026-04' }, ...later]);
    expect(wrong(second)).toEqual(['5 c parent-exists', '6 c waits-for-line', '7 p waits-for-line']);
    expect(wrong(await load([root, p, q, { ...c, from: '2026-04' }, ...later]))).toEqual([]);
  });

  it('nobody waits for a line that stands there otherwise, nor for one that is there twice', async () => {
    await load([root, p]);
    const rows = await load([root, { ...p, unit: 'agency' }, c, c, line('c', 'cell', 'p', '2026-05', true)]);
    expect(wrong(rows)).toEqual(['3 p PRECONDITION_REQUIRED', '5 c version-once']);
  });
});

describe('whatever the history', () => {
  const DOINGS = ['found', 'found', 'move', 'move', 'close', 'reopen', 'turn'] as const;
  const doing = fc.record({
    month: fc.constantFrom(...MONTHS),
    what: fc.constantFrom(...DOINGS),
    who: fc.nat(),
    where: fc.nat(),
    kind: fc.constantFrom(...COMMITTEES, 'cell' as const),
    place: fc.nat(),
  });
  type Doing = typeof doing extends fc.Arbitrary<infer Value> ? Value : never;
  const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
  const isCommittee = ({ kind }: Line) => kind !== 'cell' && kind !== 'base-cell';

  function lineOf({ month, what, who, where, kind }: Doing, now: readonly Line[], i: number): Line {
    const parent = pick(now.filter(isCommittee), where).organization;
    const [, ...others] = now;
    if (what === 'found' || others.length === 0) return line(`o${i}`, kind, parent, month);
    const one = { ...pick(others, who), from: month };
    if (what === 'move') return { ...one, parent };
    if (what === 'turn') return { ...one, kind: isCommittee(one) ? 'base-cell' : 'base-committee' };
    return { ...one, closed: what === 'close' };
  }

  /** What the API takes of it, month by month; in the order of `place`. */
  async function historyOf(doings: readonly Doing[]): Promise<Line[]> {
    await load([root]);
    const standing = new Map([[ROOT, root]]);
    const taken: { line: Line; place: number }[] = [{ line: root, place: 0 }];
    const inTurn = doings.toSorted((a, b) => MONTHS.indexOf(a.month) - MONTHS.indexOf(b.month));
    for (const [i, one] of inTurn.entries()) {
      const next = lineOf(one, [...standing.values()], i);
      const [entry] = readRosterFile(csv([next]), 'csv').entries;
      if (entry === undefined) continue;
      const { organization, body } = entry;
      const { status } = await registrar.call(putOrganization, { params: { organization }, body });
      if (status !== 201) continue;
      standing.set(organization, next);
      taken.push({ line: next, place: one.place });
    }
    return taken.toSorted((a, b) => a.place - b.place).map((one) => one.line);
  }

  const SPOILT = [{ unit: 'othr' }, { parent: 'nobody' }, { from: '2026-13' }];
  it('it loads in one go, and so it does when a line of it was wrong before', async () => {
    const doings = fc.array(doing, { minLength: 5, maxLength: 40, size: 'max' });
    await fc.assert(
      fc.asyncProperty(doings, fc.nat(), fc.constantFrom(...SPOILT), async (all, at, spoilt) => {
        await anew();
        const lines = await historyOf(all);
        await anew();
        expect(wrong(await load(lines))).toEqual([]);
        expect(new Set((await load(lines)).map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
        await anew();
        const faulty = pick(lines, at);
        await load(lines.map((one) => (one === faulty ? { ...one, ...spoilt } : one)));
        expect(wrong(await load(lines))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
