import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-grants/handler.ts';
import { addDays, startOfDay } from '../../shared/domain/period.ts';
import { ROLES } from '../../shared/domain/roster/access.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import {
  type ApiWorld,
  apiWorld,
  call,
  FIRST_REGISTRAR,
  PROVINCE,
  TREE,
  version,
} from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';

let world: ApiWorld;
let grants: ApiFunction;
let registrar: string;

beforeEach(async () => {
  world = await apiWorld();
  grants = createHandler(world);
  registrar = await world.grant('registrar', 'huyen-b');
});

const grant = (organization: string, role: string, parts: Record<string, unknown> = {}) => ({
  organization,
  role,
  from: '2026-01-01',
  until: null,
  ...parts,
});
const put = (body: unknown, subject = registrar, of = 'app-1') =>
  call(grants, 'PUT', `/grants/${of}`, { subject, body });
const get = (subject = registrar) => call(grants, 'GET', '/grants/app-1', { subject });
const stored = async () => (await world.registry.grants('app-1')).grants;

describe('GET /organizations/{organization}/grants', () => {
  const list = (organization: string, subject = registrar, query = '') =>
    call(grants, 'GET', `/organizations/${organization}/grants${query}`, { subject });
  const entry = (subject: string, ...held: ReturnType<typeof grant>[]) => ({ subject, grants: held });

  it('finds whoever has a say on it, there and from above, as far as the caller keeps grants', async () => {
    await put({ grants: [grant('cb-1', 'secretary'), grant('cb-2', 'secretary')] }, registrar, 'app-2');
    await put({ grants: [grant('db-c', 'officer'), grant('db-c', 'secretary')] }, registrar, 'app-3');
    await put({ grants: [grant(PROVINCE, 'analyst')] }, FIRST_REGISTRAR, 'app-4');
    await put({ grants: [grant('cs-f', 'officer')] }, FIRST_REGISTRAR, 'app-5');
    const ofRegistrar = (await world.registry.grants(registrar)).grants;
    const answer = await list('cb-1');
    expect(answer).toMatchObject({ status: 200, body: { next: null } });
    expect(answer.body.items).toEqual(
      [
        entry('app-2', grant('cb-1', 'secretary')),
        entry('app-3', grant('db-c', 'officer')),
        { subject: registrar, grants: ofRegistrar },
      ].sort((a, b) => (a.subject < b.subject ? -1 : 1)),
    );
    const above = (await list('cb-1', FIRST_REGISTRAR)).body.items;
    expect(above).toContainEqual(entry('app-4', grant(PROVINCE, 'analyst')));
    expect(above).not.toContainEqual(entry('app-5', expect.anything()));
  });

  it('shows the new superior what still holds on who has come, and no more to the former', async () => {
    await put({ grants: [grant('cb-1', 'officer')] }, registrar, 'app-2');
    const other = await world.grant('registrar', 'huyen-e');
    const nowhere = await list('khong-co', other);
    expect(nowhere.status).toBe(404);
    expect(await list('cb-1', other)).toEqual(nowhere);
    await enterVersion(world.registry, { ...version('cb-1', 'cell', 'huyen-e', 'monthly'), from: '2026-11' });
    const found = (await list('cb-1', other)).body.items;
    expect(found).toContainEqual(entry('app-2', grant('cb-1', 'officer')));
    expect(found.map(({ subject }: { subject: string }) => subject)).not.toContain(registrar);
    expect(await list('cb-1')).toEqual(nowhere);
    await put({ grants: [] }, other, 'app-2');
    expect((await list('cb-1', other)).body.items).not.toContainEqual(entry('app-2', expect.anything()));
  });

  it('leaves out what is over, and what was taken away, and tells what is yet to begin', async () => {
    await put({ grants: [grant('cb-1', 'officer', { until: '2026-10-12' })] }, registrar, 'app-2');
    await put({ grants: [grant('cb-1', 'officer')] }, registrar, 'app-3');
    await put({ grants: [] }, registrar, 'app-3');
    const later = grant('cb-1', 'officer', { from: '2027-01-01' });
    await put({ grants: [later] }, registrar, 'app-4');
    const items: { subject: string }[] = (await list('cb-1')).body.items;
    expect(items.filter(({ subject }) => subject.startsWith('app-'))).toEqual([entry('app-4', later)]);
  });

  it('goes on from page to page, over any number of marks that say nothing any more', async () => {
    const subjects = Array.from({ length: 230 }, (_, i) => `s${String(i).padStart(3, '0')}`);
    for (const [i, subject] of subjects.entries()) {
      const where = i % 2 === 0 ? 'cb-1' : 'db-c';
      const held = [{ ...grant(where, 'officer'), role: 'officer' as const }];
      await world.registry.putGrants({ subject, grants: held, revision: 1 }, aNote());
      if (i > 5 && i < 220) await world.registry.putGrants({ subject, grants: [], revision: 2 }, aNote());
    }
    const seen: string[] = [];
    for (let query = '?limit=4', pages = 0; query !== '' && pages < 20; pages += 1) {
      const { body } = await list('cb-1', registrar, query);
      seen.push(...body.items.map(({ subject }: { subject: string }) => subject));
      query = body.next === null ? '' : `?limit=4&cursor=${encodeURIComponent(body.next)}`;
    }
    const held = subjects.filter((_, i) => i <= 5 || i >= 220);
    expect(seen).toEqual([...held, registrar].sort());
    expect((await list('cb-1', registrar, '?cursor=bogus')).status).toBe(422);
  });
});

describe('PUT /grants/{subject}', () => {
  it('replaces the grants inside the caller’s subtree, and no others', async () => {
    await put({ grants: [grant('cs-f', 'secretary'), grant('cb-1', 'officer')] }, FIRST_REGISTRAR);
    const answer = await put({ grants: [grant('db-c', 'client')] });
    expect(answer).toMatchObject({
      status: 200,
      body: { subject: 'app-1', grants: [grant('db-c', 'client')] },
    });
    expect(await stored()).toEqual([grant('cs-f', 'secretary'), grant('db-c', 'client')]);
    expect((await get()).body).toEqual(answer.body);
    expect((await get(FIRST_REGISTRAR)).body.grants).toEqual(await stored());
  });

  it('takes all of them away with an empty list', async () => {
    await put({ grants: [grant('cb-1', 'officer')] });
    expect((await put({ grants: [] })).body.grants).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('is 404 where one of the organizations is not there or not yours, and writes nothing', async () => {
    const foreign = await put({ grants: [grant('cb-1', 'officer'), grant('cs-f', 'officer')] });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await put({ grants: [grant('no-such', 'officer')] })).toEqual(foreign);
    expect(await put({ grants: [grant(PROVINCE, 'officer')] })).toEqual(foreign);
    expect(await stored()).toEqual([]);
  });

  it('gives rule-makers only by the registrar of the province, and leaves theirs to it', async () => {
    expect(await put({ grants: [grant('cb-1', 'rule-maker')] })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/grants/0/role', rule: 'role-to-give' }] },
    });
    await put({ grants: [grant('cb-1', 'rule-maker')] }, FIRST_REGISTRAR);
    await put({ grants: [] });
    expect(await stored()).toEqual([grant('cb-1', 'rule-maker')]);
  });

  it('keeps both where two registrars write at once', async () => {
    const other = await world.grant('registrar', 'huyen-e');
    await Promise.all([
      put({ grants: [grant('cb-1', 'officer')] }),
      put({ grants: [grant('cs-f', 'officer')] }, other),
    ]);
    expect(await stored()).toHaveLength(2);
  });

  it('refuses what cannot be', async () => {
    const refused = async (body: unknown) => (await put(body)).body.errors?.[0];
    expect(await refused({ grants: [grant('cb-1', 'king')] })).toMatchObject({
      pointer: '/grants/0/role',
      rule: 'one-of',
    });
    expect(await refused({ grants: [grant('cb-1', 'officer', { until: '2025-12-31' })] })).toMatchObject({
      pointer: '/grants/0/until',
      rule: 'until-before-from',
    });
    const twice = [grant('cb-1', 'officer'), grant('cb-2', 'officer'), grant('cb-1', 'officer')];
    expect(await refused({ grants: twice })).toMatchObject({ pointer: '/grants/2', rule: 'grant-once' });
    const inTurn = [grant('cb-1', 'officer', { until: '2026-12-31' }), grant('cb-1', 'officer')];
    expect((await put({ grants: inTurn })).status).toBe(200);
    expect(await refused({})).toMatchObject({ pointer: '/grants', rule: 'required' });
    expect(await put({ grants: [] }, registrar, 'a%20b')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/subject' }] },
    });
  });
});

describe('a grant', () => {
  it('holds from its first day to its last', async () => {
    const holds = async (parts: Record<string, unknown>) => {
      await put({ grants: [grant('huyen-b', 'registrar', parts)] }, FIRST_REGISTRAR, 'temp');
      return (await get('temp')).status;
    };
    expect(await holds({ from: '2026-11-05', until: '2026-11-05' })).toBe(200);
    expect(await holds({ from: '2026-11-06' })).toBe(404);
    expect(await holds({ until: '2026-11-04' })).toBe(404);
  });
});

describe('a registrar of a district', () => {
  const INSIDE = ['huyen-b', 'db-c', 'cb-1', 'cb-2', 'cb-3', 'cs-d'];

  it('gives every role but that of rule-makers, everywhere within the district and nowhere else', async () => {
    for (const [organization] of TREE)
      for (const role of ROLES) {
        const before = await stored();
        const { status, body } = await put({ grants: [grant(organization, role)] });
        const isInside = INSIDE.includes(organization);
        const where = `${role} on ${organization}`;
        expect(status, where).toBe(isInside ? (role === 'rule-maker' ? 422 : 200) : 404);
        expect(await stored(), where).toEqual(status === 200 ? [grant(organization, role)] : before);
        if (status !== 200) expect(body.grants, where).toBeUndefined();
      }
  });

  it('says nothing of a role on what lies outside', async () => {
    const outside = await put({ grants: [grant('huyen-e', 'rule-maker')] });
    expect(outside).toEqual(await put({ grants: [grant('no-such', 'secretary')] }));
    expect(outside.status).toBe(404);
  });

  it('neither makes itself a registrar of the province nor takes that role away', async () => {
    expect((await put({ grants: [grant(PROVINCE, 'registrar')] }, registrar, registrar)).status).toBe(404);
    await put({ grants: [grant(PROVINCE, 'registrar')] }, FIRST_REGISTRAR);
    expect((await put({ grants: [] })).status).toBe(200);
    expect(await stored()).toEqual([grant(PROVINCE, 'registrar')]);
  });

  it('names registrars for no longer than it is one, itself among them', async () => {
    const until = '2026-12-31';
    const mine = { grants: [grant('huyen-b', 'registrar', { until })] };
    await put(mine, FIRST_REGISTRAR, 'for-a-time');
    const name = (parts: Record<string, unknown>, of = 'app-1', role = 'registrar') =>
      put({ grants: [grant('huyen-b', role, parts)] }, 'for-a-time', of);
    const refusal = {
      status: 422,
      body: { errors: [{ pointer: '/grants/0/until', rule: 'registrar-outlasts' }] },
    };
    for (const whom of ['app-1', 'for-a-time'])
      for (const longer of [null, '2027-01-01'])
        expect(await name({ until: longer }, whom)).toMatchObject(refusal);
    expect(await stored()).toEqual([]);
    expect((await name({ until })).status).toBe(200);
    expect((await name({ until: null }, 'app-1', 'secretary')).status).toBe(200);
    expect((await put(mine, 'for-a-time', 'for-a-time')).status).toBe(200);
    const longerAlready = { grants: [grant('db-c', 'registrar')] };
    await put(longerAlready, FIRST_REGISTRAR);
    expect((await put(longerAlready, 'for-a-time')).status).toBe(200);
    expect((await name({ until: null }, 'other')).status).toBe(422);
  });
});

describe('the edge of a day', () => {
  const day = fc.integer({ min: 0, max: 40 * 366 }).map((days) => addDays('2026-01-01', days));
  /** Whether the subject may read grants at an instant. */
  const holdsAt = async (instant: string) => {
    world.set(instant);
    return (await get('temp')).status === 200;
  };
  const justBefore = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();

  it('is that of Asia/Ho_Chi_Minh, to the millisecond', async () => {
    await fc.assert(
      fc.asyncProperty(day, fc.integer({ min: 0, max: 400 }), async (from, length) => {
        const until = addDays(from, length);
        const { revision } = await world.registry.grants('temp');
        const grants = [{ organization: 'huyen-b', role: 'registrar', from, until }] as const;
        await world.registry.putGrants({ subject: 'temp', grants, revision: revision + 1 }, aNote());
        const [begins, ends] = [startOfDay(from), startOfDay(addDays(until, 1))];
        expect(await holdsAt(justBefore(begins))).toBe(false);
        expect(await holdsAt(begins)).toBe(true);
        expect(await holdsAt(justBefore(ends))).toBe(true);
        expect(await holdsAt(ends)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('ends a year’s delegation with the year, at 17:00 UTC', async () => {
    await put({ grants: [grant('huyen-b', 'registrar', { until: '2026-12-31' })] }, FIRST_REGISTRAR, 'temp');
    const gives = async (instant: string) => {
      world.set(instant);
      return (await put({ grants: [grant('cb-1', 'officer')] }, 'temp')).status;
    };
    expect(await gives('2026-12-31T16:59:59.999Z')).toBe(200);
    expect(await gives('2026-12-31T17:00:00.000Z')).toBe(404);
  });
});
