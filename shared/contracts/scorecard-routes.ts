/** Scorecards, and why they say what they say. */
import * as z from 'zod';
import type { Role } from '../domain/roster/access.ts';
import { classification, classificationParams, classificationQuery } from './classification.ts';
import { comparison, comparisonQuery } from './comparison.ts';
import { organizationId, period } from './primitives.ts';
import { defineRoute } from './route.ts';
import { organizationParams, reading } from './route-parts.ts';
import { childrenQuery, explanation, scorecard, scorecardList, scorecardsQuery } from './scorecard.ts';

const READERS: readonly Role[] = ['secretary', 'officer', 'analyst'];

const periodParams = z.strictObject({ organization: organizationId, period });

export const getScorecard = defineRoute({
  ...reading,
  id: 'getScorecard',
  path: '/organizations/{organization}/scorecards/{period}',
  function: 'read-scorecards',
  summary: 'The scorecard of a month, a quarter or a year',
  access: { check: 'period', roles: READERS, unplanned: 'not-found' },
  params: periodParams,
  responses: { 200: { description: 'The scorecard', schema: scorecard, headers: ['ETag'] } },
});

export const listScorecards = defineRoute({
  ...reading,
  id: 'listScorecards',
  path: '/organizations/{organization}/scorecards',
  function: 'read-scorecards',
  summary: 'The scorecards of an organization’s opened months from one to another, at most 12',
  access: { check: 'grant', roles: READERS },
  params: organizationParams,
  query: scorecardsQuery,
  responses: { 200: { description: 'Ascending by month', schema: scorecardList, headers: ['ETag'] } },
});

export const listChildrenScorecards = defineRoute({
  ...reading,
  id: 'listChildrenScorecards',
  path: '/organizations/{organization}/children/scorecards',
  function: 'read-scorecards',
  summary: 'The scorecards of the organizations directly below',
  access: { check: 'period', roles: READERS, unplanned: 'not-found' },
  params: organizationParams,
  query: childrenQuery,
  responses: { 200: { description: 'As sorted', schema: scorecardList, headers: ['ETag'] } },
});

export const getExplanation = defineRoute({
  ...reading,
  id: 'getExplanation',
  path: '/organizations/{organization}/scorecards/{period}/explanation',
  function: 'read-scorecards',
  summary:
    'Of a month, criterion by criterion: value, rule, points, and the events they rest on; of a quarter or year, its months',
  access: { check: 'period', roles: READERS, unplanned: 'not-found' },
  params: periodParams,
  responses: { 200: { description: 'The explanation', schema: explanation, headers: ['ETag'] } },
});

export const getComparison = defineRoute({
  ...reading,
  id: 'getComparison',
  path: '/organizations/{organization}/scorecards/{period}/comparison',
  function: 'read-scorecards',
  summary: 'A period beside an earlier one, summed over those the organization comes of',
  access: { check: 'period', roles: READERS, unplanned: 'not-found' },
  params: periodParams,
  query: comparisonQuery,
  responses: { 200: { description: 'The comparison', schema: comparison, headers: ['ETag'] } },
});

export const getClassification = defineRoute({
  ...reading,
  id: 'getClassification',
  path: '/organizations/{organization}/classification/{period}',
  function: 'read-scorecards',
  summary: 'How the organizations below were classified for a year, and where too many are excellent',
  access: { check: 'period', roles: ['officer', 'analyst'], unplanned: 'not-found' },
  params: classificationParams,
  query: classificationQuery,
  responses: { 200: { description: 'The classification', schema: classification, headers: ['ETag'] } },
});
