/**
 * What hostile and clumsy clients send to every route in a body: each is told in both languages which rule refused
 * it, and nothing is written. The bodies are those of `one-of-each.ts`, spoiled in one place at a time.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  EVERYBODY,
  goodOf,
  type HostileWorld,
  hostileWorld,
  mistakesIn,
  type Wanted,
  withBody,
} from '../support/refusals.ts';

let hostile: HostileWorld;

beforeAll(async () => {
  hostile = await hostileWorld();
});

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))));

describe('a body', () => {
  it.each<[string, string | Uint8Array, Wanted]>([
    ['that breaks off', '{"a":', { status: 422, rule: 'json', pointer: '' }],
    ['of two values', '{}{}', { status: 422, rule: 'json' }],
    ['of a form', 'organization=cb-1&period=2026-10', { status: 422, rule: 'json' }],
    ['with NaN', '{"a":NaN}', { status: 422, rule: 'json' }],
    ['with Infinity', '{"a":-Infinity}', { status: 422, rule: 'json' }],
    ['with a bare NUL in a text', '{"a":"\0"}', { status: 422, rule: 'json' }],
    ['in bytes that are no UTF-8', bytes('{"a":"', 0xc3, '"}'), { status: 422, rule: 'json' }],
    ['in UTF-16', Buffer.from('\ufeff{}', 'utf16le'), { status: 422, rule: 'json' }],
    ['compressed', bytes(0x1f, 0x8b, 0x08, 0, 'x'), { status: 422, rule: 'json' }],
    ['nested without end', nested(20_000), { status: 422, rule: 'json-depth' }],
    ['nested without end in a list', `{"records":[${nested(20_000)}]}`, { status: 422, rule: 'json-depth' }],
    ['that is a list', '[]', { status: 422, rule: 'type', pointer: '' }],
    ['that is null', 'null', { status: 422, rule: 'type', pointer: '' }],
    ['that is a text', '"{}"', { status: 422, rule: 'type', pointer: '' }],
    ['that is a number', '1e999', { status: 422, pointer: '' }],
    ['with the prototype', '{"__proto__":{"a":1}}', { status: 422, pointer: '/__proto__' }],
    ['with the prototype disguised', '{"\\u005f_proto__":{"a":1}}', { status: 422, pointer: '/__proto__' }],
    ['with a constructor', '{"constructor":{"prototype":{}}}', { status: 422, rule: 'unknown-field' }],
    ['that says a thing twice', '{"a":{"b":1,"b":1}}', { status: 422, rule: 'name-once', pointer: '/a/b' }],
    [
      'that says it in two spellings',
      '{"a":1,"\\u0061":2}',
      { status: 422, rule: 'name-once', pointer: '/a' },
    ],
  ])('%s is refused by every route', async (what, rawBody, wanted) => {
    const mistakes = withBody.map(({ id }) =>
      mistakesIn(hostile, what, [id, goodOf(id).url], { rawBody }, wanted),
    );
    expect((await Promise.all(mistakes)).flat()).toEqual([]);
  });

  it('larger than its route takes is refused with 413 before it is read', async () => {
    const mistakes = withBody.map(({ id, bodyBytes }) =>
      mistakesIn(
        hostile,
        'too large',
        [id, goodOf(id).url],
        { rawBody: '{'.repeat(bodyBytes + 1) },
        { status: 413 },
      ),
    );
    expect((await Promise.all(mistakes)).flat()).toEqual([]);
  });
});

describe('a body made of faults', () => {
  const many = (fields: number): Record<string, number> =>
    Object.fromEntries(Array.from({ length: fields }, (_, i) => [`z${i.toString(36)}`, 1]));
  const times = (length: number, one: object) => Array.from({ length }, () => one);
  const address = { organization: 'cs-d', period: '2026-10', key: 'regular' };

  // What a client would have to wait for, and pay for, is processor time; a busy machine makes it no more.
  it.each<[string, string, unknown]>([
    ['of a record', 'putMeeting', many(6_500)],
    ['of a criteria set', 'putCriteriaSet', { organization: 'db-c', set: many(6_000) }],
    ['of an order', 'postOpenings', { openings: times(500, many(40)), reason: 'x' }],
    ['of sixteen large records', 'postSubmissions', { records: times(16, many(5_000)) }],
    [
      'of records further down',
      'postSubmissions',
      { records: times(16, { ...address, record: many(5_000) }) },
    ],
    ['of a hundred records', 'postSubmissions', { records: times(100, many(800)) }],
  ])('%s costs less than half a second', async (_, id, body) => {
    const before = process.cpuUsage();
    await hostile.ask(id, goodOf(id).url, { subject: EVERYBODY, body });
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500);
  });
});

type Leaf = { readonly path: readonly (string | number)[]; readonly value: unknown };
const leavesOf = (value: unknown, path: Leaf['path'] = []): Leaf[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) =>
        leavesOf(part, [...path, Array.isArray(value) ? Number(name) : name]),
      )
    : [{ path, value }];

function replaced(value: unknown, [name, ...rest]: Leaf['path'], put: unknown): unknown {
  if (name === undefined) return put;
  const copy: unknown = structuredClone(value);
  if (typeof copy === 'object' && copy !== null)
    Reflect.set(copy, name, replaced(Reflect.get(copy, name), rest, put));
  return copy;
}

/** Every such value in the body of every route that changes anything, replaced. */
async function mistakesIf(
  isSuch: (value: unknown) => boolean,
  put: unknown,
  wanted: Wanted,
): Promise<string[]> {
  const mistakes = withBody
    .filter(({ id }) => id !== 'postSubmissions')
    .flatMap(({ id }) => {
      const { url, body } = goodOf(id);
      const leaves = leavesOf(body).filter(({ value }) => isSuch(value));
      return leaves.map(({ path }) => {
        const spoiled = { body: replaced(body, path, put) };
        const what = `/${path.join('/')} = ${JSON.stringify(put)}`;
        return mistakesIn(hostile, what, [id, url], spoiled, wanted);
      });
    });
  expect(mistakes.length).toBeGreaterThan(0);
  return (await Promise.all(mistakes)).flat();
}

const mistakesWith = (type: 'string' | 'number' | 'boolean', put: unknown) =>
  mistakesIf((value) => typeof value === type, put, { status: 422 });
const written = (form: RegExp) => (value: unknown) => typeof value === 'string' && form.test(value);

describe('a value', () => {
  it.each([
    ['NUL', 'a\u0000b'],
    ['a control character', 'a\u001bb'],
    ['half a surrogate pair', 'a\ud800b'],
    ['the mark of lost bytes', 'a\ufffdb'],
    ['a turned direction of writing', 'Chi bộ \u202e1 thôn'],
    ['an isolated direction of writing', 'a\u2066b\u2069'],
    ['nothing but blanks', ' \u00a0\t '],
  ])('that is a text with %s is refused in every field of every route', async (_, put) => {
    expect(await mistakesWith('string', put)).toEqual([]);
  });

  it.each([true, 12, [], {}, ['a'], 'x'.repeat(10_000)].map((put) => [put]))(
    'that is %j where a text belongs is refused',
    async (put) => {
      expect(await mistakesWith('string', put)).toEqual([]);
    },
  );

  it.each([-1, 0.5, 1e308, -1e308, 2 ** 53, 1e21, '1', '1e3', '', true, [1], {}].map((put) => [put]))(
    'that is %j where a number belongs is refused',
    async (put) => {
      expect(await mistakesWith('number', put)).toEqual([]);
    },
  );

  it.each(['true', 'có', 0, 1, []].map((put) => [put]))(
    'that is %j where a yes or no belongs is refused',
    async (put) => {
      expect(await mistakesWith('boolean', put)).toEqual([]);
    },
  );
});

describe('a date, a month or a time', () => {
  it.each([
    ...['2026-02-29', '2100-02-29', '2026-13-01', '2026-00-10', '2026-10-32', '0000-01-01', '9999-12-31'],
    ...['20261013', '13/10/2026', '2026-10-13 ', '2026-10-13T00:00:00Z', '２０２６-10-13', '1999-12-31', ''],
  ])('%j is no day in any field of any route', async (put) => {
    expect(await mistakesIf(written(/^\d{4}-\d\d-\d\d$/), put, { status: 422, rule: 'date' })).toEqual([]);
  });

  it.each(['2026-13', '2026-00', '0000-01', '9999-12', '2026-1', '10/2026', '2026-10-01', '２０２６-10', ''])(
    '%j is no month in any field of any route',
    async (put) => {
      expect(await mistakesIf(written(/^\d{4}-\d\d$/), put, { status: 422 })).toEqual([]);
    },
  );

  it.each(['24:00', '7:30', '19:60', '19:30:00', '19h30', '٠٧:٣٠', ''])(
    '%j is no time of day in any field of any route',
    async (put) => {
      expect(await mistakesIf(written(/^\d\d:\d\d$/), put, { status: 422, rule: 'time' })).toEqual([]);
    },
  );
});

describe('a batch', () => {
  it('stores what is good of it, and says of each of the others why not', async () => {
    const { organization: _, ...rest } = Object(Object(goodOf('postSubmissions').body).records[0]);
    const { record } = rest;
    const good = { ...rest, organization: 'cs-f' };
    const records = [
      good,
      good,
      { ...rest, organization: 'cb-2', record: { ...record, members: { ...record.members, present: 1 } } },
      { ...rest, organization: 'khong-co' },
      { ...rest, organization: 'cs-d', period: '2027-06' },
      { ...rest, organization: 'cs-d', period: '2026-13' },
      { ...rest, organization: 'cs-d', key: 'weekly' },
      { ...rest, organization: 'cs-d', record: { ...record, note: 'x'.repeat(70_000) } },
      { ...rest, organization: 'cs-d', colour: 'red' },
      null,
      [],
      'regular',
    ];
    const before = hostile.world.events.all().length;
    const { status, body } = await hostile.ask('postSubmissions', '/submissions', {
      ...{ subject: EVERYBODY, body: { records } },
    });
    const told = body.results.map((one: { status: number; problem?: { code: string } }) =>
      one.problem === undefined ? one.status : `${one.status} ${one.problem.code}`,
    );
    expect([status, told]).toEqual([
      200,
      [
        ...[201, '422 VALIDATION', '422 VALIDATION', '404 NOT_FOUND', '409 PERIOD_NOT_OPEN'],
        ...['422 VALIDATION', '422 VALIDATION', '413 TOO_LARGE', '422 VALIDATION'],
        ...['422 VALIDATION', '422 VALIDATION', '422 VALIDATION'],
      ],
    ]);
    expect(hostile.world.events.all()).toHaveLength(before + 1);
  });
});

describe('a label', () => {
  const ORGANIZATION = '/organizations/cb-9';
  const put = async (parts: object, ifMatch?: string) => {
    const body = { ...Object(goodOf('putOrganization').body), parent: 'db-c', from: '2026-12', ...parts };
    const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch };
    return hostile.ask('putOrganization', ORGANIZATION, { subject: EVERYBODY, body, headers });
  };

  it.each([
    ['a line break', 'Chi bộ 1\n=1+1'],
    ['a tab', 'Chi bộ\t1'],
    ['another line break', 'Chi bộ\u20281'],
    ['a blank of no width', 'Chi bộ\u200b 1'],
    ['a mark of direction', 'Chi bộ \u200f1'],
    ['a soft hyphen', 'Chi\u00adbộ 1'],
    ['a joiner', 'Chi\u200dbộ 1'],
  ])('with %s is refused wherever something is called by it', async (_, put) => {
    const fields: readonly (readonly [string, (readonly (string | number)[])[]])[] = [
      ['putOrganization', [['name']]],
      ['putSchedule', [['theme']]],
      ['putMeeting', [['theme']]],
      ['putInspection', [['plan']]],
      [
        'putProgramme',
        [
          ['title', 'vi'],
          ['title', 'en'],
          ['basis', 0],
        ],
      ],
    ];
    const mistakes = fields.flatMap(([id, paths]) =>
      paths.map((path) => {
        const { url, body } = goodOf(id);
        return mistakesIn(
          hostile,
          path.join('/'),
          [id, url],
          { body: replaced(body, path, put) },
          {
            ...{ status: 422, rule: 'one-line', pointer: `/${path.join('/')}` },
          },
        );
      }),
    );
    expect((await Promise.all(mistakes)).flat()).toEqual([]);
  });

  it('is the same however it was typed, and found again by its code', async () => {
    const codes = [{ system: 'Sổ tay', code: 'Đ-12' }];
    const first = await put({ name: 'Chi bộ Hòa Bình', codes });
    expect(first).toMatchObject({ status: 201, body: { name: 'Chi bộ Hòa Bình', codes } });
    const typed = { system: ' Sổ tay'.normalize('NFD'), code: 'Đ-12\u00a0'.normalize('NFD') };
    const again = await put({ name: ' Chi bộ Hòa Bình '.normalize('NFD'), codes: [typed] });
    expect(again).toMatchObject({ status: 200, body: first.body });
    const query = new URLSearchParams({ ...typed, month: '2026-12' });
    const found = await hostile.ask('listOrganizations', `/organizations?${query}`, { subject: EVERYBODY });
    expect(found.body.items).toMatchObject([{ organization: 'cb-9' }]);
  });
});
