/** What happened: the change feed. */
import type { Role } from '../domain/access.ts';
import { changeList, changesQuery } from './changes.ts';
import { defineRoute } from './route.ts';
import { takesNothing } from './route-parts.ts';

const FOLLOWERS: readonly Role[] = ['client', 'officer', 'analyst'];

export const listChanges = defineRoute({
  ...takesNothing,
  id: 'listChanges',
  method: 'GET',
  path: '/changes',
  scope: 'read',
  function: 'read-log',
  summary: 'What became of records, scorecards and plan rows of a subtree, complete and in one order',
  // The organization stands in the query; the handler checks it as it stands today, and each change by its own path.
  access: { check: 'items', roles: FOLLOWERS },
  query: changesQuery,
  responses: { 200: { description: 'In the order of the log', schema: changeList, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});
