/** Where an officer should look, and when the meetings of a subtree are planned. */
import * as z from 'zod';
import type { Role } from '../domain/roster/access.ts';
import { attentionList, monthPageQuery, monthQuery, plannedMeetings } from './attention.ts';
import { defineRoute } from './route.ts';
import { organizationParams, takesNothing } from './route-parts.ts';

const READERS: readonly Role[] = ['secretary', 'officer', 'analyst'];

const reading = {
  ...takesNothing,
  method: 'GET',
  scope: 'read',
  function: 'read-attention',
  access: { check: 'month', roles: READERS, unplanned: 'not-found' },
  params: organizationParams,
  problems: ['VALIDATION', 'NOT_FOUND'],
} as const;
/** RFC 5545. */
const CALENDAR = { schema: z.string(), contentType: 'text/calendar; charset=utf-8' } as const;
/** A page may hold fewer items than asked for, even none, and still have a next one. */
const IN_ORDER = 'In the order of the tree; a page that stops early to answer in time still has a `next`';

export const listAttention = defineRoute({
  ...reading,
  id: 'listAttention',
  path: '/organizations/{organization}/attention',
  summary: 'What of a month needs attention in an organization and below it',
  query: monthPageQuery,
  responses: { 200: { description: IN_ORDER, schema: attentionList, headers: ['ETag'] } },
});

export const listCalendar = defineRoute({
  ...reading,
  id: 'listCalendar',
  path: '/organizations/{organization}/calendar',
  summary:
    'The planned meetings of a month in an organization and below it; with Accept: text/calendar all in one file',
  query: monthPageQuery,
  responses: {
    200: { description: IN_ORDER, schema: plannedMeetings, headers: ['ETag'], alternative: CALENDAR },
  },
});

export const getCalendarFile = defineRoute({
  ...reading,
  id: 'getCalendarFile',
  path: '/organizations/{organization}/calendar.ics',
  summary: 'The same file at an address of its own, for programs that send no Accept; at most 1,000 meetings',
  query: monthQuery,
  responses: { 200: { description: 'RFC 5545', ...CALENDAR } },
});
