import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-periods/handler.ts';
import { ROLES } from '../../shared/domain/roster/access.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import { type ApiWorld, apiWorld, call, FIRST_REGISTRAR, MONTH } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';

let world: ApiWorld;

beforeEach(async () => {
  world = await apiWorld();
});

/** The function with a job that carries its work out while the call waits for the `afterPolls`th time. */
function periodsWith(
  afterPolls: number,
  advance: (state: PeriodState) => Partial<PeriodState>,
  secondsAPoll = 0,
) {
  const begun = Date.parse(world.now());
  let polls = 0;
  const now = () => new Date(begun + polls * secondsAPoll * 1_000).toISOString();
  const wait = async () => {
    polls += 1;
    if (polls !== afterPolls) return;
    for (const state of await world.registry.periods()) {
      if (state.status === 'open' && state.month === MONTH) continue;
      await world.registry.putPeriod({ ...state, ...advance(state), revision: state.revision + 1 }, aNote());
    }
  };
  const handler = createHandler({ ...world, now, wait });
  const post = (url: string, subject = FIRST_REGISTRAR) => call(handler, 'POST', url, { subject });
  const get = (url: string, subject = FIRST_REGISTRAR) => call(handler, 'GET', url, { subject });
  return { post, get, polls: () => polls };
}
const opened = () => ({ status: 'open' }) as const;
const closed = () => ({ status: 'closed', closedAt: world.now(), settled: true }) as const;

describe('opening', () => {
  it('is written down, nudged, waited for and answered 200', async () => {
    const { post } = periodsWith(3, opened);
    const answer = await post('/periods/2026-11/opening');
    expect(answer).toMatchObject({
      status: 200,
      body: { period: '2026-11', status: 'open', dueAt: '2026-12-10T17:00:00.000Z' },
    });
    expect(world.jobs.noted).toEqual([{ job: 'advance-periods' }]);
  });

  it('is answered 202 with its address where it takes longer', async () => {
    const { post, polls } = periodsWith(1_000, opened);
    const answer = await post('/periods/2026-11/opening');
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: '/periods/2026-11' },
      body: { status: 'opening' },
    });
    expect(polls()).toBe(40);
  });

  it('is answered so within 10 s, too, where the store is slow', async () => {
    const { post, polls } = periodsWith(1_000, opened, 3);
    expect((await post('/periods/2026-11/opening')).status).toBe(202);
    expect(polls()).toBe(4);
  });

  it('again asks for nothing more', async () => {
    const { post } = periodsWith(1, opened);
    expect((await post(`/periods/${MONTH}/opening`)).status).toBe(200);
    expect(world.jobs.noted).toEqual([]);
  });

  it('of a closed month, or one far ahead, is refused', async () => {
    const { post } = periodsWith(1, opened);
    expect(await post('/periods/2027-02/opening')).toMatchObject({
      status: 409,
      body: { code: 'PERIOD_NOT_OPEN' },
    });
    await world.period({ status: 'closed' });
    expect(await post(`/periods/${MONTH}/opening`)).toMatchObject({
      status: 409,
      body: { code: 'PERIOD_CLOSED' },
    });
    expect(await world.registry.periods()).toHaveLength(1);
  });
});

describe('months go in order', () => {
  it('only the one after the last opens by hand: none is left out, none comes in behind', async () => {
    const { post } = periodsWith(1, opened);
    for (const month of ['2026-08', '2026-09', '2026-12', '2027-01'])
      expect(await post(`/periods/${month}/opening`), month).toMatchObject({
        status: 409,
        body: { code: 'PERIOD_NOT_OPEN', detail: expect.stringContaining('2026-11') },
      });
    expect(await world.registry.periods()).toHaveLength(1);
    expect((await post('/periods/2026-11/opening')).status).toBe(200);
  });

  it('a month closes once every earlier one is closed or closing', async () => {
    const { post } = periodsWith(1, closed);
    await world.open('2026-11');
    expect(await post('/periods/2026-11/closing')).toMatchObject({
      status: 409,
      body: { code: 'PERIOD_NOT_CLOSED', detail: expect.stringContaining(MONTH) },
    });
    expect((await world.registry.period('2026-11'))?.status).toBe('open');
    await world.period({ status: 'closing' });
    expect((await post('/periods/2026-11/closing')).status).not.toBe(409);
  });
});

describe('closing', () => {
  it('is written down, nudged, and answered 200 once every figure is settled', async () => {
    const { post } = periodsWith(2, closed);
    const answer = await post(`/periods/${MONTH}/closing`);
    expect(answer).toMatchObject({ status: 200, body: { status: 'closed', settled: true } });
    expect(world.jobs.noted).toHaveLength(1);
  });

  it('is answered 202 while it is closed but not settled', async () => {
    const { post } = periodsWith(2, () => ({ ...closed(), settled: false }));
    expect(await post(`/periods/${MONTH}/closing`)).toMatchObject({
      status: 202,
      body: { status: 'closed', settled: false },
    });
  });

  it('again nudges what is not done yet, and changes nothing', async () => {
    const { post } = periodsWith(1_000, closed);
    const first = await post(`/periods/${MONTH}/closing`);
    expect(await post(`/periods/${MONTH}/closing`)).toEqual(first);
    expect(world.jobs.noted).toHaveLength(2);
  });

  it('of a month that is not open is refused', async () => {
    const { post } = periodsWith(1, closed);
    for (const month of ['2026-09', '2027-01']) {
      expect(await post(`/periods/${month}/closing`)).toMatchObject({
        status: 409,
        body: { code: 'PERIOD_NOT_OPEN' },
      });
    }
    await world.period({ status: 'opening' });
    expect((await post(`/periods/${MONTH}/closing`)).status).toBe(409);
  });
});

describe('reading', () => {
  it('shows a month, and all of them ascending', async () => {
    await world.open('2026-09');
    const { get } = periodsWith(1, opened);
    expect(await get(`/periods/${MONTH}`)).toMatchObject({
      status: 200,
      body: { period: MONTH, status: 'open' },
    });
    expect((await get('/periods/2026-08')).status).toBe(404);
    const { body } = await get('/periods');
    expect(body.items.map(({ period }: never) => period)).toEqual(['2026-09', MONTH]);
  });

  it('is for whoever holds any role', async () => {
    const { get } = periodsWith(1, opened);
    for (const role of ROLES)
      expect((await get('/periods', await world.grant(role, 'cb-1'))).status, role).toBe(200);
    expect((await get('/periods', 'nobody')).status).toBe(404);
  });
});
