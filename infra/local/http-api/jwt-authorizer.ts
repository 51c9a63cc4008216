import type { JSONWebKeySet, JWTPayload } from 'jose';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JwtAuthorizer } from './description.ts';

/** What a token's claims become in the event: every value a string, a list as `[a b]`. */
export type AuthorizedToken = {
  readonly claims: Readonly<Record<string, string>>;
  /** Null on a route that demands no scope. */
  readonly scopes: readonly string[] | null;
};

export type AuthorizerAnswer =
  | { readonly status: 200; readonly token: AuthorizedToken }
  | { readonly status: 401; readonly challenge: string }
  | { readonly status: 403; readonly challenge: string };

/** The public keys of an issuer, or undefined if the issuer is not known here. */
export type KeysOf = (issuer: string) => JSONWebKeySet | undefined;

/** Imported keys are kept with the set that they come from. */
const lookups = new WeakMap<JSONWebKeySet, ReturnType<typeof createLocalJWKSet>>();

function lookupIn(keys: JSONWebKeySet): ReturnType<typeof createLocalJWKSet> {
  const known = lookups.get(keys);
  if (known !== undefined) return known;
  const lookup = createLocalJWKSet(keys);
  lookups.set(keys, lookup);
  return lookup;
}

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Claims as API Gateway hands them on; null ones are left out. */
function claimTexts(payload: JWTPayload): Record<string, string> {
  const present = Object.entries(payload).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, claimText(value)]));
}

function audienceMatches(payload: JWTPayload, audience: readonly string[]): boolean {
  // API Gateway looks at client_id only where there is no aud; Cognito's access tokens have none.
  const { aud, client_id: clientId } = payload;
  const held = aud === undefined ? [clientId] : Array.isArray(aud) ? aud : [aud];
  return held.some((value) => typeof value === 'string' && audience.includes(value));
}

function scopesOf(payload: JWTPayload): string[] {
  const { scp, scope } = payload;
  const held = scp ?? scope ?? '';
  return Array.isArray(held) ? held.map(String) : String(held).split(' ').filter(Boolean);
}

const challengeOf = (scopes: readonly string[], error: string, description: string): string =>
  `Bearer scope="${scopes.join(' ')}" error="${error}" error_description="${description}"`;

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss') {
    return 'the token does not have a valid issuer';
  }
  return 'the token is not valid';
}

async function verify(
  token: string,
  authorizer: JwtAuthorizer,
  keys: JSONWebKeySet,
): Promise<JWTPayload | { readonly refused: string }> {
  try {
    const { payload } = await jwtVerify(token, lookupIn(keys), {
      issuer: authorizer.issuer,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp'],
    });
    if (!audienceMatches(payload, authorizer.audience)) {
      return { refused: 'the token does not have a valid audience' };
    }
    const future = typeof payload.iat === 'number' && payload.iat > Math.ceil(Date.now() / 1_000);
    return future ? { refused: 'the token was issued in the future' } : payload;
  } catch (error) {
    return { refused: reasonOf(error) };
  }
}

/**
 * Decides whether a token opens a route: signature, `iss`, audience, `exp`, `nbf`, `iat`, then any one of the scopes.
 *
 * @param credential what stands at the identity source; a leading `Bearer ` is optional
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export async function authorize(
  credential: string | undefined,
  authorizer: JwtAuthorizer,
  scopes: readonly string[],
  keysOf: KeysOf,
): Promise<AuthorizerAnswer> {
  const token = credential?.replace(/^bearer(\s+|$)/i, '').trim() ?? '';
  if (token === '') return { status: 401, challenge: 'Bearer' };
  const payload = await verify(token, authorizer, keysOf(authorizer.issuer) ?? { keys: [] });
  if ('refused' in payload && typeof payload.refused === 'string') {
    return { status: 401, challenge: challengeOf(scopes, 'invalid_token', payload.refused) };
  }
  const held = scopesOf(payload);
  if (scopes.length > 0 && !scopes.some((scope) => held.includes(scope))) {
    const challenge = challengeOf(scopes, 'insufficient_scope', 'the token does not have a required scope');
    return { status: 403, challenge };
  }
  return { status: 200, token: { claims: claimTexts(payload), scopes: scopes.length > 0 ? held : null } };
}
