/**
 * What hostile and clumsy clients put into addresses and queries: each is told in both languages which rule refused
 * it, and nothing is written.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../shared/contracts/routes.ts';
import {
  EVERYBODY,
  GOOD,
  type HostileWorld,
  hostileWorld,
  mistakesIn,
  type Wanted,
} from '../support/refusals.ts';

let hostile: HostileWorld;

beforeAll(async () => {
  hostile = await hostileWorld();
});

/** Every part of the address of every route that takes this parameter, replaced. */
async function mistakesAt(parameter: string, put: string, wanted: Wanted): Promise<string[]> {
  const mistakes = routes.flatMap(({ id, path }) => {
    const place = path.split('/').indexOf(`{${parameter}}`);
    const good = GOOD[id];
    if (place === -1 || good === undefined) return [];
    const [address = '', query] = good.url.split('?');
    const spoiled = address.split('/').with(place, encodeURIComponent(put)).join('/');
    const url = query === undefined ? spoiled : `${spoiled}?${query}`;
    const { body } = good;
    return [
      mistakesIn(hostile, `{${parameter}} = ${put}`, [id, url], body === undefined ? {} : { body }, wanted),
    ];
  });
  expect(mistakes.length).toBeGreaterThan(0);
  return (await Promise.all(mistakes)).flat();
}

describe('an address', () => {
  const NO_ID = [
    'CB-1',
    'cb-1#x',
    'cb-1/..',
    '../cb-1',
    '%2e%2e',
    '%',
    'cb_1',
    ' cb-1',
    'cb-1\n',
    '',
    'cb-1\u0000',
  ];
  const ODD_ID = [
    '__proto__',
    'a'.repeat(41),
    'a'.repeat(2_000),
    'chi-bộ-1',
    'cb\u20111',
    'ｃｂ-1',
    '\u202ecb-1',
    '*',
  ];

  it.each([...NO_ID, ...ODD_ID])('with %j for an organization is refused by every route', async (put) => {
    expect(await mistakesAt('organization', put, { status: 422, rule: 'organization-id' })).toEqual([]);
  });

  it.each(['constructor', 'tostring', '--', '0', 'a'.repeat(40)])(
    'with %j, which nobody entered, is not found by any route that reads or records',
    async (put) => {
      const all = await mistakesAt('organization', put, { status: 404 });
      expect(all.filter((one) => !one.startsWith('putOrganization'))).toEqual([]);
    },
  );

  it.each([
    ...[
      '2026-13',
      '2026-00',
      '2026-1',
      '2026-10-01',
      '2026-Q5',
      '2026-Q0',
      '2026-q4',
      '0000',
      '0000-01',
      '9999',
    ],
    ...[
      '1999-12',
      '2100-01',
      '٢٠٢٦-10',
      '２０２６-10',
      '2026-10\n',
      '2026/10',
      '10/2026',
      '-2026',
      '+2026-10',
      '2026-10#',
      '',
    ],
  ])('with %j for a period is refused by every route', async (put) => {
    expect(await mistakesAt('period', put, { status: 422 })).toEqual([]);
  });

  it.each([
    ...['weekly', 'thematic', 'thematic-2026-02-29', 'thematic-2026-13-01', 'thematic-0000-00-00', 'Regular'],
    ...[
      '2026-02-30-attendance-db-c',
      '2026-10-13-attendance-',
      '2026-10-13-attendance-db-c#',
      '2026-10-13-visit-db-c',
    ],
    ...['regular/1', '__proto__', '2026-10-13-attendance-DB-C'],
  ])('with %j for a meeting or an inspection is refused by every route', async (put) => {
    expect(await mistakesAt('key', put, { status: 422 })).toEqual([]);
  });

  it.each(['0', '-1', '1.5', '1e1', '01', '9'.repeat(30), '', 'x'])(
    'with %j for a number is refused by every route',
    async (put) => {
      for (const parameter of ['n', 'revision'])
        expect(await mistakesAt(parameter, put, { status: 422 })).toEqual([]);
    },
  );

  it.each(['', 'a b', 'a#b', 'a/b', 'ñ', 'a'.repeat(129), '\u0000'])(
    'with %j for a subject is refused',
    async (put) => {
      expect(await mistakesAt('subject', put, { status: 422, rule: 'subject' })).toEqual([]);
    },
  );

  it.each([
    '..',
    '../../etc/passwd',
    'db-c_2026-10_',
    'db-c_2026-10_01J9ZQ6W2M8K4T7R3V5X1Y0B6C#x',
    'a_b_c',
    '',
  ])('with %j for an export is not found by any route', async (put) => {
    expect(await mistakesAt('export', put, { status: 404 })).toEqual([]);
  });
});

const bodyOf = ({ body }: { readonly body?: unknown }) => (body === undefined ? {} : { body });

/** Every route whose query takes this, asked with it. */
async function mistakesAsked(name: string, put: string, wanted: Wanted): Promise<string[]> {
  const mistakes = routes.flatMap(({ id, query }) => {
    const good = GOOD[id];
    if (good === undefined || !(name in query.shape)) return [];
    const [address = '', before = ''] = good.url.split('?');
    const asked = new URLSearchParams(before);
    asked.set(name, put);
    return [mistakesIn(hostile, `?${name}=${put}`, [id, `${address}?${asked}`], bodyOf(good), wanted)];
  });
  expect(mistakes.length).toBeGreaterThan(0);
  return (await Promise.all(mistakes)).flat();
}

const cursorOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Longer than a position is. */
const LONG = 'a'.repeat(1_001);

describe('a query', () => {
  it.each<[name: string, put: string, rule: string]>([
    ...['0', '-1', '101', '1.5', '1e1', ' 1', '', '10,20', 'all'].map(
      (put) => ['limit', put, 'limit'] as [string, string, string],
    ),
    ...['', ' ', 'a b', '=', '%00', 'a'.repeat(4_001), LONG].map(
      (put) => ['cursor', put, 'cursor'] as [string, string, string],
    ),
    ...['x', cursorOf([0]), cursorOf(['cb-1']), cursorOf({}), cursorOf(null)].map(
      (put) => ['cursor', put, 'cursor-of-this-list'] as [string, string, string],
    ),
    ...['!', cursorOf({}), cursorOf([-1, 0]), cursorOf([1e308, 0]), cursorOf([0]), cursorOf(['0', 0])].map(
      (put) => ['since', put, 'cursor'] as [string, string, string],
    ),
    ['month', '2026-13', 'month'],
    ['organization', 'CB', 'organization-id'],
    ...[
      '9999-99-99T99:99:99.999Z',
      '2026-02-30T00:00:00.000Z',
      '2026-10-13',
      '0000-01-01T00:00:00.000Z',
      '+012026-01-01T00:00:00.000Z',
    ].map((put) => ['to', put, 'instant'] as [string, string, string]),
    ['grade', 'tot,,kha', 'grade-list'],
    ['status', 'REPORTED', 'status-list'],
    ['sort', '__proto__', 'one-of'],
  ])('with %s %j is refused by every route that takes it', async (name, put, rule) => {
    const all = await mistakesAsked(name, put, { status: 422, rule });
    // `to` of the scorecards is a month; the classification's cursor carries what was counted so far.
    const other = name === 'to' ? 'listScorecards' : put === LONG ? 'getClassification' : null;
    expect(all.filter((one) => other === null || !one.startsWith(other))).toEqual([]);
  });

  it('with a name that no route knows is refused by every route', async () => {
    const mistakes = Object.entries(GOOD).map(([id, { url, body }]) =>
      mistakesIn(
        hostile,
        '?debug=1',
        [id, `${url}${url.includes('?') ? '&' : '?'}debug=1`],
        body === undefined ? {} : { body },
        {
          status: 422,
          rule: 'unknown-field',
          pointer: '/debug',
        },
      ),
    );
    expect((await Promise.all(mistakes)).flat()).toEqual([]);
  });
});

describe('a cursor', () => {
  /** First pages of one item, each of which has another behind it. */
  const LISTS: readonly (readonly [id: string, url: string])[] = [
    ['listOrganizations', '/organizations?parent=db-c'],
    ['listOrganizations', '/organizations?parent=tinh-a'],
    ['listOrganizations', '/organizations?parent=db-c&month=2026-12'],
    ['listChildrenScorecards', '/organizations/db-c/children/scorecards?period=2026-10'],
    ['listChildrenScorecards', '/organizations/db-c/children/scorecards?period=2026-10&sort=name'],
    [
      'listChildrenScorecards',
      '/organizations/db-c/children/scorecards?period=2026-10&status=overdue,exempt',
    ],
    ['listChildrenScorecards', '/organizations/huyen-b/children/scorecards?period=2026-10'],
    ['listAudit', '/audit?organization=tinh-a'],
    ['listAudit', '/audit?organization=tinh-a&sort=oldest'],
  ];
  const page = (id: string, url: string, more = '', subject = EVERYBODY) =>
    hostile.ask(id, `${url}&limit=1${more}`, { subject });

  it('goes on with its own list, whoever reads it there and however much at once', async () => {
    const officer = await hostile.world.grant('officer', 'huyen-b');
    for (const [id, url] of LISTS) {
      const { body } = await page(id, url);
      expect(body.next, url).toEqual(expect.any(String));
      const next = await hostile.ask(id, `${url}&limit=100&cursor=${body.next}`, { subject: EVERYBODY });
      expect(next, url).toMatchObject({ status: 200 });
      expect(next.body.items[0], url).not.toEqual(body.items[0]);
      if (!url.includes('tinh-a'))
        expect(await page(id, url, `&cursor=${body.next}`, officer), url).toMatchObject({ status: 200 });
    }
  });

  it('of another list, of another organization or of the same list asked otherwise is refused', async () => {
    const nexts = await Promise.all(LISTS.map(async ([id, url]) => (await page(id, url)).body.next));
    const mistakes = LISTS.flatMap(([id, url], here) =>
      nexts
        .filter((_, there) => there !== here)
        .map((next) =>
          mistakesIn(
            hostile,
            `with ${next}`,
            [id, `${url}&cursor=${next}`],
            {},
            {
              ...{ status: 422, rule: 'cursor-of-this-list', pointer: '/cursor' },
            },
          ),
        ),
    );
    expect((await Promise.all(mistakes)).flat()).toEqual([]);
  });

  it('with any one of its characters changed never brings a failure', async () => {
    for (const [id, url] of LISTS) {
      const next: string = (await page(id, url)).body.next;
      const others = [...next].map(
        (character, i) => next.slice(0, i) + (character === 'A' ? 'B' : 'A') + next.slice(i + 1),
      );
      const answers = await Promise.all(others.map((cursor) => page(id, url, `&cursor=${cursor}`)));
      for (const { status } of answers) expect([200, 422]).toContain(status);
    }
  });
});
