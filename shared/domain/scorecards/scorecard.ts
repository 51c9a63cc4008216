/** The row that is kept of one organization and month. */

import type { CriterionScore, CriterionSum } from '../criteria/criterion-score.ts';
import type { Grade } from '../criteria/grade.ts';
import type { MeasureArray } from '../criteria/measures.ts';
import type { Schedule } from '../events/schedule.ts';
import type { Instant, Month } from '../period.ts';
import type { Kind, OrganizationId, Unit } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';
import type { Flag } from './flag.ts';
import type { HandedOn } from './handed-on.ts';
import type { MonthBasis } from './month-basis.ts';
import type { Since } from './since.ts';

/**
 * Part of every watermark. Raise it with every change to what a fold computes; to roll such a change back,
 * raise it again.
 */
export const FOLD_VERSION = 2;

/** The parent of the root, in keys of rows; no organization can have this id. */
export const TOP = '^';

export type Status = 'exempt' | 'reported' | 'late' | 'awaiting' | 'overdue' | 'withdrawn';

/** What the plan row says of the organization, carried along so that a list needs one query. */
export type Profile = {
  readonly name: string;
  readonly kind: Kind;
  readonly unit: Unit;
  readonly dueAt: Instant;
  readonly criteriaSet: CriteriaSetRef;
};

/** Where a row stands: in the partition of `parent` (TOP for the root's row, itself for a committee's own row). */
export type RowKey = {
  readonly parent: OrganizationId;
  readonly month: Month;
  readonly organization: OrganizationId;
};

export type ScoreRow = RowKey & {
  readonly watermark: number;
  readonly foldVersion: number;
  /** Latest server time among the inputs: events and plan rows. */
  readonly asOf: Instant;
} & (
    | { readonly tombstone: true }
    | {
        readonly tombstone: false;
        readonly profile: Profile;
        /** Of an organization's own row; null for what is folded from other rows, and in rows older than the basis. */
        readonly basis: MonthBasis | null;
        readonly status: Status;
        readonly measures: MeasureArray;
        /** Of a cell's own regular meeting; empty for anything else. */
        readonly criteria: readonly CriterionScore[];
        /** Of a committee's subtree; empty for a cell. */
        readonly criterionSums: readonly CriterionSum[];
        readonly points: number | null;
        readonly grade: Grade | null;
        /** Ids of the criteria whose gate kept the grade down. */
        readonly gatesFailed: readonly string[];
        /** The planned day of an organization's regular meeting; left out where none is planned. */
        readonly planned?: Schedule;
        /** Signs that a cell's own record was copied or is implausible; left out where there are none. */
        readonly flags?: readonly Flag[];
        /** Since when what an own row asks to look at has been so; left out where there is nothing of the kind. */
        readonly since?: Since;
        /** What an organization's own row of December hands on to the next year; left out where nothing was inspected. */
        readonly handedOn?: HandedOn;
        /** Of a committee whose graded cell-months were not all scored by its own sheet; else left out. */
        readonly mixedSheets?: true;
        /** Of a committee's row: the earliest {@link Since.remedyBy} of what it was folded from; left out where there is none. */
        readonly remedyBy?: Instant;
        /** How many rows with flags a committee's row was folded from; left out where there are none. */
        readonly flagged?: number;
      }
  );

export type LiveRow = Extract<ScoreRow, { tombstone: false }>;
