import { generateKeyPair, SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { TokenRequest } from '../../../infra/local/issuer/token-claims.ts';
import { type Gateway, gatewayOf, ISSUER, stopGateways } from './http-api-fixture.ts';

afterEach(stopGateways);

const ROUTES = [
  { key: 'GET /open' },
  { key: 'GET /any', authorizer: true },
  { key: 'GET /scoped', authorizer: true, scopes: ['api/read', 'api/admin'] },
];

const authorized = (gateway: Gateway, path: string, authorization: string): Promise<Response> =>
  fetch(gateway.url + path, { headers: { authorization } });

async function withToken(path: string, request: Partial<TokenRequest>): Promise<[Response, Gateway]> {
  const gateway = await gatewayOf({ routes: ROUTES });
  const token = await gateway.issuer.issueToken({ subject: 'someone', scopes: ['api/read'], ...request });
  return [await authorized(gateway, path, `Bearer ${token}`), gateway];
}

describe('a token that opens the route', () => {
  it('reaches the function as claims, all of them texts, and the scopes as a list', async () => {
    const [response, gateway] = await withToken('/scoped', {
      scopes: ['api/read', 'api/other'],
      claims: { 'cognito:groups': ['a', 'b'], verified: true, nothing: null },
    });
    expect(response.status).toBe(200);
    expect(gateway.events[0]).toMatchObject({
      requestContext: {
        authorizer: {
          jwt: {
            claims: {
              iss: ISSUER,
              sub: 'someone',
              client_id: 'web',
              scope: 'api/read api/other',
              exp: expect.stringMatching(/^\d+$/),
              'cognito:groups': '[a b]',
              verified: 'true',
            },
            scopes: ['api/read', 'api/other'],
          },
        },
      },
    });
    expect(gateway.events[0]).not.toHaveProperty('requestContext.authorizer.jwt.claims.nothing');
  });

  it('may have any one of the route’s scopes', async () => {
    expect((await withToken('/scoped', { scopes: ['api/admin'] }))[0].status).toBe(200);
  });

  it('leaves scopes null where the route demands none', async () => {
    const [, gateway] = await withToken('/any', {});
    expect(gateway.events[0]).toHaveProperty('requestContext.authorizer.jwt.scopes', null);
  });

  it('may stand without Bearer, or with it in any case', async () => {
    const gateway = await gatewayOf({ routes: ROUTES });
    const token = await gateway.issuer.issueToken({ subject: 'someone', scopes: ['api/read'] });
    for (const authorization of [token, `bearer ${token}`, `BEARER  ${token}`]) {
      expect((await authorized(gateway, '/scoped', authorization)).status).toBe(200);
    }
  });

  it('is not looked at on a route without an authorizer', async () => {
    const gateway = await gatewayOf({ routes: ROUTES });
    expect((await authorized(gateway, '/open', 'Bearer rubbish')).status).toBe(200);
    expect(gateway.events[0]).not.toHaveProperty('requestContext.authorizer');
  });

  it('may be an ID token where the route demands no scope: so every route must demand one', async () => {
    expect((await withToken('/any', { tokenUse: 'id' }))[0].status).toBe(200);
  });
});

describe('403 {"message":"Forbidden"}', () => {
  it.each([
    ['another scope', { scopes: ['api/write'] }],
    ['no scope', { scopes: [] }],
    ['a scope that only begins alike', { scopes: ['api/reader'] }],
    ['an ID token', { tokenUse: 'id' as const }],
  ])('for %s', async (_what, request) => {
    const [response, gateway] = await withToken('/scoped', request);
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}']);
    expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
    expect(gateway.events).toEqual([]);
  });
});

describe('401 {"message":"Unauthorized"}', () => {
  const refused = async (response: Response): Promise<string | null> => {
    expect([response.status, await response.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    return response.headers.get('www-authenticate');
  };

  it('without a token, with a bare challenge', async () => {
    const gateway = await gatewayOf({ routes: ROUTES });
    expect(await refused(await fetch(`${gateway.url}/scoped`))).toBe('Bearer');
    expect(await refused(await authorized(gateway, '/scoped', 'Bearer '))).toBe('Bearer');
  });

  it('for another audience, in the words that AWS documents', async () => {
    const [response] = await withToken('/any', { clientId: 'foreign' });
    expect(await refused(response)).toBe(
      'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"',
    );
  });

  it('for a wrong aud beside a right client_id: aud decides where there is one', async () => {
    await refused((await withToken('/any', { claims: { aud: 'other' } }))[0]);
    expect((await withToken('/any', { claims: { aud: ['other', 'web'], client_id: 'x' } }))[0].status).toBe(
      200,
    );
  });

  it.each([
    ['expired', { expiresInSeconds: -1 }],
    ['without exp', { claims: { exp: undefined } }],
    ['not yet good', { claims: { nbf: Math.floor(Date.now() / 1_000) + 600 } }],
    ['issued in the future', { claims: { iat: Math.floor(Date.now() / 1_000) + 600 } }],
    ['of another issuer', { claims: { iss: 'https://elsewhere.example' } }],
    ['without audience', { claims: { client_id: undefined } }],
  ])('for a token %s', async (_what, request) => {
    const [response, gateway] = await withToken('/scoped', request);
    expect(await refused(response)).toContain('error="invalid_token"');
    expect(gateway.events).toEqual([]);
  });

  it('for a token that was tampered with, forged or is none', async () => {
    const gateway = await gatewayOf({ routes: ROUTES });
    const good = await gateway.issuer.issueToken({ subject: 'someone', scopes: ['api/read'] });
    const [header = '', payload = '', signature = ''] = good.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { privateKey } = await generateKeyPair('RS256');
    const kid = gateway.issuer.keysOf(ISSUER)?.keys[0]?.kid ?? '';
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid })
      .sign(new TextEncoder().encode(JSON.stringify(gateway.issuer.keysOf(ISSUER)).padEnd(32)));
    const bad = [
      `${header}.${encode({ ...claims, sub: 'another' })}.${signature}`,
      `${encode({ alg: 'none' })}.${payload}.`,
      forged,
      symmetric,
      'rubbish',
      'a.b.c',
      `${good}x`,
    ];
    for (const token of bad) {
      expect(await refused(await authorized(gateway, '/scoped', `Bearer ${token}`))).toContain(
        'invalid_token',
      );
    }
    expect(gateway.events).toEqual([]);
    expect((await authorized(gateway, '/scoped', `Bearer ${good}`)).status).toBe(200);
  });
});
