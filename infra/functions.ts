/** Every function of the service: its size, what it may touch, and what its failure means to a user. */
import * as may from './access.ts';
import { WRITE_TIMEOUT_SECONDS } from './stages.ts';

/** Variables beyond tables, bucket and called functions, which follow from `access` and `invokes`. */
export type Setting = 'PROVINCE' | 'FIRST_REGISTRAR' | 'DEFAULT_CRITERIA_SET' | 'CLOSING_DRAIN_SECONDS';

/** Where messages leave the service: a topic for people, a bus for programs. */
export type Outlet = 'digests' | 'attention';

export type OughtToBeZero = {
  /** The metric, by the name under which the function publishes it. */
  readonly metric: string;
  /** Of the alarm. */
  readonly name: string;
  readonly impact: string;
  /** Section of the runbook. */
  readonly runbook: string;
};

export type FunctionSpec = {
  readonly memoryMb: number;
  /** At most 29 for a function that the API calls: the gateway gives up at 30. */
  readonly timeoutSeconds: number;
  readonly access: readonly may.Access[];
  /** Functions that it calls asynchronously. */
  readonly invokes: readonly FunctionName[];
  readonly settings: readonly Setting[];
  /** What it sends messages to: the topic of digests, or the bus of attention. */
  readonly sendsTo?: Outlet;
  /** It tells the catalogue where the newest export's tables lie. */
  readonly pointsTables?: true;
  /** A consumer that sets aside what fails for good, so that nobody else waits for it: a sweep does it again. */
  readonly setsAside?: true;
  /** A figure that it counts and that ought to be 0: whoever is woken up when it is not is told this. */
  readonly oughtToBeZero?: OughtToBeZero;
  /** One plain sentence for whoever is woken up: what a user sees when this function fails. */
  readonly errorImpact: string;
};

export const FUNCTION_NAMES = [
  'record-meeting',
  'read-meetings',
  'record-inspection',
  'review-meeting',
  'keep-facts',
  'keep-schedule',
  'read-scorecards',
  'read-attention',
  'keep-roster',
  'keep-grants',
  'keep-programmes',
  'keep-duties',
  'keep-criteria-sets',
  'keep-periods',
  'request-export',
  'read-log',
  'serve-api',
  'plan-organizations',
  'score-organizations',
  'roll-up',
  'log-changes',
  'advance-periods',
  'publish-export',
  'preview-adoption',
  'sweep-scorecards',
  'repair-log',
  'send-digests',
  'announce-attention',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

export const isFunctionName = (name: string): name is FunctionName =>
  FUNCTION_NAMES.some((known) => known === name);

const CALL_SECONDS = 10;
/** A batch whose work takes longer than this is given up and cut in two. */
const BATCH_SECONDS = 60;
/** Lambda's longest. */
const JOB_SECONDS = 900;

/** What every route needs: who the caller is to an organization, in the route's month or by today's roster. */
const callerAccess = [may.readCallerAccess, may.readOrganization] as const;
const callerSettings = ['PROVINCE', 'FIRST_REGISTRAR'] as const;

/** What deriving plan rows reads and writes. */
const planning = [
  may.readOrganization,
  may.readPeriod,
  may.listPeriods,
  may.readPlanRow,
  may.putPlanRow,
  may.checkPeriod,
] as const;
/** What folding an organization's own row reads and writes. */
const folding = [
  may.readCriteriaSet,
  may.readEvents,
  may.readPlanRowsOfYear,
  may.readRows,
  may.putRow,
] as const;
/** What folding a committee's row reads and writes. */
const rollingUp = [may.readCriteriaSet, may.readPartition, may.readPlanRow, may.putRow] as const;

export const functions: { readonly [Name in FunctionName]: FunctionSpec } = {
  'record-meeting': {
    memoryMb: 1024,
    timeoutSeconds: WRITE_TIMEOUT_SECONDS,
    access: [...callerAccess, may.readCriteriaSet, may.readEvents, may.appendEvent],
    invokes: [],
    settings: callerSettings,
    errorImpact:
      'Secretaries and the handbook app cannot hand in meeting records; what they sent is not stored.',
  },
  'read-meetings': {
    memoryMb: 512,
    timeoutSeconds: CALL_SECONDS,
    access: [...callerAccess, may.readEvents],
    invokes: [],
    settings: callerSettings,
    errorImpact: 'Nobody can look up meeting records that were handed in; the records themselves are safe.',
  },
  'record-inspection': {
    memoryMb: 512,
    timeoutSeconds: WRITE_TIMEOUT_SECONDS,
    access: [
      ...callerAccess,
      may.readCriteriaSet,
      may.readPlanRow,
      may.readDuty,
      may.listPeriods,
      may.readEvents,
      may.appendEvent,
    ],
    invokes: [],
    settings: callerSettings,
    errorImpact:
      'Officers can neither record nor look up inspections and remedies; what they sent is not stored.',
  },
  'review-meeting': {
    memoryMb: 512,
    timeoutSeconds: WRITE_TIMEOUT_SECONDS,
    access: [...callerAccess, may.readCriteriaSet, may.readPlanRow, may.readEvents, may.appendEvent],
    invokes: [],
    settings: callerSettings,
    errorImpact: 'Committees cannot answer records, and the two-column sheet cannot be printed.',
  },
  'keep-facts': {
    memoryMb: 512,
    timeoutSeconds: WRITE_TIMEOUT_SECONDS,
    access: [
      ...callerAccess,
      may.readPlanRow,
      may.readPlanRowsOfYear,
      may.listPeriods,
      may.readEvents,
      may.appendEvent,
    ],
    invokes: [],
    settings: callerSettings,
    errorImpact: 'Organizations can neither hand in nor look up the facts of their year.',
  },
  'keep-schedule': {
    memoryMb: 512,
    timeoutSeconds: WRITE_TIMEOUT_SECONDS,
    access: [...callerAccess, may.readEvents, may.appendEvent],
    invokes: [],
    settings: callerSettings,
    errorImpact: 'Cells can neither plan a meeting nor look up its plan; records are taken as before.',
  },
  'read-scorecards': {
    memoryMb: 1024,
    timeoutSeconds: CALL_SECONDS,
    access: [
      ...callerAccess,
      may.readCriteriaSet,
      may.readPlanRow,
      may.readPlanRowsOfYear,
      may.readProgramme,
      may.readEvents,
      may.readPartition,
      may.readRows,
    ],
    invokes: [],
    settings: callerSettings,
    errorImpact: 'Officers and analysts see no scorecards; scoring itself goes on.',
  },
  'read-attention': {
    memoryMb: 1024,
    timeoutSeconds: CALL_SECONDS,
    access: [...callerAccess, may.readPartition, may.readRows],
    invokes: [],
    settings: callerSettings,
    errorImpact: 'Officers see neither what needs attention nor the calendar; nothing else depends on it.',
  },
  'keep-roster': {
    memoryMb: 1024,
    // An order may move hundreds of organizations, and its dry run walks everybody below them.
    timeoutSeconds: 28,
    access: [
      ...callerAccess,
      ...planning,
      may.listDuties,
      may.readCodes,
      may.putOrganization,
      may.putCodes,
      may.putRestructuring,
      may.putAudit,
    ],
    invokes: [],
    settings: [...callerSettings, 'DEFAULT_CRITERIA_SET'],
    errorImpact: 'Registrars cannot see or change the roster of organizations.',
  },
  'keep-grants': {
    memoryMb: 512,
    timeoutSeconds: CALL_SECONDS,
    access: [...callerAccess, may.readGrants, ...may.readNamedOn, may.putGrants, may.putAudit],
    invokes: [],
    settings: callerSettings,
    errorImpact: 'Registrars cannot give or take away access; who has access keeps it.',
  },
  'keep-programmes': {
    memoryMb: 512,
    timeoutSeconds: CALL_SECONDS,
    access: [
      ...callerAccess,
      may.listPeriods,
      may.readProgramme,
      may.listProgrammes,
      may.putProgramme,
      may.putAudit,
    ],
    invokes: [],
    settings: callerSettings,
    errorImpact: 'Programmes can be neither published nor looked up; those in force stay in force.',
  },
  'keep-duties': {
    memoryMb: 512,
    timeoutSeconds: CALL_SECONDS,
    access: [
      ...callerAccess,
      may.listPeriods,
      may.readPlanRowsOfYear,
      may.readEvents,
      may.readDuty,
      may.listDuties,
      may.putDuty,
      may.putAudit,
    ],
    invokes: [],
    settings: callerSettings,
    errorImpact:
      'Officers can neither assign duties, report of them nor see which were done; scorecards still count them.',
  },
  'keep-criteria-sets': {
    memoryMb: 1024,
    // How far an adoption has got, and what it would change, is asked of everybody in the subtree.
    timeoutSeconds: 28,
    access: [
      ...callerAccess,
      may.readPlanRow,
      may.readPlanRowsOfYear,
      may.readEvents,
      may.readPartition,
      may.readPeriod,
      may.listPeriods,
      may.readCriteriaSet,
      may.listCriteriaSets,
      may.putCriteriaSet,
      may.putBinding,
      may.putAudit,
      may.readPreview,
      may.readPreviewPage,
      may.listPreviews,
      may.putPreview,
    ],
    invokes: ['preview-adoption'],
    settings: [...callerSettings, 'DEFAULT_CRITERIA_SET'],
    errorImpact:
      'Criteria sets can be neither looked up, published nor put in force; those in force stay so.',
  },
  'keep-periods': {
    memoryMb: 512,
    // It waits up to 10 s for the job that it nudges, to answer small provinces at once.
    timeoutSeconds: 25,
    access: [
      ...callerAccess,
      may.readPeriod,
      may.listPeriods,
      may.putPeriod,
      may.putReopening,
      may.readPlanRow,
      may.putPlanRow,
      may.putAudit,
    ],
    invokes: ['advance-periods'],
    settings: callerSettings,
    errorImpact:
      'Periods can be neither seen nor opened or closed by hand; the hourly schedule still advances them.',
  },
  'request-export': {
    memoryMb: 512,
    timeoutSeconds: CALL_SECONDS,
    access: [
      ...callerAccess,
      may.readPlanRowsOfYear,
      may.listPeriods,
      may.readExport,
      may.listExports,
      may.queueExport,
      may.signFiles,
      may.putAudit,
    ],
    invokes: ['publish-export'],
    settings: callerSettings,
    errorImpact: 'Analysts can neither order nor download export files.',
  },
  'read-log': {
    memoryMb: 512,
    timeoutSeconds: CALL_SECONDS,
    access: [...callerAccess, ...may.readLog, may.readAudit],
    invokes: [],
    settings: callerSettings,
    errorImpact: 'Programs cannot follow the changes of a subtree; what they did not hear of waits for them.',
  },
  'serve-api': {
    memoryMb: 256,
    timeoutSeconds: CALL_SECONDS,
    access: [],
    invokes: [],
    settings: [],
    errorImpact: 'The health check and the API documentation do not answer; everything else works.',
  },
  'plan-organizations': {
    memoryMb: 1024,
    timeoutSeconds: 300,
    access: [...planning, may.listDuties, may.putDuty, may.putAudit],
    invokes: [],
    settings: ['DEFAULT_CRITERIA_SET'],
    setsAside: true,
    errorImpact:
      'Changes of the roster do not reach the open periods: moved, new or closed organizations are expected to report where they were.',
  },
  'score-organizations': {
    memoryMb: 1024,
    timeoutSeconds: BATCH_SECONDS,
    access: folding,
    invokes: [],
    settings: [],
    setsAside: true,
    errorImpact: 'Accepted records do not show in scorecards: figures stay behind what was handed in.',
  },
  'roll-up': {
    memoryMb: 1024,
    timeoutSeconds: BATCH_SECONDS,
    access: rollingUp,
    invokes: [],
    settings: [],
    setsAside: true,
    errorImpact: "Committees' and the province's figures stay behind those of their cells.",
  },
  'log-changes': {
    memoryMb: 1024,
    timeoutSeconds: BATCH_SECONDS,
    access: [...may.writeLog, may.readPlanRows, may.readEvents, may.putAudit],
    invokes: [],
    settings: [],
    setsAside: true,
    errorImpact: 'Programs that follow the changes of a subtree hear of them late; figures are not affected.',
  },
  'advance-periods': {
    memoryMb: 1024,
    timeoutSeconds: JOB_SECONDS,
    access: [
      ...planning,
      may.listProgrammes,
      may.readProgramme,
      may.putPeriod,
      ...may.keepReckoning,
      may.readPlanRows,
      ...folding,
      ...rollingUp,
      may.readExport,
      may.queueExport,
      may.putAudit,
    ],
    invokes: ['publish-export'],
    settings: ['PROVINCE', 'DEFAULT_CRITERIA_SET', 'CLOSING_DRAIN_SECONDS'],
    errorImpact:
      'Months do not open, pass their due date or close; cells may be told that the period is not open.',
  },
  'publish-export': {
    memoryMb: 3008,
    timeoutSeconds: JOB_SECONDS,
    access: [
      may.readOrganization,
      may.readCriteriaSet,
      may.listPeriods,
      may.readPlanRow,
      may.readPlanRows,
      may.readPlanRowsOfYear,
      may.readDuty,
      may.listProgrammes,
      may.readProgramme,
      may.readEvents,
      may.readPartition,
      may.readRows,
      may.readExport,
      may.listExports,
      ...may.listPendingExports,
      may.queueExport,
      may.finishExport,
      may.putAudit,
      may.readFiles,
      may.writeFiles,
    ],
    invokes: [],
    settings: ['PROVINCE'],
    pointsTables: true,
    errorImpact: 'Export files that were ordered do not appear, and the standing export grows old.',
  },
  'send-digests': {
    memoryMb: 1024,
    timeoutSeconds: JOB_SECONDS,
    access: [
      may.listPeriods,
      may.readPlanRows,
      ...may.readOfficers,
      may.putDigestMark,
      may.readPartition,
      may.readRows,
    ],
    invokes: [],
    settings: ['PROVINCE'],
    sendsTo: 'digests',
    errorImpact: 'Officers get no message of what needs attention today; the attention list itself is there.',
  },
  'announce-attention': {
    memoryMb: 1024,
    timeoutSeconds: JOB_SECONDS,
    access: [
      may.listPeriods,
      may.readPlanRows,
      may.readAnnounced,
      may.putAnnounced,
      may.readPartition,
      may.readRows,
    ],
    invokes: [],
    settings: ['PROVINCE'],
    sendsTo: 'attention',
    errorImpact:
      'Other programs do not hear what has come onto the attention list; the list itself is there.',
  },
  'preview-adoption': {
    memoryMb: 1769,
    timeoutSeconds: JOB_SECONDS,
    access: [
      may.readOrganization,
      may.readPeriod,
      may.listPeriods,
      may.readPlanRow,
      may.readPlanRows,
      may.readPlanRowsOfYear,
      may.readCriteriaSet,
      may.readEvents,
      may.readPartition,
      may.readPreview,
      may.listPreviews,
      may.putPreview,
      ...may.forgetPreviews,
    ],
    invokes: [],
    settings: ['DEFAULT_CRITERIA_SET'],
    errorImpact:
      'Rule-makers wait for what a criteria set would change in a large subtree; nothing else does.',
  },
  'sweep-scorecards': {
    memoryMb: 1769,
    timeoutSeconds: JOB_SECONDS,
    access: [...planning, may.readPlanRows, ...folding, ...rollingUp],
    invokes: [],
    settings: ['PROVINCE', 'DEFAULT_CRITERIA_SET'],
    oughtToBeZero: {
      metric: 'PlanRowsUnread',
      name: 'plan-rows-unread',
      impact:
        'Plan rows or roster entries cannot be read: the figures of these organizations stay as they are, whatever is handed in.',
      runbook: 'plan-rows-cannot-be-read',
    },
    errorImpact:
      'Figures that went wrong or were left behind are not put right by the nightly recomputation.',
  },
  'repair-log': {
    memoryMb: 1024,
    timeoutSeconds: JOB_SECONDS,
    access: [
      ...may.writeLog,
      may.forgetLog,
      may.readPlanRows,
      may.listPeriods,
      may.readEvents,
      may.readPartition,
      may.putAudit,
    ],
    invokes: [],
    settings: [],
    errorImpact:
      'Programs that follow the changes of a subtree go on without what was given up; figures are not affected.',
  },
};
