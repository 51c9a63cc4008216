/** The route table: the one place that says what the API offers. */
import * as z from 'zod';
import type { Role } from '../domain/access.ts';
import {
  exportAccepted,
  exportAnswer,
  exportFileParams,
  exportList,
  exportParams,
  exportRequest,
  exportsQuery,
} from './exports.ts';
import { grantsAnswer, grantsBody } from './grants.ts';
import { deleteMeetingBody, meeting, meetingList, meetingRevisionList, putMeetingBody } from './meeting.ts';
import { periodAnswer, periodList } from './periods.ts';
import { cursor, limit, meetingKey, month, organizationId, period, subject } from './primitives.ts';
import {
  organization,
  organizationBody,
  organizationList,
  organizationQuery,
  organizationsQuery,
} from './roster.ts';
import { defineRoute, type Route } from './route.ts';
import { childrenQuery, explanation, scorecard, scorecardList, scorecardsQuery } from './scorecard.ts';
import { health } from './service.ts';
import {
  RECORD_BYTES,
  SUBMISSION_BYTES,
  submissionsAnswer,
  submissionsBody,
  submissionsDocument,
} from './submissions.ts';

const nothing = z.strictObject({});
const page = z.strictObject({ limit, cursor: cursor.optional() });
const organizationParams = z.strictObject({ organization: organizationId });
const monthParams = z.strictObject({ organization: organizationId, period: month });
const meetingParams = monthParams.extend({ key: meetingKey });
const periodParams = z.strictObject({ organization: organizationId, period });

const WRITERS: readonly Role[] = ['secretary', 'client'];
const MEETING_READERS: readonly Role[] = ['secretary', 'client', 'officer', 'analyst'];
const SCORECARD_READERS: readonly Role[] = ['secretary', 'officer', 'analyst'];
const ROSTER_READERS: readonly Role[] = ['secretary', 'client', 'officer', 'analyst', 'registrar'];
const EXPORTERS: readonly Role[] = ['analyst'];
const REGISTRARS: readonly Role[] = ['registrar'];

const none = {
  params: nothing,
  query: nothing,
  ifMatch: false,
  body: null,
  bodyBytes: RECORD_BYTES,
} as const;

const MEETING = '/organizations/{organization}/periods/{period}/meetings/{key}';

export const putMeeting = defineRoute({
  ...none,
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
  ...none,
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
  ...none,
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
  ...none,
  id: 'getMeeting',
  method: 'GET',
  path: MEETING,
  scope: 'read',
  function: 'read-meetings',
  summary: 'The current revision of a meeting record',
  access: { check: 'month', roles: MEETING_READERS, unplanned: 'not-found' },
  params: meetingParams,
  responses: {
    200: { description: 'The record, or that it was withdrawn', schema: meeting, headers: ['ETag'] },
  },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const listMeetings = defineRoute({
  ...none,
  id: 'listMeetings',
  method: 'GET',
  path: '/organizations/{organization}/periods/{period}/meetings',
  scope: 'read',
  function: 'read-meetings',
  summary: 'The current records of an organization’s month, withdrawn ones included',
  access: { check: 'month', roles: MEETING_READERS, unplanned: 'not-found' },
  params: monthParams,
  query: page,
  responses: { 200: { description: 'Ascending by key', schema: meetingList, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const listMeetingRevisions = defineRoute({
  ...none,
  id: 'listMeetingRevisions',
  method: 'GET',
  path: `${MEETING}/revisions`,
  scope: 'read',
  function: 'read-meetings',
  summary: 'Every revision of a meeting record, withdrawals included',
  access: { check: 'month', roles: MEETING_READERS, unplanned: 'not-found' },
  params: meetingParams,
  query: page,
  responses: {
    200: { description: 'Ascending by revision', schema: meetingRevisionList, headers: ['ETag'] },
  },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const getScorecard = defineRoute({
  ...none,
  id: 'getScorecard',
  method: 'GET',
  path: '/organizations/{organization}/scorecards/{period}',
  scope: 'read',
  function: 'read-scorecards',
  summary: 'The scorecard of a month, a quarter or a year',
  access: { check: 'period', roles: SCORECARD_READERS },
  params: periodParams,
  responses: { 200: { description: 'The scorecard', schema: scorecard, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const listScorecards = defineRoute({
  ...none,
  id: 'listScorecards',
  method: 'GET',
  path: '/organizations/{organization}/scorecards',
  scope: 'read',
  function: 'read-scorecards',
  summary: 'The scorecards of an organization’s opened months from one to another, at most 12',
  access: { check: 'grant', roles: SCORECARD_READERS },
  params: organizationParams,
  query: scorecardsQuery,
  responses: { 200: { description: 'Ascending by month', schema: scorecardList, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const listChildrenScorecards = defineRoute({
  ...none,
  id: 'listChildrenScorecards',
  method: 'GET',
  path: '/organizations/{organization}/children/scorecards',
  scope: 'read',
  function: 'read-scorecards',
  summary: 'The scorecards of the organizations directly below',
  access: { check: 'period', roles: SCORECARD_READERS },
  params: organizationParams,
  query: childrenQuery,
  responses: { 200: { description: 'As sorted', schema: scorecardList, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const getExplanation = defineRoute({
  ...none,
  id: 'getExplanation',
  method: 'GET',
  path: '/organizations/{organization}/scorecards/{period}/explanation',
  scope: 'read',
  function: 'read-scorecards',
  summary: 'Criterion by criterion: value, rule, points, and the events they rest on',
  access: { check: 'period', roles: SCORECARD_READERS },
  params: monthParams,
  responses: { 200: { description: 'The explanation', schema: explanation, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const putOrganization = defineRoute({
  ...none,
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
  ...none,
  id: 'getOrganization',
  method: 'GET',
  path: '/organizations/{organization}',
  scope: 'read',
  function: 'keep-roster',
  summary: 'What holds of an organization in a month',
  access: { check: 'today', roles: ROSTER_READERS },
  params: organizationParams,
  query: organizationQuery,
  responses: { 200: { description: 'The version in force', schema: organization, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const listOrganizations = defineRoute({
  ...none,
  id: 'listOrganizations',
  method: 'GET',
  path: '/organizations',
  scope: 'read',
  function: 'keep-roster',
  summary: 'The organizations directly below another',
  access: { check: 'grant', roles: ROSTER_READERS },
  query: organizationsQuery,
  responses: { 200: { description: 'Ascending by id', schema: organizationList, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

const subjectParams = z.strictObject({ subject });

export const putGrants = defineRoute({
  ...none,
  id: 'putGrants',
  method: 'PUT',
  path: '/grants/{subject}',
  scope: 'register',
  function: 'keep-grants',
  summary: 'Replace a subject’s grants inside the caller’s subtree',
  access: { check: 'grant', roles: REGISTRARS },
  params: subjectParams,
  body: grantsBody,
  responses: { 200: { description: 'The grants as they now stand', schema: grantsAnswer } },
  problems: ['VALIDATION', 'NOT_FOUND', 'TOO_LARGE', 'BUSY'],
});

export const getGrants = defineRoute({
  ...none,
  id: 'getGrants',
  method: 'GET',
  path: '/grants/{subject}',
  scope: 'register',
  function: 'keep-grants',
  summary: 'A subject’s grants inside the caller’s subtree',
  access: { check: 'grant', roles: REGISTRARS },
  params: subjectParams,
  responses: { 200: { description: 'The grants', schema: grantsAnswer, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

const ANY_ROLE: readonly Role[] = ['secretary', 'officer', 'analyst', 'registrar', 'client'];
const oneMonth = z.strictObject({ period: month });

export const listPeriods = defineRoute({
  ...none,
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
  ...none,
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

const transition = {
  ...none,
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

export const postExport = defineRoute({
  ...none,
  id: 'postExport',
  method: 'POST',
  path: '/exports',
  scope: 'export',
  function: 'request-export',
  summary: 'Order the files of an organization’s subtree and period',
  access: { check: 'grant', roles: EXPORTERS },
  body: exportRequest,
  responses: { 202: { description: 'Ordered', schema: exportAccepted, headers: ['Location'] } },
  problems: ['VALIDATION', 'NOT_FOUND', 'PERIOD_NOT_OPEN', 'TOO_LARGE'],
});

export const listExports = defineRoute({
  ...none,
  id: 'listExports',
  method: 'GET',
  path: '/exports',
  scope: 'export',
  function: 'request-export',
  summary: 'The exports of an organization, newest first',
  access: { check: 'grant', roles: EXPORTERS },
  query: exportsQuery,
  responses: { 200: { description: 'Newest first', schema: exportList, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const getExport = defineRoute({
  ...none,
  id: 'getExport',
  method: 'GET',
  path: '/exports/{export}',
  scope: 'export',
  function: 'request-export',
  summary: 'How far an export has got, and its manifest',
  access: { check: 'grant', roles: EXPORTERS },
  params: exportParams,
  responses: { 200: { description: 'The export', schema: exportAnswer, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const getExportFile = defineRoute({
  ...none,
  id: 'getExportFile',
  method: 'GET',
  path: '/exports/{export}/files/{name}',
  scope: 'export',
  function: 'request-export',
  summary: 'Download one file of a published export',
  access: { check: 'grant', roles: EXPORTERS },
  params: exportFileParams,
  responses: {
    303: { description: 'To a signed URL that holds for a few minutes', schema: null, headers: ['Location'] },
  },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

const service = {
  ...none,
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
  summary: 'Answers unknown addresses with a problem',
  responses: {},
  problems: ['NOT_FOUND'],
});

export const routes: readonly Route[] = [
  putMeeting,
  getMeeting,
  deleteMeeting,
  listMeetings,
  listMeetingRevisions,
  postSubmissions,
  getScorecard,
  listScorecards,
  listChildrenScorecards,
  getExplanation,
  putOrganization,
  getOrganization,
  listOrganizations,
  putGrants,
  getGrants,
  listPeriods,
  getPeriod,
  postOpening,
  postClosing,
  postExport,
  listExports,
  getExport,
  getExportFile,
  getHealth,
  getOpenApi,
  getDocs,
  anythingElse,
];
