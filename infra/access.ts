/**
 * What a function may do to the stores, in the words of the ports: one constant for each thing that an adapter
 * does, so that a function's list reads like its dependencies and grants nothing else.
 */

export type TableName = 'registry' | 'events' | 'scorecards';

/** Actions on a table; with `prefixes` only on items whose partition key begins so. */
export type TableAccess = {
  readonly table: TableName;
  readonly actions: readonly ('GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'DeleteItem')[];
  readonly prefixes?: readonly string[];
};

/** Actions on the exports bucket. */
export type BucketAccess = { readonly bucket: 'exports'; readonly actions: readonly BucketAction[] };
export type BucketAction = 'GetObject' | 'PutObject' | 'AbortMultipartUpload' | 'ListBucket';

export type Access = TableAccess | BucketAccess;

const ORGANIZATIONS = 'ORG#';
const PLANS = 'PLAN#';
const PERIODS = 'PERIODS';
const GRANTS = 'GRANTS#';
const EXPORTS = 'EXPORTS#';
const PENDING_EXPORTS = 'PENDING-EXPORTS';

/** Grants, plan rows and periods together in one request: what every call needs to know before it may answer. */
export const readCallerAccess: Access = {
  table: 'registry',
  actions: ['BatchGetItem'],
  prefixes: [GRANTS, PLANS, PERIODS],
};
export const readOrganizations: Access = {
  table: 'registry',
  actions: ['Query'],
  prefixes: [ORGANIZATIONS],
};
/** The conditions of a transaction's writes are part of PutItem. */
export const writeOrganizations: Access = {
  table: 'registry',
  actions: ['PutItem'],
  prefixes: [ORGANIZATIONS],
};
export const readPlanRows: Access = { table: 'registry', actions: ['GetItem', 'Query'], prefixes: [PLANS] };
export const writePlanRows: Access = { table: 'registry', actions: ['PutItem'], prefixes: [PLANS] };
export const readPeriods: Access = { table: 'registry', actions: ['GetItem', 'Query'], prefixes: [PERIODS] };
export const writePeriods: Access = { table: 'registry', actions: ['PutItem'], prefixes: [PERIODS] };
export const readGrants: Access = { table: 'registry', actions: ['GetItem'], prefixes: [GRANTS] };
export const writeGrants: Access = { table: 'registry', actions: ['PutItem'], prefixes: [GRANTS] };
export const readExports: Access = { table: 'registry', actions: ['GetItem', 'Query'], prefixes: [EXPORTS] };
/** An order is written together with its mark in the list of unfinished work. */
export const queueExports: Access = {
  table: 'registry',
  actions: ['PutItem'],
  prefixes: [EXPORTS, PENDING_EXPORTS],
};
export const readPendingExports: readonly Access[] = [
  { table: 'registry', actions: ['Query'], prefixes: [PENDING_EXPORTS] },
  { table: 'registry', actions: ['BatchGetItem'], prefixes: [EXPORTS] },
];
/** The only thing that is ever deleted: the mark of an export that is finished. */
export const finishExports: Access = {
  table: 'registry',
  actions: ['DeleteItem'],
  prefixes: [PENDING_EXPORTS],
};

export const readEvents: Access = { table: 'events', actions: ['Query'] };
export const appendEvents: Access = { table: 'events', actions: ['PutItem'] };

export const readScorecards: Access = { table: 'scorecards', actions: ['Query', 'BatchGetItem'] };
export const putScorecards: Access = { table: 'scorecards', actions: ['PutItem'] };

/** Without ListBucket S3 answers 403 for an object that is not there, and "not yet" cannot be told from "not yours". */
export const readExportFiles: Access = { bucket: 'exports', actions: ['GetObject', 'ListBucket'] };
export const writeExportFiles: Access = {
  bucket: 'exports',
  actions: ['PutObject', 'AbortMultipartUpload'],
};
