import { beforeEach, describe, expect, it } from 'vitest';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { call } from '../support/api-world.ts';
import { ifMatch, type MeetingDesk, meetingDesk, OTHER, REASON, RECORD } from '../support/meeting-desk.ts';
import { bareMeetingRecord } from '../support/records.ts';

let desk: MeetingDesk;
beforeEach(async () => {
  desk = await meetingDesk();
});

describe('a first submission', () => {
  it('(c) is answered 201 with its ETag, and read back as it was sent', async () => {
    const answer = await desk.put(RECORD);
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    const got = await desk.get();
    expect(got).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: answer.body });
    expect(got.body).toEqual({
      organization: 'cb-1',
      period: '2026-10',
      key: 'regular',
      revision: 1,
      recordedAt: desk.world.now(),
      recordedBy: desk.secretary,
      withdrawn: false,
      onTime: true,
      record: RECORD,
      review: null,
    });
  });

  it('takes points with two decimals as hundredths and gives them back as points', async () => {
    const selfScore = { attendance: 17.25, minutes: 5 };
    const { body } = await desk.put({ ...RECORD, selfScore });
    expect(body.record.selfScore).toEqual(selfScore);
    expect(desk.stored()[0]?.record).toMatchObject({ selfScore: { attendance: 1725, minutes: 500 } });
  });

  it('takes what is unknown as null or left out, whole groups too', async () => {
    const { heldOn, startedAt, endedAt } = RECORD;
    const { total, exempt, present, absentExcused, absentUnexcused } = RECORD.members;
    const members = { total, exempt: exempt + 1, present, absentExcused, absentUnexcused };
    const answer = await desk.put({ heldOn, startedAt, endedAt, members, discussion: null, agenda: {} });
    expect(answer.status).toBe(201);
    const bare = recordToWire(bareMeetingRecord());
    expect(answer.body.record).toEqual({
      ...bare,
      members: { ...bare.members, exempt: 3, temporaryOut: 0 },
    });
  });

  it('refuses If-Match where there is nothing yet to match', async () => {
    const answer = await desk.put(RECORD, ifMatch(1));
    expect(answer).toMatchObject({ status: 412, body: { code: 'PRECONDITION_STALE', etag: null } });
    expect(desk.stored()).toEqual([]);
  });
});

describe('the same again', () => {
  it('(a) is answered 200 with the first revision, whatever If-Match says and however it is written', async () => {
    const first = await desk.put(RECORD);
    const reordered = Object.fromEntries(Object.entries(RECORD).reverse());
    for (const headers of [{}, ifMatch(1), ifMatch(7), { 'if-match': 'nonsense' }]) {
      const again = await desk.put({ ...reordered, theme: undefined, reason: 'gửi lại' }, headers);
      expect(again).toEqual({ ...first, status: 200 });
    }
    expect(desk.stored()).toHaveLength(1);
  });

  it('is answered 200 even when the period has closed meanwhile', async () => {
    await desk.put(RECORD);
    await desk.world.period({ status: 'closed' });
    expect((await desk.put(RECORD)).status).toBe(200);
  });
});

describe('another body', () => {
  beforeEach(() => desk.put(RECORD));

  it('(b) without If-Match is answered 412 with the current ETag', async () => {
    const answer = await desk.put({ ...OTHER, reason: REASON });
    expect(answer).toMatchObject({
      status: 412,
      headers: { etag: '"1"' },
      body: { code: 'PRECONDITION_REQUIRED', etag: '"1"' },
    });
  });

  it('(b) with a stale If-Match, a weak one or * is answered 412', async () => {
    for (const tag of ['"2"', 'W/"1"', '*', '1', '']) {
      const answer = await desk.put({ ...OTHER, reason: REASON }, { 'if-match': tag });
      expect(answer, tag).toMatchObject({ status: 412, body: { code: 'PRECONDITION_STALE', etag: '"1"' } });
    }
    expect(desk.stored()).toHaveLength(1);
  });

  it('(c) with If-Match and a reason is a new revision, answered 200', async () => {
    const answer = await desk.put({ ...OTHER, reason: REASON }, { 'if-match': '"7", "1"' });
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { revision: 2 } });
    expect(desk.stored().at(-1)).toMatchObject({ revision: 2, reason: REASON });
  });

  it('is refused without a reason, or a blank one', async () => {
    for (const reason of [undefined, null, '  ']) {
      const answer = await desk.put({ ...OTHER, reason }, ifMatch(1));
      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'VALIDATION', errors: [{ pointer: '/reason', rule: 'reason-of-amendment' }] },
      });
    }
  });

  it('needs no reason where it only fills in what was unknown', async () => {
    const url = '/organizations/cb-1/periods/2026-10/meetings/extraordinary-2026-10-13';
    const bare = recordToWire(bareMeetingRecord());
    await desk.put(bare, {}, url);
    const filled = { ...bare, discussion: { speakers: 3, opinions: null, proposals: 0 } };
    expect((await desk.put(filled, ifMatch(1), url)).status).toBe(200);
    const changed = { ...filled, discussion: { ...filled.discussion, speakers: 4 } };
    expect((await desk.put(changed, ifMatch(2), url)).status).toBe(422);
  });

  it('keeps whether the first was on time', async () => {
    desk.world.set('2026-11-20T00:00:00.000Z');
    const answer = await desk.put({ ...OTHER, reason: REASON }, ifMatch(1));
    expect(answer.body).toMatchObject({ revision: 2, onTime: true });
  });
});

describe('a withdrawal', () => {
  beforeEach(() => desk.put(RECORD));

  it('(d) is a revision of its own, and again is answered 200', async () => {
    const first = await desk.withdraw(ifMatch(1), { reason: REASON });
    expect(first).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { withdrawn: true, record: null, revision: 2 },
    });
    for (const headers of [ifMatch(1), ifMatch(2), {}]) expect(await desk.withdraw(headers)).toEqual(first);
    expect(desk.stored()).toHaveLength(2);
  });

  it('needs If-Match, and one that is current', async () => {
    expect(await desk.withdraw()).toMatchObject({ status: 412, body: { code: 'PRECONDITION_REQUIRED' } });
    expect(await desk.withdraw(ifMatch(3))).toMatchObject({
      status: 412,
      body: { code: 'PRECONDITION_STALE' },
    });
  });

  it('(e) is read as 200 with its ETag', async () => {
    await desk.withdraw(ifMatch(1));
    const got = await desk.get();
    expect(got).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { withdrawn: true, record: null },
    });
  });

  it('(f) is not raised by a late duplicate, only by If-Match, and is timed anew', async () => {
    await desk.withdraw(ifMatch(1));
    expect(await desk.put(RECORD)).toMatchObject({
      status: 412,
      headers: { etag: '"2"' },
      body: { code: 'WITHDRAWN', etag: '"2"' },
    });
    desk.world.set('2026-11-10T17:00:00.000Z');
    const raised = await desk.put(RECORD, ifMatch(2));
    expect(raised).toMatchObject({ status: 200, body: { revision: 3, withdrawn: false, onTime: false } });
  });

  it('of what never was is answered 404', async () => {
    const url = '/organizations/cb-1/periods/2026-10/meetings/extraordinary-2026-10-14';
    const answer = await call(desk.write, 'DELETE', url, { subject: desk.secretary, headers: ifMatch(1) });
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('is refused in a closed period', async () => {
    await desk.world.period({ status: 'closing' });
    expect(await desk.withdraw(ifMatch(1))).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
  });
});

describe('the due date', () => {
  it('is exclusive', async () => {
    desk.world.set('2026-11-10T16:59:59.999Z');
    expect((await desk.put(RECORD)).body.onTime).toBe(true);
    const url = '/organizations/cb-1/periods/2026-10/meetings/extraordinary-2026-10-13';
    desk.world.set('2026-11-10T17:00:00.000Z');
    expect((await desk.put({ ...RECORD, theme: null }, {}, url)).body.onTime).toBe(false);
  });
});

describe('many at once', () => {
  it('stores the same submission once, however many arrive together', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => desk.put(RECORD)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(11);
    expect(desk.stored()).toHaveLength(1);
  });

  it('lets one of several amendments of the same revision through', async () => {
    await desk.put(RECORD);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        desk.put(
          { ...RECORD, discussion: { ...RECORD.discussion, proposals: n + 10 }, reason: REASON },
          ifMatch(1),
        ),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
    expect(desk.stored()).toHaveLength(2);
  });
});
