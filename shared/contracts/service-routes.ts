/** What is open to everybody, and the answer to unknown addresses. */
import * as z from 'zod';
import { defineRoute } from './route.ts';
import { takesNothing } from './route-parts.ts';
import { health } from './service.ts';

const service = {
  ...takesNothing,
  method: 'GET',
  scope: null,
  function: 'serve-api',
  access: { check: 'open' },
  problems: [],
} as const;

export const getHealth = defineRoute({
  ...service,
  id: 'getHealth',
  path: '/health',
  summary: 'Whether the API answers',
  responses: { 200: { description: 'It does', schema: health } },
});

export const getOpenApi = defineRoute({
  ...service,
  id: 'getOpenApi',
  path: '/openapi.json',
  summary: 'This description',
  responses: { 200: { description: 'OpenAPI 3.1', schema: z.unknown(), headers: ['ETag'] } },
});

export const getDocs = defineRoute({
  ...service,
  id: 'getDocs',
  path: '/docs',
  summary: 'This description as a page',
  responses: { 200: { description: 'HTML', schema: z.string(), contentType: 'text/html; charset=utf-8' } },
});

/** Whatever no other route takes. */
export const anythingElse = defineRoute({
  ...service,
  id: 'anythingElse',
  method: 'ANY',
  path: '$default',
  summary: 'Answers unknown addresses, and methods that an address does not take, with a problem',
  responses: {},
  problems: ['NOT_FOUND', 'METHOD_NOT_ALLOWED'],
});
