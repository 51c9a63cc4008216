/** What a page of the children's table reads, and what it holds while rows are put. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
import { encodeRow } from '../../shared/adapters/dynamodb/stored-row.ts';
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, MONTH, PROVINCE } from '../support/api-world.ts';
import { itemSize } from '../support/item-size.ts';
import { cellRow, committeeRow, tombstone } from '../support/score-rows.ts';

const COMMITTEE = 'huyen-b';
/** Bytes of a unit of a strong read. */
const UNIT = 4_096;

let world: ApiWorld;
let read: ApiFunction;
let officer: string;
let asked: { rows: number; units: number }[];

const noted = (rows: ScoreRow[]): ScoreRow[] => {
  const bytes = rows.reduce((sum, row) => sum + itemSize({ ...encodeRow(row) }), 0);
  asked.push({ rows: rows.length, units: Math.ceil(bytes / UNIT) });
  return rows;
};

beforeEach(async () => {
  world = await apiWorld();
  asked = [];
  const scorecards: ApiWorld['scorecards'] = {
    ...world.scorecards,
    partition: async (parent, month) => noted(await world.scorecards.partition(parent, month)),
    rowsBehind: async (parent, month, from) => noted(await world.scorecards.rowsBehind(parent, month, from)),
  };
  read = createHandler({ ...world, scorecards });
  officer = await world.grant('officer', PROVINCE);
});

const idOf = (n: number) => `xa-${String(n).padStart(4, '0')}`;
async function children(count: number, month = MONTH) {
  for (let n = 1; n <= count; n += 1)
    await world.scorecards.putRow(committeeRow({ parent: COMMITTEE, organization: idOf(n), month }));
}
const page = async (query: string) => {
  const url = `/organizations/${COMMITTEE}/children/scorecards?period=${query}`;
  const { body } = await call(read, 'GET', url, { subject: officer });
  return {
    ids: body.items.map(({ organization }: { organization: string }) => organization),
    next: body.next as string | null,
  };
};
async function walk(query: string, between = async () => {}) {
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const { ids, next: cursor }: Awaited<ReturnType<typeof page>> = await page(
      `${query}${next === null ? '' : `&cursor=${next}`}`,
    );
    seen.push(...ids);
    next = cursor;
    await between();
  } while (next !== null);
  return seen;
}
const total = (what: 'rows' | 'units') => asked.reduce((sum, one) => sum + one[what], 0);

describe('a page of the children’s table', () => {
  it.each([
    { count: 100, whole: 25 },
    { count: 1_000, whole: 242 },
    { count: 3_000, whole: 725 },
  ])(
    'by organization reads 6 units whether there are $count or more; in another order it reads $whole',
    async ({ count, whole }) => {
      await children(count);
      expect((await page(`${MONTH}&limit=20`)).ids).toHaveLength(20);
      expect(asked).toEqual([{ rows: 22, units: 6 }]);
      asked = [];
      expect((await page(`${MONTH}&limit=20&sort=-points`)).ids).toHaveLength(20);
      expect(asked).toEqual([{ rows: count, units: whole }]);
    },
  );

  it('reads each row of the table about once on a walk through all of it', async () => {
    await children(300);
    expect(await walk(`${MONTH}&limit=50`)).toEqual(Array.from({ length: 300 }, (_, i) => idOf(i + 1)));
    expect(total('rows')).toBeLessThanOrEqual(300 + 6 * 2);
  });

  it('passes by those that have left and the committee’s own row, in whichever number they stand there', async () => {
    const gone = (n: number) => n % 3 === 0 || (n > 20 && n < 60);
    for (let n = 1; n <= 80; n += 1) {
      const place = { parent: COMMITTEE, organization: idOf(n) };
      await world.scorecards.putRow(gone(n) ? tombstone({ ...place }) : cellRow(place));
    }
    await world.scorecards.putRow(committeeRow({ parent: COMMITTEE, organization: COMMITTEE }));
    const here = Array.from({ length: 80 }, (_, i) => i + 1).filter((n) => !gone(n));
    expect(await walk(`${MONTH}&limit=3`)).toEqual(here.map(idOf));
    expect((await page(`${MONTH}&limit=100`)).next).toBeNull();
  });

  it('holds through a year of months of different children, as the table in another order does', async () => {
    for (const month of ['2026-11', '2026-12']) await world.open(month);
    for (let n = 1; n <= 40; n += 1) {
      const months = [MONTH, '2026-11', '2026-12'].filter((_, i) => (n * 7 + i * 5) % 4 !== 0 || n % 9 === i);
      for (const month of months)
        await world.scorecards.putRow(cellRow({ parent: COMMITTEE, organization: idOf(n), month }));
    }
    const whole = await call(
      read,
      'GET',
      `/organizations/${COMMITTEE}/children/scorecards?period=2026-Q4&sort=name&limit=100`,
      { subject: officer },
    );
    const inOrder = whole.body.items.toSorted((a: { organization: string }, b: { organization: string }) =>
      a.organization < b.organization ? -1 : 1,
    );
    const url = `/organizations/${COMMITTEE}/children/scorecards?period=2026-Q4`;
    for (const limit of [1, 7, 100]) {
      const seen: unknown[] = [];
      for (let next: string | null = ''; next !== null; ) {
        const more: string = next === '' ? '' : `&cursor=${next}`;
        const { body } = await call(read, 'GET', `${url}&limit=${limit}${more}`, { subject: officer });
        seen.push(...body.items);
        next = body.next;
      }
      expect(seen, String(limit)).toEqual(inOrder);
    }
  });

  it('goes on until it is full where a filter lets few through', async () => {
    await children(600);
    for (const n of [5, 303, 590])
      await world.scorecards.putRow(
        committeeRow({ parent: COMMITTEE, organization: idOf(n), status: 'overdue', watermark: 13 }),
      );
    expect(await walk(`${MONTH}&limit=2&status=overdue`)).toEqual([5, 303, 590].map(idOf));
    expect(await page(`${MONTH}&limit=3&status=overdue`)).toMatchObject({ next: null });
    expect(await walk(`${MONTH}&status=exempt`)).toEqual([]);
  });

  it('holds its place while rows are put before and behind the cursor', async () => {
    await children(9);
    let put = 0;
    const seen = await walk(`${MONTH}&limit=4`, async () => {
      put += 1;
      for (const organization of [`aa-${put}`, `zz-${put}`])
        await world.scorecards.putRow(committeeRow({ parent: COMMITTEE, organization }));
    });
    expect(seen.filter((id) => id.startsWith('xa'))).toEqual(
      Array.from({ length: 9 }, (_, i) => idOf(i + 1)),
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => id.startsWith('aa'))).toEqual([]);
    expect(seen).toContain('zz-1');
  });
});
