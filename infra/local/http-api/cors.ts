import type { CorsConfiguration } from './description.ts';

/** Headers to put on an answer. */
export type Headers = Readonly<Record<string, string>>;

/** A browser asks beforehand whether it may send the request proper. */
export function isPreflight(method: string, headers: Headers): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

function allowedOrigin(cors: CorsConfiguration, origin: string): string | undefined {
  if (cors.allowOrigins.includes('*')) return '*';
  const matches = cors.allowOrigins.some(
    (allowed) => allowed === origin || (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1))),
  );
  return matches ? origin : undefined;
}

/** What the gateway adds to every answer to a request from an allowed origin. */
export function corsHeaders(cors: CorsConfiguration, origin: string | undefined): Headers {
  const allowed = origin === undefined ? undefined : allowedOrigin(cors, origin);
  if (allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposeHeaders.length > 0
      ? { 'access-control-expose-headers': cors.exposeHeaders.join(',') }
      : {}),
  };
}

/** What the gateway answers (204) to a preflight request; to another origin nothing is allowed. */
export function preflightHeaders(cors: CorsConfiguration, origin: string | undefined): Headers {
  const allowed = corsHeaders(cors, origin);
  if (Object.keys(allowed).length === 0) return {};
  return {
    ...allowed,
    ...(cors.allowMethods.length > 0 ? { 'access-control-allow-methods': cors.allowMethods.join(',') } : {}),
    ...(cors.allowHeaders.length > 0 ? { 'access-control-allow-headers': cors.allowHeaders.join(',') } : {}),
    ...(cors.maxAgeSeconds === null ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}
