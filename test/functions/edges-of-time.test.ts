/** What turns at an instant turns there in Asia/Ho_Chi_Minh, not a millisecond before: over the API and the jobs. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { createHandler } from '../../functions/record-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import type { Instant, LocalDate, Month } from '../../shared/domain/period.ts';
import type { Programme } from '../../shared/domain/programmes/programme.ts';
import { advancePeriods, markDueOpenings } from '../../shared/jobs/advance-period.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { type ApiWorld, apiWorld, call, PROVINCE } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { participant, programme } from '../support/programmes.ts';
import { meetingRecord, periodState } from '../support/records.ts';

let world: ApiWorld;
let client: string;
let analyst: string;

beforeEach(async () => {
  world = await apiWorld();
  client = await world.grant('client', PROVINCE);
  analyst = await world.grant('analyst', PROVINCE);
});

const justBefore = (instant: Instant): Instant => new Date(Date.parse(instant) - 1).toISOString();

/** A regular meeting as it is sent: of `held`, with a reason for the day where one is given. */
const send = (
  organization: string,
  month: Month,
  held: { readonly heldOn: LocalDate; readonly rescheduleReason?: 'tet' | 'other' },
) =>
  call(createHandler(world), 'PUT', `/organizations/${organization}/periods/${month}/meetings/regular`, {
    subject: client,
    body: recordToWire(meetingRecord(held)),
  });
const card = async (organization: string, period: string) =>
  (
    await call(createScorecards(world), 'GET', `/organizations/${organization}/scorecards/${period}`, {
      subject: analyst,
    })
  ).body;

/** What the clock does by itself, until it has nothing left to do. */
async function runClock(): Promise<void> {
  const deps = {
    ...world,
    ...world.planning,
    root: PROVINCE,
    drain: async () => {},
    newExportId: (organization: string, month: Month, now: Instant) => `${organization}_${month}_${now}`,
  };
  await markDueOpenings(deps);
  while ((await advancePeriods(deps)) > 0);
}

describe('a month', () => {
  it.each<[month: Month, opens: Instant]>([
    ['2026-11', '2026-10-26T17:00:00.000Z'],
    ['2027-01', '2026-12-26T17:00:00.000Z'],
    // Of Tết (6 February), and the one after the shortest month.
    ['2027-02', '2027-01-26T17:00:00.000Z'],
    ['2027-03', '2027-02-23T17:00:00.000Z'],
    ['2028-03', '2028-02-24T17:00:00.000Z'],
  ])('%s opens at %s', async (month, opens) => {
    const known = async () => (await world.registry.periods()).map((state) => state.month);
    world.set(justBefore(opens));
    await runClock();
    expect(await known()).not.toContain(month);
    world.set(opens);
    await runClock();
    expect(await world.registry.period(month)).toMatchObject({ status: 'open', openedAt: opens });
    expect(await world.registry.planRow('cb-1', month)).not.toBeNull();
  });

  it.each<[month: Month, due: Instant, heldOn: LocalDate]>([
    ['2026-11', '2026-12-10T17:00:00.000Z', '2026-11-30'],
    ['2026-12', '2027-01-10T17:00:00.000Z', '2026-12-31'],
    ['2027-02', '2027-03-10T17:00:00.000Z', '2027-02-28'],
    ['2028-02', '2028-03-10T17:00:00.000Z', '2028-02-29'],
  ])('%s is reported on time until %s, exclusive, and overdue from then on', async (month, due, heldOn) => {
    await world.open(month);
    world.set(justBefore(due));
    await runClock();
    await world.fold(month);
    expect((await card('cs-d', month)).status).toBe('awaiting');
    expect(await send('cb-1', month, { heldOn })).toMatchObject({ status: 201, body: { onTime: true } });
    world.set(due);
    await runClock();
    await world.fold(month);
    expect((await card('cs-d', month)).status).toBe('overdue');
    expect(await send('cs-d', month, { heldOn })).toMatchObject({ status: 201, body: { onTime: false } });
    await world.fold(month);
    expect((await card('cb-1', month)).measures).toMatchObject({ reported: 1, onTime: 1, late: 0 });
    expect((await card('cs-d', month)).measures).toMatchObject({ reported: 1, onTime: 0, late: 1 });
  });

  it('is due for each by the rule of its nearest programme, and by the 10th without one', async () => {
    const asks = (id: string, organization: string, dueDay: number): Programme =>
      programme({ id, organization: PROVINCE, dueDay, participants: [participant(organization)] });
    for (const one of [asks('ca-huyen', 'huyen-b', 20), asks('mot-chi-bo', 'cb-1', 3)])
      await world.registry.putProgramme(one, { participants: [], dueDays: [] }, aNote());
    await world.open('2026-12');
    for (const [organization, due] of [
      ['cb-1', '2027-01-03T17:00:00.000Z'],
      ['cs-f', '2027-01-10T17:00:00.000Z'],
      ['cs-d', '2027-01-20T17:00:00.000Z'],
    ] as const) {
      world.set(justBefore(due));
      await runClock();
      await world.fold('2026-12');
      expect(await card(organization, '2026-12')).toMatchObject({ status: 'awaiting', dueAt: due });
      world.set(due);
      await runClock();
      await world.fold('2026-12');
      expect((await card(organization, '2026-12')).status).toBe('overdue');
    }
  });
});

describe('a day', () => {
  it.each<[heldOn: LocalDate, month: Month, begins: Instant]>([
    ['2026-11-01', '2026-11', '2026-10-31T17:00:00.000Z'],
    ['2027-01-01', '2027-01', '2026-12-31T17:00:00.000Z'],
    ['2028-02-29', '2028-02', '2028-02-28T17:00:00.000Z'],
  ])('%s may have had a meeting once it has begun in Vietnam', async (heldOn, month, begins) => {
    await world.open(month);
    world.set(justBefore(begins));
    expect(await send('cb-1', month, { heldOn })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/heldOn' }] },
    });
    world.set(begins);
    expect(await send('cb-1', month, { heldOn })).toMatchObject({ status: 201 });
  });

  it('ten days before the month of Tết may have had its meeting, which is taken once that month is open', async () => {
    const early = { heldOn: '2027-01-22', rescheduleReason: 'tet' } as const;
    await world.registry.putPeriod(periodState({ month: '2027-01' }), aNote());
    await planSubtree(world.planning, PROVINCE, '2027-01');
    world.set('2027-01-26T16:59:59.999Z');
    await runClock();
    expect(await send('cb-1', '2027-02', early)).toMatchObject({
      status: 409,
      body: { code: 'PERIOD_NOT_OPEN' },
    });
    world.set('2027-01-26T17:00:00.000Z');
    await runClock();
    expect(await send('cb-1', '2027-02', { ...early, heldOn: '2027-01-21' })).toMatchObject({ status: 422 });
    expect(await send('cb-1', '2027-02', early)).toMatchObject({ status: 201 });
    await world.fold('2027-01', '2027-02');
    expect((await card('cb-1', '2027-02')).measures).toMatchObject({ reported: 1, rescheduled: 1 });
    expect((await card('cb-1', '2027-01')).measures).toMatchObject({ reported: 0, regular: 0 });
  });
});

describe('the turn of the year', () => {
  beforeEach(async () => {
    for (const month of ['2026-11', '2026-12', '2027-01']) await world.open(month);
    world.set('2027-01-08T02:00:00.000Z');
  });
  const fold = async () => {
    await world.fold('2026-10', '2026-11', '2026-12');
    await world.fold('2027-01');
  };

  it('lets December’s meeting be held and reported in January, and counts it in the old year alone', async () => {
    await fold();
    const january = await card('cb-1', '2027-01');
    const held = { heldOn: '2027-01-05' } as const;
    expect(await send('cb-1', '2026-12', held)).toMatchObject({ status: 422 });
    expect(await send('cb-1', '2026-12', { ...held, rescheduleReason: 'other' })).toMatchObject({
      status: 201,
      body: { onTime: true },
    });
    await fold();
    const inDecember = { reported: 1, onTime: 1, regular: 1, rescheduled: 1, onSchedule: 0 };
    expect((await card('cb-1', '2026-12')).measures).toMatchObject(inDecember);
    const old = (await card('cb-1', '2026')).measures;
    expect(old).toMatchObject({ ...inDecember, expected: 3, revisions: 1, heldPartYear: 1 });
    expect((await card(PROVINCE, '2026')).measures).toMatchObject({ reported: 1, revisions: 1 });
    const { measures, status } = await card('cb-1', '2027-01');
    expect({ measures, status }).toEqual({ measures: january.measures, status: 'awaiting' });
    expect((await card('cb-1', '2027')).measures).toMatchObject({ regular: 0, revisions: 0, expected: 1 });
  });

  it('begins the figures of the year anew, for both meetings of January', async () => {
    await send('cb-1', '2026-12', { heldOn: '2027-01-05', rescheduleReason: 'other' });
    await send('cb-1', '2027-01', { heldOn: '2027-01-08' });
    await fold();
    expect((await card('cb-1', '2026')).measures).toMatchObject({ regular: 1, expected: 3 });
    expect((await card('cb-1', '2027')).measures).toMatchObject({ regular: 1, expected: 1, heldUnder5: 1 });
  });

  it('lets a cell that meets quarterly hold December’s meeting anywhere in the quarter, and in January with a reason', async () => {
    for (const month of ['2026-10', '2026-11', '2027-01'])
      expect(await send('cb-2', month, { heldOn: `${month}-08` })).toMatchObject({
        status: 409,
        body: { code: 'ORGANIZATION_NOT_MEETING' },
      });
    expect(await send('cb-2', '2026-12', { heldOn: '2026-09-30', rescheduleReason: 'other' })).toMatchObject({
      status: 422,
    });
    expect(await send('cb-2', '2026-12', { heldOn: '2026-10-01' })).toMatchObject({ status: 201 });
    await fold();
    expect((await card('cb-2', '2026')).measures).toMatchObject({
      ...{ expected: 1, reported: 1, regular: 1, rescheduled: 0, onSchedule: 1, awaiting: 0 },
    });
    for (const month of ['2026-10', '2026-11', '2027-01'])
      expect((await card('cb-2', month)).status).toBe('exempt');
  });
});
