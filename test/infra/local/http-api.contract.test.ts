import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startHttpApi } from '../../../infra/local/http-api/server.ts';
import { InvokeRefused, throttled } from '../../../infra/local/lambda/invocation.ts';
import { PortTakenError } from '../../../infra/local/listen.ts';
import { describeSketch, functionName, gatewayOf, stopGateways } from './http-api-fixture.ts';

afterEach(stopGateways);

const answerOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  await response.text(),
];

/** Writes bytes as they are and reads until the other side closes or falls silent. */
function raw(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (data) => {
      received += data.toString();
      if (received.includes('}')) socket.end();
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

describe('which route serves a request', () => {
  const routes = [
    '$default',
    'ANY /{proxy+}',
    'GET /pets/{proxy+}',
    'GET /pets/dog/{id}',
    'GET /pets/dog/1',
    'ANY /pets/dog/{id}',
    'GET /pets/dog/{id}/toys/{toy}',
  ].map((key) => ({ key }));

  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
    ['POST', '/pets/dog/1', 'ANY /pets/dog/{id}'],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST', '/test/5', 'ANY /{proxy+}'],
    ['GET', '/pets/dog/2/toys/ball', 'GET /pets/dog/{id}/toys/{toy}'],
    ['GET', '/', '$default'],
  ])('%s %s → %s', async (method, path, key) => {
    const gateway = await gatewayOf({ routes });
    await fetch(gateway.url + path, { method });
    expect(gateway.invoked).toEqual([functionName(key)]);
    expect(gateway.events[0]).toMatchObject({ routeKey: key, requestContext: { routeKey: key } });
  });

  it('is a full match for ANY method rather than a greedy one for the method', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /{proxy+}' }, { key: 'ANY /pets/{id}' }] });
    await fetch(`${gateway.url}/pets/1`);
    expect(gateway.invoked).toEqual([functionName('ANY /pets/{id}')]);
  });

  it('is none where nothing matches: 404, for another method too', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /pets/{id}' }] });
    for (const [method, path] of [
      ['GET', '/pets'],
      ['GET', '/pets/1/2'],
      ['GET', '/pets/'],
      ['POST', '/pets/1'],
    ]) {
      const response = await fetch(`${gateway.url}${path}`, { method: method ?? '' });
      expect(await answerOf(response)).toEqual([404, '{"message":"Not Found"}']);
      expect(response.headers.get('content-type')).toBe('application/json');
    }
    expect(gateway.events).toEqual([]);
  });

  it('is looked for under the segment of a named stage', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /pets' }], stage: { StageName: 'dev' } });
    expect((await fetch(`${gateway.url}/pets`)).status).toBe(404);
    expect((await fetch(`${gateway.url}/dev/pets`)).status).toBe(200);
    expect(gateway.events[0]).toMatchObject({ rawPath: '/dev/pets', requestContext: { stage: 'dev' } });
  });

  it('must have a key that API Gateway takes', () => {
    for (const key of ['get /pets', 'GET pets', 'GET /{all+}/more']) {
      expect(() => describeSketch({ routes: [{ key }] })).toThrow(key);
    }
  });
});

describe('the event', () => {
  it('is payload format 2.0', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'PUT /organizations/{org}' }] });
    const before = Date.now();
    await fetch(`${gateway.url}/organizations/xa-1?a=1&a=2&b=%C4%91+x&empty`, {
      method: 'PUT',
      headers: {
        'X-Custom': 'One',
        cookie: 'a=1; b=2',
        'content-type': 'application/json',
        'user-agent': 'test',
      },
      body: '{"tên":"Đảng bộ"}',
    });
    const [event] = gateway.events;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'PUT /organizations/{org}',
      rawPath: '/organizations/xa-1',
      rawQueryString: 'a=1&a=2&b=%C4%91+x&empty',
      cookies: ['a=1', 'b=2'],
      headers: { 'x-custom': 'One', 'content-length': '23', 'x-forwarded-for': '127.0.0.1' },
      queryStringParameters: { a: '1,2', b: 'đ x', empty: '' },
      pathParameters: { org: 'xa-1' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'api',
        stage: '$default',
        http: {
          method: 'PUT',
          path: '/organizations/xa-1',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      body: '{"tên":"Đảng bộ"}',
      isBase64Encoded: false,
    });
    expect(event?.headers).not.toHaveProperty('cookie');
    expect(event?.requestContext).not.toHaveProperty('authorizer');
    const context = z.object({ timeEpoch: z.number() }).parse(event?.requestContext);
    expect(context.timeEpoch).toBeGreaterThanOrEqual(before);
    expect(context.timeEpoch).toBeLessThanOrEqual(Date.now());
  });

  it('leaves out what the request has not, except the query string', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /pets' }] });
    await fetch(`${gateway.url}/pets`);
    const [event = {}] = gateway.events;
    for (const name of ['body', 'cookies', 'queryStringParameters', 'pathParameters', 'stageVariables']) {
      expect(event).not.toHaveProperty(name);
    }
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
  });

  it('joins repeated headers with a comma', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /pets' }] });
    await raw(
      gateway.url,
      'GET /pets HTTP/1.1\r\nHost: a\r\nX-Two: 1\r\nx-two: 2\r\nConnection: close\r\n\r\n',
    );
    expect(gateway.events[0]).toMatchObject({ headers: { 'x-two': '1,2' } });
  });

  it('has the path and its variables percent-decoded, an escaped slash inside its segment', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /a/{id}' }, { key: 'GET /b/{rest+}' }] });
    await fetch(`${gateway.url}/a/x%20%C4%91%2Fy`);
    await fetch(`${gateway.url}/b/1/2%203`);
    expect(gateway.events).toMatchObject([
      { rawPath: '/a/x đ/y', pathParameters: { id: 'x đ/y' } },
      { rawPath: '/b/1/2 3', pathParameters: { rest: '1/2 3' } },
    ]);
  });

  it.each([
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['application/problem+json', true],
  ])('carries a body of type %s in base64: %s', async (type, base64) => {
    const gateway = await gatewayOf({ routes: [{ key: 'POST /x' }] });
    await fetch(`${gateway.url}/x`, { method: 'POST', headers: { 'content-type': type }, body: 'a=1' });
    expect(gateway.events[0]).toMatchObject({ isBase64Encoded: base64, body: base64 ? 'YT0x' : 'a=1' });
  });

  it('carries stage variables', async () => {
    const gateway = await gatewayOf({
      routes: [{ key: 'GET /pets' }],
      stage: { StageVariables: { catalogue: 'v2' } },
    });
    await fetch(`${gateway.url}/pets`);
    expect(gateway.events[0]).toMatchObject({ stageVariables: { catalogue: 'v2' } });
  });
});

describe('the response', () => {
  const responseTo = async (result: unknown): Promise<Response> => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /x' }] }, () => result);
    return fetch(`${gateway.url}/x`);
  };

  it('is what the function says', async () => {
    const response = await responseTo({
      statusCode: 201,
      headers: { 'Content-Type': 'application/problem+json', ETag: '"1"', 'content-length': '1' },
      cookies: ['a=1', 'b=2'],
      body: '{"ă":1}',
    });
    expect(await answerOf(response)).toEqual([201, '{"ă":1}']);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toMatch(/^\S+$/);
  });

  it('decodes base64', async () => {
    const response = await responseTo({ statusCode: 200, body: '//79', isBase64Encoded: true });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([255, 254, 253]);
  });

  it.each([
    ['an object', { message: 'hi' }, '{"message":"hi"}'],
    ['a text', 'hi', 'hi'],
    ['a list', [1], '[1]'],
    ['nothing', null, 'null'],
  ])('without a status is a 200 in JSON: %s', async (_what, result, body) => {
    const response = await responseTo(result);
    expect(await answerOf(response)).toEqual([200, body]);
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  it('may have no body: 204, 303, 304', async () => {
    for (const statusCode of [204, 304]) {
      const response = await responseTo({ statusCode, headers: { etag: '"1"' } });
      expect(await answerOf(response)).toEqual([statusCode, '']);
    }
    const gateway = await gatewayOf({ routes: [{ key: 'GET /x' }] }, () => ({
      statusCode: 303,
      headers: { location: 'http://127.0.0.1/signed?a=b' },
    }));
    const redirect = await fetch(`${gateway.url}/x`, { redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([303, 'http://127.0.0.1/signed?a=b']);
  });

  it.each([
    ['a status that is none', { statusCode: 'ok' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a header that cannot be sent', { statusCode: 200, headers: { a: 'x\r\ny: z' } }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
  ])('is a 500 of the gateway for %s', async (_what, result) => {
    expect(await answerOf(await responseTo(result))).toEqual([500, '{"message":"Internal Server Error"}']);
  });
});

describe('the gateway’s own answers', () => {
  it('500 when the function fails or cannot be found', async () => {
    const failing = await gatewayOf({ routes: [{ key: 'GET /x' }] }, undefined, async () => ({
      requestId: 'r',
      payload: '{"errorType":"Error","errorMessage":"secret"}',
      functionError: 'Unhandled',
    }));
    const missing = await gatewayOf({ routes: [{ key: 'GET /x' }] }, undefined, () =>
      Promise.reject(new InvokeRefused(404, 'ResourceNotFoundException', 'gone')),
    );
    for (const gateway of [failing, missing]) {
      const response = await fetch(`${gateway.url}/x`);
      expect(await answerOf(response)).toEqual([500, '{"message":"Internal Server Error"}']);
    }
  });

  it('429 when every execution of the function is busy', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /x' }] }, undefined, () =>
      Promise.reject(throttled()),
    );
    const response = await fetch(`${gateway.url}/x`);
    expect(await answerOf(response)).toEqual([429, '{"message":"Too Many Requests"}']);
    expect(response.headers.has('retry-after')).toBe(false);
  });

  it('503 when the function takes longer than the integration may', async () => {
    const gateway = await gatewayOf(
      { routes: [{ key: 'GET /x', timeoutMs: 50 }] },
      undefined,
      () => new Promise(() => {}),
    );
    const response = await fetch(`${gateway.url}/x`);
    expect(await answerOf(response)).toEqual([503, '{"message":"Service Unavailable"}']);
    expect(response.headers.has('retry-after')).toBe(false);
  });

  it('waits 30 s where the template says nothing', () => {
    expect(describeSketch({ routes: [{ key: 'GET /x' }] })?.routes[0]?.integrationTimeoutMs).toBe(30_000);
  });

  it('429 above the stage’s throttling, for each route by its own count', async () => {
    const gateway = await gatewayOf({
      routes: [{ key: 'GET /x' }, { key: 'GET /y' }, { key: 'GET /free' }],
      stage: {
        DefaultRouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 0.001 },
        RouteSettings: { 'GET /free': { ThrottlingBurstLimit: 4 } },
      },
    });
    const statuses = async (path: string): Promise<number[]> => {
      const all: number[] = [];
      for (let n = 0; n < 4; n += 1) all.push((await fetch(gateway.url + path)).status);
      return all;
    };
    expect(await statuses('/x')).toEqual([200, 200, 429, 429]);
    expect(await statuses('/y')).toEqual([200, 200, 429, 429]);
    expect(await statuses('/free')).toEqual([200, 200, 200, 200]);
  });

  it('413 above 10 MB, announced or not, and goes on serving', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'POST /x' }] });
    const limit = 10 * 1024 * 1024;
    const post = (body: NonNullable<RequestInit['body']>): Promise<Response> =>
      fetch(`${gateway.url}/x`, { method: 'POST', body, duplex: 'half' });
    const chunked = (size: number): ReadableStream => new Blob([Buffer.alloc(size, 'a')]).stream();
    for (const body of [Buffer.alloc(limit + 1), chunked(limit + 1)]) {
      expect(await answerOf(await post(body))).toEqual([413, '{"message":"Request Entity Too Large"}']);
    }
    expect(gateway.events).toEqual([]);
    expect((await post(Buffer.alloc(limit))).status).toBe(200);
  });

  it('400 for a malformed escape in the path, and no log entry for it', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /{id}' }, { key: '$default' }] });
    for (const path of ['/%zz', '/a/%ff/b']) {
      expect(await answerOf(await fetch(gateway.url + path))).toEqual([400, '{"message":"Bad Request"}']);
    }
    expect(gateway.logged).toEqual([]);
  });
});

it('keeps connections alive', async () => {
  const gateway = await gatewayOf({ routes: [{ key: 'GET /x' }] });
  const agent = new Agent({ keepAlive: true });
  const once = (path: string): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const sent = get(gateway.url + path, { agent }, (response) => {
        response.resume().on('end', () => resolve(sent.reusedSocket));
      });
      sent.on('error', reject);
    });
  const reused: boolean[] = [];
  for (const path of ['/x', '/nowhere', '/x']) reused.push(await once(path));
  agent.destroy();
  expect(reused).toEqual([false, true, true]);
});

describe('bad bytes', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost a\r\n\r\n', 400],
    ['two lengths', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na', 400],
    ['headers above 10 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(11_000)}\r\n\r\n`, 431],
  ])('are refused and the gateway lives on: %s', async (_what, bytes, status) => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /x' }] });
    expect(await raw(gateway.url, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*{"message":"`));
    expect((await fetch(`${gateway.url}/x`)).status).toBe(200);
  });

  it('a client that goes away in mid-body does no harm', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'POST /x' }, { key: 'GET /x' }] });
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => {
        socket.write('POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc', () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await fetch(`${gateway.url}/x`)).status).toBe(200);
    expect(gateway.invoked).toEqual(['GET_x']);
  });

  it('an absolute request target is served like a relative one', async () => {
    const gateway = await gatewayOf({ routes: [{ key: 'GET /x' }] });
    const answer = await raw(
      gateway.url,
      'GET http://example.org/x?a=1 HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(gateway.events[0]).toMatchObject({ rawPath: '/x', rawQueryString: 'a=1' });
  });
});

describe('CORS', () => {
  const cors = {
    AllowOrigins: ['https://a.example'],
    AllowMethods: ['GET', 'PUT'],
    AllowHeaders: ['authorization', 'if-match'],
    ExposeHeaders: ['etag'],
    MaxAge: 600,
    AllowCredentials: true,
  };
  const routes = [
    { key: 'GET /x' },
    { key: 'GET /closed', authorizer: true },
    { key: 'ANY /any', authorizer: true },
  ];
  const preflight = (url: string, origin: string): Promise<Response> =>
    fetch(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } });

  it('answers a preflight itself, with or without a route', async () => {
    const gateway = await gatewayOf({ routes, api: { CorsConfiguration: cors } });
    for (const path of ['/x', '/closed', '/nowhere']) {
      const response = await preflight(gateway.url + path, 'https://a.example');
      expect(await answerOf(response)).toEqual([204, '']);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': 'https://a.example',
        'access-control-allow-methods': 'GET,PUT',
        'access-control-allow-headers': 'authorization,if-match',
        'access-control-max-age': '600',
        'access-control-allow-credentials': 'true',
      });
    }
    expect(gateway.events).toEqual([]);
  });

  it('allows nothing to another origin', async () => {
    const gateway = await gatewayOf({ routes, api: { CorsConfiguration: cors } });
    const response = await preflight(`${gateway.url}/x`, 'https://b.example');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('access-control-allow-methods')).toBeNull();
  });

  it('lets an ANY route with an authorizer catch the preflight, as AWS does', async () => {
    const gateway = await gatewayOf({ routes, api: { CorsConfiguration: cors } });
    expect((await preflight(`${gateway.url}/any`, 'https://a.example')).status).toBe(401);
  });

  it('puts its headers on every answer, refusals and 204 too, in the place of the function’s', async () => {
    const gateway = await gatewayOf({ routes, api: { CorsConfiguration: cors } }, () => ({
      statusCode: 204,
      headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'DELETE' },
    }));
    for (const [path, status] of [
      ['/x', 204],
      ['/closed', 401],
      ['/nowhere', 404],
    ] as const) {
      const response = await fetch(gateway.url + path, { headers: { origin: 'https://a.example' } });
      expect(response.status).toBe(status);
      expect(response.headers.get('access-control-allow-origin')).toBe('https://a.example');
      expect(response.headers.get('access-control-expose-headers')).toBe('etag');
      expect(response.headers.get('access-control-allow-methods')).toBeNull();
    }
  });

  it('leaves the function’s headers alone where the template configures none', async () => {
    const gateway = await gatewayOf({ routes }, () => ({
      statusCode: 200,
      headers: { 'Access-Control-Allow-Origin': '*' },
    }));
    const response = await fetch(`${gateway.url}/x`, { headers: { origin: 'https://a.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect((await preflight(`${gateway.url}/x`, 'https://a.example')).status).toBe(404);
  });
});

it('refuses a taken port with the remedy', async () => {
  const gateway = await gatewayOf({ routes: [] });
  const api = describeSketch({ routes: [] });
  if (api === undefined) throw new Error('no API');
  const second = startHttpApi({
    port: Number(new URL(gateway.url).port),
    api,
    invoke: () => Promise.reject(throttled()),
    keysOf: () => undefined,
  });
  await expect(second).rejects.toThrow(PortTakenError);
});
