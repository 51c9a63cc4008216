/** What an organization says of its year. */
import * as z from 'zod';
import type { Role } from '../domain/roster/access.ts';
import { annualFacts, putFactsBody, year } from './annual-facts.ts';
import { organizationId } from './primitives.ts';
import { defineRoute } from './route.ts';
import { reading, takesNothing } from './route-parts.ts';

const WRITERS: readonly Role[] = ['secretary', 'client', 'officer'];
const READERS: readonly Role[] = ['secretary', 'client', 'officer', 'analyst'];

const FACTS = '/organizations/{organization}/facts/{period}';
const params = z.strictObject({ organization: organizationId, period: year });

export const putFacts = defineRoute({
  ...takesNothing,
  id: 'putFacts',
  method: 'PUT',
  path: FACTS,
  scope: 'submit',
  function: 'keep-facts',
  summary: 'Say what is known of an organization’s year, or amend it',
  access: { check: 'period', roles: WRITERS, unplanned: 'refuse' },
  params,
  ifMatch: true,
  body: putFactsBody,
  responses: {
    200: {
      description: 'The same was there already, or the amendment is accepted',
      schema: annualFacts,
      headers: ['ETag'],
    },
    201: { description: 'The first revision is stored', schema: annualFacts, headers: ['ETag'] },
  },
  problems: [
    'VALIDATION',
    'NOT_FOUND',
    'PRECONDITION_REQUIRED',
    'PRECONDITION_STALE',
    'PERIOD_NOT_OPEN',
    'PERIOD_CLOSED',
    'ORGANIZATION_NOT_MEETING',
    'TOO_LARGE',
    'BUSY',
  ],
});

export const getFacts = defineRoute({
  ...reading,
  id: 'getFacts',
  path: FACTS,
  function: 'keep-facts',
  summary: 'What an organization said of its year',
  access: { check: 'period', roles: READERS, unplanned: 'not-found' },
  params,
  responses: { 200: { description: 'The facts', schema: annualFacts, headers: ['ETag'] } },
});
