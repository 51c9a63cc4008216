/** What happened: the change feed, and who did what. */
import type { Role } from '../domain/roster/access.ts';
import { auditList, auditQuery } from './audit.ts';
import { changeList, changesQuery } from './changes.ts';
import { defineRoute } from './route.ts';
import { reading } from './route-parts.ts';

/** Who answers for a subtree sees who changed what in it. */
const AUDITORS: readonly Role[] = ['registrar', 'officer'];
const FOLLOWERS: readonly Role[] = ['client', 'officer', 'analyst'];

export const listChanges = defineRoute({
  ...reading,
  id: 'listChanges',
  path: '/changes',
  function: 'read-log',
  summary: 'What became of records, scorecards and plan rows of a subtree, complete and in one order',
  // The organization stands in the query; the handler checks it as it stands today, and each change by its own path.
  access: { check: 'items', roles: FOLLOWERS },
  query: changesQuery,
  problems: [...reading.problems, 'CURSOR_TOO_OLD'],
  responses: { 200: { description: 'In the order of the log', schema: changeList, headers: ['ETag'] } },
});

export const listAudit = defineRoute({
  ...reading,
  id: 'listAudit',
  path: '/audit',
  function: 'read-log',
  summary:
    'Who changed what in a subtree, when, from what to what: records, roster, grants, criteria, periods, exports, downloads',
  access: { check: 'items', roles: AUDITORS },
  query: auditQuery,
  responses: { 200: { description: 'As sorted', schema: auditList, headers: ['ETag'] } },
});
