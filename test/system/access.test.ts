/**
 * The table of `access-lines.ts`, tried on the running system over HTTP: every role on everything that an
 * organization can be to another one, those it once stood under and those it will stand under among them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { LocalStack } from '../../infra/local/stack.ts';
import { stages } from '../../infra/stages.ts';
import { createClient } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { ROLES, type Role } from '../../shared/domain/roster/access.ts';
import type { Kind, Meets } from '../../shared/domain/roster/organization.ts';
import {
  accessLines,
  fillForAccess,
  HERE,
  type Line,
  mistakesOf,
  NOTHING_ORDERED,
  type Ordered,
  orderForAccess,
  type Places,
  RELATIONS,
  type Send,
} from '../support/access-lines.ts';
import { type Answer, PROVINCE, TREE, version } from '../support/api-world.ts';
import { onceARun } from '../support/once-a-run.ts';
import { startStackOn, tokenFor } from '../support/stack-on.ts';
import { plainBody } from './clients.ts';

const TODAY = '2026-11-05';
const MONTH = '2026-10';
/** The root of the local stage, where the table says `tinh-a`. */
const ROOT = stages.local.province;
const place = (id: string): string => (id === 'tinh-a' ? ROOT : id);

let directory: string;
let stack: LocalStack;
const tokens = new Map<string, Promise<string>>();

const tokenOf = (subject: string): Promise<string> => {
  const token = tokens.get(subject) ?? tokenFor(stack, subject);
  tokens.set(subject, token);
  return token;
};
const registrar = async () =>
  createClient({ baseUrl: stack.baseUrl, token: await tokenOf(stages.local.firstRegistrar) });

/** Headers that are another one's at each call: when it was answered, under which number. */
const PASSING = ['date', 'apigw-requestid', 'content-length'];

async function ask(
  method: string,
  url: string,
  subject: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(stack.baseUrl + url.replaceAll('tinh-a', ROOT), {
    method,
    redirect: 'manual',
    headers: { ...headers, authorization: `Bearer ${await tokenOf(subject)}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body).replaceAll('tinh-a', ROOT) }),
  });
  const kept = [...response.headers].filter(([name]) => !PASSING.includes(name));
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: Object.fromEntries(kept),
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
}

const send: Send = (id, url, body, headers) => {
  const route = routes.routes.find((one) => one.id === id);
  if (route === undefined) throw new Error(`There is no route ${id}`);
  return (subject) => ask(route.method, url, subject, body, headers);
};

async function grant(role: Role, organization: string, subject = `${role}@${organization}`): Promise<string> {
  const grants = [{ organization: place(organization), role, from: '2026-01-01', until: null }];
  await (await registrar()).need(routes.putGrants, { params: { subject }, body: { grants } });
  return subject;
}

const given = new Map<string, Promise<string>>();
/** Gives each role in each place once. */
const as = (role: Role, organization: string): Promise<string> => {
  const name = `${role}@${organization}`;
  const subject = given.get(name) ?? grant(role, organization, name);
  given.set(name, subject);
  return subject;
};

type Entry = readonly [id: string, kind: Kind, parent: string | null, meets: Meets, from?: string];

/**
 * Beside the tree of the table: ids that begin alike, a cell and a committee that were elsewhere and will be elsewhere.
 * The committee came from huyen-e in October and goes on to huyen-k in January, and its cells with it.
 */
const besides: readonly Entry[] = [
  ['cb', 'cell', 'db-c', 'monthly'],
  ['cb-10', 'cell', 'db-c', 'monthly'],
  ['db', 'base-committee', 'huyen-b', 'none'],
  ['db-c1', 'base-committee', 'huyen-b', 'none'],
  ['huyen-k', 'district', 'tinh-a', 'none'],
  ['db-g', 'base-committee', 'huyen-e', 'none'],
  ['db-h', 'base-committee', 'huyen-e', 'none'],
  ['cb-9', 'cell', 'db-g', 'monthly'],
  ['cb-9', 'cell', 'db-c', 'monthly', MONTH],
  ['cb-9', 'cell', 'db-h', 'monthly', '2027-01'],
  ['db-m', 'base-committee', 'huyen-e', 'none'],
  ['db-m', 'base-committee', 'huyen-b', 'none', MONTH],
  ['db-m', 'base-committee', 'huyen-k', 'none', '2027-01'],
  ...(['cm-1', 'cm-2', 'cm-3'] as const).map((id): Entry => [id, 'cell', 'db-m', 'monthly']),
];

/** The committee that moved, and the cell that moved. */
const MOVED: Places = {
  committee: 'db-m',
  cell: 'cm-1',
  beside: 'cm-2',
  third: 'cm-3',
  since: MONTH,
  mark: '-db-m',
};
const CELL_MOVED: Places = { ...HERE, cell: 'cb-9', since: MONTH, mark: '-cb-9' };
/** Were never entered. */
const NOWHERE: Places = {
  ...{ committee: 'khong-co', cell: 'khong-co-1', beside: 'khong-co-2', third: 'khong-co-3' },
  since: MONTH,
  mark: '-khong-co',
};

const ordered = new Map<Places, Ordered>();
const linesOf = (places: Places) =>
  Object.entries(accessLines(send, ordered.get(places) ?? NOTHING_ORDERED, places));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'access-'));
  stack = await startStackOn(TODAY, {
    assemblyDir: await onceARun('assembly'),
    dataDir: join(directory, 'data'),
  });
  const client = await registrar();
  for (const [id, kind, parent, meets, from = '2026-01'] of [...TREE, ...besides]) {
    const {
      organization: _,
      revision: __,
      closed: ___,
      codes,
      predecessors,
      ...body
    } = version(id, kind, parent === null ? null : place(parent), meets);
    const entered = { ...body, from, codes: [...codes], predecessors: [...predecessors] };
    await client.need(routes.putOrganization, { params: { organization: place(id) }, body: entered });
  }
  await client.need(routes.postOpening, { params: { period: MONTH } });
  const status = async () => (await client.need(routes.getPeriod, { params: { period: MONTH } })).status;
  while ((await status()) !== 'open') await pause(100);
  const everywhere = [HERE, MOVED, CELL_MOVED];
  for (const places of everywhere) await fillForAccess(send, grant, places);
  await stack.drained();
  // The cell that moved stands under a committee of which an export is ordered already.
  for (const places of [HERE, MOVED]) ordered.set(places, await orderForAccess(send, grant, places));
  await stack.drained();
}, 240_000);

afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** What else an organization can be to those that the table asks about. */
const MORE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cb-1': { ancestor: 'huyen-b', shorter: 'cb', longer: 'cb-10', cousin: 'cm-1' },
  'db-c': { shorter: 'db', longer: 'db-c1', formerChild: 'cm-1' },
};

/** Enough to keep two cores busy; more would wait, and what waits has processes started for it, which is what costs. */
const AT_ONCE = 4;

async function mistakes(
  lines: readonly (readonly [id: string, line: Line])[],
  relationsOf: (target: string) => Readonly<Record<string, string>>,
) {
  const found = await pMap(lines, ([id, line]) => mistakesOf(id, line, relationsOf(line.target), as), {
    concurrency: AT_ONCE,
  });
  return found.flat();
}

/** Who closes the month changes what everybody else is answered. */
const CLOSING = 'postClosing';
const withoutClosing = (places: Places) => linesOf(places).filter(([id]) => id !== CLOSING);

test('follows role and place on every route, and every no is the same', async () => {
  const lines = withoutClosing(HERE);
  const withToken = routes.routes.filter(({ scope }) => scope !== null).map(({ id }) => id);
  expect([CLOSING, ...lines.map(([id]) => id)].sort()).toEqual(withToken.sort());
  const relationsOf = (target: string) => ({ ...RELATIONS[target], ...MORE[target] });
  expect(await mistakes(lines, relationsOf)).toEqual([]);
}, 300_000);

test('goes by the place of the month and of today: not by the one before, nor by the one to come', async () => {
  const ofPlaces = (places: Places, targets: readonly string[]) =>
    withoutClosing(places).filter(([, { target }]) => targets.includes(target));
  const relations: typeof RELATIONS = {
    'cb-9': { parent: 'db-c', ancestor: 'huyen-b', formerParent: 'db-g', futureParent: 'db-h' },
    'db-m': { itself: 'db-m', parent: 'huyen-b', formerParent: 'huyen-e', futureParent: 'huyen-k' },
    'cm-1': { parent: 'db-m', ancestor: 'huyen-b', formerAncestor: 'huyen-e', futureAncestor: 'huyen-k' },
  };
  const lines = [...ofPlaces(CELL_MOVED, ['cb-9']), ...ofPlaces(MOVED, ['db-m', 'cm-1'])];
  expect(lines.length).toBeGreaterThan(90);
  expect(await mistakes(lines, (target) => relations[target] ?? {})).toEqual([]);
}, 300_000);

/** Its address gives an id, and one that is taken cannot be given twice; of the province there is only one. */
const GIVES_IDS = ['putOrganization'];

test('says of what is not there what it says of what is not yours, on every route', async () => {
  const everything = 'everything-everywhere';
  const grants = ROLES.map((role) => ({ organization: ROOT, role, from: '2026-01-01', until: null }));
  await (await registrar()).need(routes.putGrants, { params: { subject: everything }, body: { grants } });
  const unknown = new Map(linesOf(NOWHERE));
  const asked = withoutClosing(HERE).filter(
    ([id, { target, anywhere, nothing }]) =>
      target !== PROVINCE && anywhere === undefined && nothing === undefined && !GIVES_IDS.includes(id),
  );
  expect(asked.length).toBeGreaterThan(50);
  const different = await pMap(
    asked,
    async ([id, foreign]) => {
      const theirs = await foreign.send(await as('officer', 'huyen-e'));
      const nobodys = await unknown.get(id)?.send(everything);
      return isDeepStrictEqual(theirs, nobodys) && theirs.status === 404 ? [] : [{ id, theirs, nobodys }];
    },
    { concurrency: AT_ONCE },
  );
  expect(different.flat()).toEqual([]);
}, 120_000);

test('a grant that is taken away is gone at the next request, on every route', async () => {
  const client = await registrar();
  const late = await pMap(
    withoutClosing(HERE),
    async ([id, line]) => {
      const { send: ask, nothing = ask, target, above, itself, superior = [] } = line;
      const [role = 'officer'] = [...above, ...superior, ...itself];
      const where = above.includes(role) || superior.includes(role) ? PROVINCE : target;
      const subject = await grant(role, where, `for-a-while-${id}`);
      const before = await ask(subject);
      await client.need(routes.putGrants, { params: { subject }, body: { grants: [] } });
      const after = await ask(subject);
      const stranger = await nothing('nobody');
      return before.status !== 404 && isDeepStrictEqual(after, stranger)
        ? []
        : [{ id, role, before: before.status, after }];
    },
    { concurrency: AT_ONCE },
  );
  expect(late.flat()).toEqual([]);
}, 120_000);

test('a machine with an id and a secret of its own submits where it is granted, and no longer', async () => {
  const [machine] = stack.machineClients;
  if (machine === undefined) throw new Error('the template has a client for machines');
  const { clientId, clientSecret } = machine;
  const answer = await fetch(`${stack.endpoints.issuer}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await answer.json());
  const at = { organization: 'cs-d', period: MONTH, key: 'regular' };
  const record = createClient({ baseUrl: stack.baseUrl, token });
  const submit = async () =>
    (await record.call(routes.putMeeting, { params: at, body: plainBody('2026-10-13') })).status;
  expect(await submit()).toBe(404);
  await grant('client', 'huyen-b', clientId);
  expect(await submit()).toBe(201);
  expect((await record.call(routes.getMeeting, { params: { ...at, organization: 'cs-f' } })).status).toBe(
    404,
  );
  // Its token has the scopes of the contract for machines, whatever it is granted.
  await grant('analyst', 'huyen-b', clientId);
  const ordered = { organization: 'huyen-b', period: MONTH };
  expect((await record.call(routes.postExport, { body: ordered })).status).toBe(403);
  await (await registrar()).need(routes.putGrants, { params: { subject: clientId }, body: { grants: [] } });
  expect(await submit()).toBe(404);
}, 60_000);

test('lets the province’s registrar alone close the month, at last', async () => {
  const closing = linesOf(HERE).filter(([id]) => id === CLOSING);
  expect(closing).toHaveLength(1);
  expect(await mistakes(closing, (target) => RELATIONS[target] ?? {})).toEqual([]);
}, 120_000);
