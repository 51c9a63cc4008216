import { describe, expect, it } from 'vitest';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { createHandler } from '../../functions/serve-api/handler.ts';
import { call, NOW } from '../support/api-world.ts';

const handler = createHandler({ openApi, now: () => NOW });

describe('what is open to everybody', () => {
  it('says that it answers, and the time that it goes by', async () => {
    expect(await call(handler, 'GET', '/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', now: NOW },
    });
  });

  it('serves the committed OpenAPI description, and 304 to whoever has it', async () => {
    const answer = await call(handler, 'GET', '/openapi.json');
    expect(answer.body).toEqual(openApi);
    const headers = { 'if-none-match': String(answer.headers.etag) };
    expect((await call(handler, 'GET', '/openapi.json', { headers })).status).toBe(304);
  });

  it('serves a page that names every operation and refusal, and loads nothing from elsewhere', async () => {
    const { headers, body } = await call(handler, 'GET', '/docs');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    for (const path of Object.keys(openApi.paths)) expect(body).toContain(`<code>${path}</code>`);
    expect(body).toContain('Kỳ báo cáo đã khóa');
    expect(body).not.toMatch(/https?:\/\/|<script/);
  });

  it('answers unknown addresses with our own 404', async () => {
    for (const [method, url] of [
      ['GET', '/'],
      ['GET', '//health'],
      ['HEAD', '/organizations//scorecards/2026-10'],
      ['GET', '/organizations/a/b/c/d/e'],
    ] as const) {
      expect(await call(handler, method, url)).toMatchObject({
        status: 404,
        headers: { 'content-type': expect.stringContaining('application/problem+json') },
        body: { code: 'NOT_FOUND' },
      });
    }
  });

  it('says which methods an address takes to whoever sends another one', async () => {
    for (const [method, url, allow] of [
      ['PATCH', '/health', 'GET'],
      ['HEAD', '/exports/e-1/files/scorecards.csv', 'GET'],
      ['OPTIONS', '/submissions', 'POST'],
      ['POST', '/organizations/cb-1/periods/2026-10/meetings/regular', 'DELETE, GET, PUT'],
    ] as const) {
      const answer = await call(handler, method, url, { headers: { 'accept-language': 'en' } });
      expect(answer).toMatchObject({ status: 405, headers: { allow }, body: { code: 'METHOD_NOT_ALLOWED' } });
      expect(answer.body.detail).toContain(`takes ${allow} alone`);
    }
  });
});
