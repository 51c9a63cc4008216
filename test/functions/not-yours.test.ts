/**
 * What is not the caller's looks as if it were not there, in every place of every request that names an
 * organization: the answer about somebody else's is, to the letter, that about one which was never entered.
 */
import { beforeAll, expect, it } from 'vitest';
import { ROLES } from '../../shared/domain/roster/access.ts';
import { type Answer, PROVINCE, type Request, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { GOOD, type HostileWorld, hostileWorld } from '../support/refusals.ts';

/** Holds every role over one district, and nothing else. */
const CALLER = 'all-of-huyen-b';
const NOWHERE = 'khong-co';
/** Above the caller's, and beside it a district, a cell, a body, one that was closed and one not begun yet. */
const FOREIGN = [PROVINCE, 'huyen-e', 'cs-f', 'ban-f', 'cu-f', 'moi-f'];
const OWN = ['huyen-b', 'db-c', 'cb-1', 'cb-2', 'cb-3', 'cs-d'];

let hostile: HostileWorld;

beforeAll(async () => {
  hostile = await hostileWorld();
  const { registry, grant, fold } = hostile.world;
  for (const one of [
    version('ban-f', 'body', 'huyen-e'),
    version('cu-f', 'base-cell', 'huyen-e', 'monthly'),
    { ...version('cu-f', 'base-cell', 'huyen-e', 'monthly'), from: '2026-11', closed: true },
    { ...version('moi-f', 'base-cell', 'huyen-e', 'monthly'), from: '2026-12' },
  ])
    await enterVersion(registry, one);
  await fold('2026-10');
  for (const role of ROLES) await grant(role, 'huyen-b', CALLER);
});

type Place = {
  readonly at: string;
  readonly named: (id: string) => { readonly url: string; readonly body: unknown };
};

const word = (id: string) => new RegExp(`(?<![a-z0-9-])${id}(?![a-z0-9-])`);

/** Every place of a good request in which one of the caller's organizations is named. */
function placesIn(url: string, body: unknown): Place[] {
  const parts = url.split(/([/?&=]|(?<=attendance)-)/);
  const inUrl = parts.flatMap((part, i): Place[] =>
    OWN.includes(part)
      ? [{ at: `address ${i}`, named: (id) => ({ url: parts.with(i, id).join(''), body }) }]
      : [],
  );
  const text = JSON.stringify(body) ?? '';
  const inBody = OWN.flatMap((own) =>
    text
      .split(`"${own}"`)
      .slice(1)
      .map((_, nth): Place => {
        const named = (id: string) => {
          let seen = -1;
          const replaced = text.replaceAll(`"${own}"`, (found) => {
            seen += 1;
            return seen === nth ? `"${id}"` : found;
          });
          return { url, body: JSON.parse(replaced) };
        };
        return { at: `body ${own} ${nth}`, named };
      }),
  );
  return [...inUrl, ...inBody];
}

/** An answer without the id that was asked for. */
const unnamed = ({ status, headers, body }: Answer, id: string): string =>
  JSON.stringify({ status, headers, body }).replaceAll(new RegExp(word(id), 'g'), '…');

/** Its address gives an id that is free to a new organization, and one that is taken cannot be given twice. */
const GIVES_IDS = 'putOrganization address';

/** The root is no secret, standing at the head of every path: that it can be neither moved nor closed may be said. */
const NAMED_BY_ALL = { [`postMoves ${PROVINCE}`]: true, [`postClosures ${PROVINCE}`]: true };

it('says the same of somebody else’s organization and of none, wherever it is named', async () => {
  const wrong: string[] = [];
  let tried = 0;
  for (const [id, { url, body, headers = {} }] of Object.entries(GOOD)) {
    for (const { at, named } of placesIn(url, body)) {
      if (`${id} ${at}`.startsWith(GIVES_IDS)) continue;
      const ask = (organization: string) => {
        const asked = named(organization);
        const request: Request = {
          subject: CALLER,
          headers,
          ...(body === undefined ? {} : { body: asked.body }),
        };
        return hostile.ask(id, asked.url, request);
      };
      const before = hostile.world.writes();
      const nobody = unnamed(await ask(NOWHERE), NOWHERE);
      for (const foreign of FOREIGN) {
        if (`${id} ${foreign}` in NAMED_BY_ALL) continue;
        tried += 1;
        const theirs = unnamed(await ask(foreign), foreign);
        if (theirs !== nobody)
          wrong.push(`${id} ${at} ${foreign}: ${theirs.slice(0, 300)}\n   ${nobody.slice(0, 300)}`);
      }
      if (hostile.world.writes() !== before) wrong.push(`${id} ${at}: something was written`);
    }
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(300);
});

it('is what was given away from a month on, in that month and after it', async () => {
  const { ask, world } = hostile;
  const orderedBy = await world.grant('registrar', PROVINCE);
  const order = {
    moves: [{ organization: 'cs-d', parent: 'huyen-e', from: '2026-12' }],
    reason: 'Sắp xếp',
  };
  const moved = await ask('postMoves', `/organizations/${PROVINCE}/moves`, {
    subject: orderedBy,
    body: order,
  });
  expect(moved.status).toBe(200);
  const { organization: _, revision: __, ...body } = version('cs-d', 'base-cell', 'huyen-b', 'monthly');
  const put = async (from: string, tag: string) =>
    ask('putOrganization', '/organizations/cs-d', {
      ...{ subject: CALLER, body: { ...body, from, members: 25 } },
      headers: { 'if-match': `"${from}.${tag}"` },
    });
  const before = world.writes();
  for (const from of ['2026-12', '2027-01'])
    expect(await put(from, '1'), from).toMatchObject({ status: 404 });
  expect(world.writes()).toBe(before);
  const { status } = await ask('putOrganization', '/organizations/cs-d', {
    ...{ subject: CALLER, body: { ...body, from: '2026-11', members: 25 } },
  });
  expect(status).toBe(201);
});
