/** Inspections of an organization, the remedies of their findings, and the review of a record. */
import * as z from 'zod';
import type { Role } from '../domain/roster/access.ts';
import {
  findingNumberParam,
  inspection,
  inspectionKey,
  inspectionList,
  putInspectionBody,
  putRemedyBody,
  remedyAnswer,
} from './inspection.ts';
import { deleteMeetingBody } from './meeting.ts';
import { meetingKey } from './primitives.ts';
import { putReviewBody, reviewOfMeeting } from './review.ts';
import { defineRoute } from './route.ts';
import { monthParams, page, takesNothing } from './route-parts.ts';

/** Who comes from above holds the office of a superior. */
const INSPECTORS: readonly Role[] = ['officer'];
const READERS: readonly Role[] = ['secretary', 'officer', 'analyst'];

const INSPECTION = '/organizations/{organization}/periods/{period}/inspections/{key}';
const inspectionParams = monthParams.extend({ key: inspectionKey });
const REMEDY = `${INSPECTION}/findings/{n}/remedy`;
const remedyParams = inspectionParams.extend({ n: findingNumberParam });

const writing = {
  ...takesNothing,
  scope: 'inspect',
  function: 'record-inspection',
  access: { check: 'month', roles: INSPECTORS, unplanned: 'refuse' },
  ifMatch: true,
} as const;
const reading = {
  ...takesNothing,
  method: 'GET',
  scope: 'read',
  function: 'record-inspection',
  access: { check: 'month', roles: READERS, unplanned: 'not-found' },
  problems: ['VALIDATION', 'NOT_FOUND'],
} as const;
/** What an inspection found is followed up by who has the organization since, too. */
const following = { check: 'month-or-today', roles: INSPECTORS, unplanned: 'refuse' } as const;
const readingFound = { check: 'month-or-today', roles: READERS, unplanned: 'not-found' } as const;
const refusals = [
  'VALIDATION',
  'NOT_FOUND',
  'PRECONDITION_REQUIRED',
  'PRECONDITION_STALE',
  'WITHDRAWN',
  'PERIOD_CLOSED',
  'PERIOD_NOT_OPEN',
  'TOO_LARGE',
  'BUSY',
] as const;

export const putInspection = defineRoute({
  ...writing,
  id: 'putInspection',
  method: 'PUT',
  path: INSPECTION,
  summary: 'Record an attendance, inspection or supervision, or amend it',
  params: inspectionParams,
  body: putInspectionBody,
  responses: {
    200: {
      description: 'The same was there already, or the amendment is accepted',
      schema: inspection,
      headers: ['ETag'],
    },
    201: { description: 'The first revision is stored', schema: inspection, headers: ['ETag'] },
  },
  problems: refusals,
});

export const deleteInspection = defineRoute({
  ...writing,
  id: 'deleteInspection',
  method: 'DELETE',
  path: INSPECTION,
  summary: 'Withdraw an inspection',
  params: inspectionParams,
  body: deleteMeetingBody,
  bodyOptional: true,
  responses: {
    200: { description: 'It is withdrawn, or was already', schema: inspection, headers: ['ETag'] },
  },
  problems: refusals,
});

export const getInspection = defineRoute({
  ...reading,
  id: 'getInspection',
  access: readingFound,
  path: INSPECTION,
  summary: 'The current revision of an inspection, with the remedies of its findings',
  params: inspectionParams,
  responses: { 200: { description: 'The inspection', schema: inspection, headers: ['ETag'] } },
});

export const listInspections = defineRoute({
  ...reading,
  id: 'listInspections',
  path: '/organizations/{organization}/periods/{period}/inspections',
  summary: 'The inspections of an organization’s month, withdrawn ones included',
  params: monthParams,
  query: page,
  responses: { 200: { description: 'Ascending by key', schema: inspectionList, headers: ['ETag'] } },
});

export const putRemedy = defineRoute({
  ...writing,
  id: 'putRemedy',
  access: following,
  method: 'PUT',
  path: REMEDY,
  summary: 'Say that a finding was put right; also once its month is closed',
  params: remedyParams,
  body: putRemedyBody,
  responses: {
    200: {
      description: 'The same was there already, or the amendment is accepted',
      schema: remedyAnswer,
      headers: ['ETag'],
    },
    201: { description: 'The first revision is stored', schema: remedyAnswer, headers: ['ETag'] },
  },
  problems: refusals,
});

export const deleteRemedy = defineRoute({
  ...writing,
  id: 'deleteRemedy',
  access: following,
  method: 'DELETE',
  path: REMEDY,
  summary: 'Withdraw a remedy: the finding is open again',
  params: remedyParams,
  body: deleteMeetingBody,
  bodyOptional: true,
  responses: {
    200: { description: 'It is withdrawn, or was already', schema: remedyAnswer, headers: ['ETag'] },
  },
  problems: refusals,
});

export const getRemedy = defineRoute({
  ...reading,
  id: 'getRemedy',
  access: readingFound,
  path: REMEDY,
  summary: 'The remedy of a finding, or that it was withdrawn',
  params: remedyParams,
  responses: { 200: { description: 'The remedy', schema: remedyAnswer, headers: ['ETag'] } },
});

const MEETING = '/organizations/{organization}/periods/{period}/meetings/{key}';
const meetingParams = z.strictObject({ ...monthParams.shape, key: meetingKey });

export const putReview = defineRoute({
  ...takesNothing,
  id: 'putReview',
  method: 'PUT',
  path: `${MEETING}/review`,
  scope: 'inspect',
  function: 'review-meeting',
  summary: 'Answer a cell’s record: accept it, with or without scores, or return it',
  access: { check: 'month', roles: INSPECTORS, unplanned: 'refuse' },
  params: meetingParams,
  ifMatch: true,
  body: putReviewBody,
  responses: {
    200: {
      description: 'The same was there already, or the answer is amended',
      schema: reviewOfMeeting,
      headers: ['ETag'],
    },
    201: { description: 'The answer is stored', schema: reviewOfMeeting, headers: ['ETag'] },
  },
  problems: refusals,
});

export const getSheet = defineRoute({
  ...reading,
  id: 'getSheet',
  path: `${MEETING}/sheet`,
  function: 'review-meeting',
  summary: 'The two-column sheet of a meeting, self and superior, to print',
  access: { check: 'month', roles: READERS, unplanned: 'not-found' },
  params: meetingParams,
  responses: {
    200: { description: 'A page', schema: z.string(), contentType: 'text/html; charset=utf-8' },
  },
});
