/** The planned meeting of a month. */
import type { Role } from '../domain/roster/access.ts';
import { defineRoute } from './route.ts';
import { monthParams, reading, takesNothing } from './route-parts.ts';
import { putScheduleBody, schedule } from './schedule.ts';

const WRITERS: readonly Role[] = ['secretary', 'client'];
const READERS: readonly Role[] = ['secretary', 'client', 'officer', 'analyst'];

const SCHEDULE = '/organizations/{organization}/periods/{period}/schedule';

export const putSchedule = defineRoute({
  ...takesNothing,
  id: 'putSchedule',
  method: 'PUT',
  path: SCHEDULE,
  scope: 'submit',
  function: 'keep-schedule',
  summary: 'Say on which day the regular meeting is planned, or move it',
  access: { check: 'month', roles: WRITERS, unplanned: 'refuse' },
  params: monthParams,
  ifMatch: true,
  body: putScheduleBody,
  responses: {
    200: {
      description: 'The same was there already, or the plan is changed',
      schema: schedule,
      headers: ['ETag'],
    },
    201: { description: 'The first plan is stored', schema: schedule, headers: ['ETag'] },
  },
  problems: [
    'VALIDATION',
    'NOT_FOUND',
    'PRECONDITION_REQUIRED',
    'PRECONDITION_STALE',
    'PERIOD_CLOSED',
    'PERIOD_NOT_OPEN',
    'ORGANIZATION_NOT_MEETING',
    'TOO_LARGE',
    'BUSY',
  ],
});

export const getSchedule = defineRoute({
  ...reading,
  id: 'getSchedule',
  path: SCHEDULE,
  function: 'keep-schedule',
  summary: 'The planned day of an organization’s regular meeting',
  access: { check: 'month', roles: READERS, unplanned: 'not-found' },
  params: monthParams,
  responses: { 200: { description: 'The plan', schema: schedule, headers: ['ETag'] } },
});
