/**
 * A mean over several sheets has a grade by the contract's arithmetic and by nothing else: nobody is found by it, put
 * in order by it, or told to have risen or fallen with it.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createLog } from '../../functions/read-log/handler.ts';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { logChanges } from '../../shared/jobs/log-changes.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, MONTH, PROVINCE, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';

let world: ApiWorld;
let read: ApiFunction;
let officer: string;

const get = (handler: ApiFunction, url: string) => call(handler, 'GET', url, { subject: officer });
const card = async (organization: string, period = MONTH) =>
  (await get(read, `/organizations/${organization}/scorecards/${period}`)).body;
const children = async (organization: string, query: string): Promise<string[]> =>
  (
    await get(read, `/organizations/${organization}/children/scorecards?period=${MONTH}&${query}`)
  ).body.items.map((one: { organization: string }) => one.organization);

/** Under huyen-b: db-c and its cell by 100 points, cs-d and cs-g by a sheet of met and not met. */
beforeEach(async () => {
  world = await apiWorld();
  read = createHandler(world);
  officer = await world.grant('officer', PROVINCE);
  await enterVersion(world.registry, version('cs-g', 'base-cell', 'huyen-b', 'monthly'));
  await enterVersion(world.registry, version('huyen-h', 'district', PROVINCE));
  for (const organization of ['cs-d', 'cs-g'])
    await world.registry.putCriteriaAdoption(
      {
        ...{ organization, from: MONTH, criteriaSet: { id: 'hoai-duc-11', revision: 1 }, revision: 1 },
        ...{ adoptedAt: world.now(), adoptedBy: 'rule-maker' },
      },
      aNote(),
    );
  await planOpenMonths(world.planning, PROVINCE, MONTH);
  for (const organization of ['cb-1', 'cs-f']) await world.events.append(meetingRevision({ organization }));
  const record = meetingRecord({ preparation: { documentsDistributed: false } });
  await world.events.append(meetingRevision({ organization: 'cs-d', record }));
  await world.fold(MONTH);
});

describe('the children’s table', () => {
  it('finds a committee over several sheets by no grade, but as such', async () => {
    const mixed = await card('huyen-b');
    expect(mixed).toMatchObject({ mixedSheets: true, grade: expect.any(String), points: expect.any(Number) });
    const { grade } = await card('huyen-e');
    expect(await children(PROVINCE, `grade=${grade}`)).toEqual(['huyen-e']);
    expect(await children(PROVINCE, 'grade=tot,kha,trung-binh,kem,dat,khong-dat')).toEqual(['huyen-e']);
    expect(await children(PROVINCE, 'grade=mixed')).toEqual(['huyen-b']);
    expect(await children(PROVINCE, 'grade=none')).toEqual(['huyen-h']);
    expect(await children(PROVINCE, `grade=${grade},mixed,none`)).toEqual(['huyen-b', 'huyen-e', 'huyen-h']);
  });

  it.each(['points', '-points'])('in the order of %s has it behind those on one scale', async (sort) => {
    expect(await children(PROVINCE, `sort=${sort}`)).toEqual(['huyen-e', 'huyen-b', 'huyen-h']);
  });

  it('in the order of percentOfFull has it among the others', async () => {
    const [b, e] = await Promise.all(
      ['huyen-b', 'huyen-e'].map(async (id) => (await card(id)).percentOfFull),
    );
    const ascending = b < e ? ['huyen-b', 'huyen-e'] : ['huyen-e', 'huyen-b'];
    expect(b).not.toBe(e);
    expect(await children(PROVINCE, 'sort=percentOfFull')).toEqual([...ascending, 'huyen-h']);
    expect(await children(PROVINCE, 'sort=-percentOfFull')).toEqual([...ascending.toReversed(), 'huyen-h']);
  });

  it('goes on behind it from page to page', async () => {
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const { body } = await get(
        read,
        `/organizations/${PROVINCE}/children/scorecards?period=${MONTH}&sort=-points&limit=1${cursor}`,
      );
      seen.push(...body.items.map((one: { organization: string }) => one.organization));
      next = body.next;
    }
    expect(seen).toEqual(['huyen-e', 'huyen-b', 'huyen-h']);
  });
});

describe('the comparison with an earlier period', () => {
  it('has no points and no grade over several sheets, and the percent', async () => {
    const { current } = (await get(read, `/organizations/huyen-b/scorecards/${MONTH}/comparison`)).body;
    const { percentOfFull } = await card('huyen-b');
    expect(current).toMatchObject({ points: null, grade: null, percentOfFull, mixedSheets: true });
    const alone = (await get(read, `/organizations/huyen-e/scorecards/${MONTH}/comparison`)).body.current;
    const { points, grade } = await card('huyen-e');
    expect(alone).toMatchObject({ points, grade, mixedSheets: false });
  });
});

it('is told nothing that would have raised a mean over several sheets', async () => {
  const { body } = await get(read, `/organizations/huyen-b/scorecards/${MONTH}/explanation`);
  expect(body).toMatchObject({ mixedSheets: true, nextGrade: null, raises: [] });
});

describe('the explanation of a committee', () => {
  it('shares by what the mean percent is made of, and flags every grade', async () => {
    const { body } = await get(read, `/organizations/huyen-b/scorecards/${MONTH}/explanation`);
    const whole = (await card('huyen-b')).measures.percentSum;
    const parts = await Promise.all(
      ['cs-d', 'cs-g', 'db-c'].map(async (id) => (await card(id)).measures.percentSum),
    );
    // Two of them are graded: what is left goes to one of the two.
    expect(parts.reduce((sum, one) => sum + one, 0)).toBe(whole);
    const shares = body.children.map(({ share }: { share: number }) => share);
    expect(shares.reduce((sum: number, one: number) => sum + one, 0)).toBe(10_000);
    for (const [i, share] of shares.entries())
      expect(Math.abs(share - ((parts[i] ?? 0) * 10_000) / whole)).toBeLessThan(1);
    expect(body.children.map(({ percentSum }: { percentSum: number }) => percentSum)).toEqual(parts);
    expect(body.months).toMatchObject([{ period: MONTH, mixedSheets: true }]);
  });
});

describe('the change feed', () => {
  it('tells of no points and no grade over several sheets, before and after', async () => {
    const log = memoryChangeLog();
    const tail = new LogTail(log);
    const follow = createLog({ ...world, log });
    await logChanges({ ...world, tail }, world.takeRowChanges());
    await world.events.append(meetingRevision({ organization: 'cs-g' }));
    await world.fold(MONTH);
    await logChanges({ ...world, tail }, world.takeRowChanges());
    const { items } = (await get(follow, `/changes?organization=${PROVINCE}`)).body;
    const told = (id: string) =>
      items
        .filter(
          (one: { kind: string; organization: string }) =>
            one.kind === 'scorecard' && one.organization === id,
        )
        .at(-1);
    const { percentOfFull } = await card('huyen-b');
    const nothing = { points: null, grade: null, mixedSheets: true };
    expect(told('huyen-b')).toMatchObject({ from: nothing, to: { ...nothing, percentOfFull } });
    expect(told('huyen-b').from.percentOfFull).not.toBe(percentOfFull);
    const { points, grade, status } = await card('huyen-e');
    expect(told('huyen-e').to).toMatchObject({ points, grade, status, mixedSheets: false });
  });
});
