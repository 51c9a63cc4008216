/** Periods: read by everybody with a role, opened and closed by the province's registrar, opened again by officers. */
import * as z from 'zod';
import { ROLES } from '../domain/roster/access.ts';
import { periodAnswer, periodList, reopeningAnswer, reopeningBody } from './periods.ts';
import { month } from './primitives.ts';
import { defineRoute } from './route.ts';
import { nothing, page, REGISTRARS, REOPENERS, reading, takesNothing } from './route-parts.ts';

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
  ...reading,
  id: 'listPeriods',
  path: '/periods',
  function: 'keep-periods',
  summary: 'Every month ever opened',
  access: { check: 'grant', roles: ROLES },
  query: page,
  responses: { 200: { description: 'Ascending by month', schema: periodList, headers: ['ETag'] } },
});

export const getPeriod = defineRoute({
  ...reading,
  id: 'getPeriod',
  path: '/periods/{period}',
  function: 'keep-periods',
  summary: 'How far a month has got',
  access: { check: 'grant', roles: ROLES },
  params: oneMonth,
  responses: { 200: { description: 'The month', schema: periodAnswer, headers: ['ETag'] } },
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
  problems: ['VALIDATION', 'NOT_FOUND', 'PERIOD_NOT_OPEN', 'PERIOD_NOT_CLOSED', 'TOO_LARGE', 'BUSY'],
});

export const postReopening = defineRoute({
  ...takesNothing,
  id: 'postReopening',
  method: 'POST',
  path: '/periods/{period}/reopenings',
  scope: 'register',
  function: 'keep-periods',
  summary: 'Open a closed month again for one organization, until a day',
  // The organization stands in the body; the handler checks it by the month’s plan row.
  access: { check: 'items', roles: REOPENERS },
  params: oneMonth,
  body: reopeningBody,
  responses: { 200: { description: 'It may write until then', schema: reopeningAnswer } },
  problems: [
    'VALIDATION',
    'NOT_FOUND',
    'PERIOD_NOT_OPEN',
    'PERIOD_CLOSED',
    'PERIOD_NOT_CLOSED',
    'ORGANIZATION_NOT_MEETING',
    'TOO_LARGE',
    'BUSY',
  ],
});
