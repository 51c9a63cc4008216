import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';

export type TokenRequest = {
  /** Whom the token speaks for: a person's subject, or a machine client's id. */
  readonly subject: string;
  readonly scopes: readonly string[];
  /** Negative: already expired, for tests of refusal. Default: as the client says. */
  readonly expiresInSeconds?: number;
  /** `id`: what a person also gets at sign-in; it has an audience and no scope. */
  readonly tokenUse?: 'access' | 'id';
  /** Default: the subject itself if it is a machine client, else the pool's client for people. */
  readonly clientId?: string;
  /** Put over the usual claims; `undefined` takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
};

export type TokenContext = {
  readonly issuer: string;
  readonly clientId: string;
  readonly expiresInSeconds: number;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
};

/**
 * Claims in the shape of Amazon Cognito: an access token names its client in `client_id` and has
 * no `aud`; an ID token has `aud` and no `scope`; a machine's token has its client id as `sub`.
 */
export function claimsOf(request: TokenRequest, context: TokenContext): JWTPayload {
  const { issuer, clientId, issuedAt } = context;
  const common = {
    sub: request.subject,
    iss: issuer,
    auth_time: issuedAt,
    iat: issuedAt,
    exp: issuedAt + context.expiresInSeconds,
    jti: randomUUID(),
  };
  const person = request.subject === clientId ? {} : { origin_jti: randomUUID(), event_id: randomUUID() };
  if (request.tokenUse === 'id') {
    return {
      ...common,
      ...person,
      token_use: 'id',
      aud: clientId,
      'cognito:username': request.subject,
      ...request.claims,
    };
  }
  return {
    ...common,
    ...person,
    version: 2,
    token_use: 'access',
    client_id: clientId,
    scope: request.scopes.join(' '),
    ...(request.subject === clientId ? {} : { username: request.subject }),
    ...request.claims,
  };
}
