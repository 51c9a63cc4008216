import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api-world.ts';
import {
  ifMatch,
  type MeetingDesk,
  meetingDesk,
  OTHER,
  REASON,
  RECORD,
  REGULAR,
} from '../support/meeting-desk.ts';

let desk: MeetingDesk;
beforeEach(async () => {
  desk = await meetingDesk();
});

describe('reading', () => {
  it('lists the current records of the month, page by page', async () => {
    await desk.put(RECORD);
    await desk.put({ ...OTHER, reason: REASON }, ifMatch(1));
    const keys = ['extraordinary-2026-10-13', 'thematic-2026-10-13'];
    for (const key of keys) {
      const theme = key.startsWith('thematic') ? 'Chuyển đổi số' : null;
      await desk.put({ ...RECORD, theme }, {}, `/organizations/cb-1/periods/2026-10/meetings/${key}`);
    }
    const list = '/organizations/cb-1/periods/2026-10/meetings';
    const all = await desk.get(list);
    expect(all.body.items.map(({ key, revision }: never) => [key, revision])).toEqual([
      [keys[0], 1],
      ['regular', 2],
      [keys[1], 1],
    ]);
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await desk.get(`${list}?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      pages.push(...page.body.items.map(({ key }: { key: string }) => key));
      cursor = page.body.next;
    }
    expect(pages).toEqual(all.body.items.map(({ key }: { key: string }) => key));
  });

  it('shows every revision with its reason', async () => {
    await desk.put(RECORD);
    await desk.put({ ...OTHER, reason: REASON }, ifMatch(1));
    await desk.withdraw(ifMatch(2), { reason: 'Gửi nhầm' });
    const { body } = await desk.get(`${REGULAR}/revisions`);
    expect(body.items.map(({ revision, withdrawn, reason }: never) => [revision, withdrawn, reason])).toEqual(
      [
        [1, false, null],
        [2, false, REASON],
        [3, true, 'Gửi nhầm'],
      ],
    );
  });

  it('says 304 to whoever has it already, and 404 where there is none', async () => {
    await desk.put(RECORD);
    const fresh = await call(desk.read, 'GET', REGULAR, {
      subject: desk.secretary,
      headers: { 'if-none-match': 'W/"1"' },
    });
    expect(fresh).toMatchObject({ status: 304, headers: { etag: '"1"' }, body: null });
    const none = '/organizations/cb-1/periods/2026-10/meetings/thematic-2026-10-01';
    expect((await desk.get(none)).status).toBe(404);
    expect((await desk.get(`${none}/revisions`)).status).toBe(404);
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
      expect(await desk.get(`${list}?${query}`), query).toMatchObject({
        status: 422,
        body: { code: 'VALIDATION' },
      });
    }
  });
});
