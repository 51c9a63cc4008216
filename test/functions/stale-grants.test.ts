/**
 * Who still reaches what of organizations that stand elsewhere since this month: db-c with its cells came from huyen-b
 * to huyen-e in November 2026. A past month is decided by its own plan row, all else by where the organization stands
 * today, at once and without anything having been taken from anybody.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../shared/domain/roster/access.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { PROVINCE } from '../support/api-world.ts';
import { type HostileWorld, hostileWorld } from '../support/refusals.ts';

/** Of the old superior, of the new one, of the committee that moved, of a cell below it, and of the province. */
const PLACES = ['huyen-b', 'huyen-e', 'db-c', 'cb-1', PROVINCE] as const;
const ROLES: readonly Role[] = ['officer', 'registrar', 'analyst'];
type Place = (typeof PLACES)[number];

let hostile: HostileWorld;

beforeAll(async () => {
  hostile = await hostileWorld();
  const { world } = hostile;
  for (const place of PLACES) for (const role of ROLES) await world.grant(role, place);
  await world.grant('secretary', 'cb-1', 'thu-ky');
  const answer = await hostile.ask('postMoves', `/organizations/${PROVINCE}/moves`, {
    subject: `registrar@${PROVINCE}`,
    body: {
      moves: [{ organization: 'db-c', parent: 'huyen-e', from: '2026-11' }],
      reason: 'Sắp xếp đơn vị hành chính',
    },
  });
  expect(answer.status).toBe(200);
  await world.open('2026-11');
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  await world.fold('2026-10', '2026-11');
});

const ask = (id: string, url: string, subject: string, body?: unknown) =>
  hostile.ask(id, url, { subject, ...(body === undefined ? {} : { body }) });

describe('after the move', () => {
  it.each<[what: string, id: string, url: string, role: Role, readonly Place[]]>([
    [
      'the cell today',
      'getOrganization',
      '/organizations/cb-1',
      'officer',
      ['huyen-e', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'its month before',
      'getScorecard',
      '/organizations/cb-1/scorecards/2026-10',
      'officer',
      ['huyen-b', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'its month since',
      'getScorecard',
      '/organizations/cb-1/scorecards/2026-11',
      'officer',
      ['huyen-e', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'its year',
      'getScorecard',
      '/organizations/cb-1/scorecards/2026',
      'officer',
      ['huyen-e', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'the month before, explained',
      'getExplanation',
      '/organizations/cb-1/scorecards/2026-10/explanation',
      'officer',
      ['huyen-b', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'records of the month before',
      'listMeetings',
      '/organizations/cb-1/periods/2026-10/meetings',
      'officer',
      ['huyen-b', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'records of the month since',
      'listMeetings',
      '/organizations/cb-1/periods/2026-11/meetings',
      'officer',
      ['huyen-e', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'what needs attention before',
      'listAttention',
      '/organizations/db-c/attention?period=2026-10',
      'officer',
      ['huyen-b', 'db-c', PROVINCE],
    ],
    [
      'what needs attention since',
      'listAttention',
      '/organizations/db-c/attention?period=2026-11',
      'officer',
      ['huyen-e', 'db-c', PROVINCE],
    ],
    ['its changes', 'listChanges', '/changes?organization=db-c', 'officer', ['huyen-e', 'db-c', PROVINCE]],
    ['its audit', 'listAudit', '/audit?organization=db-c', 'officer', ['huyen-e', 'db-c', PROVINCE]],
    ['its exports', 'listExports', '/exports?organization=db-c', 'analyst', ['huyen-e', 'db-c', PROVINCE]],
    [
      'its exports of the month before',
      'listExports',
      '/exports?organization=db-c&period=2026-10',
      'analyst',
      ['huyen-b', 'db-c', PROVINCE],
    ],
  ])('%s is read by exactly those above it then', async (_, id, url, role, readers) => {
    const seen: string[] = [];
    for (const place of PLACES) {
      const { status } = await ask(id, url, `${role}@${place}`);
      if (status === 200) seen.push(place);
      else expect({ place, status }).toEqual({ place, status: 404 });
    }
    expect(seen.toSorted()).toEqual(readers.toSorted());
  });

  it('grants over it are seen, given and taken by those above it today', async () => {
    const grants = [{ organization: 'cb-1', role: 'secretary', from: '2026-01-01', until: null }];
    const seenBy = async (place: Place) =>
      (await ask('getGrants', '/grants/thu-ky', `registrar@${place}`)).body.grants;
    for (const place of ['huyen-e', 'db-c', 'cb-1', PROVINCE] as const)
      expect(await seenBy(place)).toEqual(grants);
    expect(await seenBy('huyen-b')).toEqual([]);
    const before = hostile.world.writes();
    for (const organization of ['cb-1', 'db-c', 'huyen-e']) {
      const body = { grants: [{ organization, role: 'officer', from: '2026-01-01', until: null }] };
      expect((await ask('putGrants', '/grants/ai-do', 'registrar@huyen-b', body)).status).toBe(404);
    }
    // An empty list from who is no longer above it takes nothing away.
    expect((await ask('putGrants', '/grants/thu-ky', 'registrar@huyen-b', { grants: [] })).status).toBe(200);
    expect(hostile.world.writes()).toBe(before);
    expect(await seenBy('huyen-e')).toEqual(grants);
    // The delegated registrar who moved along names none beside or above its own committee, old or new.
    for (const organization of ['huyen-b', 'huyen-e', 'cs-d', 'cs-f']) {
      const body = { grants: [{ organization, role: 'officer', from: '2026-01-01', until: null }] };
      expect((await ask('putGrants', '/grants/ai-do', 'registrar@db-c', body)).status).toBe(404);
    }
    // The new superior can end what the old one gave.
    expect((await ask('putGrants', '/grants/thu-ky', 'registrar@huyen-e', { grants: [] })).status).toBe(200);
    expect((await ask('getScorecard', '/organizations/cb-1/scorecards/2026-10', 'thu-ky')).status).toBe(404);
  });

  it('it is moved and closed by those above it today', async () => {
    const order = { closures: [{ organization: 'cb-1', from: '2026-12' }], reason: 'Sắp xếp', dryRun: true };
    const close = async (top: string, place: Place) =>
      (await ask('postClosures', `/organizations/${top}/closures`, `registrar@${place}`, order)).status;
    expect(await close('huyen-b', 'huyen-b')).toBe(422);
    expect(await close('db-c', 'huyen-b')).toBe(404);
    expect(await close('db-c', 'huyen-e')).toBe(200);
    expect(await close('db-c', 'db-c')).toBe(200);
  });
});
