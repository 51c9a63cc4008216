/**
 * Who may do what where, for every route that needs a token: each role, granted on the organization asked for, on
 * one above it, on one below it, and on one beside it. Written down here a second time on purpose, from the
 * decisions and not from the route table.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createDuties } from '../../functions/keep-duties/handler.ts';
import { createHandler as createFacts } from '../../functions/keep-facts/handler.ts';
import { createHandler as createGrants } from '../../functions/keep-grants/handler.ts';
import { createHandler as createPeriods } from '../../functions/keep-periods/handler.ts';
import { createHandler as createProgrammes } from '../../functions/keep-programmes/handler.ts';
import { createHandler as createRoster } from '../../functions/keep-roster/handler.ts';
import { createHandler as createSchedule } from '../../functions/keep-schedule/handler.ts';
import { createHandler as createAttention } from '../../functions/read-attention/handler.ts';
import { createHandler as createLog } from '../../functions/read-log/handler.ts';
import { createHandler as createMeetings } from '../../functions/read-meetings/handler.ts';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { createHandler as createInspections } from '../../functions/record-inspection/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { createHandler as createExports } from '../../functions/request-export/handler.ts';
import { createHandler as createReviews } from '../../functions/review-meeting/handler.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { ROLES, type Role } from '../../shared/domain/access.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { type Answer, type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { meetingRecord } from '../support/records.ts';

const RECORD = recordToWire(meetingRecord());
const INSPECTION = {
  office: 'uy-vien-ban-thuong-vu',
  meeting: 'regular',
  findings: [{ n: 1, severity: 'minor', text: 'Biên bản ghi chưa đủ' }],
  conclusion: 'noted',
};
const REMEDY = { remediedOn: '2026-11-01', verifiedBy: 'db-c' };
const { organization: _, revision: __, ...CELL } = version('cb-1', 'cell', 'db-c', 'monthly');

type Line = {
  /** The organization that the request is about. */
  readonly target: string;
  /** Roles that may, by a grant on the target or above it. */
  readonly above: readonly Role[];
  /** Roles that may only by a grant on the target itself. */
  readonly itself: readonly Role[];
  /** Roles that speak for `db-c`, which stands above the target, and so need a grant there or above. */
  readonly superior?: readonly Role[];
  readonly send: (subject: string) => Promise<Answer>;
};

const DUTY = { by: 'db-c', office: 'van-phong', attends: 'cb-1', every: 'month', from: '2026-10' };
const REPORT = { proposals: 1, text: 'Đề nghị bổ sung tài liệu' };
const PROGRAMME = {
  organization: 'db-c',
  title: { vi: 'Chỉ thị 47', en: 'Directive 47' },
  basis: ['Chỉ thị 47-CT/TU'],
  from: '2026-10',
  participants: [{ organization: 'cb-2', from: '2026-10' }],
  targets: [],
};

let world: ApiWorld;
const SCHEDULE = { plannedOn: '2026-10-13', plannedAt: '19:30' };
let lines: Readonly<Record<string, Line>>;

/** Grants reach these organizations; `relation` says what they are to the target. */
const RELATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cb-1': { itself: 'cb-1', parent: 'db-c', root: PROVINCE, sibling: 'cb-2', elsewhere: 'huyen-e' },
  'db-c': {
    itself: 'db-c',
    parent: 'huyen-b',
    root: PROVINCE,
    below: 'cb-1',
    sibling: 'cs-d',
    elsewhere: 'huyen-e',
  },
  [PROVINCE]: { itself: PROVINCE, below: 'huyen-b', leaf: 'cb-1' },
};

beforeAll(async () => {
  world = await apiWorld();
  const deps = {
    ...world,
    ...world.planning,
    objects: memoryObjectStore(),
    newExportId,
    wait: async () => {},
  };
  const functions: Readonly<Record<string, ApiFunction>> = {
    'record-meeting': createRecorder(deps),
    'record-inspection': createInspections(deps),
    'review-meeting': createReviews(deps),
    'keep-facts': createFacts(deps),
    'keep-schedule': createSchedule(deps),
    'read-meetings': createMeetings(deps),
    'read-scorecards': createScorecards(deps),
    'read-attention': createAttention(deps),
    'keep-roster': createRoster(deps),
    'keep-grants': createGrants(deps),
    'keep-programmes': createProgrammes(deps),
    'keep-duties': createDuties(deps),
    'keep-periods': createPeriods(deps),
    'request-export': createExports(deps),
    'read-log': createLog({ ...deps, log: memoryChangeLog() }),
  };
  const send = (id: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
    const route = routes.find((one) => one.id === id);
    const handler = functions[route?.function ?? ''];
    if (route === undefined || handler === undefined) throw new Error(`No function answers ${id}`);
    return (subject: string) =>
      call(handler, route.method, url, { subject, headers, ...(body === undefined ? {} : { body }) });
  };
  const writer = await world.grant('client', PROVINCE, 'writer');
  const month = '/organizations/cb-1/periods/2026-10';
  await send('putMeeting', `${month}/meetings/regular`, RECORD)(writer);
  const officer = await world.grant('officer', PROVINCE, 'first-officer');
  const inspections = `${month}/inspections`;
  const inspected = `${inspections}/2026-10-13-attendance-db-c`;
  await send('putInspection', inspected, INSPECTION)(officer);
  await send('putRemedy', `${inspected}/findings/1/remedy`, REMEDY)(officer);
  await send('putFacts', '/organizations/cb-1/facts/2026', { admitted: 1 })(writer);
  await send('putSchedule', `${month}/schedule`, SCHEDULE)(writer);
  await send('putDuty', '/duties/pc-9', { ...DUTY, attends: 'cb-2' })(officer);
  await send('putDutyReport', '/duties/pc-9/reports/2026-Q4', REPORT)(officer);
  await world.fold('2026-10');
  const analyst = await world.grant('analyst', PROVINCE, 'first-analyst');
  const ordered = await send('postExport', '/exports', { organization: 'db-c', period: '2026-10' })(analyst);
  const exportId = String(ordered.body.exportId);

  const write = { target: 'cb-1', above: ['client'], itself: ['secretary'] } as const;
  const readMeetings = {
    target: 'cb-1',
    above: ['client', 'officer', 'analyst'],
    itself: ['secretary'],
  } as const;
  const readScorecards = { target: 'cb-1', above: ['officer', 'analyst'], itself: ['secretary'] } as const;
  const inspect = { target: 'cb-1', above: [], itself: [], superior: ['officer'] } as const;
  const withoutMatch = { 'if-match': '"0"' };
  const readRoster = {
    target: 'db-c',
    above: ['client', 'officer', 'analyst', 'registrar'],
    itself: ['secretary'],
  } as const;
  const register = { target: 'db-c', above: ['registrar'], itself: [] } as const;
  const ofProvince = { target: PROVINCE, above: ['registrar'], itself: [] } as const;
  const officers = { target: 'db-c', above: ['officer'], itself: [] } as const;
  const exporting = { target: 'db-c', above: ['analyst'], itself: [] } as const;

  lines = {
    putMeeting: { ...write, send: send('putMeeting', `${month}/meetings/regular`, RECORD) },
    deleteMeeting: {
      ...write,
      send: send('deleteMeeting', `${month}/meetings/regular`, undefined, { 'if-match': '"0"' }),
    },
    getMeeting: { ...readMeetings, send: send('getMeeting', `${month}/meetings/regular`) },
    listMeetings: { ...readMeetings, send: send('listMeetings', `${month}/meetings`) },
    listMeetingRevisions: {
      ...readMeetings,
      send: send('listMeetingRevisions', `${month}/meetings/regular/revisions`),
    },
    putReview: {
      ...inspect,
      send: send('putReview', `${month}/meetings/regular/review`, { by: 'db-c', decision: 'accepted' }),
    },
    getSheet: { ...readScorecards, send: send('getSheet', `${month}/meetings/regular/sheet`) },
    putInspection: { ...inspect, send: send('putInspection', inspected, INSPECTION) },
    deleteInspection: {
      ...inspect,
      send: send('deleteInspection', inspected, undefined, withoutMatch),
    },
    getInspection: { ...readScorecards, send: send('getInspection', inspected) },
    listInspections: { ...readScorecards, send: send('listInspections', inspections) },
    putRemedy: { ...inspect, send: send('putRemedy', `${inspected}/findings/1/remedy`, REMEDY) },
    getRemedy: { ...readScorecards, send: send('getRemedy', `${inspected}/findings/1/remedy`) },
    deleteRemedy: {
      target: 'cb-1',
      above: ['officer'],
      itself: [],
      send: send('deleteRemedy', `${inspected}/findings/1/remedy`, undefined, withoutMatch),
    },
    putFacts: {
      target: 'cb-1',
      above: ['client', 'officer'],
      itself: ['secretary'],
      send: send('putFacts', '/organizations/cb-1/facts/2026', { admitted: 1 }),
    },
    listAttention: {
      ...readScorecards,
      send: send('listAttention', '/organizations/cb-1/attention?period=2026-10'),
    },
    listCalendar: {
      ...readScorecards,
      send: send('listCalendar', '/organizations/cb-1/calendar?period=2026-10'),
    },
    getCalendarFile: {
      ...readScorecards,
      send: send('getCalendarFile', '/organizations/cb-1/calendar.ics?period=2026-10'),
    },
    putSchedule: { ...write, send: send('putSchedule', `${month}/schedule`, SCHEDULE) },
    getSchedule: { ...readMeetings, send: send('getSchedule', `${month}/schedule`) },
    getFacts: { ...readMeetings, send: send('getFacts', '/organizations/cb-1/facts/2026') },
    getScorecard: { ...readScorecards, send: send('getScorecard', '/organizations/cb-1/scorecards/2026-Q4') },
    listScorecards: {
      ...readScorecards,
      send: send('listScorecards', '/organizations/cb-1/scorecards?from=2026-09&to=2026-12'),
    },
    listChildrenScorecards: {
      ...readScorecards,
      target: 'db-c',
      send: send('listChildrenScorecards', '/organizations/db-c/children/scorecards?period=2026-10'),
    },
    getExplanation: {
      ...readScorecards,
      send: send('getExplanation', '/organizations/cb-1/scorecards/2026-10/explanation'),
    },
    getComparison: {
      ...readScorecards,
      send: send('getComparison', '/organizations/cb-1/scorecards/2026-10/comparison'),
    },
    putOrganization: {
      ...register,
      target: 'cb-1',
      send: send('putOrganization', '/organizations/cb-1', CELL),
    },
    getOrganization: { ...readRoster, send: send('getOrganization', '/organizations/db-c') },
    listOrganizations: { ...readRoster, send: send('listOrganizations', '/organizations?parent=db-c') },
    postMoves: {
      ...register,
      send: send('postMoves', '/organizations/db-c/moves', {
        moves: [{ organization: 'cb-1', parent: 'db-c', from: '2026-10' }],
        reason: 'Sắp xếp',
      }),
    },
    postClosures: {
      ...register,
      send: send('postClosures', '/organizations/db-c/closures', {
        closures: [{ organization: 'cb-3', from: '2026-12' }],
        reason: 'Giải thể',
        dryRun: true,
      }),
    },
    postOpenings: {
      ...register,
      send: send('postOpenings', '/organizations/db-c/openings', {
        openings: [
          {
            ...{ organization: 'cb-9', name: 'Chi bộ 9', kind: 'cell', parent: 'db-c', meets: 'monthly' },
            ...{ unit: 'residential', from: '2026-12' },
          },
        ],
        reason: 'Thành lập',
        dryRun: true,
      }),
    },
    putProgramme: {
      target: 'db-c',
      above: ['rule-maker'],
      itself: [],
      send: send('putProgramme', '/programmes/chi-thi-47/revisions/1', PROGRAMME),
    },
    putDuty: { ...officers, send: send('putDuty', '/duties/pc-1', DUTY) },
    getDuty: { ...readRoster, send: send('getDuty', '/duties/pc-9') },
    listDuties: { ...readRoster, send: send('listDuties', '/duties?by=db-c') },
    getDutyCoverage: {
      ...readRoster,
      send: send('getDutyCoverage', '/organizations/db-c/duties?period=2026-10'),
    },
    putDutyReport: { ...officers, send: send('putDutyReport', '/duties/pc-9/reports/2026-Q4', REPORT) },
    getDutyReport: { ...officers, send: send('getDutyReport', '/duties/pc-9/reports/2026-Q4') },
    putGrants: {
      ...register,
      send: send('putGrants', '/grants/someone', {
        grants: [{ organization: 'db-c', role: 'officer', from: '2026-01-01' }],
      }),
    },
    postOpening: { ...ofProvince, send: send('postOpening', '/periods/2026-10/opening') },
    postClosing: { ...ofProvince, send: send('postClosing', '/periods/2026-10/closing') },
    postReopening: {
      target: 'cb-1',
      above: ['officer', 'registrar'],
      itself: [],
      send: send('postReopening', '/periods/2026-10/reopenings', {
        organization: 'cb-1',
        until: '2026-11-10',
        reason: 'Bổ sung',
      }),
    },
    postExport: {
      ...exporting,
      send: send('postExport', '/exports', { organization: 'db-c', period: '2026-10' }),
    },
    listExports: { ...exporting, send: send('listExports', '/exports?organization=db-c') },
    listChanges: {
      target: 'db-c',
      above: ['client', 'officer', 'analyst'],
      itself: [],
      send: send('listChanges', '/changes?organization=db-c'),
    },
    getExport: { ...exporting, send: send('getExport', `/exports/${exportId}`) },
  };
});

/** Routes whose answer is no yes or no: tested where they are. */
const ELSEWHERE = [
  'postSubmissions',
  'getGrants',
  'getProgramme',
  'listProgrammes',
  'listPeriods',
  'getPeriod',
  'getExportFile',
  'listExportChanges',
];

describe('access', () => {
  it('is said for every route with a token', () => {
    const withToken = routes.filter(({ scope }) => scope !== null).map(({ id }) => id);
    expect([...Object.keys(lines), ...ELSEWHERE].sort()).toEqual(withToken.sort());
  });

  it('follows role and place, and every no is the same 404', async () => {
    const wrong: string[] = [];
    for (const [id, { target, above, itself, superior = [], send }] of Object.entries(lines)) {
      const stranger = await send('nobody');
      expect(stranger.status, id).toBe(404);
      for (const role of ROLES) {
        for (const [relation, place] of Object.entries(RELATIONS[target] ?? {})) {
          const subject = await world.grant(role, place, `${role}@${place}`);
          const answer = await send(subject);
          const reaches = relation === 'itself' || relation === 'parent' || relation === 'root';
          const may =
            (above.includes(role) && reaches) ||
            (itself.includes(role) && relation === 'itself') ||
            (superior.includes(role) && reaches && relation !== 'itself');
          const said = `${id} as ${role} on ${relation} (${place}): ${answer.status}`;
          if (may === (answer.status === 404) || answer.status >= 500) wrong.push(said);
          if (!may) expect(answer, said).toEqual(stranger);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('ends with the grant', async () => {
    const get = lines.getMeeting?.send;
    const until = async (day: string) => {
      const grants = [{ organization: 'cb-1', role: 'officer', from: '2026-01-01', until: day }] as const;
      const { revision } = await world.registry.grants('temp');
      await world.registry.putGrants({ subject: 'temp', grants, revision: revision + 1 });
      return (await get?.('temp'))?.status;
    };
    expect(await until('2026-11-05')).toBe(200);
    expect(await until('2026-11-04')).toBe(404);
  });

  it('compares whole ids: a grant on cb-1 is none on cb-10', async () => {
    await world.registry.putVersion(version('cb-10', 'cell', 'db-c', 'monthly'));
    await world.open('2026-11');
    const subject = await world.grant('officer', 'cb-1', 'prefix');
    const read = createMeetings(world);
    const status = async (id: string) =>
      (await call(read, 'GET', `/organizations/${id}/periods/2026-11/meetings`, { subject })).status;
    expect([await status('cb-1'), await status('cb-10')]).toEqual([200, 404]);
  });
});
