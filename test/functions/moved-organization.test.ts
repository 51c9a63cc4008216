/**
 * Who sees what of organizations that moved in the middle of 2026: the scorecard of a period, the same period as the
 * earlier one of a comparison, and its months in an explanation follow one rule (decision 57); an export, which tells
 * each record, asks for every month (decision 72).
 *
 * cs-f: huyen-e until April, huyen-b from May on.
 * cs-d: huyen-b until April, huyen-e in May and June, huyen-b again from July on.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
import { createHandler as createExports } from '../../functions/request-export/handler.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { lastYearsPeriod, monthsOf, type Period, previousPeriod } from '../../shared/domain/period.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { meetingRevision } from '../support/records.ts';

const MONTHS = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07', '2026-08'];
const CALLERS = {
  'of huyen-b': ['officer', 'huyen-b'],
  'of huyen-e': ['officer', 'huyen-e'],
  'of the province': ['analyst', PROVINCE],
  'of cs-f itself': ['secretary', 'cs-f'],
} as const;
type CallerName = keyof typeof CALLERS;

let world: ApiWorld;
let read: ApiFunction;
const subjects = new Map<CallerName, string>();

beforeAll(async () => {
  world = await apiWorld();
  read = createHandler(world);
  const moved = (organization: string, parent: string, from: string) =>
    enterVersion(world.registry, { ...version(organization, 'base-cell', parent, 'monthly'), from });
  await moved('cs-f', 'huyen-b', '2026-05');
  await moved('cs-d', 'huyen-e', '2026-05');
  await moved('cs-d', 'huyen-b', '2026-07');
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  for (const month of MONTHS) {
    await world.open(month);
    for (const organization of ['cs-f', 'cs-d'])
      await world.events.append(meetingRevision({ organization, month }));
  }
  await world.fold(...MONTHS, '2026-10');
  for (const name of Object.keys(CALLERS) as CallerName[]) {
    const [role, organization] = CALLERS[name];
    subjects.set(name, await world.grant(role, organization));
  }
});

const get = (name: CallerName, organization: string, rest: string) =>
  call(read, 'GET', `/organizations/${organization}/scorecards/${rest}`, {
    subject: subjects.get(name) ?? '',
  });

describe('the scorecard of a period is its reader’s who may read its last planned month', () => {
  it.each<[CallerName, string, readonly Period[], readonly Period[]]>([
    ['of huyen-b', 'cs-f', ['2026-05', '2026-Q2', '2026-Q3', '2026'], ['2026-01', '2026-04', '2026-Q1']],
    ['of huyen-e', 'cs-f', ['2026-01', '2026-04', '2026-Q1'], ['2026-05', '2026-Q2', '2026-Q3', '2026']],
    ['of huyen-b', 'cs-d', ['2026-04', '2026-Q1', '2026-07', '2026-Q3', '2026'], ['2026-05', '2026-Q2']],
    ['of huyen-e', 'cs-d', ['2026-05', '2026-06', '2026-Q2'], ['2026-04', '2026-Q1', '2026-Q3', '2026']],
    ['of the province', 'cs-d', ['2026-04', '2026-05', '2026-Q1', '2026-Q2', '2026-Q3', '2026'], []],
    ['of cs-f itself', 'cs-f', ['2026-04', '2026-05', '2026-Q1', '2026-Q2', '2026-Q3', '2026'], []],
    ['of cs-f itself', 'cs-d', [], ['2026-04', '2026-05', '2026-Q1', '2026-Q2', '2026-Q3', '2026']],
  ])('%s, of %s', async (name, organization, seen, unseen) => {
    for (const period of seen) expect((await get(name, organization, period)).status, period).toBe(200);
    for (const period of unseen) expect((await get(name, organization, period)).status, period).toBe(404);
  });
});

describe.each(Object.keys(CALLERS) as CallerName[])('to a caller %s', (name) => {
  it.each(['cs-f', 'cs-d'])(
    'a comparison shows of %s exactly the earlier period that its scorecard shows',
    async (organization) => {
      for (const period of ['2026-05', '2026-07', '2026-Q2', '2026-Q3'])
        for (const [way, earlier] of [
          ['previous', previousPeriod(period)],
          ['last-year', lastYearsPeriod(period)],
        ] as const) {
          const { status, body } = await get(name, organization, `${period}/comparison?with=${way}`);
          expect(status, period).toBe((await get(name, organization, period)).status);
          if (status !== 200) continue;
          const alone = await get(name, organization, earlier);
          const { measures, points } = alone.body;
          const shown = alone.status === 200 ? { period: earlier, measures, points } : null;
          expect(body.earlier && pick(body.earlier), `${period} beside ${earlier}`).toEqual(shown);
        }
    },
  );

  it.each(['cs-f', 'cs-d'])(
    'an explanation of %s tells the months that could be asked for',
    async (organization) => {
      for (const period of ['2026-Q2', '2026-Q3', '2026']) {
        const { status, body } = await get(name, organization, `${period}/explanation`);
        expect(status, period).toBe((await get(name, organization, period)).status);
        if (status !== 200) continue;
        const planned = monthsOf(period).filter((month) => MONTHS.includes(month) || month === '2026-10');
        const alone = await Promise.all(planned.map((month) => get(name, organization, month)));
        const readable = planned.filter((_, i) => alone[i]?.status === 200);
        expect(body.months.map((month: { period: string }) => month.period)).toEqual(readable);
        expect(body.monthsElsewhere).toBe(planned.length - readable.length);
      }
    },
  );
});

const pick = ({ period, measures, points }: Record<string, unknown>) => ({ period, measures, points });

it('the whole of a quarter goes with its end, for the new superior and against the old one', async () => {
  const asked = async (name: CallerName, organization: string) =>
    (await get(name, organization, '2026-Q3/comparison')).body.earlier;
  expect((await asked('of huyen-b', 'cs-f')).measures).toMatchObject({ expected: 3, reported: 3 });
  expect(await asked('of huyen-b', 'cs-d')).toBeNull();
  expect((await asked('of the province', 'cs-d')).measures).toMatchObject({ expected: 3, reported: 3 });
});

describe('an export, which tells records month by month, is the caller’s who may read every month of it', () => {
  let exports: ApiFunction;
  beforeAll(() => {
    exports = createExports({ ...world, objects: memoryObjectStore(), newExportId });
  });
  const analyst = (district: string) => world.grant('analyst', district);
  const order = (subject: string, period: string) =>
    call(exports, 'POST', '/exports', { subject, body: { organization: 'cs-f', period } });

  it('so the new superior orders months and later quarters, and is told what to order instead', async () => {
    const subject = await analyst('huyen-b');
    for (const period of ['2026-05', '2026-Q3'])
      expect((await order(subject, period)).status, period).toBe(202);
    for (const period of ['2026-Q2', '2026'])
      expect(await order(subject, period)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/period', rule: 'months-of-others' }] },
      });
    for (const period of ['2026-04', '2026-Q1']) expect((await order(subject, period)).status).toBe(404);
  });

  it('so what others ordered is neither listed nor given', async () => {
    const above = await analyst(PROVINCE);
    const [whole, before, after] = await Promise.all(
      ['2026-Q2', '2026-04', '2026-06'].map(async (period) =>
        String((await order(above, period)).body.exportId),
      ),
    );
    const seenBy = async (subject: string) => {
      const ids = [whole, before, after];
      const listed = await call(exports, 'GET', '/exports?organization=cs-f', { subject });
      const alone = await Promise.all(
        ids.map((id) => call(exports, 'GET', `/exports/${id}`, { subject }).then(({ status }) => status)),
      );
      const inList = (listed.body.items ?? []).map(({ exportId }: { exportId: string }) => exportId);
      return { alone, listed: ids.map((id) => inList.includes(id)) };
    };
    expect(await seenBy(above)).toEqual({ alone: [200, 200, 200], listed: [true, true, true] });
    expect(await seenBy(await analyst('huyen-b'))).toEqual({
      alone: [404, 404, 200],
      listed: [false, false, true],
    });
    const former = await analyst('huyen-e');
    expect((await seenBy(former)).alone).toEqual([404, 200, 404]);
    const april = await call(exports, 'GET', '/exports?organization=cs-f&period=2026-04', {
      subject: former,
    });
    expect(april.body.items).toMatchObject([{ exportId: before }]);
  });
});
