/**
 * The table of `access-lines.ts`, tried on the running system over HTTP: every role on everything that an
 * organization can be to another one, those it once stood under and those it will stand under among them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStack } from '../../infra/local/stack.ts';
import { stages } from '../../infra/stages.ts';
import { synthesize } from '../../infra/synthesize.ts';
import { createClient } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { Role } from '../../shared/domain/access.ts';
import type { Kind, Meets } from '../../shared/domain/organization.ts';
import {
  accessLines,
  fillForAccess,
  mistakesOf,
  NOTHING_ORDERED,
  orderForAccess,
  RELATIONS,
  type Send,
} from '../support/access-lines.ts';
import { type Answer, TREE, version } from '../support/api-world.ts';
import { startStackOn, tokenFor } from '../support/stack-on.ts';

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

/** Beside the tree of the table: ids that begin alike, and a cell that was elsewhere and will be elsewhere. */
const besides: readonly Entry[] = [
  ['cb', 'cell', 'db-c', 'monthly'],
  ['cb-10', 'cell', 'db-c', 'monthly'],
  ['db-g', 'base-committee', 'huyen-e', 'none'],
  ['db-h', 'base-committee', 'huyen-e', 'none'],
  ['cb-9', 'cell', 'db-g', 'monthly'],
  ['cb-9', 'cell', 'db-c', 'monthly', MONTH],
  ['cb-9', 'cell', 'db-h', 'monthly', '2027-01'],
];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'access-'));
  stack = await startStackOn(TODAY, {
    assemblyDir: await synthesize({ stage: 'local', outdir: join(directory, 'cdk.out') }),
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
  await fillForAccess(send, grant);
  await fillForAccess(send, grant, 'cb-9');
  await stack.drained();
}, 180_000);

afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** What else an organization can be to those that the table asks about. */
const MORE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cb-1': { ancestor: 'huyen-b', shorter: 'cb', longer: 'cb-10', nobody: 'unheard-of' },
  'db-c': { shorter: 'db', longer: 'db-c1' },
};

const AT_ONCE = 12;

async function mistakes(lines: ReturnType<typeof accessLines>, relationsOf: (target: string) => object) {
  const found = await pMap(
    Object.entries(lines),
    ([id, line]) => mistakesOf(id, line, { ...relationsOf(line.target) }, as),
    { concurrency: AT_ONCE },
  );
  return found.flat();
}

test('follows role and place on every route, and every no is the same', async () => {
  // Grants on what does not exist cannot be given, so they are no relation to try.
  const known = new Set([...TREE, ...besides].map(([id]) => id));
  const relationsOf = (target: string) =>
    Object.fromEntries(
      Object.entries({ ...RELATIONS[target], ...MORE[target] }).filter(([, id]) => known.has(id)),
    );
  const ordered = await orderForAccess(send, grant);
  // Who closes the month changes what everybody else is answered.
  const { postClosing, ...lines } = accessLines(send, ordered);
  expect(await mistakes(lines, relationsOf)).toEqual([]);
  expect(postClosing).toBeDefined();
}, 240_000);

test('goes by the place of the month: not by the one before, nor by the one to come', async () => {
  const ofMonth = routes.routes.filter(({ access: { check } }) => check === 'month' || check === 'period');
  const lines = accessLines(send, NOTHING_ORDERED, 'cb-9');
  const asked = Object.fromEntries(
    Object.entries(lines).filter(
      ([id, { target }]) => target === 'cb-1' && ofMonth.some((route) => route.id === id),
    ),
  );
  expect(Object.keys(asked).length).toBeGreaterThan(8);
  const relations = { parent: 'db-c', ancestor: 'huyen-b', formerParent: 'db-g', futureParent: 'db-h' };
  expect(await mistakes(asked, () => relations)).toEqual([]);
}, 120_000);

test('says of what is not there what it says of what is not yours', async () => {
  const officer = await as('officer', 'huyen-e');
  const roots = await as('officer', 'tinh-a');
  for (const { id, send: of } of ['listMeetings', 'listInspections', 'getScorecard', 'getFacts'].flatMap(
    (id) => {
      const foreign = accessLines(send, NOTHING_ORDERED)[id];
      const unknown = accessLines(send, NOTHING_ORDERED, 'unheard-of')[id];
      return foreign && unknown ? [{ id, send: [foreign.send(officer), unknown.send(roots)] }] : [];
    },
  )) {
    const [foreign, unknown] = await Promise.all(of);
    expect(foreign, id).toEqual(unknown);
    expect(foreign?.status, id).toBe(404);
  }
}, 60_000);

test('a grant that is taken away is gone at the next request', async () => {
  const subject = await grant('officer', 'db-c', 'for-a-while');
  const url = `/organizations/cb-1/periods/${MONTH}/meetings`;
  expect((await ask('GET', url, subject)).status).toBe(200);
  await (await registrar()).need(routes.putGrants, { params: { subject }, body: { grants: [] } });
  expect((await ask('GET', url, subject)).status).toBe(404);
});
