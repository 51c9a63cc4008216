import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-grants/handler.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, FIRST_REGISTRAR, PROVINCE } from '../support/api-world.ts';

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
