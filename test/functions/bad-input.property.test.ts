/** Whatever is sent: never a 5xx, and nothing written unless the answer says so. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createDuties } from '../../functions/keep-duties/handler.ts';
import { createHandler as createFacts } from '../../functions/keep-facts/handler.ts';
import { createHandler as createGrants } from '../../functions/keep-grants/handler.ts';
import { createHandler as createPeriods } from '../../functions/keep-periods/handler.ts';
import { createHandler as createProgrammes } from '../../functions/keep-programmes/handler.ts';
import { createHandler as createRoster } from '../../functions/keep-roster/handler.ts';
import { createHandler as createSchedule } from '../../functions/keep-schedule/handler.ts';
import { createHandler as createAttention } from '../../functions/read-attention/handler.ts';
import { createHandler as createMeetings } from '../../functions/read-meetings/handler.ts';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { createHandler as createInspections } from '../../functions/record-inspection/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { createHandler as createReviews } from '../../functions/review-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import {
  type Answer,
  type ApiWorld,
  apiWorld,
  call,
  FIRST_REGISTRAR,
  PROVINCE,
  version,
} from '../support/api-world.ts';
import { annualFacts } from '../support/inspections.ts';
import { meetingRecord } from '../support/records.ts';

const REGULAR = '/organizations/cb-1/periods/2026-10/meetings/regular';
const { organization: _, revision: __, ...CELL } = version('cb-1', 'cell', 'db-c', 'monthly');

let world: ApiWorld;
let client: string;
let officer: string;

beforeAll(async () => {
  world = await apiWorld();
  await world.fold('2026-10');
  client = await world.grant('client', PROVINCE);
  officer = await world.grant('officer', PROVINCE);
});

/** Values that programs stumble over, and any JSON besides. */
const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    '0',
    -1,
    0.5,
    -0,
    1e308,
    2 ** 53,
    1_000_001,
    '2026-02-30',
    '2026-10-13T00:00:00Z',
    '9999-99-99',
    '24:00',
    'ｔｏｔ',
    '\u0000',
    '\ud800',
    '../../etc',
    '$default',
    [],
    [[]],
    {},
    { toString: 1 },
    { constructor: { prototype: {} } },
  ),
);

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A valid body with one to three of its fields, at any depth, replaced, dropped or added. */
function spoiled(valid: Json): fc.Arbitrary<unknown> {
  const paths = pathsOf(valid);
  const edit = fc.tuple(fc.constantFrom(...paths), fc.constantFrom('replace', 'drop', 'add'), oddValue);
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) =>
      edits.reduce<unknown>((body, [path, what, value]) => edited(body, path, what, value), valid),
    );
}

const pathsOf = (value: unknown, path: readonly string[] = []): string[][] =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...pathsOf(inner, [...path, name])])
    : [];

function edited(value: unknown, [name, ...rest]: readonly string[], what: string, put: unknown): unknown {
  if (!isObject(value) || name === undefined) return value;
  if (rest.length > 0) return { ...value, [name]: edited(value[name], rest, what, put) };
  const { [name]: old, ...others } = value;
  if (what === 'drop') return others;
  return what === 'replace' ? { ...others, [name]: put } : { ...others, [name]: old, [`${name}x`]: put };
}

const RUNS = 400;
const snapshot = () =>
  JSON.stringify([world.events.all(), world.registry.allPlanRows(), world.registry.allOrganizations()]);

async function holds(
  handler: ApiFunction,
  method: string,
  url: string,
  body: fc.Arbitrary<unknown>,
  subject: string,
) {
  const sender = fc.record({
    body,
    ifMatch: fc.constantFrom(
      undefined,
      '"1"',
      '"999999999999999999999"',
      '*',
      '',
      '""',
      'W/"1"',
      '\u{1F600}',
    ),
    language: fc.constantFrom(undefined, 'en', 'vi', '*', ';;q=x', 'en;q=NaN'),
  });
  await fc.assert(
    fc.asyncProperty(sender, async ({ body, ifMatch, language }) => {
      const before = snapshot();
      const headers = {
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        ...(language === undefined ? {} : { 'accept-language': language }),
      };
      const answer: Answer = await call(handler, method, url, { subject, body, headers });
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) {
        expect(snapshot()).toBe(before);
        expect(answer.body).toMatchObject({ code: expect.any(String), detail: expect.any(String) });
      }
    }),
    { numRuns: RUNS },
  );
}

describe('any body', () => {
  const RECORD = recordToWire(meetingRecord({ selfScore: { attendance: 2000 } }));

  it('is answered by PUT of a meeting record', async () => {
    const body = fc.oneof(oddValue, spoiled({ ...RECORD, reason: 'Bổ sung' }));
    await holds(createRecorder(world), 'PUT', REGULAR, body, client);
  });

  it('is answered by DELETE of a meeting record', async () => {
    await holds(
      createRecorder(world),
      'DELETE',
      REGULAR,
      fc.oneof(oddValue, spoiled({ reason: 'x' })),
      client,
    );
  });

  it('is answered by PUT and DELETE of an inspection, its remedy, a review and facts', async () => {
    const month = '/organizations/cb-1/periods/2026-10';
    const inspected = `${month}/inspections/2026-10-13-attendance-db-c`;
    const inspection = {
      office: 'uy-vien',
      duty: null,
      meeting: 'regular',
      plan: 'Kế hoạch 12',
      scores: { attendance: 20 },
      findings: [{ n: 1, severity: 'minor', text: 'x', remedyDue: '2026-10-31' }],
      proposals: 1,
      conclusion: 'corrected',
      reason: 'x',
    };
    const inspections = createInspections(world);
    await holds(inspections, 'PUT', inspected, fc.oneof(oddValue, spoiled(inspection)), officer);
    await call(inspections, 'PUT', inspected, { subject: officer, body: inspection });
    const remedy = { remediedOn: '2026-11-01', verifiedBy: 'db-c', reason: 'x' };
    const url = `${inspected}/findings/1/remedy`;
    await holds(inspections, 'PUT', url, fc.oneof(oddValue, spoiled(remedy)), officer);
    await holds(inspections, 'DELETE', url, fc.oneof(oddValue, spoiled({ reason: 'x' })), officer);
    const review = { by: 'db-c', decision: 'returned', scores: {}, reason: 'x', dueOn: '2026-11-30' };
    const reviews = createReviews(world);
    await holds(reviews, 'PUT', `${REGULAR}/review`, fc.oneof(oddValue, spoiled(review)), officer);
    const facts = fc.oneof(oddValue, spoiled({ ...annualFacts(), reason: 'x' }));
    await holds(createFacts(world), 'PUT', '/organizations/cb-1/facts/2026', facts, client);
  });

  it('is answered by PUT of a planned day', async () => {
    const plan = { plannedOn: '2026-10-13', plannedAt: '19:30', theme: 'Chuyên đề' };
    const url = '/organizations/cs-f/periods/2026-10/schedule';
    await holds(createSchedule(world), 'PUT', url, fc.oneof(oddValue, spoiled(plan)), client);
    await call(createSchedule(world), 'PUT', url, { subject: client, body: plan });
    await holds(createSchedule(world), 'PUT', url, fc.oneof(oddValue, spoiled(plan)), client);
  });

  it('is answered by POST /submissions, record by record', async () => {
    const item = { organization: 'cs-d', period: '2026-10', key: 'regular', record: RECORD };
    const body = fc.oneof(
      oddValue,
      fc.record({ records: fc.array(fc.oneof(oddValue, spoiled(item)), { maxLength: 3 }) }),
    );
    await holds(createRecorder(world), 'POST', '/submissions', body, client);
    const meetings = world.events.all().filter(({ type }) => type === 'meeting');
    for (const event of meetings) expect(event.recordedBy).toBe(client);
  });

  it('is answered by POST of moves and closures', async () => {
    const roster = createRoster({ ...world, ...world.planning });
    const move = { organization: 'cs-d', parent: 'db-c', from: '2026-10' };
    const closure = { organization: 'cb-3', from: '2026-12', successor: null };
    const body = fc.oneof(
      oddValue,
      fc.record({
        closures: fc.array(fc.oneof(oddValue, spoiled(closure)), { maxLength: 2 }),
        moves: fc.array(fc.oneof(oddValue, spoiled(move)), { maxLength: 2 }),
        reason: fc.oneof(oddValue, fc.constant('Sắp xếp')),
        dryRun: fc.constant(true),
      }),
    );
    await holds(roster, 'POST', `/organizations/${PROVINCE}/closures`, body, FIRST_REGISTRAR);
    await holds(roster, 'POST', `/organizations/${PROVINCE}/moves`, body, FIRST_REGISTRAR);
  });

  it('is answered by POST of a reopening', async () => {
    const reopening = { organization: 'cb-1', until: '2026-11-10', reason: 'Bổ sung' };
    const periods = createPeriods({ ...world, wait: async () => {} });
    const body = fc.oneof(oddValue, spoiled(reopening));
    await holds(periods, 'POST', '/periods/2026-10/reopenings', body, FIRST_REGISTRAR);
  });

  it('is answered by PUT of a programme, of a duty and of its report', async () => {
    const ruleMaker = await world.grant('rule-maker', PROVINCE);
    const programme = {
      organization: 'huyen-b',
      title: { vi: 'Chỉ thị 47', en: 'Directive 47' },
      basis: ['Chỉ thị 47-CT/TU'],
      from: '2026-10',
      dayRule: { week: 2, weekday: 2 },
      thematic: true,
      dueDay: 5,
      participants: [{ organization: 'db-c', part: 'model', from: '2026-10', until: null }],
      targets: [
        {
          id: 'a',
          title: { vi: 'a', en: 'a' },
          kind: 'mean',
          of: ['opinions'],
          outOf: ['regular'],
          atLeast: 3,
        },
      ],
    };
    const target = fc.record({ targets: fc.array(spoiled(programme.targets[0] ?? {}), { maxLength: 2 }) });
    const programmes = fc.oneof(
      oddValue,
      spoiled(programme),
      target.map((targets) => ({ ...programme, ...targets })),
    );
    await holds(createProgrammes(world), 'PUT', '/programmes/ct-47/revisions/1', programmes, ruleMaker);
    const duty = {
      by: 'db-c',
      office: 'van-phong',
      attends: 'cb-1',
      every: 'month',
      from: '2026-10',
      until: null,
    };
    const duties = createDuties(world);
    await holds(duties, 'PUT', '/duties/pc-1', fc.oneof(oddValue, spoiled(duty)), officer);
    await call(duties, 'PUT', '/duties/pc-2', { subject: officer, body: duty });
    const report = fc.oneof(oddValue, spoiled({ proposals: 1, text: 'x' }));
    await holds(duties, 'PUT', '/duties/pc-2/reports/2026-Q4', report, officer);
  });

  it('is answered by PUT of an organization and of grants', async () => {
    const roster = createRoster({ ...world, ...world.planning });
    await holds(roster, 'PUT', '/organizations/cb-9', fc.oneof(oddValue, spoiled(CELL)), FIRST_REGISTRAR);
    const grants = { grants: [{ organization: 'cb-1', role: 'officer', from: '2026-01-01', until: null }] };
    await holds(
      createGrants(world),
      'PUT',
      '/grants/x',
      fc.oneof(oddValue, spoiled(grants)),
      FIRST_REGISTRAR,
    );
  });
});

describe('any address and query', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('..', '%', 'cb-1', '2026-10', '2026-Q9', 'regular', '__proto__', 'a'.repeat(2_000)),
  );

  /** Positions that nobody was given, in the shape of those that somebody was. */
  const position = fc.oneof(
    piece,
    fc
      .array(fc.oneof(piece, fc.jsonValue({ maxDepth: 1 })), { maxLength: 5 })
      .map((made) => Buffer.from(JSON.stringify(made)).toString('base64url')),
  );

  it('is answered by the readers', async () => {
    const meetings = createMeetings(world);
    const scorecards = createScorecards(world);
    const attention = createAttention(world);
    const schedule = createSchedule(world);
    await fc.assert(
      fc.asyncProperty(piece, piece, piece, piece, position, async (a, b, name, value, cursor) => {
        const [one, two] = [encodeURIComponent(a), encodeURIComponent(b)];
        const query = new URLSearchParams({
          [name]: value,
          period: b,
          cursor: value,
          limit: name,
        }).toString();
        const odd = new URLSearchParams({ cursor, limit: '1' }).toString();
        const accept = `text/calendar;q=${name}, ${value}`;
        for (const [handler, url] of [
          [meetings, `/organizations/${one}/periods/${two}/meetings/regular`],
          [meetings, `/organizations/cb-1/periods/2026-10/meetings?${query}`],
          [scorecards, `/organizations/${one}/scorecards/${two}`],
          [scorecards, `/organizations/db-c/programmes/${one}/progress?${query}`],
          [scorecards, `/organizations/db-c/children/scorecards?${query}`],
          [scorecards, `/organizations/db-c/scorecards?from=${two}&to=${one}`],
          [schedule, `/organizations/${one}/periods/${two}/schedule`],
          [attention, `/organizations/${one}/attention?period=${two}`],
          [attention, `/organizations/db-c/attention?${query}`],
          [attention, `/organizations/db-c/attention?period=2026-10&${odd}`],
          [attention, `/organizations/db-c/calendar?period=2026-10&${odd}`],
          [attention, `/organizations/${one}/calendar?${query}`],
          [attention, `/organizations/${one}/calendar.ics?period=${two}`],
          [attention, `/organizations/db-c/calendar.ics?${query}`],
        ] as const) {
          const { status } = await call(handler, 'GET', url, { subject: officer, headers: { accept } });
          expect(status, url).toBeLessThan(500);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
