/** Periods: read by everybody with a role, opened and closed by the province's registrar. */
import * as z from 'zod';
import { periodAnswer, periodList } from './periods.ts';
import { month } from './primitives.ts';
import { defineRoute } from './route.ts';
import { ANY_ROLE, nothing, page, REGISTRARS, takesNothing } from './route-parts.ts';

const oneMonth = z.strictObject({ period: month });

const transition = {
  ...takesNothing,
  method: 'POST',
  scope: 'register',
  function: 'keep-periods',
  access: { check: 'province', roles: REGISTRARS },
  params: oneMonth,
  body: nothing,
  bodyOptional: true,
  responses: {
    200: { description: 'Done', schema: periodAnswer },
    202: { description: 'Going on; read the month again', schema: periodAnswer, headers: ['Location'] },
  },
} as const;

export const listPeriods = defineRoute({
  ...takesNothing,
  id: 'listPeriods',
  method: 'GET',
  path: '/periods',
  scope: 'read',
  function: 'keep-periods',
  summary: 'Every month ever opened',
  access: { check: 'grant', roles: ANY_ROLE },
  query: page,
  responses: { 200: { description: 'Ascending by month', schema: periodList, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const getPeriod = defineRoute({
  ...takesNothing,
  id: 'getPeriod',
  method: 'GET',
  path: '/periods/{period}',
  scope: 'read',
  function: 'keep-periods',
  summary: 'How far a month has got',
  access: { check: 'grant', roles: ANY_ROLE },
  params: oneMonth,
  responses: { 200: { description: 'The month', schema: periodAnswer, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const postOpening = defineRoute({
  ...transition,
  id: 'postOpening',
  path: '/periods/{period}/opening',
  summary: 'Open a month: write down what every organization owes in it',
  problems: ['VALIDATION', 'NOT_FOUND', 'PERIOD_CLOSED', 'PERIOD_NOT_OPEN', 'TOO_LARGE', 'BUSY'],
});

export const postClosing = defineRoute({
  ...transition,
  id: 'postClosing',
  path: '/periods/{period}/closing',
  summary: 'Close a month: take no more records, compute once more, export',
  problems: ['VALIDATION', 'NOT_FOUND', 'PERIOD_NOT_OPEN', 'TOO_LARGE', 'BUSY'],
});
