import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import { SignJWT } from 'jose';
import { openSigningKey, type SigningKey } from './issuer/signing-key.ts';
import { claimsOf, type TokenRequest } from './issuer/token-claims.ts';
import { answerTokenRequest, clientSecretOf } from './issuer/token-endpoint.ts';
import type { UserPool, UserPoolClient } from './issuer/user-pools.ts';
import { listen } from './listen.ts';

export type IssuerOptions = {
  /** Where the signing key is kept; null: a new key every time. */
  readonly dataDir: string | null;
  readonly port: number;
  readonly userPools: readonly UserPool[];
};

export type MachineClient = {
  readonly clientId: string;
  readonly clientName: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
};

/** A token issuer in the place of the template's Cognito user pools. */
export interface Issuer {
  /** `URL/oauth2/token`, `URL/.well-known/…` (first pool) and `URL/POOL-ID/.well-known/…`. */
  readonly url: string;
  readonly machineClients: readonly MachineClient[];
  /** Signs a token of the first user pool, or of the pool that `clientId` belongs to. */
  issueToken(request: TokenRequest): Promise<string>;
  /** The public keys of an issuer URL; undefined if the URL is none of the pools'. */
  keysOf(issuer: string): JSONWebKeySet | undefined;
  stop(): Promise<void>;
}

const MAXIMUM_FORM_BYTES = 64 * 1024;

/** Tokens can be issued even if the template has no user pool. */
const NO_POOL: UserPool = { poolId: 'local', issuer: 'http://localhost/local', clients: [] };

function chosenClient(pool: UserPool, request: TokenRequest): UserPoolClient | undefined {
  const wanted = request.clientId ?? request.subject;
  return (
    pool.clients.find(({ clientId }) => clientId === wanted) ??
    pool.clients.find(({ machine }) => !machine) ??
    pool.clients[0]
  );
}

function poolOf(pools: readonly UserPool[], clientId: string | undefined): UserPool {
  const owner = pools.find(({ clients }) => clients.some((client) => client.clientId === clientId));
  return owner ?? pools[0] ?? NO_POOL;
}

async function signToken(
  key: SigningKey,
  pools: readonly UserPool[],
  request: TokenRequest,
): Promise<string> {
  const pool = poolOf(pools, request.clientId ?? request.subject);
  const client = chosenClient(pool, request);
  const claims = claimsOf(request, {
    issuer: pool.issuer,
    clientId: request.clientId ?? client?.clientId ?? 'local',
    expiresInSeconds: request.expiresInSeconds ?? client?.accessTokenSeconds ?? 3_600,
    issuedAt: Math.floor(Date.now() / 1_000),
  });
  const kid = key.publicJwk.kid ?? '';
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key.privateKey);
}

function discoveryDocument(pool: UserPool, url: string): unknown {
  return {
    issuer: pool.issuer,
    jwks_uri: `${url}/${pool.poolId}/.well-known/jwks.json`,
    token_endpoint: `${url}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    grant_types_supported: ['client_credentials'],
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: [...new Set(pool.clients.flatMap(({ scopes }) => scopes))],
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAXIMUM_FORM_BYTES) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/**
 * Starts the issuer. The tokens carry the `iss` that the template's authorizers demand; the same
 * keys are served at `/.well-known/jwks.json`.
 *
 * @throws PortTakenError if the port is taken
 */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const key = await openSigningKey(options.dataDir);
  const pools = options.userPools;
  const clients = pools.flatMap((pool) => pool.clients);
  const keySet: JSONWebKeySet = { keys: [key.publicJwk] };

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') {
      sendJson(response, 405, { error: 'invalid_request' });
      return;
    }
    const form = await readForm(request);
    if (form === undefined) {
      sendJson(response, 400, { error: 'invalid_request' });
      return;
    }
    const answer = answerTokenRequest(request.headers.authorization, form, clients, key.seed);
    if (answer.status !== 200) {
      sendJson(response, answer.status, { error: answer.error });
      return;
    }
    const { client, scopes } = answer;
    const accessToken = await signToken(key, pools, { subject: client.clientId, scopes });
    sendJson(response, 200, {
      access_token: accessToken,
      expires_in: client.accessTokenSeconds,
      token_type: 'Bearer',
    });
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/oauth2/token') {
      return token(request, response);
    }
    const wellKnown = /^\/(?:([^/]+)\/)?\.well-known\/(openid-configuration|jwks\.json)$/.exec(path);
    const pool =
      wellKnown?.[1] === undefined
        ? (pools[0] ?? NO_POOL)
        : pools.find(({ poolId }) => poolId === wellKnown[1]);
    if (wellKnown === null || pool === undefined) {
      return sendJson(response, 404, { error: 'not_found' });
    }
    const url = `http://${request.headers.host ?? listening.url.slice('http://'.length)}`;
    sendJson(response, 200, wellKnown[2] === 'jwks.json' ? keySet : discoveryDocument(pool, url));
  };

  const server = createServer((request, response) => {
    route(request, response).catch(() => {
      if (!response.headersSent) {
        sendJson(response, 500, { error: 'server_error' });
      }
    });
  });
  const listening = await listen(server, options.port, 'token issuer');

  return {
    url: listening.url,
    machineClients: clients
      .filter(({ machine }) => machine)
      .map(({ clientId, clientName, scopes }) => ({
        clientId,
        clientName,
        clientSecret: clientSecretOf(key.seed, clientId),
        scopes,
      })),
    issueToken: (request) => signToken(key, pools, request),
    keysOf: (issuer) => ([...pools, NO_POOL].some((pool) => pool.issuer === issuer) ? keySet : undefined),
    stop: listening.stop,
  };
}
