import type { Context } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/record-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { getHealth, getPeriod } from '../../shared/contracts/routes.ts';
import { apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import type { Log } from '../../shared/runtime/logger.ts';
import { type ApiWorld, apiWorld, call, eventOf, PROVINCE } from '../support/api-world.ts';
import { meetingRecord } from '../support/records.ts';
import { silent } from '../support/silent-log.ts';

/** A log that remembers. */
function memoryLog() {
  const lines: { level: string; message: unknown; more: unknown }[] = [];
  const at =
    (level: string): Log['info'] =>
    (message, ...more) => {
      lines.push({ level, message, more });
    };
  return { lines, log: { info: at('info'), warn: at('warn'), error: at('error') } };
}

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
});

describe('the log', () => {
  it('has one line a call, without body, note, subject or token', async () => {
    const { lines, log } = memoryLog();
    const secretary = await world.grant('secretary', 'cb-1', 'subject-4711');
    const body = {
      ...recordToWire(meetingRecord()),
      note: 'ghi-chú-mật',
      theme: 'chủ-đề-riêng',
      reason: 'lý-do-riêng',
    };
    const handler = createHandler(world, { log });
    const url = '/organizations/cb-1/periods/2026-10/meetings/regular';
    const headers = { authorization: 'Bearer mã-bí-mật' };
    await call(handler, 'PUT', url, { subject: secretary, body, headers });
    await call(handler, 'PUT', url, { subject: secretary, body: { ...body, surplus: 'thừa-ra' }, headers });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      level: 'info',
      more: [{ route: expect.stringContaining('PUT'), address: { organization: 'cb-1' }, status: 201 }],
    });
    const all = JSON.stringify(lines);
    for (const secret of ['ghi-chú', 'chủ-đề', 'lý-do', 'bí-mật', 'subject-4711', 'thừa-ra']) {
      expect(all).not.toContain(secret);
    }
  });
});

describe('what nobody foresaw', () => {
  const period = '/periods/2026-10';

  it('is a 500 that says nothing of its cause, and an error in the log', async () => {
    const { lines, log } = memoryLog();
    const subject = await world.grant('officer', 'tinh-a');
    const broken = endpoint(getPeriod, async () => {
      throw new Error('secret detail');
    });
    const answer = await call(apiHandler(world, [broken], { log }), 'GET', period, { subject });
    expect(answer).toMatchObject({
      status: 500,
      headers: { 'retry-after': '5' },
      body: { code: 'INTERNAL' },
    });
    expect(JSON.stringify(answer)).not.toContain('secret detail');
    expect(lines.map(({ level }) => level)).toEqual(['error', 'info']);
  });

  it.each([
    'ThrottlingException',
    'ContentionError',
    // A request to a store, or the whole call, that took too long.
    'TimeoutError',
  ])('in the stores’ being busy (%s) is a 503 to be sent again', async (name) => {
    const subject = await world.grant('officer', 'tinh-a');
    const busy = Object.assign(new Error('slow down'), { name });
    const registry = { ...world.registry, access: () => Promise.reject(busy) };
    const handler = apiHandler({ ...world, registry }, [], { log: silent });
    expect((await call(handler, 'GET', period, { subject })).status).toBe(404);
    const asked = endpoint(getPeriod, async () => ({ status: 200, body: Object.create(null) }));
    const guarded = apiHandler({ ...world, registry }, [asked], { log: silent });
    expect(await call(guarded, 'GET', period, { subject })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { code: 'BUSY' },
    });
  });

  it('in an answer that the route does not declare is a 500, and nothing of it gets out', async () => {
    const wrong = endpoint(getHealth, async () => ({
      status: 200,
      body: JSON.parse('{"status":"ok","now":"soon","leak":1}'),
    }));
    const answer = await call(apiHandler(null, [wrong], { log: silent }), 'GET', '/health');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('leak');
  });

  it('takes a token of another use, or with a subject that nothing can be granted to, for a stranger’s', async () => {
    const asked = endpoint(getPeriod, async () => ({ status: 200, body: Object.create(null) }));
    const guarded = apiHandler(world, [asked], { log: silent });
    const subject = await world.grant('registrar', PROVINCE);
    for (const claims of [{}, { sub: '' }, { sub: 'x'.repeat(3000) }, { sub: subject, token_use: 'id' }]) {
      const event = { ...eventOf('GET', period), requestContext: { authorizer: { jwt: { claims } } } };
      expect((await guarded(event, {} as Context)).statusCode).toBe(404);
    }
  });

  it('in a route without its authorizer, or a guarded route without a guard, is a 500', async () => {
    const asked = endpoint(getPeriod, async () => ({ status: 200, body: Object.create(null) }));
    const event = { ...eventOf('GET', period), requestContext: {} };
    const guarded = apiHandler(world, [asked], { log: silent });
    expect((await guarded(event, {} as Context)).statusCode).toBe(500);
    const unguarded = apiHandler(null, [asked], { log: silent });
    expect((await call(unguarded, 'GET', period)).status).toBe(500);
  });
});

describe('a body in base64', () => {
  it('is read as the bytes that it stands for', async () => {
    const subject = await world.grant('secretary', 'cb-1');
    const url = '/organizations/cb-1/periods/2026-10/meetings/regular';
    const handler = createHandler(world, { log: silent });
    const send = (bytes: Buffer) =>
      handler(
        {
          ...eventOf('PUT', url, { subject }),
          body: bytes.toString('base64'),
          isBase64Encoded: true,
        },
        {} as Context,
      );
    const good = Buffer.from(JSON.stringify(recordToWire(meetingRecord({ note: 'Họp tốt' }))));
    expect((await send(good)).statusCode).toBe(201);
    expect(world.events.all()[0]?.record).toMatchObject({ note: 'Họp tốt' });
    expect((await send(Buffer.from([0x22, 0xff, 0x22]))).statusCode).toBe(422);
  });
});
