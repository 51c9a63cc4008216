import { beforeEach, expect, it } from 'vitest';
import { createHandler } from '../../functions/record-meeting/handler.ts';
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { apiWorld, call } from '../support/api-world.ts';
import { meetingRecord } from '../support/records.ts';

let write: ApiFunction;
let secretary: string;

beforeEach(async () => {
  const world = await apiWorld();
  const criteriaSets = () => presetCriteriaSets({ id: 'nghe-an-08', revision: 1 });
  write = createHandler({ ...world, criteriaSets });
  secretary = await world.grant('secretary', 'cb-1');
});

const put = (key: string, selfScore: Record<string, number>) => {
  const theme = key.startsWith('thematic') ? 'Rừng' : null;
  const body = { ...recordToWire(meetingRecord({ theme })), selfScore };
  const url = `/organizations/cb-1/periods/2026-10/meetings/${key}`;
  return call(write, 'PUT', url, { subject: secretary, body });
};

it('is by the thematic sheet, where the criteria set has one', async () => {
  // 20 points for the theme, 15 for the principles stand on the thematic sheet alone
  expect((await put('thematic-2026-10-13', { theme: 20, principles: 15 })).status).toBe(201);
  const regular = await put('regular', { theme: 20, principles: 15 });
  expect(regular.status).toBe(422);
  expect(regular.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/selfScore/theme',
    '/selfScore/principles',
  ]);
});

it('is by the regular sheet for regular and extraordinary meetings', async () => {
  expect((await put('regular', { order: 8, principles: 10 })).status).toBe(201);
  expect((await put('extraordinary-2026-10-13', { order: 8 })).status).toBe(201);
  expect((await put('thematic-2026-10-13', { order: 8 })).status).toBe(422);
});
