/**
 * Who still reaches what of organizations that stand elsewhere since this month: db-c with its cells came from huyen-b
 * to huyen-e in November 2026. A past month is decided by its own plan row, all else by where the organization stands
 * today, at once and without anything having been taken from anybody. What an inspection of a past month found is
 * followed up by both (decision 85).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { ROLES as EVERY_ROLE, type Role } from '../../shared/domain/roster/access.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { accessLines, NOTHING_ORDERED, type Send } from '../support/access-lines.ts';
import { PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { type HostileWorld, hostileWorld } from '../support/refusals.ts';

/** Of the old superior, of the new one, of the committee that moved, of a cell below it, and of the province. */
const PLACES = ['huyen-b', 'huyen-e', 'db-c', 'cb-1', PROVINCE] as const;
const ROLES: readonly Role[] = ['officer', 'registrar', 'analyst'];
type Place = (typeof PLACES)[number];

const OCTOBER = '/organizations/cb-1/periods/2026-10';
const NOTHING_FOUND = '2026-10-14-supervision-huyen-b';
const INSPECTION = {
  ...{ office: 'ban-to-chuc', duty: null, meeting: null, plan: null, scores: null },
  ...{ findings: [], proposals: 0, conclusion: 'noted' },
};
const FINDING = { n: 1, severity: 'minor', text: 'Sổ ghi chưa đủ', remedyDue: '2026-10-31' };

let hostile: HostileWorld;

beforeAll(async () => {
  hostile = await hostileWorld();
  const { world } = hostile;
  for (const place of PLACES) for (const role of ROLES) await world.grant(role, place);
  for (const role of EVERY_ROLE) await world.grant(role, 'huyen-e', 'all-of-huyen-e');
  await world.grant('secretary', 'cb-1', 'thu-ky');
  const quiet = { subject: 'officer@huyen-b', body: INSPECTION };
  const noted = await hostile.ask('putInspection', `${OCTOBER}/inspections/${NOTHING_FOUND}`, quiet);
  expect(noted.status).toBe(201);
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
    [
      'what an inspection found the month before',
      'getInspection',
      '/organizations/cb-1/periods/2026-10/inspections/2026-10-13-attendance-db-c',
      'officer',
      ['huyen-b', 'huyen-e', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'the same, by analysts',
      'getInspection',
      '/organizations/cb-1/periods/2026-10/inspections/2026-10-13-attendance-db-c',
      'analyst',
      ['huyen-b', 'huyen-e', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'what became of it',
      'getRemedy',
      '/organizations/cb-1/periods/2026-10/inspections/2026-10-13-attendance-db-c/findings/1/remedy',
      'officer',
      ['huyen-b', 'huyen-e', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'an inspection that found nothing',
      'getInspection',
      `/organizations/cb-1/periods/2026-10/inspections/${NOTHING_FOUND}`,
      'officer',
      ['huyen-b', 'db-c', 'cb-1', PROVINCE],
    ],
    [
      'inspections of the month before',
      'listInspections',
      '/organizations/cb-1/periods/2026-10/inspections',
      'officer',
      ['huyen-b', 'db-c', 'cb-1', PROVINCE],
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

  it('of its month before the new superior reaches what was found and what becomes of it, and nothing else', async () => {
    const urls = new Map<string, string>();
    const send: Send = (id, url, body, headers = {}) => {
      urls.set(id, url);
      const request = { headers, ...(body === undefined ? {} : { body }) };
      return (subject) => hostile.ask(id, url, { ...request, subject });
    };
    const reached: string[] = [];
    for (const [id, { send: askAs }] of Object.entries(accessLines(send, NOTHING_ORDERED))) {
      if (!urls.get(id)?.startsWith(`${OCTOBER}/`)) continue;
      const [stranger, answer] = [await askAs('nobody'), await askAs('all-of-huyen-e')];
      expect(stranger.status, id).toBe(404);
      if (answer.status === 404) expect(answer, id).toEqual(stranger);
      else reached.push(id);
    }
    expect(reached.toSorted()).toEqual(['deleteRemedy', 'getInspection', 'getRemedy', 'putRemedy']);
  });

  it('the new superior records the remedy, by itself though it be younger than the finding, and so does the old one', async () => {
    const { world } = hostile;
    const remedyOf = (key: string, place: Place, verifiedBy: string) =>
      ask('putRemedy', `${OCTOBER}/inspections/${key}/findings/1/remedy`, `officer@${place}`, {
        remediedOn: '2026-11-04',
        verifiedBy,
      });
    for (const [day, place] of [
      [15, 'huyen-e'],
      [16, 'huyen-b'],
    ] as const) {
      const key = `2026-10-${day}-supervision-huyen-b`;
      const body = { ...INSPECTION, findings: [FINDING] };
      await ask('putInspection', `${OCTOBER}/inspections/${key}`, 'officer@huyen-b', body);
      const foreign = place === 'huyen-e' ? 'huyen-b' : 'huyen-e';
      expect((await remedyOf(key, place, foreign)).status).toBe(404);
      expect(await remedyOf(key, place, place)).toMatchObject({ status: 201, body: { period: '2026-10' } });
    }
    const unfound = `${OCTOBER}/inspections/${NOTHING_FOUND}/findings/1/remedy`;
    const nowhere = `${OCTOBER}/inspections/2026-10-17-supervision-huyen-b/findings/1/remedy`;
    const body = { remediedOn: '2026-11-04', verifiedBy: 'huyen-e' };
    expect(await ask('putRemedy', unfound, 'officer@huyen-e', body)).toEqual(
      await ask('putRemedy', nowhere, 'officer@huyen-e', body),
    );
    // Founded since, below the new superior.
    await enterVersion(world.registry, { ...version('ban-e', 'body', 'huyen-e'), from: '2026-11' });
    await planOpenMonths(world.planning, PROVINCE, '2026-11');
    const key = '2026-10-18-supervision-huyen-b';
    const found = { ...INSPECTION, findings: [FINDING] };
    await ask('putInspection', `${OCTOBER}/inspections/${key}`, 'officer@huyen-b', found);
    expect((await remedyOf(key, 'huyen-e', 'cb-1')).status).toBe(422);
    expect((await remedyOf(key, 'huyen-e', 'ban-e')).status).toBe(201);
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
