/** Exports: ordered, followed, downloaded. */
import type { Role } from '../domain/roster/access.ts';
import {
  exportAccepted,
  exportAnswer,
  exportChangeList,
  exportChangesQuery,
  exportFileParams,
  exportList,
  exportParams,
  exportRequest,
  exportsQuery,
} from './exports.ts';
import { defineRoute } from './route.ts';
import { takesNothing } from './route-parts.ts';

const EXPORTERS: readonly Role[] = ['analyst'];

export const postExport = defineRoute({
  ...takesNothing,
  id: 'postExport',
  method: 'POST',
  path: '/exports',
  scope: 'export',
  function: 'request-export',
  summary: 'Order the files of an organization’s subtree and period',
  access: { check: 'items', roles: EXPORTERS },
  body: exportRequest,
  responses: { 202: { description: 'Ordered', schema: exportAccepted, headers: ['Location'] } },
  problems: ['VALIDATION', 'NOT_FOUND', 'PERIOD_NOT_OPEN', 'TOO_LARGE'],
});

export const listExports = defineRoute({
  ...takesNothing,
  id: 'listExports',
  method: 'GET',
  path: '/exports',
  scope: 'export',
  function: 'request-export',
  summary: 'The exports of an organization, newest first',
  access: { check: 'items', roles: EXPORTERS },
  query: exportsQuery,
  responses: { 200: { description: 'Newest first', schema: exportList, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const getExport = defineRoute({
  ...takesNothing,
  id: 'getExport',
  method: 'GET',
  path: '/exports/{export}',
  scope: 'export',
  function: 'request-export',
  summary: 'How far an export has got, and its manifest',
  access: { check: 'items', roles: EXPORTERS },
  params: exportParams,
  responses: { 200: { description: 'The export', schema: exportAnswer, headers: ['ETag'] } },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const listExportChanges = defineRoute({
  ...takesNothing,
  id: 'listExportChanges',
  method: 'GET',
  path: '/exports/{export}/changes',
  scope: 'export',
  function: 'request-export',
  summary: 'What differs from the export before, organization by organization, and why',
  access: { check: 'items', roles: EXPORTERS },
  params: exportParams,
  query: exportChangesQuery,
  responses: {
    200: {
      description: 'In the order of the export; empty if there is no export before',
      schema: exportChangeList,
      headers: ['ETag'],
    },
  },
  problems: ['VALIDATION', 'NOT_FOUND'],
});

export const getExportFile = defineRoute({
  ...takesNothing,
  id: 'getExportFile',
  method: 'GET',
  path: '/exports/{export}/files/{name}',
  scope: 'export',
  function: 'request-export',
  summary: 'Download one file of a published export',
  access: { check: 'items', roles: EXPORTERS },
  params: exportFileParams,
  responses: {
    303: {
      description: 'To a signed URL by which the download may be begun within a minute',
      schema: null,
      headers: ['Location'],
    },
  },
  problems: ['VALIDATION', 'NOT_FOUND'],
});
