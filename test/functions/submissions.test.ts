import type { Context } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/record-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import type { StoredEvent } from '../../shared/domain/events/event.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, eventOf } from '../support/api-world.ts';
import { meetingRecord } from '../support/records.ts';
import { silent } from '../support/silent-log.ts';

const RECORD = recordToWire(meetingRecord());
const OTHER = { ...RECORD, minutesComplete: false };
const item = (parts: Record<string, unknown> = {}) => ({
  organization: 'cb-1',
  period: '2026-10',
  key: 'regular',
  record: RECORD,
  ...parts,
});

let world: ApiWorld;
let write: ApiFunction;
let client: string;

beforeEach(async () => {
  world = await apiWorld();
  write = createHandler(world, { log: silent });
  client = await world.grant('client', 'huyen-b');
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  call(write, 'POST', '/submissions', { subject: client, body, headers });

describe('POST /submissions', () => {
  it('answers each record by itself, in the order sent', async () => {
    await post({ records: [item({ organization: 'cs-d' })] });
    const { status, body } = await post({
      records: [
        item(),
        item({ organization: 'cs-d' }),
        item({ organization: 'cs-d', key: 'extraordinary-2026-10-13' }),
        item({ organization: 'cs-f' }),
        item({ organization: 'no-such' }),
        item({ organization: 'cb-2' }),
        item({ record: { ...RECORD, surplus: 1 }, key: 'thematic-2026-10-13' }),
        item({ period: '2027-01' }),
        item({ record: { ...RECORD, note: 'x'.repeat(65 * 1024) }, key: 'thematic-2026-10-14' }),
        item(),
        'text',
        null,
      ],
    });
    expect(status).toBe(200);
    const outcomes = body.results.map(({ status, etag, problem }: never) => [status, etag ?? problem]);
    expect(outcomes).toMatchObject([
      [201, '"1"'],
      [200, '"1"'],
      [201, '"1"'],
      [404, { code: 'NOT_FOUND' }],
      [404, { code: 'NOT_FOUND' }],
      [409, { code: 'ORGANIZATION_NOT_MEETING' }],
      [422, { errors: [{ pointer: '/record/surplus', rule: 'unknown-field' }] }],
      [409, { code: 'PERIOD_NOT_OPEN' }],
      [413, { code: 'TOO_LARGE' }],
      [422, { errors: [{ pointer: '/key', rule: 'key-once' }] }],
      [422, { errors: [{ pointer: '' }] }],
      [422, { errors: [{ pointer: '' }] }],
    ]);
    expect(body.results[3]).toEqual(body.results[4]);
  });

  it('tells of each record whether to send it again: what a store left unanswered is a 503, a fault a 500', async () => {
    const troubles: Record<string, Error> = {
      'cb-1': Object.assign(new Error('slow'), { name: 'TimeoutError' }),
      'cs-d': new Error('a fault'),
    };
    const events = {
      ...world.events,
      append: async (event: StoredEvent) => {
        const trouble = troubles[event.organization];
        if (trouble !== undefined) throw trouble;
        return world.events.append(event);
      },
    };
    const handler = createHandler({ ...world, events }, { log: silent });
    const records = [item(), item({ organization: 'cs-d' }), item({ key: 'extraordinary-2026-10-13' })];
    const { status, body } = await call(handler, 'POST', '/submissions', {
      subject: client,
      body: { records },
    });
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { status: 503, problem: { code: 'BUSY' } },
      { status: 500, problem: { code: 'INTERNAL' } },
      { status: 503, problem: { code: 'BUSY' } },
    ]);
    expect(JSON.stringify(body)).not.toContain('a fault');
  });

  it('answers in time: what is not stored by then, or not begun, is a 503, and is taken when sent again', async () => {
    let begun = 0;
    const events = {
      ...world.events,
      append: (event: StoredEvent) => {
        begun += 1;
        return event.organization === 'cs-d' ? world.events.append(event) : new Promise<never>(() => {});
      },
    };
    const days = Array.from({ length: 19 }, (_, i) => `extraordinary-2026-10-${i + 10}`);
    const records = [
      item({ organization: 'cs-d' }),
      ...days.map((key) => item({ key, record: { ...RECORD, heldOn: key.slice(-10) } })),
    ];
    const event = eventOf('POST', '/submissions', { subject: client, body: { records } });
    const context = { getRemainingTimeInMillis: () => 1_300 } as Context;
    const answer = await createHandler({ ...world, events }, { log: silent })(event, context);
    expect(answer.statusCode).toBe(200);
    const { results } = JSON.parse(String(answer.body));
    expect(results.map(({ status }: { status: number }) => status)).toEqual([201, ...days.map(() => 503)]);
    expect(results[1]).toMatchObject({ problem: { code: 'BUSY' } });
    expect(begun).toBeLessThan(records.length);
    const again = await post({ records });
    expect(again.body.results.map(({ status }: never) => status)).toEqual([200, ...days.map(() => 201)]);
  });

  it('points into the record where a rule of it is broken', async () => {
    const { body } = await post({ records: [item({ record: { ...RECORD, endedAt: '19:30' } })] });
    expect(body.results[0].problem.errors).toMatchObject([{ pointer: '/record/endedAt' }]);
  });

  it('amends with ifMatch and reason, and refuses without', async () => {
    await post({ records: [item()] });
    const codes = [];
    for (const parts of [{}, { ifMatch: '"9"' }, { ifMatch: '"1"' }]) {
      const { body } = await post({ records: [item({ record: OTHER, ...parts })] });
      codes.push(body.results[0].problem.code);
    }
    expect(codes).toEqual(['PRECONDITION_REQUIRED', 'PRECONDITION_STALE', 'VALIDATION']);
    const amended = await post({ records: [item({ record: OTHER, ifMatch: '"1"', reason: 'Bổ sung' })] });
    expect(amended.body.results).toEqual([{ status: 200, etag: '"2"' }]);
  });

  it('with dryRun answers the same and stores nothing', async () => {
    const records = [item(), item({ organization: 'cs-f' }), item({ organization: 'cs-d', record: {} })];
    const dry = await post({ dryRun: true, records });
    expect(world.events.all()).toEqual([]);
    const real = await post({ records });
    expect(dry.body).toEqual(real.body);
    expect(world.events.all()).toHaveLength(1);
  });

  it('refuses the second of a key even where the first was refused', async () => {
    const { body } = await post({ records: [item({ record: {} }), item()] });
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([422, 422]);
  });

  it('takes 100 records and no more', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        item({
          key: `extraordinary-2026-10-${String((i % 31) + 1).padStart(2, '0')}`,
          organization: `khong-co-${i}`,
        }),
      );
    expect((await post({ records: many(100) })).body.results).toHaveLength(100);
    expect(await post({ records: many(101) })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/records', rule: 'at-most' }] },
    });
  });

  it('refuses a body above 1 MB as a whole', async () => {
    const record = { ...RECORD, note: 'x'.repeat(20_000) };
    const answer = await post({ records: Array.from({ length: 60 }, () => item({ record })) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
  });

  it('words each problem in the language asked for', async () => {
    const records = [item({ organization: 'cs-f' })];
    const en = await post({ records }, { 'accept-language': 'en' });
    const vi = await post({ records });
    expect([vi.body.results[0].problem.title, en.body.results[0].problem.title]).toEqual([
      'Không tìm thấy',
      'Not found',
    ]);
  });

  it('lets one record that fails in the store fail alone', async () => {
    const { append } = world.events;
    const broken = {
      ...world,
      events: {
        ...world.events,
        append: (event: Parameters<typeof append>[0]) =>
          event.organization === 'cs-d' ? Promise.reject(new Error('broken')) : append(event),
      },
    };
    const handler = createHandler(broken, { log: silent });
    const body = { records: [item(), item({ organization: 'cs-d' })] };
    const answer = await call(handler, 'POST', '/submissions', { subject: client, body });
    expect(answer.body.results).toMatchObject([
      { status: 201 },
      { status: 500, problem: { code: 'INTERNAL' } },
    ]);
  });
});
