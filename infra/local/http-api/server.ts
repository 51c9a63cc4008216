import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Invoke, InvokeRefused } from '../lambda/invocation.ts';
import { listen } from '../listen.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import type { HttpApiDescription, Route } from './description.ts';
import { buildEvent, type GatewayRequest, readHeaders, readQuery } from './event.ts';
import { type AuthorizedToken, authorize, type KeysOf } from './jwt-authorizer.ts';
import { type GatewayResponse, ownAnswer, readFunctionResult } from './response.ts';
import { matchRoute } from './routes.ts';
import { type Throttle, throttleOf } from './throttle.ts';

export type HttpApiOptions = {
  /** 0 takes a free port. */
  readonly port: number;
  readonly api: HttpApiDescription;
  readonly invoke: Invoke;
  readonly keysOf: KeysOf;
  readonly log?: (line: string) => void;
};

export type HttpApi = { readonly url: string; stop(): Promise<void> };

/** API Gateway's limit for the body of a request. */
const LARGEST_BODY_BYTES = 10 * 1024 * 1024;
/** API Gateway's limit for request line and headers together. */
const LARGEST_HEADER_BYTES = 10_240;

type Dependencies = HttpApiOptions & { readonly throttles: ReadonlyMap<Route, Throttle> };

function readRequest(request: IncomingMessage): GatewayRequest {
  const target = request.url ?? '/';
  const [, origin = ''] = /^(https?:\/\/[^/?]*)/i.exec(target) ?? [];
  const relative = target.slice(origin.length);
  const mark = relative.indexOf('?');
  const path = mark < 0 ? relative : relative.slice(0, mark);
  return {
    requestId: randomBytes(11).toString('base64'),
    method: request.method ?? 'GET',
    path: path.startsWith('/') ? path : `/${path}`,
    rawQueryString: mark < 0 ? '' : relative.slice(mark + 1),
    ...readHeaders(request.rawHeaders),
    protocol: `HTTP/${request.httpVersion}`,
    sourceIp: (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    receivedAt: new Date(),
  };
}

/** The body, or undefined if it is larger than the gateway takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The path that the routes see, or undefined if it lies outside the stage. */
function pathInStage(path: string, stage: string): string | undefined {
  if (stage === '$default') return path;
  if (path === `/${stage}`) return '/';
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : undefined;
}

function credentialAt(identitySource: string, request: GatewayRequest): string | undefined {
  const [, place, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(identitySource) ?? [];
  return place === 'querystring'
    ? readQuery(request.rawQueryString)[name]
    : request.headers[name.toLowerCase()];
}

async function invokeWithin(
  route: Route,
  { invoke, log }: Dependencies,
  payload: string,
): Promise<GatewayResponse> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), route.integrationTimeoutMs);
  });
  try {
    const result = await Promise.race([invoke(route.functionName, payload), timeout]);
    if (result === 'timeout') return ownAnswer(503);
    if (result.functionError === undefined) return readFunctionResult(result.payload);
    log?.(`HTTP API: ${route.pattern.key}: ${route.functionName} failed: ${result.payload.slice(0, 300)}`);
    return ownAnswer(500);
  } catch (error) {
    return ownAnswer(error instanceof InvokeRefused && error.status === 429 ? 429 : 500);
  } finally {
    clearTimeout(timer);
  }
}

async function answer(
  incoming: IncomingMessage,
  request: GatewayRequest,
  dependencies: Dependencies,
): Promise<GatewayResponse> {
  const { api, keysOf, throttles } = dependencies;
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY_BYTES) return ownAnswer(413);
  const path = pathInStage(request.path, api.stage);
  const match = path === undefined ? undefined : matchRoute(api.routes, request.method, path);
  // A route with an authorizer that takes OPTIONS (ANY, $default) catches preflights too, as in AWS.
  if (api.cors && isPreflight(request.method, request.headers) && !match?.route.authorizer) {
    return { status: 204, headers: {}, cookies: [], body: Buffer.alloc(0) };
  }
  if (match === undefined) return ownAnswer(404);
  const { route, pathParameters } = match;
  if (throttles.get(route)?.() === false) return ownAnswer(429);
  let token: AuthorizedToken | null = null;
  if (route.authorizer) {
    const credential = credentialAt(route.authorizer.identitySource, request);
    const decision = await authorize(credential, route.authorizer, route.scopes, keysOf);
    if (decision.status !== 200) {
      return ownAnswer(decision.status, { 'www-authenticate': decision.challenge });
    }
    token = decision.token;
  }
  const body = await readBody(incoming);
  if (body === undefined) return ownAnswer(413);
  const event = buildEvent(request, body, api, route.pattern.key, pathParameters, token);
  return invokeWithin(route, dependencies, JSON.stringify(event));
}

/** The gateway's CORS headers in the place of the function's. */
function withCors(
  response: GatewayResponse,
  api: HttpApiDescription,
  request: GatewayRequest,
): GatewayResponse {
  if (api.cors === null) return response;
  const kept = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'));
  const allowed = isPreflight(request.method, request.headers)
    ? preflightHeaders(api.cors, request.headers.origin)
    : corsHeaders(api.cors, request.headers.origin);
  return { ...response, headers: { ...Object.fromEntries(kept), ...allowed } };
}

function send(outgoing: ServerResponse, response: GatewayResponse, requestId: string): void {
  for (const [name, value] of Object.entries(response.headers)) outgoing.setHeader(name, value);
  if (response.cookies.length > 0) outgoing.setHeader('set-cookie', [...response.cookies]);
  outgoing.setHeader('apigw-requestid', requestId);
  outgoing.statusCode = response.status;
  if (response.status !== 204 && response.status !== 304)
    outgoing.setHeader('content-length', response.body.length);
  outgoing.end(response.body);
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  dependencies: Dependencies,
): Promise<void> {
  const request = readRequest(incoming);
  const { api, log } = dependencies;
  let response: GatewayResponse;
  try {
    response = await answer(incoming, request, dependencies);
  } catch (error) {
    if (incoming.errored) return;
    if (!(error instanceof URIError)) log?.(`HTTP API: ${String(error)}`);
    response = ownAnswer(error instanceof URIError ? 400 : 500);
  }
  try {
    send(outgoing, withCors(response, api, request), request.requestId);
  } catch (error) {
    // A function may return headers that cannot be sent.
    log?.(`HTTP API: ${String(error)}`);
    for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
    send(outgoing, withCors(ownAnswer(500), api, request), request.requestId);
  }
}

/**
 * Serves an HTTP API of the template: routes, JWT authorizer, CORS, throttling, payload format 2.0 and the
 * gateway's own answers.
 *
 * @throws PortTakenError if the port is taken
 */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const throttles = new Map<Route, Throttle>();
  for (const route of options.api.routes) {
    if (route.throttling)
      throttles.set(
        route,
        throttleOf(route.throttling, () => performance.now()),
      );
  }
  const dependencies: Dependencies = { ...options, throttles };
  const server = createServer({ maxHeaderSize: LARGEST_HEADER_BYTES, keepAliveTimeout: 60_000 });
  server.on('request', (incoming, outgoing) => {
    serve(incoming, outgoing, dependencies).catch((error: unknown) => {
      options.log?.(`HTTP API: ${String(error)}`);
      outgoing.destroy();
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    const { body } = ownAnswer(status);
    socket.end(
      `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
  const { url, stop } = await listen(server, options.port, 'HTTP API');
  return { url, stop };
}
