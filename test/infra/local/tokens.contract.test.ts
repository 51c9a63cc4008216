import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeUserPools, userPoolIssuer } from '../../../infra/local/issuer/user-pools.ts';
import { PortTakenError } from '../../../infra/local/listen.ts';
import { type Issuer, startIssuer } from '../../../infra/local/tokens.ts';

const REGION = 'ap-southeast-1';
const POOL = 'people';
const ISSUER = userPoolIssuer(REGION, POOL);

const USER_POOLS = describeUserPools(
  [
    { logicalId: 'Pool', type: 'AWS::Cognito::UserPool', physicalId: POOL, properties: {} },
    {
      logicalId: 'Web',
      type: 'AWS::Cognito::UserPoolClient',
      physicalId: 'web',
      properties: {
        UserPoolId: POOL,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['api/read', 'api/write'],
        AccessTokenValidity: 15,
        TokenValidityUnits: { AccessToken: 'minutes' },
      },
    },
    {
      logicalId: 'Machine',
      type: 'AWS::Cognito::UserPoolClient',
      physicalId: 'machine',
      properties: {
        UserPoolId: POOL,
        ClientName: 'submitter',
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: ['api/read', 'api/write'],
      },
    },
  ],
  REGION,
);

const started: Issuer[] = [];
async function issuerIn(dataDir: string | null, port = 0): Promise<Issuer> {
  const issuer = await startIssuer({ dataDir, port, userPools: USER_POOLS });
  started.push(issuer);
  return issuer;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((issuer) => issuer.stop()));
});

const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

function askToken(issuer: Issuer, form: Record<string, string>, authorization?: string): Promise<Response> {
  return fetch(`${issuer.url}/oauth2/token`, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams(form),
  });
}

async function accessTokenOf(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  const body: unknown = await response.json();
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3_600 });
  return String(body !== null && typeof body === 'object' && 'access_token' in body && body.access_token);
}

describe('the keys', () => {
  it('are published where the discovery document says', async () => {
    const issuer = await issuerIn(null);
    const discovery = await fetch(`${issuer.url}/${POOL}/.well-known/openid-configuration`);
    const document = z
      .object({ jwks_uri: z.string() })
      .loose()
      .parse(await discovery.json());
    expect(document).toMatchObject({
      issuer: ISSUER,
      token_endpoint: `${issuer.url}/oauth2/token`,
    });
    const token = await issuer.issueToken({ subject: 'someone', scopes: ['api/read'] });
    const verified = await jwtVerify(token, createRemoteJWKSet(new URL(document.jwks_uri)), {
      issuer: ISSUER,
    });
    expect(verified.protectedHeader.alg).toBe('RS256');
    expect(verified.payload.sub).toBe('someone');
  });

  it('publish no private part', async () => {
    const issuer = await issuerIn(null);
    const response = await fetch(`${issuer.url}/.well-known/jwks.json`);
    const { keys } = z.object({ keys: z.array(z.looseObject({})) }).parse(await response.json());
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('persistence', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'issuer-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it('keeps tokens and client secrets good across a restart', async () => {
    const before = await issuerIn(dataDir);
    const token = await before.issueToken({ subject: 'someone', scopes: [] });
    const secret = before.machineClients[0]?.clientSecret;
    await before.stop();
    const after = await issuerIn(dataDir);
    await jwtVerify(token, createRemoteJWKSet(new URL(`${after.url}/.well-known/jwks.json`)));
    expect(after.machineClients[0]?.clientSecret).toBe(secret);
  });

  it('says which file is broken and what to do', async () => {
    await writeFile(join(dataDir, 'issuer', 'signing-key.json'), '{"kty":"RSA"}');
    await expect(issuerIn(dataDir)).rejects.toThrow(/signing-key\.json.*Delete it/);
  });

  it('makes another key where nothing is kept', async () => {
    const [first, second] = [await issuerIn(null), await issuerIn(null)];
    expect(first.keysOf(ISSUER)).not.toEqual(second.keysOf(ISSUER));
    expect(first.keysOf('https://elsewhere')).toBeUndefined();
  });
});

it('refuses a taken port with the remedy', async () => {
  const first = await issuerIn(null);
  const port = Number(new URL(first.url).port);
  await expect(issuerIn(null, port)).rejects.toThrow(PortTakenError);
  await expect(issuerIn(null, port)).rejects.toThrow(/--port/);
});

describe('client credentials', () => {
  it('takes the secret by basic authentication and gives all scopes of the client', async () => {
    const issuer = await issuerIn(null);
    const [machine] = issuer.machineClients;
    expect(issuer.machineClients).toHaveLength(1);
    expect(machine?.clientName).toBe('submitter');
    const response = await askToken(
      issuer,
      { grant_type: 'client_credentials' },
      basic('machine', machine?.clientSecret ?? ''),
    );
    expect(decodeJwt(await accessTokenOf(response))).toMatchObject({
      iss: ISSUER,
      sub: 'machine',
      client_id: 'machine',
      token_use: 'access',
      scope: 'api/read api/write',
    });
  });

  it('takes the secret in the body and narrows the scopes', async () => {
    const issuer = await issuerIn(null);
    const response = await askToken(issuer, {
      grant_type: 'client_credentials',
      client_id: 'machine',
      client_secret: issuer.machineClients[0]?.clientSecret ?? '',
      scope: 'api/read',
    });
    expect(decodeJwt(await accessTokenOf(response))).toMatchObject({ scope: 'api/read' });
  });

  it.each([
    ['a wrong secret', { grant_type: 'client_credentials' }, 'wrong', 'invalid_client'],
    ['another grant', { grant_type: 'password' }, undefined, 'unsupported_grant_type'],
    [
      'a scope that the client has not',
      { grant_type: 'client_credentials', scope: 'api/read api/all' },
      undefined,
      'invalid_scope',
    ],
  ])('refuses %s', async (_what, form, secret, error) => {
    const issuer = await issuerIn(null);
    const right = issuer.machineClients[0]?.clientSecret ?? '';
    const response = await askToken(issuer, form, basic('machine', secret ?? right));
    expect([response.status, await response.json()]).toEqual([400, { error }]);
  });

  it('refuses a client of people, an unknown one and one without a secret', async () => {
    const issuer = await issuerIn(null);
    const form = { grant_type: 'client_credentials' };
    for (const authorization of [basic('web', ''), basic('nobody', 'x'), 'Bearer x', undefined]) {
      const response = await askToken(issuer, form, authorization);
      expect(await response.json()).toEqual({ error: 'invalid_client' });
    }
  });
});

describe('tokens issued for people', () => {
  it('are access tokens of the pool’s client for people, without an audience', async () => {
    const issuer = await issuerIn(null);
    const claims = decodeJwt(await issuer.issueToken({ subject: 'someone', scopes: ['api/read'] }));
    expect(claims).toMatchObject({
      sub: 'someone',
      username: 'someone',
      client_id: 'web',
      token_use: 'access',
    });
    expect(claims.aud).toBeUndefined();
    expect(Number(claims.exp) - Number(claims.iat)).toBe(15 * 60);
  });

  it('are ID tokens when asked for: an audience, and no scope', async () => {
    const issuer = await issuerIn(null);
    const token = await issuer.issueToken({ subject: 'someone', scopes: ['api/read'], tokenUse: 'id' });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ aud: 'web', token_use: 'id', 'cognito:username': 'someone' });
    expect(claims.scope).toBeUndefined();
  });

  it('can be expired from the start', async () => {
    const issuer = await issuerIn(null);
    const token = await issuer.issueToken({ subject: 'a', scopes: [], expiresInSeconds: -1 });
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/.well-known/jwks.json`));
    await expect(jwtVerify(token, keys)).rejects.toThrow(/"exp"/);
  });
});
