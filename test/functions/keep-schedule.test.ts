import { beforeEach, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-schedule/handler.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, type Request } from '../support/api-world.ts';

const urlOf = (organization: string) => `/organizations/${organization}/periods/2026-10/schedule`;
const PLANNED = { plannedOn: '2026-10-13', plannedAt: '19:30', theme: 'Chuyển đổi số' };

let world: ApiWorld;
let handler: ApiFunction;
let client: string;

beforeEach(async () => {
  world = await apiWorld();
  handler = createHandler(world);
  client = await world.grant('client', 'tinh-a');
});

const put = (body: unknown, headers: Request['headers'] = {}, organization = 'cb-1') =>
  call(handler, 'PUT', urlOf(organization), { subject: client, body, headers });
const get = () => call(handler, 'GET', urlOf('cb-1'), { subject: client });

it('keeps the planned day; the hour and the theme may come later, without a reason', async () => {
  expect((await get()).status).toBe(404);
  expect(await put({ plannedOn: '2026-10-12' })).toMatchObject({ status: 201, headers: { etag: '"1"' } });
  expect(await put({ plannedOn: '2026-10-12' })).toMatchObject({ status: 200, body: { revision: 1 } });
  expect(await put(PLANNED)).toMatchObject({ status: 412, body: { code: 'PRECONDITION_REQUIRED' } });
  expect(await put(PLANNED, { 'if-match': '"1"' })).toMatchObject({ status: 200, body: { revision: 2 } });
  expect((await get()).body).toMatchObject({ period: '2026-10', revision: 2, schedule: PLANNED });
});

it.each([
  ['2026-09-20', 422],
  ['2026-09-21', 201],
  ['2026-11-10', 201],
  ['2026-11-11', 422],
])('takes a day within ten days of the month: %s → %i', async (plannedOn, status) => {
  expect((await put({ plannedOn })).status).toBe(status);
  expect(world.events.all()).toHaveLength(status === 201 ? 1 : 0);
});

it('is refused for a closed period and for a cell that owes no meeting', async () => {
  for (const organization of ['cb-2', 'cb-3'])
    expect(await put(PLANNED, {}, organization)).toMatchObject({
      status: 409,
      body: { code: 'ORGANIZATION_NOT_MEETING' },
    });
  await world.period({ status: 'closed' });
  expect(await put(PLANNED)).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
  expect(world.events.all()).toEqual([]);
});
