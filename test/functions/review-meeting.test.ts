import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createReader } from '../../functions/read-meetings/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { createHandler } from '../../functions/review-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { gateInWords } from '../../shared/domain/criteria/criteria-words.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { type ApiWorld, apiWorld, call, type Request } from '../support/api-world.ts';
import { meetingRecord } from '../support/records.ts';

const REGULAR = '/organizations/cb-1/periods/2026-10/meetings/regular';
const RECORD = recordToWire(meetingRecord({ selfScore: { attendance: 2000 } }));
const RETURNED = { by: 'db-c', decision: 'returned', reason: 'Thiếu biên bản', dueOn: '2026-11-08' };
const ACCEPTED = { by: 'db-c', decision: 'accepted', scores: { attendance: 18.5 } };

let world: ApiWorld;
let handler: ApiFunction;
let officer: string;
let client: string;

beforeEach(async () => {
  world = await apiWorld();
  handler = createHandler(world);
  officer = await world.grant('officer', 'db-c');
  client = await world.grant('client', 'tinh-a');
  await submit(RECORD);
});

const submit = (body: unknown, headers: Request['headers'] = {}) =>
  call(createRecorder(world), 'PUT', REGULAR, { subject: client, body, headers });
const review = (body: unknown, headers: Request['headers'] = {}) =>
  call(handler, 'PUT', `${REGULAR}/review`, { subject: officer, body, headers });
const read = (path = '') => call(createReader(world), 'GET', `${REGULAR}${path}`, { subject: officer });

describe('a review', () => {
  it('shows with the record that it answers', async () => {
    expect(await review(ACCEPTED)).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    const shown = {
      ...ACCEPTED,
      reason: null,
      dueOn: null,
      revision: 1,
      recordedAt: world.now(),
      recordedBy: officer,
    };
    expect(await read()).toMatchObject({ headers: { etag: '"1.1"' }, body: { review: shown } });
    expect((await submit(RECORD)).body.review).toEqual(shown);
    expect((await read('/revisions')).body.items[0].review).toEqual(shown);
  });

  it('is sent again without harm, and amended by If-Match alone', async () => {
    await review(RETURNED);
    expect((await review(RETURNED)).status).toBe(200);
    expect(await review(ACCEPTED)).toMatchObject({ status: 412, body: { etag: '"1"' } });
    expect((await review(ACCEPTED, { 'if-match': '"1"' })).status).toBe(200);
    expect((await read()).body.review).toMatchObject({ decision: 'accepted', revision: 2 });
  });

  it('says nothing any more once the record is amended; the next revision is answered anew', async () => {
    await review(RETURNED);
    const other = { ...RECORD, minutesComplete: false, reason: 'Bổ sung' };
    expect(await submit(other, { 'if-match': '"1.1"' })).toMatchObject({
      status: 200,
      body: { review: null },
    });
    expect((await read()).body).toMatchObject({ revision: 2, review: null });
    expect((await review(ACCEPTED)).status).toBe(201);
  });

  it.each<[what: string, body: object, pointer: string]>([
    ['a return without a reason', { ...RETURNED, reason: null }, '/reason'],
    ['a return without a day', { ...RETURNED, dueOn: null }, '/dueOn'],
    ['a return due in the past', { ...RETURNED, dueOn: '2026-11-04' }, '/dueOn'],
    ['a return with scores', { ...RETURNED, scores: { attendance: 1 } }, '/scores'],
    ['an acceptance until a day', { ...ACCEPTED, dueOn: '2026-11-08' }, '/dueOn'],
    ['too many points', { ...ACCEPTED, scores: { attendance: 20.01 } }, '/scores/attendance'],
  ])('is refused for %s', async (_, body, pointer) => {
    const answer = await review(body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('of no record, or by nobody of the caller’s, is 404', async () => {
    const url = '/organizations/cb-2/periods/2026-10/meetings/regular/review';
    expect((await call(handler, 'PUT', url, { subject: officer, body: ACCEPTED })).status).toBe(404);
    expect((await review({ ...ACCEPTED, by: 'huyen-b' })).status).toBe(404);
  });
});

describe('the two-column sheet', () => {
  it('shows what the cell and its superior gave, as a page', async () => {
    await review(ACCEPTED);
    const page = await call(handler, 'GET', `${REGULAR}/sheet`, { subject: officer });
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toContain('<td>20</td><td>20</td><td>18,5</td>');
    expect(page.body).toContain('Ngày 13/10/2026 · Kỳ 10/2026');
    expect(page.body).not.toMatch(/<script|https?:/);
  });

  it('sums up a column that is filled in throughout, group by group, and no other', async () => {
    const full = Object.fromEntries(BINH_THUAN.criteria.map(({ id, max }) => [id, max / 100]));
    const { attendance, ...others } = full;
    await submit({ ...RECORD, selfScore: full, theme: 'Đường <thôn>' }, { 'if-match': '"1"' });
    const columns = async () => {
      const { body } = await call(handler, 'GET', `${REGULAR}/sheet`, { subject: officer });
      const [total = ''] = /<tfoot>.*<\/tfoot>/.exec(body) ?? [];
      const cells = (row: string) => [...row.matchAll(/<td>([^<]*)<\/td>/g)].map(([, cell]) => cell);
      const groups: string[] = body.match(/<tr class="group">.*<\/tr>/g) ?? [];
      return { total: cells(total), groups: groups.map(cells), body };
    };
    const { total, groups, body } = await columns();
    expect(total).toEqual(['100', '100', '–', '100']);
    expect(groups.map(([max]) => max)).toEqual(BINH_THUAN.groups.map(({ points }) => String(points / 100)));
    for (const [max, self, superior, counts] of groups)
      expect([self, superior, counts]).toEqual([max, '–', max]);
    expect(body).toContain('Chuyên đề <span lang="en">Theme</span>: Đường &lt;thôn&gt;');
    await review({ ...ACCEPTED, scores: others });
    expect((await columns()).total).toEqual(['100', '100', '–', '100']);
    await review({ ...ACCEPTED, scores: { ...others, attendance } }, { 'if-match': '"1"' });
    expect((await columns()).total).toEqual(['100', '100', '100', '100']);
  });

  it('says what else a grade needs beside its points', async () => {
    const { body } = await call(handler, 'GET', `${REGULAR}/sheet`, { subject: officer });
    const [gate] = BINH_THUAN.gates;
    if (gate === undefined) throw new Error('binh-thuan has a gate');
    expect(body).toContain(gateInWords(gate, BINH_THUAN).vi);
  });

  it('of a frame without points says what is met', async () => {
    const plan = await world.registry.planRow('cb-1', '2026-10');
    if (plan === null) throw new Error('cb-1 is planned');
    const criteriaSet = { id: 'hd12-2018', revision: 1 };
    await world.registry.putPlanRow({ ...plan, criteriaSet, version: plan.version + 1 });
    const { body } = await call(handler, 'GET', `${REGULAR}/sheet`, { subject: officer });
    expect(body).toContain('Số tiêu chí<br>');
    expect(body).not.toContain('Điểm tối đa');
    expect(body).toMatch(/<td><\/td><td>–<\/td><td>–<\/td><td>Đạt<\/td><\/tr>/);
  });

  it('is 404 where no record holds', async () => {
    await call(createRecorder(world), 'DELETE', REGULAR, { subject: client, headers: { 'if-match': '"1"' } });
    expect((await call(handler, 'GET', `${REGULAR}/sheet`, { subject: officer })).status).toBe(404);
    expect(await review(ACCEPTED)).toMatchObject({ status: 412, body: { code: 'WITHDRAWN' } });
  });
});
