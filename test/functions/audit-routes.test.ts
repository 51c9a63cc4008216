/**
 * Every route that changes anything, and every download, leaves in the audit who, when, from what to what, and not a
 * word that anybody wrote. A new route fails here until it says what it leaves.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { SCHEDULE_KEY } from '../../shared/domain/events/schedule.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import { logChanges } from '../../shared/jobs/log-changes.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { type ApiFunctions, apiFunctions } from '../support/api-functions.ts';
import { type ApiWorld, apiWorld, MONTH, NOW, PROVINCE, version } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { meetingRecord, periodState } from '../support/records.ts';

/** Stands in every field that people write words in; no audit entry may hold any of it. */
const WORDS = 'Đồng chí Nguyễn Văn Ẩn';
/** The stage is set at NOW; what is looked at happens now. */
const LATER = '2026-11-05T03:00:00.000Z';

type Asked = { readonly url: string; readonly body?: unknown; readonly ifMatch?: string };
type Act = Asked & {
  readonly by: readonly [role: Role, place: string];
  /** Asked beforehand of other routes, or of this one, by the same caller; `id` of the route first. */
  readonly first?: readonly (readonly [id: string, asked: Asked])[];
  /** Other things to be there beforehand. */
  readonly given?: () => Promise<unknown>;
  readonly says: readonly object[];
};

let world: ApiWorld;
let api: ApiFunctions;

beforeEach(async () => {
  world = await apiWorld();
  api = apiFunctions(world);
});

const month = `/organizations/cb-1/periods/${MONTH}`;
const regular = `${month}/meetings/regular`;
const inspected = `${month}/inspections/2026-10-13-attendance-db-c`;
const remedied = `${inspected}/findings/1/remedy`;
const OPINIONS = 12;
const record = (opinions: number) => ({
  ...recordToWire(meetingRecord({ discussion: { opinions } })),
  ...{ theme: WORDS, note: WORDS },
});
const RECORD = record(OPINIONS);
const INSPECTION = {
  office: 'van-phong',
  plan: WORDS,
  findings: [{ n: 1, severity: 'minor', text: WORDS, remedyDue: '2026-10-31' }],
  proposals: 1,
  conclusion: 'noted',
};
const REMEDY = { remediedOn: '2026-11-01', verifiedBy: 'db-c' };
const { id: _, revision: __, ...SET } = BINH_THUAN;
const { organization: ___, revision: ____, closed: _____, ...CELL } = version('x', 'cell', 'db-c', 'monthly');
const DUTY = { by: 'db-c', office: 'van-phong', attends: 'cb-1', every: 'month', from: MONTH };
const PROGRAMME = {
  ...{ organization: 'huyen-b', title: { vi: WORDS, en: WORDS }, basis: [WORDS], from: MONTH },
  ...{ participants: [{ organization: 'db-c', from: MONTH }], targets: [] },
};

const meeting = { kind: 'meeting', organization: 'cb-1', period: MONTH, key: 'regular' };
const inspection = { ...meeting, kind: 'inspection', key: '2026-10-13-attendance-db-c' };
const remedy = { ...inspection, kind: 'remedy', key: `${MONTH}/2026-10-13-attendance-db-c/1` };
const organization = { kind: 'organization', period: '2026-12', from: null };

const putMeeting = ['putMeeting', { url: regular, body: RECORD }] as const;
const putInspection = ['putInspection', { url: inspected, body: INSPECTION }] as const;
const putRemedy = ['putRemedy', { url: remedied, body: REMEDY }] as const;

/** An export of `huyen-b`, published, as the caller asks for it. */
const published = async () => {
  const analyst = await world.grant('analyst', 'huyen-b');
  const { body } = await api.ask('postExport', '/exports', {
    subject: analyst,
    body: { organization: 'huyen-b', period: MONTH },
  });
  await api.publish(body.exportId);
  return String(body.exportId);
};
const EXPORT_ID = '‹export›';

const ACTS: Readonly<Record<string, Act>> = {
  putMeeting: {
    by: ['client', PROVINCE],
    first: [putMeeting],
    ...{ url: regular, ifMatch: '"1"', body: { ...record(OPINIONS + 1), reason: WORDS } },
    says: [
      {
        ...meeting,
        revision: 2,
        from: { 'record.discussion.opinions': OPINIONS },
        to: { 'record.discussion.opinions': OPINIONS + 1 },
      },
    ],
  },
  deleteMeeting: {
    by: ['client', PROVINCE],
    first: [putMeeting],
    ...{ url: regular, ifMatch: '"1"', body: { reason: WORDS } },
    says: [{ ...meeting, revision: 2, from: { withdrawn: false }, to: { withdrawn: true } }],
  },
  postSubmissions: {
    by: ['client', PROVINCE],
    url: '/submissions',
    body: {
      records: ['cb-1', 'cs-d'].map((id) => ({
        ...{ organization: id, period: MONTH, key: 'regular', record: RECORD },
      })),
    },
    says: ['cb-1', 'cs-d'].map((id) => ({
      ...meeting,
      organization: id,
      from: null,
      to: { 'record.discussion.opinions': OPINIONS },
    })),
  },
  putReview: {
    by: ['officer', 'db-c'],
    given: async () =>
      api.ask('putMeeting', regular, {
        subject: await world.grant('client', PROVINCE),
        body: RECORD,
      }),
    url: `${regular}/review`,
    body: { by: 'db-c', decision: 'returned', reason: WORDS, dueOn: '2026-11-30' },
    says: [
      {
        ...meeting,
        ...{ kind: 'review', key: 'regular/1', from: null },
        to: { 'record.by': 'db-c', 'record.decision': 'returned', 'record.dueOn': '2026-11-30' },
      },
    ],
  },
  putInspection: {
    by: ['officer', 'db-c'],
    first: [putInspection],
    ...{ url: inspected, ifMatch: '"1"', body: { ...INSPECTION, proposals: 2, reason: WORDS } },
    says: [{ ...inspection, from: { 'record.proposals': 1 }, to: { 'record.proposals': 2 } }],
  },
  deleteInspection: {
    by: ['officer', 'db-c'],
    first: [putInspection],
    ...{ url: inspected, ifMatch: '"1"', body: { reason: WORDS } },
    says: [{ ...inspection, from: { withdrawn: false }, to: { withdrawn: true } }],
  },
  putRemedy: {
    by: ['officer', 'db-c'],
    first: [putInspection],
    ...{ url: remedied, body: REMEDY },
    says: [{ ...remedy, from: null, to: { 'record.remediedOn': '2026-11-01' } }],
  },
  deleteRemedy: {
    by: ['officer', 'db-c'],
    first: [putInspection, putRemedy],
    ...{ url: remedied, ifMatch: '"1"', body: { reason: WORDS } },
    says: [{ ...remedy, from: { withdrawn: false }, to: { withdrawn: true } }],
  },
  putFacts: {
    by: ['client', PROVINCE],
    ...{ url: '/organizations/cb-1/facts/2026', body: { admitted: 1 } },
    says: [{ ...meeting, kind: 'facts', key: '2026', from: null, to: { 'record.admitted': 1 } }],
  },
  putSchedule: {
    by: ['client', PROVINCE],
    url: `${month}/schedule`,
    body: { plannedOn: '2026-10-13', plannedAt: '19:30', theme: WORDS },
    says: [{ ...meeting, kind: 'schedule', key: SCHEDULE_KEY, to: { 'record.plannedAt': '19:30' } }],
  },
  putProgramme: {
    by: ['rule-maker', 'huyen-b'],
    ...{ url: '/programmes/ct-47/revisions/1', body: PROGRAMME },
    says: ['huyen-b', 'db-c'].map((id) => ({
      ...{ kind: 'programme', organization: id, key: 'ct-47', revision: 1, from: null, to: { from: MONTH } },
    })),
  },
  putDuty: {
    by: ['officer', 'db-c'],
    ...{ url: '/duties/pc-1', body: DUTY },
    says: [{ kind: 'duty', organization: 'cb-1', key: 'pc-1', from: null, to: DUTY }],
  },
  putDutyReport: {
    by: ['officer', 'db-c'],
    first: [['putDuty', { url: '/duties/pc-1', body: DUTY }]],
    ...{ url: '/duties/pc-1/reports/2026-Q4', body: { proposals: 2, text: WORDS } },
    says: [{ kind: 'duty-report', organization: 'db-c', key: 'pc-1/2026-Q4', to: { proposals: 2 } }],
  },
  putCriteriaSet: {
    by: ['rule-maker', 'huyen-b'],
    url: '/criteria-sets/cua-b/revisions/1',
    body: { organization: 'huyen-b', set: { ...SET, title: { vi: WORDS, en: WORDS } } },
    says: [{ kind: 'criteria-set', organization: 'huyen-b', key: 'cua-b', to: { 'grades.tot': 9_000 } }],
  },
  putAdoption: {
    by: ['rule-maker', 'huyen-b'],
    url: `/organizations/huyen-b/criteria-sets/${MONTH}`,
    body: { criteriaSet: { id: 'nghe-an-08', revision: 1 } },
    says: [{ kind: 'criteria-adoption', organization: 'huyen-b', to: { criteriaSet: 'nghe-an-08.1' } }],
  },
  putOrganization: {
    by: ['registrar', 'huyen-b'],
    ...{ url: '/organizations/cb-9', body: { ...CELL, from: '2026-12' } },
    says: [{ ...organization, organization: 'cb-9', to: { parent: 'db-c', members: 24 } }],
  },
  postMoves: {
    by: ['registrar', PROVINCE],
    url: `/organizations/${PROVINCE}/moves`,
    body: { moves: [{ organization: 'cs-d', parent: 'huyen-e', from: MONTH }], reason: WORDS },
    says: [
      { kind: 'organization', organization: 'cs-d', from: { parent: 'huyen-b' }, to: { parent: 'huyen-e' } },
    ],
  },
  postClosures: {
    by: ['registrar', 'huyen-b'],
    url: '/organizations/db-c/closures',
    body: { closures: [{ organization: 'cb-3', from: '2026-12' }], reason: WORDS },
    says: [{ ...organization, organization: 'cb-3', from: { closed: false }, to: { closed: true } }],
  },
  postOpenings: {
    by: ['registrar', 'huyen-b'],
    url: '/organizations/db-c/openings',
    body: {
      openings: [
        {
          ...{ organization: 'cb-9', name: 'Chi bộ 9', kind: 'cell', parent: 'db-c', meets: 'monthly' },
          ...{ unit: 'residential', from: '2026-12' },
        },
      ],
      reason: WORDS,
    },
    says: [{ ...organization, organization: 'cb-9', to: { parent: 'db-c' } }],
  },
  putGrants: {
    by: ['registrar', 'huyen-b'],
    url: '/grants/someone',
    body: { grants: [{ organization: 'db-c', role: 'officer', from: '2026-01-01', until: null }] },
    says: [{ kind: 'grant', organization: 'db-c', key: 'someone', from: null, to: { role: 'officer' } }],
  },
  postOpening: {
    by: ['registrar', PROVINCE],
    url: '/periods/2026-11/opening',
    says: [{ kind: 'period', organization: PROVINCE, period: '2026-11', to: { status: 'opening' } }],
  },
  postClosing: {
    by: ['registrar', PROVINCE],
    url: `/periods/${MONTH}/closing`,
    says: [{ kind: 'period', period: MONTH, from: { status: 'open' }, to: { status: 'closing' } }],
  },
  postReopening: {
    by: ['officer', 'db-c'],
    given: () =>
      world.registry.putPeriod(
        periodState({ status: 'closed', settled: true, closedAt: NOW, revision: 2 }),
        aNote(),
      ),
    url: `/periods/${MONTH}/reopenings`,
    body: { organization: 'cb-1', until: '2026-11-10', reason: WORDS },
    says: [{ kind: 'reopening', organization: 'cb-1', to: { until: '2026-11-10T17:00:00.000Z' } }],
  },
  postExport: {
    by: ['analyst', 'huyen-b'],
    ...{ url: '/exports', body: { organization: 'huyen-b', period: MONTH } },
    says: [{ kind: 'export', organization: 'huyen-b', from: null, to: { period: MONTH } }],
  },
  getExportFile: {
    by: ['analyst', 'huyen-b'],
    given: published,
    url: `/exports/${EXPORT_ID}/files/scorecards.csv`,
    says: [{ kind: 'download', organization: 'huyen-b', key: `${EXPORT_ID}/scorecards.csv` }],
  },
  listExportChanges: {
    by: ['analyst', 'huyen-b'],
    given: published,
    url: `/exports/${EXPORT_ID}/changes`,
    says: [{ kind: 'download', organization: 'huyen-b', key: `${EXPORT_ID}/changes.ndjson` }],
  },
};

/** Neither changes anything, and nothing that was published leaves by it. */
const NO_ACTS = ['previewAdoption', 'listExports', 'getExport'];

/** Everything since the stage was set, after the consumer of records has gone over all months. */
async function told(): Promise<object[]> {
  const tail = new LogTail(api.log);
  await world.fold(MONTH);
  await logChanges({ ...world, tail }, world.takeRowChanges());
  const subject = await world.grant('officer', PROVINCE, 'reader');
  const { body } = await api.ask(
    'listAudit',
    `/audit?organization=${PROVINCE}&from=${LATER}&to=2026-12-01T00:00:00.000Z&sort=oldest`,
    { subject },
  );
  return body.items;
}

const request = ({ body, ifMatch }: Asked, subject: string) => ({
  ...{ subject, ...(body === undefined ? {} : { body }) },
  ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
});

describe('the audit', () => {
  it('is said of every route that changes anything, and of every one that exports', () => {
    const acting = routes.filter(
      ({ method, scope }) => scope !== null && (method !== 'GET' || scope === 'export'),
    );
    expect([...Object.keys(ACTS), ...NO_ACTS].sort()).toEqual(acting.map(({ id }) => id).sort());
  });

  it.each(Object.entries(ACTS))('of %s says who, when, and from what to what', async (id, act) => {
    const [role, place] = act.by;
    const subject = await world.grant(role, place);
    const exportId = String(await act.given?.());
    const named = (value: string) => value.replaceAll(EXPORT_ID, exportId);
    for (const [earlier, asked] of act.first ?? [])
      expect((await api.ask(earlier, asked.url, request(asked, subject))).status).toBeLessThan(300);
    world.set(LATER);
    const { status, body } = await api.ask(id, named(act.url), request(act, subject));
    expect(status, JSON.stringify(body)).toBeLessThan(400);

    const all = await told();
    expect(all).toMatchObject(JSON.parse(named(JSON.stringify(act.says))));
    expect(all).toHaveLength(act.says.length);
    for (const one of all) expect(one).toMatchObject({ at: LATER, by: subject, left: false });
    for (const word of WORDS.split(' ')) expect(JSON.stringify(all)).not.toContain(word);
  });
});
