/**
 * What a function may do to the stores, in the words of the ports: one constant for each thing that an adapter
 * does, so that a function's list reads like its dependencies and grants nothing else.
 */

export type TableName = 'registry' | 'events' | 'scorecards';

export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem';

/** Actions on a table; with `prefixes` only on items whose partition key begins so. */
export type TableAccess = {
  readonly table: TableName;
  readonly actions: readonly TableAction[];
  readonly prefixes?: readonly string[];
};

/** Actions on the exports bucket. */
export type BucketAccess = { readonly bucket: 'exports'; readonly actions: readonly BucketAction[] };
export type BucketAction =
  | 'GetObject'
  | 'PutObject'
  | 'AbortMultipartUpload'
  | 'ListBucket'
  | 'PutObjectTagging'
  | 'DeleteObjectTagging';

export type Access = TableAccess | BucketAccess;

const registry = (actions: TableAccess['actions'], ...prefixes: readonly string[]): TableAccess => ({
  table: 'registry',
  actions,
  prefixes,
});
const ORGANIZATIONS = 'ORG#';
const RESTRUCTURINGS = 'RESTRUCTURINGS#';
const CODES = 'CODE#';
const PLANS = 'PLAN#';
const PERIODS = 'PERIODS';
const RECKONINGS = 'RECKONINGS';
const DIGESTS = 'DIGESTS#';
const ANNOUNCED = 'ANNOUNCED#';
const REOPENINGS = 'REOPENINGS#';
const GRANTS = 'GRANTS#';
const OFFICERS = 'OFFICERS';
const NAMED_ON = 'NAMED-ON#';
const CRITERIA_SETS = 'CRITERIA-SETS';
const PROGRAMME = 'PROGRAMME#';
const PROGRAMMES = 'PROGRAMMES';
const DUTY = 'DUTY#';
const DUTIES = 'DUTIES#';
const EXPORTS = 'EXPORTS#';
const PENDING_EXPORTS = 'PENDING-EXPORTS';
const LAST_ORDERED = 'LAST-ORDERED#';
const PREVIEWS = 'PREVIEWS';
const PREVIEW_PAGES = 'PREVIEW#';
const AUDIT = 'AUDIT#';
/** How much of the log is settled, and where it begins. */
const LOG_BOUNDS = 'LOG';
const LOG_PAGES = 'LOG#';
const LOGGED = 'LOGGED#';

/** Grants, plan rows and periods together in one request: what every call needs to know before it may answer. */
export const readCallerAccess = registry(['BatchGetItem'], GRANTS, PLANS, PERIODS);
/** Versions and children of one organization. */
export const readOrganization = registry(['Query'], ORGANIZATIONS);
/** A version is written together with what it raises, and rests on, of the places around it. */
export const putOrganization = registry(['PutItem', 'UpdateItem', 'ConditionCheckItem'], ORGANIZATIONS);
/** Beside a version, the marks of its codes. */
export const putCodes = registry(['PutItem'], CODES);
/** Who bears a code of another system. */
export const readCodes = registry(['Query'], CODES);
export const putRestructuring = registry(['PutItem'], RESTRUCTURINGS);
export const readPlanRow = registry(['GetItem'], PLANS);
export const readPlanRows = registry(['BatchGetItem'], PLANS);
export const readPlanRowsOfYear = registry(['Query'], PLANS);
export const putPlanRow = registry(['PutItem'], PLANS);
/** Beside a plan row that is made, not rewritten: that its month is open at that moment. */
export const checkPeriod = registry(['ConditionCheckItem'], PERIODS);
export const readPeriod = registry(['GetItem'], PERIODS);
export const listPeriods = registry(['Query'], PERIODS);
export const putPeriod = registry(['PutItem'], PERIODS);
/** How far a closed month's reckoning has come. */
export const keepReckoning: readonly Access[] = [
  registry(['GetItem'], RECKONINGS),
  registry(['PutItem'], RECKONINGS),
];
export const putReopening = registry(['PutItem'], REOPENINGS);
export const putDigestMark = registry(['PutItem'], DIGESTS);
export const readAnnounced = registry(['BatchGetItem'], ANNOUNCED);
export const putAnnounced = registry(['PutItem'], ANNOUNCED);
export const readGrants = registry(['GetItem'], GRANTS);
/** With the marks of whoever is given the role officer, and of where somebody is named. */
export const putGrants = registry(['PutItem'], GRANTS, OFFICERS, NAMED_ON);
/** Who holds what on an organization. */
export const readNamedOn: readonly Access[] = [
  registry(['Query'], NAMED_ON),
  registry(['BatchGetItem'], GRANTS),
];
/** Who is an officer, and where. */
export const readOfficers: readonly Access[] = [
  registry(['Query'], OFFICERS),
  registry(['BatchGetItem'], GRANTS),
];
export const readCriteriaSet = registry(['GetItem'], CRITERIA_SETS);
export const listCriteriaSets = registry(['Query'], CRITERIA_SETS);
export const putCriteriaSet = registry(['PutItem'], CRITERIA_SETS);
/** Adoptions stand in the adopting organization's partition. */
export const putBinding = registry(['PutItem'], ORGANIZATIONS);
export const readProgramme = registry(['Query'], PROGRAMME);
export const listProgrammes = registry(['Query'], PROGRAMMES);
/** A revision is written together with its entry in the list and with what it says at each participant. */
export const putProgramme = registry(['PutItem'], PROGRAMME, PROGRAMMES, ORGANIZATIONS);
export const readDuty = registry(['GetItem'], DUTY);
export const listDuties = registry(['Query'], DUTIES);
/** A duty is written where it is looked up, where its office is, and where it is owed; its reports beside it. */
export const putDuty = registry(['PutItem'], DUTY, DUTIES, ORGANIZATIONS);
/** Alone, or as the one that was ordered last. */
export const readExport = registry(['GetItem'], EXPORTS, LAST_ORDERED);
export const listExports = registry(['Query'], EXPORTS);
/** An order is written together with its mark in the list of unfinished work, as the one that was given last. */
export const queueExport = registry(['PutItem'], EXPORTS, PENDING_EXPORTS, LAST_ORDERED);
export const listPendingExports: readonly Access[] = [
  registry(['Query'], PENDING_EXPORTS),
  registry(['BatchGetItem'], EXPORTS),
];
/** The mark of an export that is finished. Besides it old pages of the log and previews alone are ever deleted. */
export const finishExport = registry(['DeleteItem'], PENDING_EXPORTS);

/** Previews, and the pages of their changes. */
export const readPreview = registry(['GetItem'], PREVIEWS);
export const readPreviewPage = registry(['GetItem'], PREVIEW_PAGES);
export const listPreviews = registry(['Query'], PREVIEWS);
export const putPreview = registry(['PutItem'], PREVIEWS, PREVIEW_PAGES);
export const forgetPreviews: readonly Access[] = [
  registry(['Query'], PREVIEW_PAGES),
  registry(['DeleteItem'], PREVIEWS, PREVIEW_PAGES),
];
export const readAudit = registry(['Query'], AUDIT);
/** Beside what it tells of, or before it is answered. */
export const putAudit = registry(['PutItem'], AUDIT);

const readLogPages = registry(['Query'], LOG_PAGES);
const readLogBounds = registry(['GetItem'], LOG_BOUNDS);
export const readLog: readonly Access[] = [readLogPages, readLogBounds];
/** Pages, what is last known of their subjects, and how many pages that speaks for. */
export const writeLog: readonly Access[] = [
  ...readLog,
  registry(['BatchGetItem'], LOGGED),
  registry(['PutItem'], LOG_BOUNDS, LOG_PAGES, LOGGED),
];
/** Pages that the province does not want to keep. */
export const forgetLog = registry(['DeleteItem'], LOG_PAGES);

export const readEvents: Access = { table: 'events', actions: ['Query'] };
export const appendEvent: Access = { table: 'events', actions: ['PutItem'] };

export const readPartition: Access = { table: 'scorecards', actions: ['Query'] };
export const readRows: Access = { table: 'scorecards', actions: ['BatchGetItem'] };
export const putRow: Access = { table: 'scorecards', actions: ['PutItem'] };

/** A signed URL carries the rights of whoever signed it. */
export const signFiles: Access = { bucket: 'exports', actions: ['GetObject'] };
/** Without ListBucket S3 answers 403 for an object that is not there yet. */
export const readFiles: Access = { bucket: 'exports', actions: ['GetObject', 'ListBucket'] };
/** Tagged as unpublished when they are written; the tag is taken off when they are published. */
export const writeFiles: Access = {
  bucket: 'exports',
  actions: ['PutObject', 'AbortMultipartUpload', 'PutObjectTagging', 'DeleteObjectTagging'],
};
