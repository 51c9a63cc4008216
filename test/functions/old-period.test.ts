/**
 * An old period never changes: October is closed, and then everything happens that can happen to a province, from
 * November on. Whatever the API says of October, to those above then and those above now, stays byte for byte.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Month } from '../../shared/domain/period.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import { advancePeriods } from '../../shared/jobs/advance-period.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { fillForAccess, type Send } from '../support/access-lines.ts';
import { advanceDeps } from '../support/advancing.ts';
import { type ApiFunctions, apiFunctions } from '../support/api-functions.ts';
import {
  type Answer,
  type ApiWorld,
  apiWorld,
  MONTH,
  PROVINCE,
  TREE,
  version,
} from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { meetingRevision } from '../support/records.ts';

const REASON = 'Sắp xếp đơn vị hành chính';
const NEXT = '2026-11';
/** Of the province, of the district that loses what moves, and of the one that gets it. */
const SUBJECTS = [PROVINCE, 'huyen-b', 'huyen-e'] as const;
const READING: readonly Role[] = ['officer', 'analyst', 'registrar'];

let world: ApiWorld;
let api: ApiFunctions;
let exportId: string;

beforeAll(async () => {
  world = await apiWorld();
  api = apiFunctions(world);
  for (const place of SUBJECTS) for (const role of READING) await world.grant(role, place, `all@${place}`);
  for (const role of ['registrar', 'rule-maker', 'officer', 'client', 'analyst'] as const)
    await world.grant(role, PROVINCE, 'everything');
  const send: Send = (id, url, body, headers = {}) => {
    return (subject) => api.ask(id, url, { subject, headers, ...(body === undefined ? {} : { body }) });
  };
  await world.open('2026-09');
  for (const organization of ['cb-1', 'cs-d', 'cs-f'])
    await world.events.append(meetingRevision({ organization, month: '2026-09' }));
  await fillForAccess(send, world.grant);
  await world.events.append(meetingRevision({ organization: 'cs-f' }));
  await world.fold('2026-09', MONTH);
  world.set('2026-11-12T02:00:00.000Z');
  for (const month of ['2026-09', MONTH]) {
    const state = await world.registry.period(month);
    if (state === null) throw new Error(`${month} is open`);
    const closing = { ...state, status: 'closing', closingAt: world.now() } as const;
    await world.registry.putPeriod({ ...closing, revision: state.revision + 1 }, aNote());
    await advance();
  }
  exportId = (await world.registry.period(MONTH))?.finalExport ?? '';
  await api.publish(exportId);
});

async function advance(): Promise<void> {
  while ((await advancePeriods(advanceDeps(world))) > 0);
}

async function ask(id: string, url: string, body: object, headers = {}): Promise<void> {
  const { status, body: told } = await api.ask(id, url, { subject: 'everything', body, headers });
  expect(status, `${id} ${JSON.stringify(told)}`).toBeLessThan(300);
}

/** Everything that can be asked of October. */
function questions(): (readonly [id: string, url: string])[] {
  const of = TREE.flatMap(([id]): (readonly [string, string])[] => {
    const at = `/organizations/${id}`;
    const month = `${at}/periods/${MONTH}`;
    return [
      ['getScorecard', `${at}/scorecards/${MONTH}`],
      ['getScorecard', `${at}/scorecards/2026-Q3`],
      ['listScorecards', `${at}/scorecards?from=2026-09&to=${MONTH}`],
      ['getExplanation', `${at}/scorecards/${MONTH}/explanation`],
      ['getComparison', `${at}/scorecards/${MONTH}/comparison`],
      ['listChildrenScorecards', `${at}/children/scorecards?period=${MONTH}&limit=100`],
      ['listAttention', `${at}/attention?period=${MONTH}`],
      ['listCalendar', `${at}/calendar?period=${MONTH}`],
      ['getCalendarFile', `${at}/calendar.ics?period=${MONTH}`],
      ['getProgress', `${at}/programmes/chi-thi-9/progress?period=${MONTH}`],
      ['getDutyCoverage', `${at}/duties?period=${MONTH}`],
      ['listMeetings', `${month}/meetings`],
      ['getMeeting', `${month}/meetings/regular`],
      ['listMeetingRevisions', `${month}/meetings/regular/revisions`],
      ['getSheet', `${month}/meetings/regular/sheet`],
      ['listInspections', `${month}/inspections`],
      ['getSchedule', `${month}/schedule`],
      ['getOrganization', `${at}?month=${MONTH}`],
      ['listExports', `/exports?organization=${id}&period=${MONTH}`],
    ];
  });
  return [
    ...of,
    ['getPeriod', `/periods/${MONTH}`],
    ['getExport', `/exports/${exportId}`],
    ['listExportChanges', `/exports/${exportId}/changes`],
  ];
}

/** Go by where the organization stands today: whom they answer changes with a move, what they answer does not. */
const OF_TODAY = ['getOrganization', 'listScorecards'];

async function answers(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const place of SUBJECTS)
    for (const [id, url] of questions()) {
      if (place !== PROVINCE && OF_TODAY.includes(id)) continue;
      const { status, headers, body } = await api.ask(id, url, { subject: `all@${place}` });
      found.set(`${id} ${url} to ${place}`, JSON.stringify(asOfThen(id, { status, headers, body })));
    }
  return found;
}

/** A duty is shown as it stands today, with its end; what was owed and done then stays. */
function asOfThen(id: string, { status, headers, body }: Answer): unknown {
  if (id !== 'getDutyCoverage' || status !== 200) return [status, headers, body];
  const items = body.items.map(({ duty, ...counted }: { duty: { id: string } }) => [duty.id, counted]);
  return [status, items];
}

const stored = () =>
  JSON.stringify([
    world.registry.allPlanRows().filter(({ month }) => month <= MONTH),
    world.scorecards.all().filter(({ month }) => month <= MONTH),
    world.events.all().filter(({ month }) => month <= MONTH),
  ]);

/** Months of whose plan rows somebody who plans everything asks. */
async function monthsPlanned(): Promise<Set<Month>> {
  const months = new Set<Month>();
  const planRow: typeof world.registry.planRow = (organization, month) => {
    months.add(month);
    return world.registry.planRow(organization, month);
  };
  await planOpenMonths({ ...world.planning, registry: { ...world.registry, planRow } }, PROVINCE, '2026-01');
  return months;
}

/** What the consumers of both streams do, of everything, and the night's sweep. */
async function settle(): Promise<void> {
  // Whoever looks at the rows of a closed month fails where one of them cannot be read, and is slower by every such month.
  const open = (await world.registry.periods()).filter(({ status }) => status === 'open');
  expect(await monthsPlanned()).toEqual(new Set(open.map(({ month }) => month)));
  await advance();
  await world.fold('2026-09', MONTH, NEXT, '2026-12');
}

const cell = (id: string, parts: object) => {
  const { organization: _, revision: __, ...body } = version(id, 'cell', 'db-c', 'monthly');
  return { ...body, from: NEXT, ...parts };
};

const HAPPENINGS: readonly (readonly [what: string, happens: () => Promise<unknown>])[] = [
  ['the next months open', () => Promise.all([world.open(NEXT), world.open('2026-12')])],
  [
    'cells are renamed, change their unit, their meetings and their codes',
    async () => {
      await ask(
        'putOrganization',
        '/organizations/cb-1',
        cell('cb-1', { name: 'Chi bộ khác', unit: 'school' }),
      );
      await ask('putOrganization', '/organizations/cb-3', cell('cb-3', { members: 99, hasCommittee: false }));
      await ask(
        'putOrganization',
        '/organizations/cb-2',
        cell('cb-2', { codes: [{ system: 's', code: '1' }] }),
      );
    },
  ],
  [
    'a committee moves to another district',
    () =>
      ask('postMoves', `/organizations/${PROVINCE}/moves`, {
        ...{ moves: [{ organization: 'db-c', parent: 'huyen-e', from: NEXT }], reason: REASON },
      }),
  ],
  [
    'its old district is abolished: what is left of it is merged elsewhere',
    () =>
      ask('postClosures', `/organizations/${PROVINCE}/closures`, {
        closures: [
          { organization: 'cs-d', from: NEXT, successor: 'cs-f' },
          { organization: 'huyen-b', from: NEXT, successor: 'huyen-e' },
        ],
        reason: REASON,
      }),
  ],
  [
    'a cell is split',
    () =>
      ask('postOpenings', '/organizations/db-c/openings', {
        openings: ['cb-1a', 'cb-1b'].map((id) => ({
          ...{ organization: id, name: id, kind: 'cell', parent: 'db-c', meets: 'monthly', unit: 'school' },
          ...{ predecessors: ['cb-1'], from: NEXT },
        })),
        closures: [{ organization: 'cb-1', from: NEXT }],
        reason: REASON,
      }),
  ],
  [
    'another criteria set is in force',
    () =>
      ask('putAdoption', `/organizations/${PROVINCE}/criteria-sets/${NEXT}`, {
        criteriaSet: { id: 'nghe-an-08', revision: 1 },
      }),
  ],
  [
    'a programme asks for another day and another due date, and the old one for other targets',
    async () => {
      const body = {
        ...{ title: { vi: 'Đề án', en: 'Scheme' }, basis: ['ĐA 11'], from: NEXT },
        ...{ dayRule: { week: 1, weekday: 1 }, dueDay: 3, targets: [] },
      };
      const participants = [{ organization: PROVINCE, from: NEXT }];
      await ask('putProgramme', '/programmes/de-an/revisions/1', {
        ...body,
        ...{ organization: PROVINCE, participants },
      });
      const target = { id: 'met', title: { vi: 'Họp', en: 'Met' }, kind: 'share', atLeast: 90 };
      await ask('putProgramme', '/programmes/chi-thi-9/revisions/2', {
        ...{ ...body, organization: 'db-c', participants: [{ organization: 'db-c', from: NEXT }] },
        targets: [{ ...target, of: ['reported'], outOf: ['expected'] }],
      });
    },
  ],
  [
    'duties are assigned and ended',
    async () => {
      const duty = { by: 'db-c', office: 'van-phong', every: 'month', from: NEXT };
      await ask('putDuty', '/duties/moi', { ...duty, attends: 'cs-f' });
      const old = { ...duty, attends: 'cb-2', from: MONTH, until: NEXT };
      await ask('putDuty', '/duties/pc-9', old, { 'if-match': '"1"' });
    },
  ],
  [
    'others hold the offices',
    () =>
      ask('putGrants', '/grants/first-officer', {
        grants: [{ organization: 'huyen-e', role: 'secretary', from: '2026-01-01' }],
      }),
  ],
  [
    'the months that follow are reported',
    async () => {
      for (const month of [NEXT, '2026-12'])
        for (const organization of ['cs-f', 'cb-1a'])
          await world.events.append(meetingRevision({ organization, month }));
    },
  ],
];

describe('of a closed month everything that the API says stays', () => {
  it('is something that it says', async () => {
    const said = [...(await answers()).values()].filter((answer) => answer.startsWith('[200'));
    expect(said.length).toBeGreaterThan(200);
  });

  it.each(HAPPENINGS)('when %s', async (_, happens) => {
    const [before, tablesBefore] = [await answers(), stored()];
    await happens();
    await settle();
    const after = await answers();
    expect([...after].filter(([question, answer]) => before.get(question) !== answer)).toEqual([]);
    expect(stored()).toBe(tablesBefore);
  });
});
