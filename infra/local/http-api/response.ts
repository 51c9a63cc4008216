import { isObject } from '../json.ts';

/** What goes back to the client. */
export type GatewayResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
};

/** The gateway's own answers; a function never sees these requests through. */
export const OWN_ANSWERS = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

/** Set by the gateway for the connection to the client, whatever the function says. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** `{"message":"…"}` as API Gateway words it. */
export function ownAnswer(
  status: keyof typeof OWN_ANSWERS,
  headers: Readonly<Record<string, string>> = {},
): GatewayResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    cookies: [],
    body: Buffer.from(JSON.stringify({ message: OWN_ANSWERS[status] })),
  };
}

function headersOf(value: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, content] of Object.entries(isObject(value) ? value : {})) {
    const key = name.toLowerCase();
    if (!CONNECTION_HEADERS.has(key)) headers[key] = String(content);
  }
  return headers;
}

function statusOf(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  const inRange = typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599;
  return inRange ? status : undefined;
}

/**
 * Reads what a function returned. Without `statusCode` the whole value is the body of a 200 in JSON; with one
 * that cannot be a response, the client gets a 500.
 *
 * @param payload JSON text
 */
export function readFunctionResult(payload: string): GatewayResponse {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return ownAnswer(500);
  }
  if (!isObject(result) || result.statusCode === undefined) {
    const text = typeof result === 'string' ? result : JSON.stringify(result);
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      cookies: [],
      body: Buffer.from(text),
    };
  }
  const status = statusOf(result.statusCode);
  const { body = '', cookies = [] } = result;
  if (status === undefined || (typeof body !== 'string' && body !== null) || !Array.isArray(cookies)) {
    return ownAnswer(500);
  }
  return {
    status,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headersOf(result.headers) },
    cookies: cookies.map(String),
    body: Buffer.from(body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}
