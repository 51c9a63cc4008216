/** What the change feed says: something of an organization's month became something else. */
import { fromArray } from '../criteria/measures.ts';
import { comparableMean, percentOfFull } from '../criteria/sheets-used.ts';
import type { EventType, StoredEvent } from '../events/event.ts';
import type { Instant, Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { PlanRow } from '../roster/plan.ts';
import type { LiveRow } from '../scorecards/scorecard.ts';

/** Of records, scorecards and plan rows. */
export type ChangeKind = EventType | 'scorecard' | 'plan-row';

/** What changes: the same thing under every revision of it. */
export type ChangeSubject = {
  readonly kind: ChangeKind;
  readonly organization: OrganizationId;
  readonly month: Month;
  /** The record's key; empty for a scorecard and a plan row, of which a month has one. */
  readonly key: string;
};

/** A few plain values that tell one state from another; never text that somebody wrote. */
export type ChangeState = Readonly<Record<string, string | number | boolean | null>>;

export type Change = ChangeSubject & {
  /** Of a record its revision, of a scorecard its watermark, of a plan row its version: rises with every change. */
  readonly revision: number;
  /** Server time of the change. */
  readonly at: Instant;
  /** The opaque subject of who did it; null for what the system worked out. */
  readonly by: string | null;
  /** Where the organization stands in that month, root first, when the change is written down. */
  readonly path: readonly OrganizationId[];
  readonly state: ChangeState;
  /** The state before; null for the first. */
  readonly from: ChangeState | null;
  /** Where the organization stood until this change; null unless it moves by it. */
  readonly leftPath: readonly OrganizationId[] | null;
  /**
   * A scorecard that says what was last told of it at this path, by another watermark alone. It keeps the log
   * complete for whoever compares, and is shown to nobody; its states are left out.
   */
  readonly repeats?: true;
};

/** What was last written down of a subject. */
export type Logged = ChangeSubject &
  Pick<Change, 'revision' | 'path' | 'state'> & {
    /** The page of the log that holds it. */
    readonly page: number;
  };

export const subjectId = ({ kind, organization, month, key }: ChangeSubject): string =>
  `${organization} ${month} ${kind} ${key}`;

export const subjectOfPlan = ({
  organization,
  month,
}: Pick<PlanRow, 'organization' | 'month'>): ChangeSubject => ({
  kind: 'plan-row',
  organization,
  month,
  key: '',
});
const recordState = ({ withdrawn }: StoredEvent): ChangeState => ({ withdrawn });

/** @param before the revision before; null for the first */
export const recordChange = (
  event: StoredEvent,
  before: StoredEvent | null,
  path: readonly OrganizationId[],
): Change => ({
  kind: event.type,
  organization: event.organization,
  month: event.month,
  key: event.key,
  revision: event.revision,
  at: event.recordedAt,
  by: event.recordedBy,
  path,
  state: recordState(event),
  from: before && recordState(before),
  leftPath: null,
});

/** A mean over several sheets is told as a percent alone: no other of it has risen or fallen. */
const scorecardState = ({ status, points, grade, measures, ...row }: LiveRow): ChangeState => ({
  status,
  ...comparableMean({ points, grade, mixedSheets: row.mixedSheets ?? false }),
  percentOfFull: percentOfFull(fromArray(measures)),
  mixedSheets: row.mixedSheets ?? false,
});

/** @param before the row that stood there; null for none, and for a tombstone */
export const scorecardChange = (
  row: LiveRow,
  before: LiveRow | null,
  path: readonly OrganizationId[],
): Change => ({
  kind: 'scorecard',
  organization: row.organization,
  month: row.month,
  key: '',
  revision: row.watermark,
  at: row.asOf,
  by: null,
  path,
  state: scorecardState(row),
  from: before && scorecardState(before),
  leftPath: null,
});

/** The same for the log's sake alone: everybody at that path has been told what it says. */
export const repetition = (change: Change): Change => ({ ...change, state: {}, from: null, repeats: true });

const planState = (row: PlanRow): ChangeState => ({
  parent: row.parent,
  exists: row.exists,
  expected: row.expected,
  dueAt: row.dueAt,
  duePassed: row.duePassed,
  reopenedUntil: row.reopenedUntil,
  criteriaSet: `${row.criteriaSet.id}.${row.criteriaSet.revision}`,
});

export const isSamePath = (a: readonly OrganizationId[], b: readonly OrganizationId[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);

/**
 * What a plan row is since it was last told of; null where that was this version or a later one. If it names another
 * place, the change says where the organization stood before, too.
 */
export function planChange(row: PlanRow, told: Logged | null): Change | null {
  if (told !== null && row.version <= told.revision) return null;
  const leftPath = told === null || isSamePath(told.path, row.path) ? null : told.path;
  return { ...plannedChange(row, leftPath), from: told?.state ?? null };
}

/**
 * A plan row that is told already, once more for those above a place that it has left and that no plan row told before
 * has named: what it was there nobody knows.
 */
export const leavingUntold = (row: PlanRow, leftPath: readonly OrganizationId[]): Change => ({
  ...plannedChange(row, leftPath),
  from: null,
});

const plannedChange = (row: PlanRow, leftPath: readonly OrganizationId[] | null): Omit<Change, 'from'> => ({
  ...subjectOfPlan(row),
  revision: row.version,
  at: row.plannedAt,
  by: null,
  path: row.path,
  state: planState(row),
  leftPath,
});
