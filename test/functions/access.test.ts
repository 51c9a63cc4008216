/** The table of `access-lines.ts`, tried on the handlers. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createCriteriaSets } from '../../functions/keep-criteria-sets/handler.ts';
import { createHandler as createDuties } from '../../functions/keep-duties/handler.ts';
import { createHandler as createFacts } from '../../functions/keep-facts/handler.ts';
import { createHandler as createGrants } from '../../functions/keep-grants/handler.ts';
import { createHandler as createPeriods } from '../../functions/keep-periods/handler.ts';
import { createHandler as createProgrammes } from '../../functions/keep-programmes/handler.ts';
import { createHandler as createRoster } from '../../functions/keep-roster/handler.ts';
import { createHandler as createSchedule } from '../../functions/keep-schedule/handler.ts';
import { createHandler as createAttention } from '../../functions/read-attention/handler.ts';
import { createHandler as createLog } from '../../functions/read-log/handler.ts';
import { createHandler as createMeetings } from '../../functions/read-meetings/handler.ts';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { createHandler as createInspections } from '../../functions/record-inspection/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { createHandler as createExports } from '../../functions/request-export/handler.ts';
import { createHandler as createReviews } from '../../functions/review-meeting/handler.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import {
  accessLines,
  ELSEWHERE,
  fillForAccess,
  type Line,
  mistakesOf,
  RELATIONS,
  type Send,
} from '../support/access-lines.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';

let world: ApiWorld;
let lines: Readonly<Record<string, Line>>;

beforeAll(async () => {
  world = await apiWorld();
  const deps = {
    ...world,
    ...world.planning,
    objects: memoryObjectStore(),
    presets: allPresetCriteriaSets(),
    newExportId,
    wait: async () => {},
  };
  const functions: Readonly<Record<string, ApiFunction>> = {
    'record-meeting': createRecorder(deps),
    'record-inspection': createInspections(deps),
    'review-meeting': createReviews(deps),
    'keep-facts': createFacts(deps),
    'keep-schedule': createSchedule(deps),
    'read-meetings': createMeetings(deps),
    'read-scorecards': createScorecards(deps),
    'read-attention': createAttention(deps),
    'keep-criteria-sets': createCriteriaSets(deps),
    'keep-roster': createRoster(deps),
    'keep-grants': createGrants(deps),
    'keep-programmes': createProgrammes(deps),
    'keep-duties': createDuties(deps),
    'keep-periods': createPeriods(deps),
    'request-export': createExports(deps),
    'read-log': createLog({ ...deps, log: memoryChangeLog() }),
  };
  const send: Send = (id, url, body, headers = {}) => {
    const route = routes.find((one) => one.id === id);
    const handler = functions[route?.function ?? ''];
    if (route === undefined || handler === undefined) throw new Error(`No function answers ${id}`);
    return (subject) =>
      call(handler, route.method, url, { subject, headers, ...(body === undefined ? {} : { body }) });
  };
  await fillForAccess(send, world.grant);
  await world.fold('2026-10');
  const analyst = await world.grant('analyst', PROVINCE, 'first-analyst');
  const ordered = await send('postExport', '/exports', { organization: 'db-c', period: '2026-10' })(analyst);
  lines = accessLines(send, String(ordered.body.exportId));
});

describe('access', () => {
  it('is said for every route with a token', () => {
    const withToken = routes.filter(({ scope }) => scope !== null).map(({ id }) => id);
    expect([...Object.keys(lines), ...ELSEWHERE].sort()).toEqual(withToken.sort());
  });

  it('follows role and place, and every no is the same 404', async () => {
    const wrong: string[] = [];
    for (const [id, line] of Object.entries(lines))
      wrong.push(...(await mistakesOf(id, line, RELATIONS[line.target] ?? {}, world.grant)));
    expect(wrong).toEqual([]);
  });

  it('ends with the grant', async () => {
    const get = lines.getMeeting?.send;
    const until = async (day: string) => {
      const grants = [{ organization: 'cb-1', role: 'officer', from: '2026-01-01', until: day }] as const;
      const { revision } = await world.registry.grants('temp');
      await world.registry.putGrants({ subject: 'temp', grants, revision: revision + 1 }, aNote());
      return (await get?.('temp'))?.status;
    };
    expect(await until('2026-11-05')).toBe(200);
    expect(await until('2026-11-04')).toBe(404);
  });

  it('compares whole ids: a grant on cb-1 is none on cb-10', async () => {
    await enterVersion(world.registry, version('cb-10', 'cell', 'db-c', 'monthly'));
    await world.open('2026-11');
    const subject = await world.grant('officer', 'cb-1', 'prefix');
    const read = createMeetings(world);
    const status = async (id: string) =>
      (await call(read, 'GET', `/organizations/${id}/periods/2026-11/meetings`, { subject })).status;
    expect([await status('cb-1'), await status('cb-10')]).toEqual([200, 404]);
  });
});
