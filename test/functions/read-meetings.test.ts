import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createReader } from '../../functions/read-meetings/handler.ts';
import { createHandler } from '../../functions/record-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, type Request } from '../support/api-world.ts';
import { meetingRecord } from '../support/records.ts';

const REGULAR = '/organizations/cb-1/periods/2026-10/meetings/regular';
const RECORD = recordToWire(meetingRecord());
const OTHER = { ...RECORD, minutesComplete: false };
const REASON = 'Biên bản được bổ sung';

let world: ApiWorld;
let write: ApiFunction;
let read: ApiFunction;
let secretary: string;

beforeEach(async () => {
  world = await apiWorld();
  write = createHandler(world);
  read = createReader(world);
  secretary = await world.grant('secretary', 'cb-1');
});

const put = (body: unknown, headers: Request['headers'] = {}, url = REGULAR) =>
  call(write, 'PUT', url, { subject: secretary, body, headers });
const withdraw = (headers: Request['headers'] = {}, body?: unknown) =>
  call(write, 'DELETE', REGULAR, { subject: secretary, headers, ...(body === undefined ? {} : { body }) });
const get = (url = REGULAR) => call(read, 'GET', url, { subject: secretary });
const ifMatch = (revision: number) => ({ 'if-match': `"${revision}"` });

describe('reading', () => {
  it('lists the current records of the month, page by page', async () => {
    await put(RECORD);
    await put({ ...OTHER, reason: REASON }, ifMatch(1));
    const keys = ['extraordinary-2026-10-13', 'thematic-2026-10-13'];
    for (const key of keys) {
      const theme = key.startsWith('thematic') ? 'Chuyển đổi số' : null;
      await put({ ...RECORD, theme }, {}, `/organizations/cb-1/periods/2026-10/meetings/${key}`);
    }
    const list = '/organizations/cb-1/periods/2026-10/meetings';
    const all = await get(list);
    expect(all.body.items.map(({ key, revision }: never) => [key, revision])).toEqual([
      [keys[0], 1],
      ['regular', 2],
      [keys[1], 1],
    ]);
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await get(`${list}?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      pages.push(...page.body.items.map(({ key }: { key: string }) => key));
      cursor = page.body.next;
    }
    expect(pages).toEqual(all.body.items.map(({ key }: { key: string }) => key));
  });

  it('shows every revision with its reason', async () => {
    await put(RECORD);
    await put({ ...OTHER, reason: REASON }, ifMatch(1));
    await withdraw(ifMatch(2), { reason: 'Gửi nhầm' });
    const { body } = await get(`${REGULAR}/revisions`);
    expect(body.items.map(({ revision, withdrawn, reason }: never) => [revision, withdrawn, reason])).toEqual(
      [
        [1, false, null],
        [2, false, REASON],
        [3, true, 'Gửi nhầm'],
      ],
    );
  });

  it('says 304 to whoever has it already, and 404 where there is none', async () => {
    await put(RECORD);
    const fresh = await call(read, 'GET', REGULAR, {
      subject: secretary,
      headers: { 'if-none-match': 'W/"1"' },
    });
    expect(fresh).toMatchObject({ status: 304, headers: { etag: '"1"' }, body: null });
    const none = '/organizations/cb-1/periods/2026-10/meetings/thematic-2026-10-01';
    expect((await get(none)).status).toBe(404);
    expect((await get(`${none}/revisions`)).status).toBe(404);
  });

  it('refuses a malformed cursor or limit, whatever is in it', async () => {
    const list = '/organizations/cb-1/periods/2026-10/meetings';
    const forged = Buffer.from('[1]').toString('base64url');
    for (const query of [
      'cursor=!',
      `cursor=${forged}`,
      'cursor=abc',
      'limit=0',
      'limit=101',
      'limit=x',
      'x=1',
    ]) {
      expect(await get(`${list}?${query}`), query).toMatchObject({
        status: 422,
        body: { code: 'VALIDATION' },
      });
    }
  });
});
