/** The roster and the grants on it. */
import * as z from 'zod';
import { grantsAnswer, grantsBody, grantsOn } from './grants.ts';
import { subject } from './primitives.ts';
import {
  closuresBody,
  movesBody,
  ORDER_BYTES,
  openingsBody,
  orderQuery,
  restructuringAnswer,
} from './restructuring.ts';
import {
  organization,
  organizationBody,
  organizationList,
  organizationQuery,
  organizationsQuery,
} from './roster.ts';
import { defineRoute } from './route.ts';
import { ANY_ROLE, organizationParams, page, REGISTRARS, reading, takesNothing } from './route-parts.ts';

const subjectParams = z.strictObject({ subject });

export const putOrganization = defineRoute({
  ...takesNothing,
  id: 'putOrganization',
  method: 'PUT',
  path: '/organizations/{organization}',
  scope: 'register',
  function: 'keep-roster',
  summary: 'Enter an organization, or what holds of it from a month on',
  access: { check: 'grant', roles: REGISTRARS },
  params: organizationParams,
  ifMatch: true,
  body: organizationBody,
  responses: {
    200: {
      description: 'The same was there already, or the change is accepted',
      schema: organization,
      headers: ['ETag'],
    },
    201: { description: 'A new version is stored', schema: organization, headers: ['ETag', 'Location'] },
  },
  problems: [
    'VALIDATION',
    'NOT_FOUND',
    'PRECONDITION_REQUIRED',
    'PRECONDITION_STALE',
    'PERIOD_CLOSED',
    'TOO_LARGE',
    'BUSY',
  ],
});

export const getOrganization = defineRoute({
  ...reading,
  id: 'getOrganization',
  path: '/organizations/{organization}',
  function: 'keep-roster',
  summary: 'What holds of an organization in a month',
  access: { check: 'today', roles: ANY_ROLE },
  params: organizationParams,
  query: organizationQuery,
  responses: { 200: { description: 'The version in force', schema: organization, headers: ['ETag'] } },
});

export const listOrganizations = defineRoute({
  ...reading,
  id: 'listOrganizations',
  path: '/organizations',
  function: 'keep-roster',
  summary: 'The organizations directly below another, or those of a code of another system',
  access: { check: 'items', roles: ANY_ROLE },
  query: organizationsQuery,
  responses: { 200: { description: 'Ascending by id', schema: organizationList, headers: ['ETag'] } },
});

const restructuring = {
  ...takesNothing,
  method: 'POST',
  scope: 'register',
  function: 'keep-roster',
  access: { check: 'today', roles: REGISTRARS },
  params: organizationParams,
  query: orderQuery,
  bodyBytes: ORDER_BYTES,
  responses: {
    200: { description: 'Done, or what would be done', schema: restructuringAnswer },
  },
  problems: ['VALIDATION', 'NOT_FOUND', 'PERIOD_CLOSED', 'TOO_LARGE', 'BUSY'],
} as const;

export const postMoves = defineRoute({
  ...restructuring,
  id: 'postMoves',
  path: '/organizations/{organization}/moves',
  summary: 'Move organizations below this one to other parents below it',
  body: movesBody,
});

export const postClosures = defineRoute({
  ...restructuring,
  id: 'postClosures',
  path: '/organizations/{organization}/closures',
  summary: 'Close organizations below this one, and move others with it: mergers, abolitions',
  body: closuresBody,
});

export const postOpenings = defineRoute({
  ...restructuring,
  id: 'postOpenings',
  path: '/organizations/{organization}/openings',
  summary: 'Open organizations below this one, and close and move others with it: splits, foundings',
  body: openingsBody,
});

export const putGrants = defineRoute({
  ...takesNothing,
  id: 'putGrants',
  method: 'PUT',
  path: '/grants/{subject}',
  scope: 'register',
  function: 'keep-grants',
  summary: 'Replace a subject’s grants inside the caller’s subtree',
  access: { check: 'items', roles: REGISTRARS },
  params: subjectParams,
  body: grantsBody,
  responses: { 200: { description: 'The grants as they now stand', schema: grantsAnswer } },
  problems: ['VALIDATION', 'NOT_FOUND', 'TOO_LARGE', 'BUSY'],
});

export const listGrants = defineRoute({
  ...takesNothing,
  id: 'listGrants',
  method: 'GET',
  path: '/organizations/{organization}/grants',
  scope: 'register',
  function: 'keep-grants',
  summary:
    'Whose grants reach an organization, or will: on it, and on those above it inside the caller’s subtree',
  access: { check: 'today', roles: REGISTRARS },
  params: organizationParams,
  query: page,
  responses: {
    200: { description: 'Ascending by subject, what is over left out', schema: grantsOn, headers: ['ETag'] },
  },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const getGrants = defineRoute({
  ...takesNothing,
  id: 'getGrants',
  method: 'GET',
  path: '/grants/{subject}',
  scope: 'register',
  function: 'keep-grants',
  summary: 'A subject’s grants inside the caller’s subtree',
  access: { check: 'items', roles: REGISTRARS },
  params: subjectParams,
  responses: { 200: { description: 'The grants', schema: grantsAnswer, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});
