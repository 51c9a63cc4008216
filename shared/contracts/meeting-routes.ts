/** Meeting records: submitted, amended, withdrawn, read. */
import type { Role } from '../domain/roster/access.ts';
import { deleteMeetingBody, meeting, meetingList, meetingRevisionList, putMeetingBody } from './meeting.ts';
import { meetingKey } from './primitives.ts';
import { defineRoute } from './route.ts';
import { monthParams, page, reading, takesNothing } from './route-parts.ts';
import { SUBMISSION_BYTES, submissionsAnswer, submissionsBody, submissionsDocument } from './submissions.ts';

const WRITERS: readonly Role[] = ['secretary', 'client'];
const READERS: readonly Role[] = ['secretary', 'client', 'officer', 'analyst'];

const MEETING = '/organizations/{organization}/periods/{period}/meetings/{key}';
const meetingParams = monthParams.extend({ key: meetingKey });

export const putMeeting = defineRoute({
  ...takesNothing,
  id: 'putMeeting',
  method: 'PUT',
  path: MEETING,
  scope: 'submit',
  function: 'record-meeting',
  summary: 'Submit a meeting record, or amend it; sending the same again is the same submission',
  access: { check: 'month', roles: WRITERS, unplanned: 'refuse' },
  params: meetingParams,
  ifMatch: true,
  body: putMeetingBody,
  responses: {
    200: {
      description: 'The same record was there already, or the amendment is accepted',
      schema: meeting,
      headers: ['ETag'],
    },
    201: { description: 'The first revision is stored', schema: meeting, headers: ['ETag'] },
  },
  problems: [
    'VALIDATION',
    'NOT_FOUND',
    'PRECONDITION_REQUIRED',
    'PRECONDITION_STALE',
    'WITHDRAWN',
    'PERIOD_CLOSED',
    'PERIOD_NOT_OPEN',
    'ORGANIZATION_NOT_MEETING',
    'TOO_LARGE',
    'BUSY',
  ],
});

export const deleteMeeting = defineRoute({
  ...takesNothing,
  id: 'deleteMeeting',
  method: 'DELETE',
  path: MEETING,
  scope: 'submit',
  function: 'record-meeting',
  summary: 'Withdraw a meeting record',
  access: { check: 'month', roles: WRITERS, unplanned: 'refuse' },
  params: meetingParams,
  ifMatch: true,
  body: deleteMeetingBody,
  bodyOptional: true,
  responses: {
    200: { description: 'The record is withdrawn, or was already', schema: meeting, headers: ['ETag'] },
  },
  problems: [
    'VALIDATION',
    'NOT_FOUND',
    'PRECONDITION_REQUIRED',
    'PRECONDITION_STALE',
    'PERIOD_CLOSED',
    'PERIOD_NOT_OPEN',
    'TOO_LARGE',
    'BUSY',
  ],
});

export const postSubmissions = defineRoute({
  ...takesNothing,
  id: 'postSubmissions',
  method: 'POST',
  path: '/submissions',
  scope: 'submit',
  function: 'record-meeting',
  summary: 'Submit up to 100 meeting records, each with its own answer',
  access: { check: 'items', roles: WRITERS },
  body: submissionsBody,
  bodyDocument: submissionsDocument,
  bodyBytes: SUBMISSION_BYTES,
  responses: { 200: { description: 'One result per record, in the order sent', schema: submissionsAnswer } },
  problems: ['VALIDATION', 'TOO_LARGE'],
});

export const getMeeting = defineRoute({
  ...reading,
  id: 'getMeeting',
  path: MEETING,
  function: 'read-meetings',
  summary: 'The current revision of a meeting record',
  access: { check: 'month', roles: READERS, unplanned: 'not-found' },
  params: meetingParams,
  responses: {
    200: { description: 'The record, or that it was withdrawn', schema: meeting, headers: ['ETag'] },
  },
});

export const listMeetings = defineRoute({
  ...reading,
  id: 'listMeetings',
  path: '/organizations/{organization}/periods/{period}/meetings',
  function: 'read-meetings',
  summary: 'The current records of an organization’s month, withdrawn ones included',
  access: { check: 'month', roles: READERS, unplanned: 'not-found' },
  params: monthParams,
  query: page,
  responses: { 200: { description: 'Ascending by key', schema: meetingList, headers: ['ETag'] } },
});

export const listMeetingRevisions = defineRoute({
  ...reading,
  id: 'listMeetingRevisions',
  path: `${MEETING}/revisions`,
  function: 'read-meetings',
  summary: 'Every revision of a meeting record, withdrawals included',
  access: { check: 'month', roles: READERS, unplanned: 'not-found' },
  params: meetingParams,
  query: page,
  responses: {
    200: { description: 'Ascending by revision', schema: meetingRevisionList, headers: ['ETag'] },
  },
});
