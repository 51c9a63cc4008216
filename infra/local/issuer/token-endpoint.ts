import { createHmac, timingSafeEqual } from 'node:crypto';
import type { UserPoolClient } from './user-pools.ts';

/** Answer of the token endpoint, as Amazon Cognito words it. */
export type TokenAnswer =
  | { readonly status: 200; readonly client: UserPoolClient; readonly scopes: readonly string[] }
  | { readonly status: 400; readonly error: string };

type Credentials = { readonly clientId: string; readonly clientSecret: string };

/** The secret of a machine client: the same for as long as the signing key lives. */
export function clientSecretOf(seed: string, clientId: string): string {
  return createHmac('sha256', seed).update(`client-secret/${clientId}`).digest('base64url');
}

function basicCredentials(authorization: string): Credentials | undefined {
  const [scheme, encoded] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) {
    return undefined;
  }
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : { clientId: pair.slice(0, colon), clientSecret: pair.slice(colon + 1) };
}

function credentialsOf(authorization: string | undefined, form: URLSearchParams): Credentials | undefined {
  if (authorization !== undefined) {
    return basicCredentials(authorization);
  }
  const clientId = form.get('client_id');
  const clientSecret = form.get('client_secret');
  return clientId === null || clientSecret === null ? undefined : { clientId, clientSecret };
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const refusal = (error: string): TokenAnswer => ({ status: 400, error });

/**
 * Decides a request to `/oauth2/token`. Only the grant `client_credentials` is kept.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export function answerTokenRequest(
  authorization: string | undefined,
  form: URLSearchParams,
  clients: readonly UserPoolClient[],
  seed: string,
): TokenAnswer {
  const credentials = credentialsOf(authorization, form);
  const client = clients.find(({ clientId }) => clientId === credentials?.clientId);
  if (credentials === undefined || client === undefined) {
    return refusal('invalid_client');
  }
  if (!sameText(credentials.clientSecret, clientSecretOf(seed, client.clientId))) {
    return refusal('invalid_client');
  }
  if (form.get('grant_type') !== 'client_credentials') {
    return refusal('unsupported_grant_type');
  }
  if (!client.machine) {
    return refusal('unauthorized_client');
  }
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const scopes = asked.length === 0 ? client.scopes : asked;
  return scopes.every((scope) => client.scopes.includes(scope))
    ? { status: 200, client, scopes }
    : refusal('invalid_scope');
}
