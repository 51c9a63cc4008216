import ICAL from 'ical.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createDuties } from '../../functions/keep-duties/handler.ts';
import { createHandler as createSchedule } from '../../functions/keep-schedule/handler.ts';
import { createHandler } from '../../functions/read-attention/handler.ts';
import { calendarFile } from '../../functions/read-attention/icalendar.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, NOW, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { finding, inspectionRevision, reviewRevision } from '../support/inspections.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';

let world: ApiWorld;
let read: ApiFunction;
let officer: string;
let queried: string[];

beforeEach(async () => {
  world = await apiWorld();
  queried = [];
  const scorecards: ApiWorld['scorecards'] = {
    ...world.scorecards,
    rows: (keys) => world.scorecards.rows(keys),
    partition: (parent, month) => {
      queried.push(parent);
      return world.scorecards.partition(parent, month);
    },
  };
  read = createHandler({ ...world, scorecards });
  officer = await world.grant('officer', PROVINCE);
});

const get = (what: string, organization = PROVINCE, more = '') =>
  call(read, 'GET', `/organizations/${organization}/${what}?period=2026-10${more}`, { subject: officer });
const codes = (items: readonly { organization: string; code: string }[]) =>
  items.map(({ organization, code }) => `${organization} ${code}`);

describe('attention', () => {
  it('says nothing while nothing is due, and reads nothing below a committee that has nothing', async () => {
    world.set('2026-10-20T02:00:00.000Z');
    await world.fold('2026-10');
    expect((await get('attention')).body).toEqual({ items: [], next: null });
    expect(queried).toEqual([PROVINCE]);
  });

  it('names what is due soon, and what is overdue once it is, also before any job has said so', async () => {
    await world.events.append(meetingRevision({ organization: 'cs-f' }));
    await world.fold('2026-10');
    world.set('2026-11-05T16:59:59.999Z');
    expect((await get('attention')).body.items).toEqual([]);
    world.set('2026-11-05T17:00:00.000Z');
    const soon = (await get('attention')).body.items;
    expect(codes(soon)).toEqual(['cs-d due-soon', 'cb-1 due-soon']);
    expect(soon[0]).toMatchObject({ dueAt: '2026-11-10T17:00:00.000Z', since: null });
    expect(soon[0].text.vi).toContain('10/11/2026');
    world.set('2026-11-10T17:00:00.000Z');
    const overdue = await get('attention', 'huyen-b');
    expect(codes(overdue.body.items)).toEqual(['cs-d overdue', 'cb-1 overdue']);
    expect(overdue.body.items[0]).toMatchObject({ since: '2026-11-10T17:00:00.000Z', dueAt: null });
  });

  it('passes by subtrees in which nothing is to be found', async () => {
    for (const organization of ['cb-1', 'cs-d']) await world.events.append(meetingRevision({ organization }));
    await world.fold('2026-10');
    world.set('2026-11-11T02:00:00.000Z');
    expect(codes((await get('attention')).body.items)).toEqual(['cs-f overdue']);
    expect(queried).toEqual([PROVINCE, 'huyen-e']);
  });

  it('names records returned, meetings on another day and remedies past due, of committees too', async () => {
    const record = meetingRecord({ heldOn: '2026-11-03', rescheduleReason: 'disaster' });
    for (const organization of ['cs-d', 'cs-f']) await world.events.append(meetingRevision({ organization }));
    await world.events.append(meetingRevision({ organization: 'cb-1', record }));
    const returned = { decision: 'returned', reason: 'Thiếu biên bản', dueOn: '2026-11-14' } as const;
    await world.events.append(reviewRevision(returned, { organization: 'cb-1' }));
    const days = ['2026-09-30', '2026-08-31', '2026-10-31', null];
    const late = { findings: days.map((remedyDue, i) => finding({ n: i + 1, remedyDue })) };
    await world.events.append(inspectionRevision(late, { organization: 'db-c' }));
    await world.fold('2026-10');
    const { items } = (await get('attention')).body;
    expect(codes(items)).toEqual(['db-c remedies-overdue', 'cb-1 off-schedule', 'cb-1 returned']);
    expect(items).toMatchObject([
      { since: '2026-08-31T17:00:00.000Z', dueAt: null },
      { since: '2026-11-03T12:30:00.000Z', dueAt: null },
      { since: '2026-10-20T02:00:00.000Z', dueAt: '2026-11-14T17:00:00.000Z' },
    ]);
    expect(items[2].text.vi).toContain('(hạn bổ sung 14/11/2026)');
    await world.events.append(
      reviewRevision({ ...returned, dueOn: null }, { organization: 'cb-1', revision: 2 }),
    );
    await world.fold('2026-10');
    const again = (await get('attention', 'cb-1')).body.items[1];
    expect(again).toMatchObject({ code: 'returned', dueAt: null });
    expect(again.text.vi).not.toContain('hạn bổ sung');
  });

  it('names a remedy that is not told once its day is over, in every open month, and no moment before', async () => {
    for (const organization of ['cb-1', 'cs-d', 'cs-f'])
      await world.events.append(meetingRevision({ organization }));
    const found = { findings: [finding({ remedyDue: null }), finding({ n: 2, remedyDue: '2026-11-30' })] };
    await world.events.append(inspectionRevision(found, { organization: 'cb-1' }));
    for (const month of ['2026-11', '2026-12']) await world.open(month);
    await world.fold('2026-10', '2026-11', '2026-12');
    const remedies = async (month: string) => {
      const url = `/organizations/${PROVINCE}/attention?period=${month}`;
      const { body } = await call(read, 'GET', url, { subject: officer });
      return body.items.filter(({ code }: { code: string }) => code === 'remedies-overdue');
    };
    // December is open by then, and what was due before it begins is not past yet.
    for (const [now, expected] of [
      ['2026-11-30T16:59:59.999Z', []],
      ['2026-11-30T17:00:00.000Z', [{ organization: 'cb-1', since: '2026-11-30T17:00:00.000Z' }]],
    ] as const) {
      world.set(now);
      for (const month of ['2026-10', '2026-11', '2026-12'])
        expect(await remedies(month), `${month} at ${now}`).toMatchObject(expected);
    }
    expect((await remedies('2026-12'))[0].text.vi).toContain('hạn sớm nhất 30/11/2026), còn 2 hạn chế');
  });

  it('comes page by page, in the order of the tree, each item once', async () => {
    for (const organization of ['cb-1', 'cs-d', 'cs-f'])
      await world.events.append(
        meetingRevision({ organization, record: meetingRecord({ heldOn: '2026-11-01' }) }),
      );
    await world.fold('2026-10');
    const whole = (await get('attention')).body.items;
    expect(codes(whole)).toEqual(['cs-d off-schedule', 'cb-1 off-schedule', 'cs-f off-schedule']);
    const paged: { organization: string; code: string }[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await get('attention', PROVINCE, `&limit=1${next === '' ? '' : `&cursor=${next}`}`);
      paged.push(...body.items);
      next = body.next;
    }
    expect(paged).toEqual(whole);
  });

  it('names records that look copied, by the count above them', async () => {
    const months = ['2026-08', '2026-09', '2026-10'];
    for (const month of months.slice(0, 2)) await world.open(month);
    for (const organization of ['cb-1', 'cs-d', 'cs-f'])
      await world.events.append(meetingRevision({ organization }));
    for (const month of months.slice(0, 2)) {
      const record = meetingRecord({ heldOn: `${month}-13` });
      await world.events.append(meetingRevision({ organization: 'cb-1', month, record }));
    }
    await world.fold(...months);
    const { items } = (await get('attention')).body;
    expect(codes(items)).toEqual(['cb-1 same-counts']);
    expect(items[0].since).toBe('2026-08-13T12:30:00.000Z');
    expect(items[0].text.vi).toContain('3 kỳ liên tiếp');
    expect(queried).toEqual([PROVINCE, 'huyen-b', 'db-c']);
  });

  it('names attendances that are owed, once the month is over, and the more the fewer are done', async () => {
    const duty = {
      by: 'huyen-b',
      office: 'uy-vien',
      attends: 'cb-1',
      every: 'month',
      from: '2026-10',
    } as const;
    const keep = createDuties(world);
    for (const id of ['du-1', 'du-2'])
      expect(
        await call(keep, 'PUT', `/duties/${id}`, { subject: officer, body: { ...duty, until: null } }),
      ).toMatchObject({ status: 201 });
    await planSubtree(world.planning, PROVINCE, '2026-10');
    await world.events.append(meetingRevision({ organization: 'cb-1' }));
    await world.fold('2026-10');
    const inCell = async () => (await get('attention', 'cb-1')).body.items;
    world.set('2026-10-31T16:59:59.999Z');
    expect(await inCell()).toEqual([]);
    world.set('2026-10-31T17:00:00.000Z');
    expect(await inCell()).toMatchObject([
      { code: 'duties-not-done', since: '2026-10-31T17:00:00.000Z', dueAt: null },
    ]);
    expect((await inCell())[0].text.vi).toContain('Đã dự 0/2 lượt');
    const above = codes((await get('attention')).body.items);
    expect(above).toContain('cb-1 duties-not-done');
    const attended = (on: string, id: string) =>
      world.events.append(
        inspectionRevision({ duty: id }, { organization: 'cb-1', key: `2026-10-${on}-attendance-huyen-b` }),
      );
    await attended('13', 'du-1');
    await world.fold('2026-10');
    expect((await inCell())[0].text.en).toContain('1 of 2 assigned attendances');
    await attended('14', 'du-2');
    await world.fold('2026-10');
    expect(await inCell()).toEqual([]);
  });

  it('says of a closed month what can be done now, and where it is open again, until when', async () => {
    const returned = { decision: 'returned', reason: 'Thiếu biên bản', dueOn: '2026-11-14' } as const;
    await world.events.append(meetingRevision({ organization: 'cs-d' }));
    await world.events.append(reviewRevision(returned, { organization: 'cs-d' }));
    await world.fold('2026-10');
    world.set('2026-11-12T02:00:00.000Z');
    await world.period({ status: 'closed' });
    const { items } = (await get('attention')).body;
    expect(codes(items)).toEqual(['cs-d returned', 'cb-1 overdue', 'cs-f overdue']);
    for (const { text } of items) expect(text.vi).toContain('hãy mở lại kỳ cho tổ chức này');
    // Closed at NOW, before what was due.
    expect(items[1]).toMatchObject({ since: NOW, dueAt: null });

    const until = '2026-11-20T17:00:00.000Z';
    const reopenings = [{ organization: 'cb-1', until, reopenedAt: '2026-11-12T02:00:00.000Z' }];
    await world.period({ status: 'closed', reopenings });
    const again = (await get('attention')).body.items;
    expect(codes(again)).toEqual(['cs-d returned', 'cb-1 overdue', 'cb-1 reopened', 'cs-f overdue']);
    expect(again[1].text.vi).toContain('Hãy hỏi lý do và yêu cầu gửi báo cáo');
    expect(again[2]).toMatchObject({ since: '2026-11-12T02:00:00.000Z', dueAt: until });
    expect(again[2].text.vi).toContain('đến hết ngày 20/11/2026');
    world.set(until);
    expect(codes((await get('attention')).body.items)).toEqual(codes(items));
  });

  it('finds whoever may write again although nothing else is to be found there', async () => {
    for (const organization of ['cb-1', 'cs-d', 'cs-f'])
      await world.events.append(meetingRevision({ organization }));
    await world.fold('2026-10');
    const reopenings = [{ organization: 'cb-1', until: '2026-11-20T17:00:00.000Z', reopenedAt: NOW }];
    await world.period({ status: 'closed', reopenings });
    queried = [];
    expect(codes((await get('attention')).body.items)).toEqual(['cb-1 reopened']);
    expect(queried).toEqual([PROVINCE, 'huyen-b', 'db-c']);
    expect((await get('attention', 'huyen-e')).body.items).toEqual([]);
  });

  it('answers for a single cell, and refuses a cursor that it never gave', async () => {
    await world.fold('2026-10');
    world.set('2026-11-11T02:00:00.000Z');
    expect(codes((await get('attention', 'cb-1')).body.items)).toEqual(['cb-1 overdue']);
    expect(await get('attention', PROVINCE, '&cursor=abc')).toMatchObject({ status: 422 });
  });
});

describe('the calendar', () => {
  const theme = 'Chuyển đổi số; cơ sở, "thôn" \\ xóm';

  beforeEach(async () => {
    const write = createSchedule(world);
    const client = await world.grant('client', PROVINCE);
    const put = (organization: string, body: object) =>
      call(write, 'PUT', `/organizations/${organization}/periods/2026-10/schedule`, {
        subject: client,
        body,
      });
    await put('cb-1', { plannedOn: '2026-10-13', plannedAt: '06:30', theme });
    await put('cs-f', { plannedOn: '2026-10-31' });
    await world.fold('2026-10');
  });

  it('lists the planned meetings of a subtree, page by page', async () => {
    const first = (await get('calendar', PROVINCE, '&limit=1')).body;
    expect(first.items).toEqual([
      {
        organization: 'cb-1',
        name: 'Tổ chức cb-1',
        period: '2026-10',
        plannedOn: '2026-10-13',
        plannedAt: '06:30',
        theme,
      },
    ]);
    const second = (await get('calendar', PROVINCE, `&limit=1&cursor=${first.next}`)).body;
    expect(second).toMatchObject({ items: [{ organization: 'cs-f', plannedAt: null }], next: null });
    expect((await get('calendar', 'huyen-b')).body.items).toHaveLength(1);
  });

  it('is the same file for whoever asks for it by Accept, and JSON for everybody else', async () => {
    const asked = (accept: string, organization = PROVINCE) =>
      call(read, 'GET', `/organizations/${organization}/calendar?period=2026-10`, {
        subject: officer,
        headers: { accept },
      });
    const file = await get('calendar.ics');
    for (const accept of [
      'text/calendar',
      'text/calendar, */*;q=0.1',
      'TEXT/Calendar;q=0.9, text/html;q=1',
    ]) {
      const { body, headers } = await asked(accept);
      expect(body).toBe(file.body);
      expect(headers).toMatchObject({ 'content-type': 'text/calendar; charset=utf-8', vary: 'accept' });
    }
    const likesOthers = [
      '*/*',
      'application/json, text/calendar',
      'text/calendar;q=0',
      'text/calendar;q=x',
      '',
    ];
    for (const accept of [...likesOthers, '*/*, text/calendar;q=0.5']) {
      const { body, headers } = await asked(accept);
      expect(body.items).toHaveLength(2);
      expect(headers).toMatchObject({ 'content-type': expect.stringContaining('json'), vary: 'accept' });
    }
    expect(await asked('text/calendar', 'cb-unknown')).toMatchObject({ status: 404 });
  });

  it('is a file that a calendar program reads', async () => {
    const { body, headers } = await get('calendar.ics');
    expect(headers['content-type']).toBe('text/calendar; charset=utf-8');
    const events = new ICAL.Component(ICAL.parse(body))
      .getAllSubcomponents('vevent')
      .map((component) => new ICAL.Event(component));
    expect(events.map(({ uid, summary }) => [uid, summary])).toEqual([
      ['cb-1-2026-10-regular@nennep', 'Sinh hoạt thường kỳ: Tổ chức cb-1'],
      ['cs-f-2026-10-regular@nennep', 'Sinh hoạt thường kỳ: Tổ chức cs-f'],
    ]);
    expect(events[0]?.description).toBe(theme);
    expect(events[0]?.startDate.zone?.tzid).toBe('Asia/Ho_Chi_Minh');
    // 06:30 in Vietnam is still the day before in UTC.
    expect(events[0]?.startDate.toJSDate().toISOString()).toBe('2026-10-12T23:30:00.000Z');
    expect(events[0]?.endDate.toJSDate().toISOString()).toBe('2026-10-13T01:00:00.000Z');
    expect(events[1]?.startDate.toString()).toBe('2026-10-31');
    expect(events[1]?.endDate.toString()).toBe('2026-11-01');
  });

  it('is a whole file too where nothing is planned', async () => {
    const calendar = new ICAL.Component(ICAL.parse((await get('calendar.ics', 'cb-2')).body));
    expect(calendar.getAllSubcomponents('vevent')).toEqual([]);
    expect(calendar.getAllSubcomponents()).toHaveLength(1);
  });

  it('gives a meeting whose plan changed a higher sequence, under the same id', async () => {
    const eventOf = async () => {
      const calendar = new ICAL.Component(ICAL.parse((await get('calendar.ics', 'cb-1')).body));
      const [event] = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
      if (event === undefined) throw new Error('cb-1 has planned');
      return event;
    };
    const before = await eventOf();
    const written = await call(createSchedule(world), 'PUT', '/organizations/cb-1/periods/2026-10/schedule', {
      subject: await world.grant('client', PROVINCE),
      body: { plannedOn: '2026-10-14', plannedAt: '06:30', theme },
      headers: { 'if-match': '"1"' },
    });
    expect(written.status).toBe(200);
    await world.fold('2026-10');
    const after = await eventOf();
    expect(after.uid).toBe(before.uid);
    expect(after.sequence).toBeGreaterThan(before.sequence);
    expect(after.startDate.toString()).toBe('2026-10-14T06:30:00');
  });

  it.each([{ closed: true }, { meets: 'quarterly' as const }, { meets: 'none' as const }])(
    'waits for nobody who does not meet in the month any more: %o',
    async (change) => {
      const changed = { ...version('cb-1', 'cell', 'db-c', 'monthly'), from: '2026-10', ...change };
      expect(await enterVersion(world.registry, changed)).toBe('stored');
      await planSubtree(world.planning, PROVINCE, '2026-10');
      await world.fold('2026-10');
      expect((await get('calendar')).body.items).toMatchObject([{ organization: 'cs-f' }]);
      expect((await get('calendar.ics', 'cb-1')).body).not.toContain('VEVENT');
    },
  );

  it('folds long Vietnamese lines at 75 octets and loses no character', () => {
    const name = 'Đảng bộ xã Phường Nguyễn Trãi '.repeat(9).trim();
    const file = calendarFile(name, [
      {
        organization: 'cb-1',
        name,
        month: '2026-10',
        plannedOn: '2026-10-13',
        plannedAt: null,
        theme: 'Hai dòng\nmột chủ đề',
        asOf: '2026-10-01T00:00:00.000Z',
        watermark: 3,
      },
    ]);
    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const [event] = new ICAL.Component(ICAL.parse(file)).getAllSubcomponents('vevent');
    expect(event?.getFirstPropertyValue('summary')).toBe(`Sinh hoạt thường kỳ: ${name}`);
    expect(event?.getFirstPropertyValue('description')).toBe('Hai dòng\nmột chủ đề');
  });
});
