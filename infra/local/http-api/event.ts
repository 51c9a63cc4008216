import { randomBytes } from 'node:crypto';
import type { HttpApiDescription } from './description.ts';
import type { AuthorizedToken } from './jwt-authorizer.ts';

/** A request as it came over the wire. */
export type GatewayRequest = {
  readonly requestId: string;
  readonly method: string;
  /** Percent-encoded, with the stage's segment if it has one. */
  readonly path: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly protocol: string;
  readonly sourceIp: string;
  readonly receivedAt: Date;
};

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Between client and gateway only, or set by the gateway itself. */
const NOT_HANDED_ON = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'upgrade',
  'expect',
  'cookie',
]);

/** `12/Mar/2026:19:03:58 +0000` */
function commonLogTime(instant: Date): string {
  const [date = '', time = ''] = instant.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}

/** Header names in lower case; repeated ones joined with a comma; cookies apart. */
export function readHeaders(rawHeaders: readonly string[]): {
  headers: Record<string, string>;
  cookies: string[];
} {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    if (name === 'cookie') cookies.push(...value.split(/; */).filter(Boolean));
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return { headers, cookies };
}

function decodeQueryPart(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Decoded parameters, repeated ones joined with a comma. */
export function readQuery(rawQueryString: string): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of rawQueryString.split('&').filter(Boolean)) {
    const [name = '', ...rest] = pair.split('=');
    const key = decodeQueryPart(name);
    const value = decodeQueryPart(rest.join('='));
    const before = parameters.get(key);
    parameters.set(key, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(parameters);
}

/** API Gateway hands these on as text and everything else, forms and untyped bodies too, as base64. */
function isText(contentType: string | undefined): boolean {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || /^application\/(json|xml|javascript)$/.test(type);
}

function handedOn(request: GatewayRequest, body: Buffer): Record<string, string> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !NOT_HANDED_ON.has(name)),
  );
  const trace = `Root=1-${Math.floor(request.receivedAt.getTime() / 1_000).toString(16)}-${randomBytes(12).toString('hex')}`;
  return {
    ...headers,
    'content-length': String(body.length),
    'x-amzn-trace-id': trace,
    'x-forwarded-for': request.sourceIp,
    'x-forwarded-port': (request.headers.host ?? '').split(':')[1] ?? '80',
    'x-forwarded-proto': 'http',
  };
}

/**
 * The event of payload format 2.0. What a request has not is left out, as API Gateway does; `rawPath` is
 * percent-decoded (so it does there, whatever the name says), `rawQueryString` is not.
 *
 * @throws URIError if a percent escape in the path is malformed
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function buildEvent(
  request: GatewayRequest,
  body: Buffer,
  api: HttpApiDescription,
  routeKey: string,
  pathParameters: Readonly<Record<string, string>>,
  token: AuthorizedToken | null,
): unknown {
  const path = decodeURIComponent(request.path);
  const query = readQuery(request.rawQueryString);
  const text = isText(request.headers['content-type']);
  const host = request.headers.host ?? '127.0.0.1';
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: request.rawQueryString,
    ...(request.cookies.length > 0 ? { cookies: request.cookies } : {}),
    headers: handedOn(request, body),
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: api.accountId,
      apiId: api.apiId,
      ...(token === null ? {} : { authorizer: { jwt: token } }),
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: request.method,
        path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey,
      stage: api.stage,
      time: commonLogTime(request.receivedAt),
      timeEpoch: request.receivedAt.getTime(),
    },
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    ...(Object.keys(api.stageVariables).length > 0 ? { stageVariables: api.stageVariables } : {}),
    ...(body.length > 0 ? { body: text ? body.toString('utf8') : body.toString('base64') } : {}),
    isBase64Encoded: body.length > 0 && !text,
  };
}
