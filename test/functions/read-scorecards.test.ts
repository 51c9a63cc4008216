import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
import { MEASURES, natureOf } from '../../shared/domain/criteria/measures.ts';
import { FOLD_VERSION } from '../../shared/domain/scorecards/scorecard.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';

let world: ApiWorld;
let read: ApiFunction;
let officer: string;

beforeEach(async () => {
  world = await apiWorld();
  read = createHandler(world);
  officer = await world.grant('officer', PROVINCE);
  await world.events.append(meetingRevision({ organization: 'cb-1' }));
  await world.events.append(meetingRevision({ organization: 'cs-d', onTime: false }));
  await world.fold('2026-10');
});

const get = (url: string, headers: Record<string, string> = {}) =>
  call(read, 'GET', url, { subject: officer, headers });
const card = async (organization: string, period = '2026-10') =>
  (await get(`/organizations/${organization}/scorecards/${period}`)).body;
const children = async (organization: string, query = 'period=2026-10') =>
  (await get(`/organizations/${organization}/children/scorecards?${query}`)).body.items;
const ids = (items: readonly { organization: string }[]) => items.map(({ organization }) => organization);
type Measured = { readonly measures: Readonly<Record<string, number>> };
const sumOf = (cards: readonly Measured[]) =>
  Object.fromEntries(
    MEASURES.map((name) => [name, cards.reduce((sum, { measures }) => sum + (measures[name] ?? 0), 0)]),
  );

describe('a scorecard', () => {
  it('of a cell’s month shows its points criterion by criterion', async () => {
    const body = await card('cb-1');
    expect(body).toMatchObject({
      organization: 'cb-1',
      name: 'Tổ chức cb-1',
      kind: 'cell',
      unit: 'residential',
      period: '2026-10',
      parent: 'db-c',
      path: [PROVINCE, 'huyen-b', 'db-c', 'cb-1'],
      status: 'reported',
      dueAt: '2026-11-10T17:00:00.000Z',
      watermark: 2 + FOLD_VERSION,
      criteriaSet: { id: 'binh-thuan', revision: 1 },
      measures: { revisions: 1, expected: 1, reported: 1, onTime: 1, membersPresent: 19 },
    });
    expect(Object.keys(body.measures).sort()).toEqual([...MEASURES].sort());
    const points = body.criteria.reduce((sum: number, one: { points: number }) => sum + one.points, 0);
    expect(points).toBe(body.points);
  });

  it('of the root has no parent and the sum of its districts', async () => {
    const root = await card(PROVINCE);
    expect(root).toMatchObject({ parent: null, path: [PROVINCE], criteria: [] });
    expect(root.measures).toEqual(sumOf([await card('huyen-b'), await card('huyen-e')]));
    expect(root.measures).toMatchObject({ expected: 3, reported: 2, late: 1, awaiting: 1, revisions: 2 });
  });

  it('of a quarter or a year is the sum of its opened months', async () => {
    await world.open('2026-11');
    await world.fold('2026-11');
    const [october, november] = [await card('db-c', '2026-10'), await card('db-c', '2026-11')];
    const sum = sumOf([october, november]);
    for (const period of ['2026-Q4', '2026']) {
      const body = await card('db-c', period);
      expect(body).toMatchObject({ period, criteria: [], gatesFailed: [], dueAt: november.dueAt });
      for (const name of MEASURES) {
        const expected = natureOf(name) === 'flow' ? sum[name] : november.measures[name];
        expect(body.measures[name], name).toBe(expected);
      }
    }
  });

  it('is 404 for a month that is not planned, or not folded yet', async () => {
    const status = async (url: string) => (await get(url)).status;
    expect(await status('/organizations/cb-1/scorecards/2026-09')).toBe(404);
    expect(await status('/organizations/cb-1/scorecards/2026-Q1')).toBe(404);
    await world.open('2026-11');
    expect(await status('/organizations/cb-1/scorecards/2026-11')).toBe(404);
  });

  it('keeps its ETag while it says the same, and answers 304', async () => {
    const url = '/organizations/db-c/scorecards/2026-10';
    const first = await get(url);
    const etag = String(first.headers.etag);
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(await get(url, { 'if-none-match': etag })).toMatchObject({ status: 304, body: null });
    await world.events.append(meetingRevision({ organization: 'cb-1', key: 'extraordinary-2026-10-20' }));
    await world.fold('2026-10');
    const changed = await get(url, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.etag).not.toBe(etag);
  });
});

describe('a range of months', () => {
  it('is listed ascending, opened months alone', async () => {
    await world.open('2026-12');
    await world.fold('2026-12');
    const { body } = await get('/organizations/db-c/scorecards?from=2026-09&to=2027-01');
    expect(body.items.map(({ period }: { period: string }) => period)).toEqual(['2026-10', '2026-12']);
  });

  it('is empty where nothing is opened, and refused backwards or beyond a year', async () => {
    const list = (query: string) => get(`/organizations/db-c/scorecards?${query}`);
    expect(await list('from=2025-01&to=2025-12')).toMatchObject({ status: 200, body: { items: [] } });
    for (const query of ['from=2026-10&to=2026-09', 'from=2025-10&to=2026-10']) {
      expect(await list(query), query).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/to', rule: 'from-after-to' }] },
      });
    }
    expect(await list('from=2026-10')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/to' }] } });
  });

  it('shows each month to whom that month’s place gives it', async () => {
    await enterVersion(world.registry, { ...version('cb-1', 'cell', 'huyen-e', 'monthly'), from: '2026-11' });
    await world.open('2026-11');
    await world.fold('2026-11');
    const seen = async (district: string) => {
      const subject = await world.grant('officer', district);
      const url = '/organizations/cb-1/scorecards?from=2026-10&to=2026-11';
      const { body } = await call(read, 'GET', url, { subject });
      return body.items.map(({ period }: { period: string }) => period);
    };
    expect([await seen('huyen-b'), await seen('huyen-e')]).toEqual([['2026-10'], ['2026-11']]);
  });
});

describe('the children’s table', () => {
  it('adds up to the committee, over a month and over a quarter in which somebody moved', async () => {
    await enterVersion(world.registry, { ...version('cb-1', 'cell', 'huyen-e', 'monthly'), from: '2026-11' });
    await world.open('2026-11');
    await world.fold('2026-10', '2026-11');
    for (const period of ['2026-10', '2026-11', '2026-Q4']) {
      for (const committee of ['db-c', 'huyen-e', 'huyen-b', PROVINCE]) {
        const parts = await children(committee, `period=${period}`);
        expect((await card(committee, period)).measures, `${committee} ${period}`).toEqual(sumOf(parts));
      }
    }
    expect(ids(await children('db-c', 'period=2026-Q4'))).toContain('cb-1');
    expect(ids(await children('db-c', 'period=2026-11'))).not.toContain('cb-1');
  });

  it('shows a child that moved within the month under its new parent alone', async () => {
    await enterVersion(world.registry, { ...version('cb-1', 'cell', 'huyen-e', 'monthly'), from: '2026-10' });
    await planOpenMonths(world.planning, 'cb-1', '2026-10');
    await world.fold('2026-10');
    expect(ids(await children('db-c'))).toEqual(['cb-2', 'cb-3']);
    expect(ids(await children('huyen-e'))).toEqual(['cb-1', 'cs-f']);
  });

  it('is sorted as asked for, ungraded last', async () => {
    await world.events.append(meetingRevision({ organization: 'cb-2', key: 'regular' }));
    const order = async (sort: string) => ids(await children('db-c', `period=2026-10&sort=${sort}`));
    expect(await order('organization')).toEqual(['cb-1', 'cb-2', 'cb-3']);
    expect(await order('name')).toEqual(['cb-1', 'cb-2', 'cb-3']);
    expect((await order('points'))[0]).toBe('cb-1');
    expect((await order('-points'))[0]).toBe('cb-1');
    expect(await order('percentOfFull')).toEqual(await order('points'));
    expect(await order('-percentOfFull')).toEqual(await order('-points'));
    expect(ids(await children('huyen-b', 'period=2026-10&sort=status'))).toEqual(['cs-d', 'db-c']);
  });

  it('is filtered by grade and status', async () => {
    const filtered = async (query: string) => ids(await children('db-c', `period=2026-10&${query}`));
    const { grade } = await card('cb-1');
    expect(await filtered(`grade=${grade}`)).toEqual(['cb-1']);
    expect(await filtered('grade=none')).toEqual(['cb-2', 'cb-3']);
    expect(await filtered(`grade=none,${grade}`)).toEqual(['cb-1', 'cb-2', 'cb-3']);
    expect(await filtered('status=exempt,overdue')).toEqual(['cb-2', 'cb-3']);
  });

  it('is paged without loss or repetition in every order', async () => {
    for (const sort of ['organization', 'name', 'points', '-points', 'status']) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query = `period=2026-10&sort=${sort}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
        const { body } = await get(`/organizations/db-c/children/scorecards?${query}`);
        seen.push(...ids(body.items));
        cursor = body.next;
      }
      expect(seen, sort).toEqual(ids(await children('db-c', `period=2026-10&sort=${sort}`)));
    }
  });

  it('refuses what it does not know', async () => {
    const refused = async (query: string) =>
      (await get(`/organizations/db-c/children/scorecards?${query}`)).body.errors?.[0];
    expect(await refused('')).toMatchObject({ pointer: '/period', rule: 'required' });
    expect(await refused('period=2026-10&sort=colour')).toMatchObject({ pointer: '/sort', rule: 'one-of' });
    expect(await refused('period=2026-10&grade=tot,gut')).toMatchObject({
      pointer: '/grade',
      rule: 'grade-list',
    });
    expect(await refused('period=2026-10&status=,')).toMatchObject({
      pointer: '/status',
      rule: 'status-list',
    });
    const forged = Buffer.from('{"organization":"cs-f"}').toString('base64url');
    expect(await refused(`period=2026-10&cursor=${forged}`)).toMatchObject({ pointer: '/cursor' });
  });
});

describe('an explanation', () => {
  it('names value, rule and points of each criterion, and the events', async () => {
    const { status, body } = await get('/organizations/cb-1/scorecards/2026-10/explanation');
    const { percentOfFull, scoredBy, mixedSheets } = await card('cb-1');
    expect(body).toMatchObject({ percentOfFull, scoredBy, mixedSheets });
    expect(status).toBe(200);
    const attendance = body.criteria.find(({ id }: { id: string }) => id === 'attendance');
    expect(attendance).toMatchObject({
      max: 2000,
      known: true,
      value: { type: 'share', numerator: 19, denominator: 21 },
    });
    expect(attendance.rule.vi).not.toBe('');
    expect(body.events).toMatchObject([{ key: 'regular', revision: 1 }]);
    const { points, grade, criteria } = await card('cb-1');
    expect(body).toMatchObject({ points, grade });
    expect(body.criteria.map(({ points }: never) => points)).toEqual(
      criteria.map(({ points }: never) => points),
    );
  });

  it('is empty where nothing counts', async () => {
    expect((await get('/organizations/cb-2/scorecards/2026-10/explanation')).body).toMatchObject({
      ...{ points: null, criteria: [], events: [], rests: null, months: [], year: null },
    });
  });

  it.each(['cb-1', 'db-c', PROVINCE])('of %s’s quarter names the months that make its points', async (id) => {
    await world.open('2026-11');
    await world.events.append(meetingRevision({ organization: 'cb-1', month: '2026-11' }));
    await world.fold('2026-10', '2026-11');
    const { status, body } = await get(`/organizations/${id}/scorecards/2026-Q4/explanation`);
    expect(status).toBe(200);
    const { points, grade, percentOfFull, scoredBy, mixedSheets, measures, watermark, asOf } = await card(
      id,
      '2026-Q4',
    );
    expect(scoredBy).toHaveLength(1);
    expect(body).toMatchObject({
      ...{ period: '2026-Q4', points, grade, percentOfFull, scoredBy, mixedSheets, criteria: [], events: [] },
      rests: { revisions: measures.revisions, watermark, asOf },
    });
    const sum = (lines: readonly Record<string, number>[], figure: string) =>
      lines.reduce((total, line) => total + (line[figure] ?? 0), 0);
    expect(body.months.map(({ period }: { period: string }) => period)).toEqual(['2026-10', '2026-11']);
    expect(sum(body.months, 'pointsSum')).toBe(measures.pointsSum);
    expect(sum(body.subtree, 'pointsSum')).toBe(measures.pointsSum);
    for (const line of body.subtree)
      expect(line).toMatchObject({ title: { vi: expect.any(String) }, max: expect.any(Number) });
    if (id === 'cb-1') expect(body.children).toEqual([]);
    else expect(sum(body.children, 'pointsSum')).toBe(measures.pointsSum);
  });

  it('of a committee says what its scorecard says, and how each criterion goes below it', async () => {
    const explained = (await get('/organizations/db-c/scorecards/2026-10/explanation')).body;
    const { status, points, grade, percentOfFull, scoredBy, mixedSheets, measures } = await card('db-c');
    const said = { status, points, grade, percentOfFull, scoredBy, mixedSheets };
    expect(explained).toMatchObject({ ...said, criteria: [] });
    expect(explained.months[0].percentOfFull).toBe(percentOfFull);
    const below: { pointsSum: number }[] = explained.subtree;
    expect(below.reduce((sum, { pointsSum }) => sum + pointsSum, 0)).toBe(measures.pointsSum);
  });

  it('of a committee, and of a quarter, says what would have raised its grade', async () => {
    const short = meetingRecord({ minutesComplete: false, discussion: { speakers: 0, opinions: 0 } });
    await world.events.append(
      meetingRevision({ organization: 'cs-f', record: { ...short, endedAt: '20:20' } }),
    );
    await world.fold('2026-10');
    // 100 − 5 (minutes) − 10 (speakers) − 10 (50 minutes) = 75
    for (const path of ['huyen-e/scorecards/2026-10', 'cs-f/scorecards/2026-Q4', 'huyen-e/scorecards/2026']) {
      const { body } = await get(`/organizations/${path}/explanation`);
      expect(body).toMatchObject({
        ...{ points: 7_500, grade: 'kha', nextGrade: { grade: 'tot', missing: 1_500 }, raisesAll: true },
        raises: [
          { grade: 'tot', criteria: ['duration', 'opinions'] },
          { grade: 'tot', criteria: ['duration', 'minutes'] },
          { grade: 'tot', criteria: ['opinions', 'minutes'] },
        ],
      });
    }
    // Of the single meeting the gate asks for all three.
    const { body: single } = await get('/organizations/cs-f/scorecards/2026-10/explanation');
    expect(single).toMatchObject({
      nextGrade: null,
      raises: [{ grade: 'tot', criteria: ['duration', 'opinions', 'minutes'] }],
    });
  });

  it('of a committee names the parts that make its figure, each with its share', async () => {
    const explained = (await get('/organizations/huyen-b/scorecards/2026-10/explanation')).body;
    const parts = await Promise.all(['cs-d', 'db-c'].map((id) => card(id)));
    expect(explained.children).toMatchObject(
      parts.map(({ organization, points, percentOfFull, mixedSheets, measures: { graded, pointsSum } }) => ({
        ...{ organization, points, percentOfFull, mixedSheets, graded, pointsSum },
      })),
    );
    const { measures } = await card('huyen-b');
    const sum = (figure: string): number =>
      explained.children.reduce(
        (total: number, part: Record<string, number>) => total + (part[figure] ?? 0),
        0,
      );
    expect(measures.graded).toBeGreaterThan(0);
    expect([sum('graded'), sum('pointsSum'), sum('share')]).toEqual([
      ...[measures.graded, measures.pointsSum, 10_000],
    ]);
  });
});
