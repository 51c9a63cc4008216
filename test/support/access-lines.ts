/**
 * Who may do what where, for every route that needs a token: each role, granted on the organization asked for, on
 * one above it, on one below it, and on one beside it. Written down here a second time on purpose, from the
 * decisions and not from the route table. Tried on the handlers in memory, and on the running system over HTTP.
 */
import { isDeepStrictEqual } from 'node:util';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { ROLES, type Role } from '../../shared/domain/access.ts';
import { BINH_THUAN } from '../domain/binh-thuan.ts';
import { type Answer, PROVINCE, version } from './api-world.ts';
import { meetingRecord } from './records.ts';

const RECORD = recordToWire(meetingRecord());
const INSPECTION = {
  office: 'uy-vien-ban-thuong-vu',
  meeting: 'regular',
  findings: [{ n: 1, severity: 'minor', text: 'Biên bản ghi chưa đủ' }],
  conclusion: 'noted',
};
const { id: ___, revision: ____, ...CRITERIA } = BINH_THUAN;
const IN_FORCE = { criteriaSet: { id: 'binh-thuan', revision: 1 } };
const ADOPTED = '/organizations/db-c/criteria-sets/2026-11';
const REMEDY = { remediedOn: '2026-11-01', verifiedBy: 'db-c' };
const { organization: _, revision: __, ...CELL } = version('cb-1', 'cell', 'db-c', 'monthly');

const SCHEDULE = { plannedOn: '2026-10-13', plannedAt: '19:30' };

/** Asks a route as somebody. */
export type Send = (
  id: string,
  url: string,
  body?: unknown,
  headers?: Record<string, string>,
) => (subject: string) => Promise<Answer>;

export type Line = {
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

/** Grants reach these organizations; `relation` says what they are to the target. */
export const RELATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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

type Grant = (role: Role, organization: string, subject: string) => Promise<string>;

/** What must be there to be asked for; `cell` is one below `db-c`. */
export async function fillForAccess(send: Send, grant: Grant, cell = 'cb-1'): Promise<void> {
  const writer = await grant('client', PROVINCE, 'writer');
  const officer = await grant('officer', PROVINCE, 'first-officer');
  const month = `/organizations/${cell}/periods/2026-10`;
  const inspected = `${month}/inspections/2026-10-13-attendance-db-c`;
  const ruleMaker = await grant('rule-maker', PROVINCE, 'first-rule-maker');
  for (const answer of [
    await send('putMeeting', `${month}/meetings/regular`, RECORD)(writer),
    await send('putInspection', inspected, INSPECTION)(officer),
    await send('putRemedy', `${inspected}/findings/1/remedy`, REMEDY)(officer),
    await send('putFacts', `/organizations/${cell}/facts/2026`, { admitted: 1 })(writer),
    await send('putSchedule', `${month}/schedule`, SCHEDULE)(writer),
    await send('putProgramme', '/programmes/chi-thi-9/revisions/1', { ...PROGRAMME, participants: [] })(
      ruleMaker,
    ),
    await send('putDuty', '/duties/pc-9', { ...DUTY, attends: 'cb-2' })(officer),
    await send('putDutyReport', '/duties/pc-9/reports/2026-Q4', REPORT)(officer),
    await send('putAdoption', ADOPTED, IN_FORCE)(ruleMaker),
  ])
    if (answer.status >= 300) throw new Error(JSON.stringify(answer));
}

/** An export and a preview of `db-c`. */
export type Ordered = { readonly exportId: string; readonly previewId: string };
export const NOTHING_ORDERED: Ordered = { exportId: '', previewId: '' };

/** Orders them for whoever may. */
export async function orderForAccess(send: Send, grant: Grant): Promise<Ordered> {
  const analyst = await grant('analyst', PROVINCE, 'first-analyst');
  const ruleMaker = await grant('rule-maker', PROVINCE, 'first-rule-maker');
  const exported = await send('postExport', '/exports', { organization: 'db-c', period: '2026-10' })(analyst);
  const url = `${ADOPTED}/preview?background=true`;
  const previewed = await send('previewAdoption', url, IN_FORCE)(ruleMaker);
  return { exportId: String(exported.body.exportId), previewId: String(previewed.body.previewId) };
}

/** By route. `cell` as in {@link fillForAccess}. */
export function accessLines(
  send: Send,
  { exportId, previewId }: Ordered,
  cell = 'cb-1',
): Readonly<Record<string, Line>> {
  const month = `/organizations/${cell}/periods/2026-10`;
  const inspections = `${month}/inspections`;
  const inspected = `${inspections}/2026-10-13-attendance-db-c`;
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
  const makeRules = { target: 'db-c', above: ['rule-maker'], itself: [] } as const;
  const readRules = { ...readRoster, above: [...readRoster.above, 'rule-maker'] } as const;
  const register = { target: 'db-c', above: ['registrar'], itself: [] } as const;
  const ofProvince = { target: PROVINCE, above: ['registrar'], itself: [] } as const;
  const officers = { target: 'db-c', above: ['officer'], itself: [] } as const;
  const exporting = { target: 'db-c', above: ['analyst'], itself: [] } as const;

  return {
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
      send: send('putFacts', `/organizations/${cell}/facts/2026`, { admitted: 1 }),
    },
    listAttention: {
      ...readScorecards,
      send: send('listAttention', `/organizations/${cell}/attention?period=2026-10`),
    },
    listCalendar: {
      ...readScorecards,
      send: send('listCalendar', `/organizations/${cell}/calendar?period=2026-10`),
    },
    getCalendarFile: {
      ...readScorecards,
      send: send('getCalendarFile', `/organizations/${cell}/calendar.ics?period=2026-10`),
    },
    putSchedule: { ...write, send: send('putSchedule', `${month}/schedule`, SCHEDULE) },
    getSchedule: { ...readMeetings, send: send('getSchedule', `${month}/schedule`) },
    getFacts: { ...readMeetings, send: send('getFacts', `/organizations/${cell}/facts/2026`) },
    getScorecard: {
      ...readScorecards,
      send: send('getScorecard', `/organizations/${cell}/scorecards/2026-Q4`),
    },
    listScorecards: {
      ...readScorecards,
      send: send('listScorecards', `/organizations/${cell}/scorecards?from=2026-09&to=2026-12`),
    },
    listChildrenScorecards: {
      ...readScorecards,
      target: 'db-c',
      send: send('listChildrenScorecards', '/organizations/db-c/children/scorecards?period=2026-10'),
    },
    getExplanation: {
      ...readScorecards,
      send: send('getExplanation', `/organizations/${cell}/scorecards/2026-10/explanation`),
    },
    getClassification: {
      target: 'db-c',
      above: ['officer', 'analyst'],
      itself: [],
      send: send('getClassification', '/organizations/db-c/classification/2026'),
    },
    getComparison: {
      ...readScorecards,
      send: send('getComparison', `/organizations/${cell}/scorecards/2026-10/comparison`),
    },
    putCriteriaSet: {
      ...makeRules,
      send: send('putCriteriaSet', '/criteria-sets/cua-db-c/revisions/1', {
        organization: 'db-c',
        set: CRITERIA,
      }),
    },
    putAdoption: { ...makeRules, send: send('putAdoption', ADOPTED, IN_FORCE) },
    previewAdoption: { ...makeRules, send: send('previewAdoption', `${ADOPTED}/preview`, IN_FORCE) },
    getPreview: { ...makeRules, send: send('getPreview', `/previews/${previewId}`) },
    listPreviewedChanges: {
      ...makeRules,
      send: send('listPreviewedChanges', `/previews/${previewId}/changes`),
    },
    getAdoption: { ...readRules, send: send('getAdoption', ADOPTED) },
    getCriteriaInForce: {
      ...readRules,
      send: send('getCriteriaInForce', '/organizations/db-c/criteria-sets'),
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
      ...makeRules,
      send: send('putProgramme', '/programmes/chi-thi-47/revisions/1', PROGRAMME),
    },
    getProgress: {
      ...readScorecards,
      above: [...readScorecards.above, 'rule-maker'],
      send: send('getProgress', `/organizations/${cell}/programmes/chi-thi-9/progress?period=2026-10`),
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
    listAudit: {
      target: 'db-c',
      above: ['registrar', 'officer'],
      itself: [],
      send: send('listAudit', '/audit?organization=db-c'),
    },
    getExport: { ...exporting, send: send('getExport', `/exports/${exportId}`) },
  };
}

/** Routes whose answer is no yes or no: tested where they are. */
export const ELSEWHERE = [
  'getCriteriaSet',
  'listCriteriaSets',
  'postSubmissions',
  'getGrants',
  'getProgramme',
  'listProgrammes',
  'listPeriods',
  'getPeriod',
  'getExportFile',
  'listExportChanges',
];

const REACHING: readonly string[] = ['itself', 'parent', 'ancestor', 'root'];

/**
 * What came out otherwise than the line says: a yes in place of a no, a no in place of a yes, a no that looks
 * otherwise than it does to a stranger, a failure.
 *
 * @param relations by their names, the organization that the role is granted on
 * @param as gives a subject that holds this role there alone
 */
export async function mistakesOf(
  id: string,
  { above, itself, superior = [], send }: Line,
  relations: Readonly<Record<string, string>>,
  as: (role: Role, place: string) => Promise<string>,
): Promise<string[]> {
  const stranger = await send('nobody');
  const tries = ROLES.flatMap((role) =>
    Object.entries(relations).map(([relation, place]) => ({ role, relation, place })),
  );
  const found = stranger.status === 404 ? [] : [`${id} as nobody: ${stranger.status}`];
  for (const { role, relation, place } of tries) {
    const answer = await send(await as(role, place));
    const reaches = REACHING.includes(relation);
    const may =
      (above.includes(role) && reaches) ||
      (itself.includes(role) && relation === 'itself') ||
      (superior.includes(role) && reaches && relation !== 'itself');
    const said = `${id} as ${role} on ${relation} (${place}): ${answer.status}`;
    if (may === (answer.status === 404) || answer.status >= 500) found.push(said);
    else if (!may && !isDeepStrictEqual(answer, stranger)) found.push(`${said}, and not as to a stranger`);
  }
  return found;
}
