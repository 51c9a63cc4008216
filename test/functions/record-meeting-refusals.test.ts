import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/record-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, type Request } from '../support/api-world.ts';
import { meetingRecord } from '../support/records.ts';

const REGULAR = '/organizations/cb-1/periods/2026-10/meetings/regular';
const RECORD = recordToWire(meetingRecord());

let world: ApiWorld;
let write: ApiFunction;
let secretary: string;

beforeEach(async () => {
  world = await apiWorld();
  write = createHandler(world);
  secretary = await world.grant('secretary', 'cb-1');
});

const put = (body: unknown, headers: Request['headers'] = {}, url = REGULAR) =>
  call(write, 'PUT', url, { subject: secretary, body, headers });
const stored = () => world.events.all();

describe('refusals', () => {
  it('409 PERIOD_CLOSED while it closes and after', async () => {
    for (const status of ['closing', 'closed'] as const) {
      await world.period({ status });
      const answer = await put(RECORD);
      expect(answer).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
    }
  });

  it('409 PERIOD_NOT_OPEN while the month is being opened, and before', async () => {
    await world.period({ status: 'opening' });
    expect(await put(RECORD)).toMatchObject({ status: 409, body: { code: 'PERIOD_NOT_OPEN' } });
    const answer = await put(RECORD, {}, '/organizations/cb-1/periods/2027-02/meetings/regular');
    expect(answer).toMatchObject({ status: 409, body: { code: 'PERIOD_NOT_OPEN' } });
    expect(answer.body.detail).toContain('27/01/2027');
  });

  it('409 ORGANIZATION_NOT_MEETING: none owed this month, or none ever', async () => {
    const client = await world.grant('client', 'tinh-a');
    const as = (url: string, body: unknown = RECORD) => call(write, 'PUT', url, { subject: client, body });
    const notMeeting = { status: 409, body: { code: 'ORGANIZATION_NOT_MEETING' } };
    expect(await as('/organizations/cb-2/periods/2026-10/meetings/regular')).toMatchObject(notMeeting);
    expect(await as('/organizations/cb-3/periods/2026-10/meetings/regular')).toMatchObject(notMeeting);
    expect(await as('/organizations/db-c/periods/2026-10/meetings/regular')).toMatchObject(notMeeting);
    const thematic = '/periods/2026-10/meetings/thematic-2026-10-13';
    const body = { ...RECORD, theme: 'Chuyển đổi số' };
    expect(await as(`/organizations/cb-3${thematic}`, body)).toMatchObject(notMeeting);
    expect((await as(`/organizations/cb-2${thematic}`, body)).status).toBe(201);
  });

  it('422 names every broken rule with its pointer, in Vietnamese unless English is asked for', async () => {
    const body = { ...RECORD, heldOn: '2026-11-06', members: { ...RECORD.members, absentExcused: 3 } };
    const vi = await put(body);
    const en = await put(body, { 'accept-language': 'en-GB, vi;q=0.5' });
    expect(vi.status).toBe(422);
    expect(vi.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/heldOn',
      '/members/present',
      '/rescheduleReason',
    ]);
    expect(vi.headers).toMatchObject({
      'content-language': 'vi',
      'content-type': expect.stringContaining('problem+json'),
    });
    expect(en.headers['content-language']).toBe('en');
    expect(vi.body).toMatchObject({
      type: 'urn:nennep:problem:validation',
      title: 'Dữ liệu không hợp lệ',
      status: 422,
    });
    expect(en.body).toMatchObject({ type: 'urn:nennep:problem:validation', title: 'Invalid data' });
    expect(en.body.errors[0].detail).not.toBe(vi.body.errors[0].detail);
  });

  it('422 for what the schema does not know or like', async () => {
    const { heldOn: _, ...without } = RECORD;
    const cases: [unknown, string, string][] = [
      [without, '/heldOn', 'required'],
      [{ ...RECORD, heldOn: '2026-02-30' }, '/heldOn', 'date'],
      [{ ...RECORD, heldOn: 20261013 }, '/heldOn', 'type'],
      [{ ...RECORD, startedAt: '24:00' }, '/startedAt', 'time'],
      [{ ...RECORD, members: { ...RECORD.members, present: -1 } }, '/members/present', 'at-least'],
      [{ ...RECORD, members: { ...RECORD.members, present: 1.5 } }, '/members/present', 'type'],
      [{ ...RECORD, members: { ...RECORD.members, names: ['A'] } }, '/members/names', 'unknown-field'],
      [{ ...RECORD, 'a/b~c': 1 }, '/a~1b~0c', 'unknown-field'],
      [{ ...RECORD, note: 'x'.repeat(2001) }, '/note', 'at-most'],
      [{ ...RECORD, note: 'x\u0000' }, '/note', 'plain-text'],
      [{ ...RECORD, note: '\ud800' }, '/note', 'plain-text'],
      [{ ...RECORD, note: 'h\ufffdp' }, '/note', 'plain-text'],
      [{ ...RECORD, note: 'a\u202eb' }, '/note', 'plain-text'],
      [{ ...RECORD, selfScore: { attendance: 19.9900000001 } }, '/selfScore/attendance', 'two-decimals'],
      [{ ...RECORD, theme: ' ' }, '/theme', 'not-blank'],
      [{ ...RECORD, rescheduleReason: 'rain' }, '/rescheduleReason', 'one-of'],
      [{ ...RECORD, selfScore: { attendance: 1.005 } }, '/selfScore/attendance', 'two-decimals'],
      [{ ...RECORD, selfScore: { Attendance: 1 } }, '/selfScore/Attendance', 'criterion-id'],
      [{ ...RECORD, selfScore: { 'no-such': 1 } }, '/selfScore/no-such', 'self-score-of-known-criterion'],
      [{ ...RECORD, selfScore: { attendance: 21 } }, '/selfScore/attendance', 'self-score-within-criterion'],
      [{ ...RECORD, jointWith: ['Không'] }, '/jointWith/0', 'organization-id'],
      [[], '', 'type'],
      ['text', '', 'type'],
      [null, '', 'type'],
    ];
    for (const [body, pointer, rule] of cases) {
      const answer = await put(body);
      expect(answer, rule).toMatchObject({ status: 422, body: { errors: [{ pointer, rule }] } });
    }
    expect(stored()).toEqual([]);
  });

  it('422 for a number past all whole ones, with the bound of its field and no other', async () => {
    const answer = await put({
      ...RECORD,
      members: { ...RECORD.members, total: 2 ** 53, exempt: -(2 ** 53) },
    });
    expect(answer.body.errors.map((one: { detail: string }) => one.detail)).toEqual([
      'Không được quá 1000000.',
      'Phải từ 0 trở lên.',
    ]);
    expect(stored()).toEqual([]);
  });

  it('422 for what is no JSON', async () => {
    for (const rawBody of ['', '{', 'nội dung']) {
      const answer = await call(write, 'PUT', REGULAR, { subject: secretary, rawBody });
      expect(answer, rawBody).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '', rule: 'json' }] },
      });
    }
  });

  it('422 for an address that cannot be', async () => {
    for (const [url, pointer] of [
      ['/organizations/CB_1/periods/2026-10/meetings/regular', '/organization'],
      ['/organizations/cb-1/periods/2026-13/meetings/regular', '/period'],
      ['/organizations/cb-1/periods/2026-Q4/meetings/regular', '/period'],
      ['/organizations/cb-1/periods/2026-10/meetings/weekly', '/key'],
      ['/organizations/cb-1/periods/2026-10/meetings/thematic-2026-02-30', '/key'],
    ] as const) {
      expect(await put(RECORD, {}, url), url).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    }
  });

  it('413 above 64 KB, before anything else', async () => {
    const rawBody = JSON.stringify({ ...RECORD, note: 'x'.repeat(64 * 1024) });
    const answer = await call(write, 'PUT', REGULAR, { subject: 'nobody', rawBody });
    expect(answer).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
  });

  it('404 looks the same for what is not there and what is not yours, to the last byte', async () => {
    const urls = [
      '/organizations/no-such/periods/2026-10/meetings/regular',
      '/organizations/no-such/periods/2027-05/meetings/regular',
      '/organizations/cs-d/periods/2026-10/meetings/regular',
      '/organizations/cs-d/periods/2027-05/meetings/regular',
      '/organizations/db-c/periods/2026-10/meetings/regular',
    ];
    const [first, ...others] = await Promise.all(urls.map((url) => put(RECORD, {}, url)));
    expect(first).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    for (const other of others) expect(other).toEqual(first);
  });
});
