/**
 * Who may do what where, for every route that needs a token: each role, granted on the organization asked for, on
 * one above it, on one below it, and on one beside it. Written down here a second time on purpose, from the
 * decisions and not from the route table. Tried on the handlers in memory, and on the running system over HTTP.
 */
import { isDeepStrictEqual } from 'node:util';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import type { Month } from '../../shared/domain/period.ts';
import { ROLES, type Role } from '../../shared/domain/roster/access.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
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
  /** Roles that speak for the committee, which stands above the target, and so need a grant there or above. */
  readonly superior?: readonly Role[];
  /** Roles that may by a grant below the target, too: whom something binds sees it. */
  readonly below?: readonly Role[];
  /** Roles that may wherever they are granted. */
  readonly anywhere?: readonly Role[];
  readonly send: (subject: string) => Promise<Answer>;
  /** The same of what was never there, where that is no refusal; a no looks like its answer. */
  readonly nothing?: (subject: string) => Promise<Answer>;
};

/** Where the requests point: a committee with three cells below it. */
export type Places = {
  readonly committee: string;
  readonly cell: string;
  readonly beside: string;
  readonly third: string;
  /** The first month in which the cell stands there. */
  readonly since: Month;
  /** Of what is there once in a province: behind the ids of things that belong to these places. */
  readonly mark: string;
};
/** In the tree of `api-world.ts`. */
export const HERE: Places = {
  committee: 'db-c',
  cell: 'cb-1',
  beside: 'cb-2',
  third: 'cb-3',
  since: '2026-01',
  mark: '',
};

const REPORT = { proposals: 1, text: 'Đề nghị bổ sung tài liệu' };

/** What is asked of these places. */
function askedOf({ committee, cell, beside, mark }: Places) {
  return {
    month: `/organizations/${cell}/periods/2026-10`,
    inspected: `/organizations/${cell}/periods/2026-10/inspections/2026-10-13-attendance-${committee}`,
    adopted: `/organizations/${committee}/criteria-sets/2026-11`,
    programme: `/programmes/chi-thi-9${mark}/revisions/1`,
    duty: `/duties/pc-9${mark}`,
    grants: `/grants/holder${mark}`,
    remedy: { remediedOn: '2026-11-01', verifiedBy: committee },
    dutyBody: { by: committee, office: 'van-phong', attends: cell, every: 'month', from: '2026-10' },
    granted: { grants: [{ organization: committee, role: 'officer', from: '2026-01-01' }] },
    programmeBody: {
      organization: committee,
      title: { vi: 'Chỉ thị 47', en: 'Directive 47' },
      basis: ['Chỉ thị 47-CT/TU'],
      from: '2026-10',
      participants: [{ organization: beside, from: '2026-10' }],
      targets: [],
    },
  };
}

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

/** What must be there to be asked for. */
export async function fillForAccess(send: Send, grant: Grant, places = HERE): Promise<void> {
  const writer = await grant('client', PROVINCE, 'writer');
  const officer = await grant('officer', PROVINCE, 'first-officer');
  const ruleMaker = await grant('rule-maker', PROVINCE, 'first-rule-maker');
  const registrar = await grant('registrar', PROVINCE, 'second-registrar');
  const { month, inspected, adopted, programme, duty, grants, ...bodies } = askedOf(places);
  const { cell, beside: attends } = places;
  for (const answer of [
    await send('putMeeting', `${month}/meetings/regular`, RECORD)(writer),
    await send('putInspection', inspected, INSPECTION)(officer),
    await send('putRemedy', `${inspected}/findings/1/remedy`, bodies.remedy)(officer),
    await send('putFacts', `/organizations/${cell}/facts/2026`, { admitted: 1 })(writer),
    await send('putSchedule', `${month}/schedule`, SCHEDULE)(writer),
    await send('putProgramme', programme, { ...bodies.programmeBody, participants: [] })(ruleMaker),
    await send('putDuty', duty, { ...bodies.dutyBody, attends })(officer),
    await send('putDutyReport', `${duty}/reports/2026-Q4`, REPORT)(officer),
    await send('putAdoption', adopted, IN_FORCE)(ruleMaker),
    await send('putGrants', grants, bodies.granted)(registrar),
  ])
    if (answer.status >= 300) throw new Error(JSON.stringify(answer));
}

/** An export and a preview of the committee. */
export type Ordered = { readonly exportId: string; readonly previewId: string };
export const NOTHING_ORDERED: Ordered = { exportId: '', previewId: '' };

/** Orders them for whoever may. */
export async function orderForAccess(send: Send, grant: Grant, places = HERE): Promise<Ordered> {
  const analyst = await grant('analyst', PROVINCE, 'first-analyst');
  const ruleMaker = await grant('rule-maker', PROVINCE, 'first-rule-maker');
  const ordered = { organization: places.committee, period: '2026-10' };
  const exported = await send('postExport', '/exports', ordered)(analyst);
  const url = `${askedOf(places).adopted}/preview?background=true`;
  const previewed = await send('previewAdoption', url, IN_FORCE)(ruleMaker);
  return { exportId: String(exported.body.exportId), previewId: String(previewed.body.previewId) };
}

/** The answer about the one item of a submission. */
const ofItem = ({ status, body, headers }: Answer): Answer =>
  status === 200
    ? { status: body.results[0].status, body: body.results[0].problem ?? null, headers: {} }
    : { status, body, headers };

/** A list of what is seen, as an answer about one thing: seen or not. */
const named = (answer: Answer, id: string): Answer =>
  answer.status === 200 && answer.body.items.some((one: { id: string }) => one.id === id)
    ? answer
    : { status: answer.status === 200 ? 404 : answer.status, headers: {}, body: null };

const then = (send: Line['send'], read: (answer: Answer) => Answer) => async (subject: string) =>
  read(await send(subject));

/** What is said of grants, whosever they are. */
const unnamed = ({ body, ...answer }: Answer): Answer => ({ ...answer, body: { ...body, subject: '…' } });
const withoutTag = ({ status, body, headers: { etag: _, ...headers } }: Answer): Answer => ({
  ...{ status, body, headers },
});

/** By route. */
export function accessLines(
  send: Send,
  { exportId, previewId }: Ordered,
  places = HERE,
): Readonly<Record<string, Line>> {
  const { cell, third, committee, since, mark } = places;
  const { month, inspected, adopted, programme, duty, grants, ...bodies } = askedOf(places);
  const submitted = { organization: cell, period: '2026-10', key: 'regular', record: RECORD };
  const write = { target: cell, above: ['client'], itself: ['secretary'] } as const;
  const readMeetings = {
    target: cell,
    above: ['client', 'officer', 'analyst'],
    itself: ['secretary'],
  } as const;
  const readScorecards = { target: cell, above: ['officer', 'analyst'], itself: ['secretary'] } as const;
  const inspect = { target: cell, above: [], itself: [], superior: ['officer'] } as const;
  const withoutMatch = { 'if-match': '"0"' };
  const readRoster = {
    target: committee,
    above: ['client', 'officer', 'analyst', 'registrar'],
    itself: ['secretary'],
  } as const;
  const makeRules = { target: committee, above: ['rule-maker'], itself: [] } as const;
  const readRules = { ...readRoster, above: [...readRoster.above, 'rule-maker'] } as const;
  const register = { target: committee, above: ['registrar'], itself: [] } as const;
  const ofProvince = { target: PROVINCE, above: ['registrar'], itself: [] } as const;
  const officers = { target: committee, above: ['officer'], itself: [] } as const;
  const seeProgrammes = { ...readRules, below: ROLES } as const;
  const everybody = { target: committee, above: ROLES, itself: ROLES, anywhere: ROLES } as const;
  const exporting = { target: committee, above: ['analyst'], itself: [] } as const;

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
      send: send('putReview', `${month}/meetings/regular/review`, { by: committee, decision: 'accepted' }),
    },
    getSheet: { ...readScorecards, send: send('getSheet', `${month}/meetings/regular/sheet`) },
    putInspection: { ...inspect, send: send('putInspection', inspected, INSPECTION) },
    deleteInspection: {
      ...inspect,
      send: send('deleteInspection', inspected, undefined, withoutMatch),
    },
    getInspection: { ...readScorecards, send: send('getInspection', inspected) },
    listInspections: { ...readScorecards, send: send('listInspections', `${month}/inspections`) },
    putRemedy: { ...inspect, send: send('putRemedy', `${inspected}/findings/1/remedy`, bodies.remedy) },
    getRemedy: { ...readScorecards, send: send('getRemedy', `${inspected}/findings/1/remedy`) },
    deleteRemedy: {
      target: cell,
      above: ['officer'],
      itself: [],
      send: send('deleteRemedy', `${inspected}/findings/1/remedy`, undefined, withoutMatch),
    },
    putFacts: {
      target: cell,
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
      target: committee,
      send: send('listChildrenScorecards', `/organizations/${committee}/children/scorecards?period=2026-10`),
    },
    getExplanation: {
      ...readScorecards,
      send: send('getExplanation', `/organizations/${cell}/scorecards/2026-10/explanation`),
    },
    getClassification: {
      target: committee,
      above: ['officer', 'analyst'],
      itself: [],
      send: send('getClassification', `/organizations/${committee}/classification/2026`),
    },
    getComparison: {
      ...readScorecards,
      send: send('getComparison', `/organizations/${cell}/scorecards/2026-10/comparison`),
    },
    putCriteriaSet: {
      ...makeRules,
      send: send('putCriteriaSet', `/criteria-sets/cua-${committee}/revisions/1`, {
        organization: committee,
        set: CRITERIA,
      }),
    },
    putAdoption: { ...makeRules, send: send('putAdoption', adopted, IN_FORCE) },
    previewAdoption: { ...makeRules, send: send('previewAdoption', `${adopted}/preview`, IN_FORCE) },
    getPreview: { ...makeRules, send: send('getPreview', `/previews/${previewId}`) },
    listPreviewedChanges: {
      ...makeRules,
      send: send('listPreviewedChanges', `/previews/${previewId}/changes`),
    },
    getAdoption: { ...readRules, send: send('getAdoption', adopted) },
    getCriteriaInForce: {
      ...readRules,
      send: send('getCriteriaInForce', `/organizations/${committee}/criteria-sets`),
    },
    putOrganization: {
      ...register,
      target: cell,
      send: send('putOrganization', `/organizations/${cell}`, {
        ...CELL,
        from: since,
        parent: committee,
        name: `Tổ chức ${cell}`,
      }),
    },
    getOrganization: { ...readRoster, send: send('getOrganization', `/organizations/${committee}`) },
    listOrganizations: {
      ...readRoster,
      send: send('listOrganizations', `/organizations?parent=${committee}`),
    },
    postMoves: {
      ...register,
      send: send('postMoves', `/organizations/${committee}/moves`, {
        moves: [{ organization: cell, parent: committee, from: '2026-10' }],
        reason: 'Sắp xếp',
      }),
    },
    postClosures: {
      ...register,
      send: send('postClosures', `/organizations/${committee}/closures`, {
        closures: [{ organization: third, from: '2026-12' }],
        reason: 'Giải thể',
        dryRun: true,
      }),
    },
    postOpenings: {
      ...register,
      send: send('postOpenings', `/organizations/${committee}/openings`, {
        openings: [
          {
            ...{
              organization: `moi${mark}`,
              name: 'Chi bộ mới',
              kind: 'cell',
              parent: committee,
              meets: 'monthly',
            },
            ...{ unit: 'residential', from: '2026-12' },
          },
        ],
        reason: 'Thành lập',
        dryRun: true,
      }),
    },
    putProgramme: {
      ...makeRules,
      send: send('putProgramme', `/programmes/chi-thi-47${mark}/revisions/1`, bodies.programmeBody),
    },
    getProgress: {
      ...readScorecards,
      above: [...readScorecards.above, 'rule-maker'],
      send: send('getProgress', `/organizations/${cell}/programmes/chi-thi-9${mark}/progress?period=2026-10`),
    },
    putDuty: { ...officers, send: send('putDuty', `/duties/pc-1${mark}`, bodies.dutyBody) },
    getDuty: { ...readRoster, send: send('getDuty', duty) },
    listDuties: { ...readRoster, send: send('listDuties', `/duties?by=${committee}`) },
    getDutyCoverage: {
      ...readRoster,
      send: send('getDutyCoverage', `/organizations/${committee}/duties?period=2026-10`),
    },
    putDutyReport: { ...officers, send: send('putDutyReport', `${duty}/reports/2026-Q4`, REPORT) },
    getDutyReport: { ...officers, send: send('getDutyReport', `${duty}/reports/2026-Q4`) },
    putGrants: {
      ...register,
      send: send('putGrants', `/grants/someone${mark}`, bodies.granted),
    },
    postOpening: { ...ofProvince, send: send('postOpening', '/periods/2026-10/opening') },
    postClosing: { ...ofProvince, send: send('postClosing', '/periods/2026-10/closing') },
    postReopening: {
      target: cell,
      above: ['officer', 'registrar'],
      itself: [],
      send: send('postReopening', '/periods/2026-10/reopenings', {
        organization: cell,
        until: '2026-11-10',
        reason: 'Bổ sung',
      }),
    },
    postExport: {
      ...exporting,
      send: send('postExport', '/exports', { organization: committee, period: '2026-10' }),
    },
    listExports: { ...exporting, send: send('listExports', `/exports?organization=${committee}`) },
    listChanges: {
      target: committee,
      above: ['client', 'officer', 'analyst'],
      itself: [],
      send: send('listChanges', `/changes?organization=${committee}`),
    },
    listAudit: {
      target: committee,
      above: ['registrar', 'officer'],
      itself: [],
      send: send('listAudit', `/audit?organization=${committee}`),
    },
    getExport: { ...exporting, send: send('getExport', `/exports/${exportId}`) },
    getExportFile: { ...exporting, send: send('getExportFile', `/exports/${exportId}/files/facts.csv`) },
    listExportChanges: { ...exporting, send: send('listExportChanges', `/exports/${exportId}/changes`) },
    postSubmissions: {
      ...write,
      send: then(send('postSubmissions', '/submissions', { records: [submitted] }), ofItem),
    },
    getGrants: {
      ...register,
      send: then(send('getGrants', grants), (answer) => withoutTag(unnamed(answer))),
      nothing: then(send('getGrants', `/grants/nobody-yet`), (answer) => withoutTag(unnamed(answer))),
    },
    listGrants: { ...register, send: send('listGrants', `/organizations/${committee}/grants`) },
    getProgramme: { ...seeProgrammes, send: send('getProgramme', programme) },
    listProgrammes: {
      ...seeProgrammes,
      send: then(send('listProgrammes', '/programmes?limit=100'), (answer) =>
        named(answer, `chi-thi-9${mark}`),
      ),
    },
    getCriteriaSet: { ...everybody, send: send('getCriteriaSet', '/criteria-sets/binh-thuan/revisions/1') },
    listCriteriaSets: { ...everybody, send: send('listCriteriaSets', '/criteria-sets') },
    listPeriods: { ...everybody, send: send('listPeriods', '/periods') },
    getPeriod: { ...everybody, send: send('getPeriod', '/periods/2026-10') },
  };
}

const REACHING: readonly string[] = ['itself', 'parent', 'ancestor', 'root'];
const BELOW: readonly string[] = ['below', 'leaf'];

const may = (
  { above, itself, superior = [], below = [], anywhere = [] }: Line,
  role: Role,
  relation: string,
): boolean => {
  const reaches = REACHING.includes(relation);
  return (
    (above.includes(role) && reaches) ||
    (itself.includes(role) && relation === 'itself') ||
    (superior.includes(role) && reaches && relation !== 'itself') ||
    (below.includes(role) && BELOW.includes(relation)) ||
    anywhere.includes(role)
  );
};

/**
 * What came out otherwise than the line says: a yes in place of a no, a no in place of a yes, a no that looks
 * otherwise than it does to a stranger (or than of what was never there), a failure.
 *
 * @param relations by their names, the organization that the role is granted on
 * @param as gives a subject that holds this role there alone
 */
export async function mistakesOf(
  id: string,
  line: Line,
  relations: Readonly<Record<string, string>>,
  as: (role: Role, place: string) => Promise<string>,
): Promise<string[]> {
  const { send, nothing } = line;
  const stranger = await send('nobody');
  const found = stranger.status === 404 ? [] : [`${id} as nobody: ${stranger.status}`];
  for (const role of ROLES)
    for (const [relation, place] of Object.entries(relations)) {
      const subject = await as(role, place);
      const answer = await send(subject);
      const no = nothing === undefined ? stranger : await nothing(subject);
      const isNo = nothing === undefined ? answer.status === 404 : isDeepStrictEqual(answer, no);
      const said = `${id} as ${role} on ${relation} (${place}): ${answer.status}`;
      if (may(line, role, relation) === isNo || answer.status >= 500) found.push(said);
      else if (isNo && !isDeepStrictEqual(answer, no)) found.push(`${said}, and not as to a stranger`);
    }
  return found;
}
