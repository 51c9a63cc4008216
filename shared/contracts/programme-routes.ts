/** Programmes, and duties: who must attend whom, and how far it was done. */
import * as z from 'zod';
import type { Role } from '../domain/roster/access.ts';
import {
  coverageQuery,
  dutiesQuery,
  dutyAnswer,
  dutyBody,
  dutyCoverage,
  dutyId,
  dutyList,
  dutyReportAnswer,
  dutyReportBody,
  quarter,
} from './duty.ts';
import { organizationId } from './primitives.ts';
import { programmeAnswer, programmeBody, programmeId, programmeList, revisionParam } from './programme.ts';
import { progress, progressQuery } from './progress.ts';
import { defineRoute } from './route.ts';
import { ANY_ROLE, organizationParams, page, reading, takesNothing } from './route-parts.ts';

const RULE_MAKERS: readonly Role[] = ['rule-maker'];
const OFFICERS: readonly Role[] = ['officer'];
const READERS: readonly Role[] = [...ANY_ROLE, 'rule-maker'];

const revisionParams = z.strictObject({ programme: programmeId, revision: revisionParam });

export const putProgramme = defineRoute({
  ...takesNothing,
  id: 'putProgramme',
  method: 'PUT',
  path: '/programmes/{programme}/revisions/{revision}',
  scope: 'rule',
  function: 'keep-programmes',
  summary: 'Publish the next revision of a programme; it reaches the plan rows of open months by itself',
  access: { check: 'items', roles: RULE_MAKERS },
  params: revisionParams,
  body: programmeBody,
  responses: {
    200: { description: 'The same was published already', schema: programmeAnswer, headers: ['ETag'] },
    201: { description: 'Published', schema: programmeAnswer, headers: ['ETag'] },
  },
  problems: ['VALIDATION', 'NOT_FOUND', 'PERIOD_CLOSED', 'TOO_LARGE', 'BUSY'],
});

export const getProgramme = defineRoute({
  ...reading,
  id: 'getProgramme',
  path: '/programmes/{programme}/revisions/{revision}',
  function: 'keep-programmes',
  summary: 'A revision of a programme',
  access: { check: 'items', roles: READERS },
  params: revisionParams,
  responses: {
    200: {
      description: 'As published; of who takes part, those whom the caller stands above or below',
      schema: programmeAnswer,
      headers: ['ETag'],
    },
  },
});

export const listProgrammes = defineRoute({
  ...reading,
  id: 'listProgrammes',
  path: '/programmes',
  function: 'keep-programmes',
  summary: 'The programmes issued by those above and below the caller’s organizations',
  access: { check: 'grant', roles: READERS },
  query: page,
  responses: { 200: { description: 'Ascending by id', schema: programmeList, headers: ['ETag'] } },
});

export const getProgress = defineRoute({
  ...reading,
  id: 'getProgress',
  path: '/organizations/{organization}/programmes/{programme}/progress',
  function: 'read-scorecards',
  summary: 'A programme’s targets against the figures of an organization and all below it',
  access: {
    check: 'period',
    roles: ['secretary', 'officer', 'analyst', 'rule-maker'],
    unplanned: 'not-found',
  },
  params: z.strictObject({ organization: organizationId, programme: programmeId }),
  query: progressQuery,
  responses: {
    200: { description: 'Targets in the programme’s order', schema: progress, headers: ['ETag'] },
  },
});

const dutyParams = z.strictObject({ duty: dutyId });
const reportParams = z.strictObject({ duty: dutyId, quarter });

const keeping = { ...takesNothing, function: 'keep-duties' } as const;
const writing = {
  ...keeping,
  method: 'PUT',
  scope: 'inspect',
  access: { check: 'items', roles: OFFICERS },
  ifMatch: true,
} as const;
const refusals = [
  'VALIDATION',
  'NOT_FOUND',
  'PRECONDITION_REQUIRED',
  'PRECONDITION_STALE',
  'TOO_LARGE',
  'BUSY',
] as const;

export const putDuty = defineRoute({
  ...writing,
  id: 'putDuty',
  path: '/duties/{duty}',
  summary:
    'Assign an office to attend an organization, or change or end that: as officer of both, or, to end it, of either that does not stand below the other',
  params: dutyParams,
  body: dutyBody,
  responses: {
    200: { description: 'The same was there already, or changed', schema: dutyAnswer, headers: ['ETag'] },
    201: { description: 'Assigned', schema: dutyAnswer, headers: ['ETag'] },
  },
  problems: [...refusals, 'PERIOD_CLOSED'],
});

export const getDuty = defineRoute({
  ...keeping,
  ...reading,
  id: 'getDuty',
  path: '/duties/{duty}',
  summary: 'A duty',
  access: { check: 'items', roles: ANY_ROLE },
  params: dutyParams,
  responses: { 200: { description: 'As it stands', schema: dutyAnswer, headers: ['ETag'] } },
});

export const listDuties = defineRoute({
  ...keeping,
  ...reading,
  id: 'listDuties',
  path: '/duties',
  summary: 'The duties of an organization’s offices, or those to attend it',
  access: { check: 'items', roles: ANY_ROLE },
  query: dutiesQuery,
  responses: { 200: { description: 'Ascending by id', schema: dutyList, headers: ['ETag'] } },
});

export const getDutyCoverage = defineRoute({
  ...keeping,
  ...reading,
  id: 'getDutyCoverage',
  path: '/organizations/{organization}/duties',
  summary: 'How often the organization’s offices had to attend somebody in a period, and did',
  access: { check: 'period', roles: ANY_ROLE, unplanned: 'not-found' },
  params: organizationParams,
  query: coverageQuery,
  responses: { 200: { description: 'Ascending by duty', schema: dutyCoverage, headers: ['ETag'] } },
});

export const putDutyReport = defineRoute({
  ...writing,
  id: 'putDutyReport',
  path: '/duties/{duty}/reports/{quarter}',
  summary: 'Report of a quarter’s duty, with its proposals',
  params: reportParams,
  body: dutyReportBody,
  responses: {
    200: {
      description: 'The same was there already, or changed',
      schema: dutyReportAnswer,
      headers: ['ETag'],
    },
    201: { description: 'Reported', schema: dutyReportAnswer, headers: ['ETag'] },
  },
  problems: refusals,
});

export const getDutyReport = defineRoute({
  ...keeping,
  ...reading,
  id: 'getDutyReport',
  path: '/duties/{duty}/reports/{quarter}',
  summary: 'What was reported of a quarter’s duty',
  access: { check: 'items', roles: OFFICERS },
  params: reportParams,
  responses: { 200: { description: 'The report', schema: dutyReportAnswer, headers: ['ETag'] } },
});
