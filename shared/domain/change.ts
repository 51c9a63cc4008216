/** What the change feed says: something of an organization's month became something else. */
import type { EventType, StoredEvent } from './event.ts';
import type { OrganizationId } from './organization.ts';
import type { Instant, Month } from './period.ts';
import type { PlanRow } from './plan.ts';
import type { LiveRow } from './scorecard.ts';

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

/** What a subject is at one of its revisions. */
export type SubjectState = ChangeSubject & {
  /** Of a record its revision, of a scorecard its watermark, of a plan row its version: rises with every change. */
  readonly revision: number;
  /** Server time of the change. */
  readonly at: Instant;
  /** The opaque subject of who did it; null for what the system worked out. */
  readonly by: string | null;
  /** Where the organization stands in that month, root first, when the change is written down. */
  readonly path: readonly OrganizationId[];
  readonly state: ChangeState;
};

export type Change = SubjectState & {
  /** The state written down before; null for the first. */
  readonly from: ChangeState | null;
  /** Where the organization stood until this change; null unless it moves by it. */
  readonly leftPath: readonly OrganizationId[] | null;
};

/** What was last written down of a subject. */
export type Logged = ChangeSubject &
  Pick<SubjectState, 'revision' | 'path' | 'state'> & {
    /** The page of the log that holds it. */
    readonly page: number;
  };

export const subjectId = ({ kind, organization, month, key }: ChangeSubject): string =>
  `${organization} ${month} ${kind} ${key}`;

export const stateOfRecord = (event: StoredEvent, path: readonly OrganizationId[]): SubjectState => ({
  kind: event.type,
  organization: event.organization,
  month: event.month,
  key: event.key,
  revision: event.revision,
  at: event.recordedAt,
  by: event.recordedBy,
  path,
  state: { withdrawn: event.withdrawn },
});

export const stateOfScorecard = (row: LiveRow, path: readonly OrganizationId[]): SubjectState => ({
  kind: 'scorecard',
  organization: row.organization,
  month: row.month,
  key: '',
  revision: row.watermark,
  at: row.asOf,
  by: null,
  path,
  state: { status: row.status, points: row.points, grade: row.grade },
});

export const stateOfPlan = (row: PlanRow): SubjectState => ({
  kind: 'plan-row',
  organization: row.organization,
  month: row.month,
  key: '',
  revision: row.version,
  at: row.plannedAt,
  by: null,
  path: row.path,
  state: {
    parent: row.parent,
    exists: row.exists,
    expected: row.expected,
    dueAt: row.dueAt,
    duePassed: row.duePassed,
    reopenedUntil: row.reopenedUntil,
    criteriaSet: `${row.criteriaSet.id}.${row.criteriaSet.revision}`,
  },
});

const samePath = (a: readonly OrganizationId[], b: readonly OrganizationId[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);

/**
 * The changes that lead from what was written down to what is: every revision above it, ascending. A repeated or
 * late trigger makes none. A plan row that names another place says where the organization stood before, too.
 * @param states any number of revisions of one subject, ascending
 */
export function changesSince(known: Logged | null, states: readonly SubjectState[]): Change[] {
  let before: Pick<Logged, 'revision' | 'path' | 'state'> | null = known;
  return states.flatMap((state) => {
    if (before !== null && state.revision <= before.revision) return [];
    const { kind, organization, month, key, revision, at, by, path, state: now } = state;
    const moved = kind === 'plan-row' && before !== null && !samePath(before.path, path);
    const change: Change = {
      ...{ kind, organization, month, key, revision, at, by, path, state: now },
      from: before?.state ?? null,
      leftPath: moved ? (before?.path ?? null) : null,
    };
    before = state;
    return [change];
  });
}
