/** Criteria sets: published once and for all, then put in force for a subtree from a month on. */
import {
  adoptionAnswer,
  adoptionBody,
  adoptionPreview,
  criteriaSetAnswer,
  criteriaSetBody,
  criteriaSetList,
  criteriaSetParams,
  criteriaSetQuery,
  inForceAnswer,
  inForceQuery,
  orderedPreview,
  previewBody,
  previewedChanges,
  previewedChangesQuery,
  previewParams,
  previewQuery,
} from './criteria-publication.ts';
import { placeInSet } from './place-in-set.ts';
import { defineRoute } from './route.ts';
import {
  ANY_ROLE,
  monthParams,
  organizationParams,
  RULE_MAKERS,
  reading,
  takesNothing,
} from './route-parts.ts';

const READERS = [...ANY_ROLE, ...RULE_MAKERS];
const route = { ...takesNothing, function: 'keep-criteria-sets' } as const;

export const putCriteriaSet = defineRoute({
  ...route,
  id: 'putCriteriaSet',
  method: 'PUT',
  path: '/criteria-sets/{criteriaSet}/revisions/{revision}',
  scope: 'rule',
  summary: 'Publish a revision of a criteria set; it never changes again',
  access: { check: 'items', roles: RULE_MAKERS },
  params: criteriaSetParams,
  body: criteriaSetBody,
  placeInBody: placeInSet,
  responses: {
    200: { description: 'The same was published already', schema: criteriaSetAnswer, headers: ['ETag'] },
    201: {
      description: 'Published; in force nowhere yet',
      schema: criteriaSetAnswer,
      headers: ['ETag', 'Location'],
    },
  },
  problems: ['VALIDATION', 'NOT_FOUND', 'REVISION_PUBLISHED', 'TOO_LARGE', 'BUSY'],
});

export const getCriteriaSet = defineRoute({
  ...route,
  ...reading,
  id: 'getCriteriaSet',
  path: '/criteria-sets/{criteriaSet}/revisions/{revision}',
  summary: 'A revision of a criteria set',
  access: { check: 'grant', roles: READERS },
  params: criteriaSetParams,
  responses: { 200: { description: 'The set', schema: criteriaSetAnswer, headers: ['ETag'] } },
});

export const listCriteriaSets = defineRoute({
  ...route,
  ...reading,
  id: 'listCriteriaSets',
  path: '/criteria-sets',
  summary: 'Every revision of every criteria set, presets among them',
  access: { check: 'grant', roles: READERS },
  query: criteriaSetQuery,
  responses: {
    200: { description: 'Ascending by id and revision', schema: criteriaSetList, headers: ['ETag'] },
  },
});

export const putAdoption = defineRoute({
  ...route,
  id: 'putAdoption',
  method: 'PUT',
  path: '/organizations/{organization}/criteria-sets/{period}',
  scope: 'rule',
  summary: 'Put a criteria set in force for an organization and everybody below it, from a month on',
  access: { check: 'from', roles: RULE_MAKERS },
  params: monthParams,
  ifMatch: true,
  body: adoptionBody,
  responses: {
    200: {
      description: 'The same was so already, or the change is accepted',
      schema: adoptionAnswer,
      headers: ['ETag'],
    },
    201: {
      description: 'Accepted; open months are being scored anew',
      schema: adoptionAnswer,
      headers: ['ETag', 'Location'],
    },
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

export const previewAdoption = defineRoute({
  ...route,
  id: 'previewAdoption',
  method: 'POST',
  path: '/organizations/{organization}/criteria-sets/{period}/preview',
  scope: 'rule',
  summary:
    'Who would go up or down a grade in the open months, were that criteria set, or a draft, put in force',
  access: { check: 'from', roles: RULE_MAKERS },
  params: monthParams,
  query: previewQuery,
  body: previewBody,
  placeInBody: placeInSet,
  responses: {
    200: { description: 'All that would change; nothing is written', schema: adoptionPreview },
    202: {
      description: 'More than a call can look at: it is being walked in the background',
      schema: orderedPreview,
      headers: ['Location'],
    },
  },
  problems: ['VALIDATION', 'NOT_FOUND', 'PERIOD_CLOSED', 'TOO_LARGE'],
});

export const getPreview = defineRoute({
  ...route,
  ...reading,
  id: 'getPreview',
  path: '/previews/{preview}',
  scope: 'rule',
  summary: 'How far a preview has got, and how many would go up or down a grade',
  access: { check: 'items', roles: RULE_MAKERS },
  params: previewParams,
  responses: { 200: { description: 'The preview', schema: orderedPreview, headers: ['ETag'] } },
});

export const listPreviewedChanges = defineRoute({
  ...route,
  ...reading,
  id: 'listPreviewedChanges',
  path: '/previews/{preview}/changes',
  scope: 'rule',
  summary: 'Who would go up or down a grade, of the month or of the year',
  access: { check: 'items', roles: RULE_MAKERS },
  params: previewParams,
  query: previewedChangesQuery,
  responses: {
    200: {
      description: 'In the order of the walk, cells before their committee; as far as it has got',
      schema: previewedChanges,
      headers: ['ETag'],
    },
  },
});

export const getAdoption = defineRoute({
  ...route,
  ...reading,
  id: 'getAdoption',
  path: '/organizations/{organization}/criteria-sets/{period}',
  summary: 'An adoption, and how many plan rows follow it by now',
  access: { check: 'today', roles: READERS },
  params: monthParams,
  responses: { 200: { description: 'The adoption', schema: adoptionAnswer, headers: ['ETag'] } },
});

export const getCriteriaInForce = defineRoute({
  ...route,
  ...reading,
  id: 'getCriteriaInForce',
  path: '/organizations/{organization}/criteria-sets',
  summary: 'Which criteria set holds for an organization in a month, by whose decision and since when',
  access: { check: 'today', roles: READERS },
  params: organizationParams,
  query: inForceQuery,
  responses: { 200: { description: 'What holds', schema: inForceAnswer, headers: ['ETag'] } },
});
