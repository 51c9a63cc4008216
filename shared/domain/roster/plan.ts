/** The plan row: what an organization owes in one month, written down when the month opens. */
import { type Instant, latest, type Month } from '../period.ts';
import type { OwedDuty } from './duty.ts';
import type { Kind, OrganizationId, Unit } from './organization.ts';

export type CriteriaSetRef = { readonly id: string; readonly revision: number };

/** On which day a programme wants the meeting held: the nth weekday of the month (1 = Monday … 7 = Sunday). */
export type DayRule = { readonly week: number; readonly weekday: number };

/** What a plan row says; two rows with equal content need no rewriting. */
export type PlanContent = {
  readonly organization: OrganizationId;
  readonly month: Month;
  /** `null` for the root alone. */
  readonly parent: OrganizationId | null;
  /** Ids from the root down to the organization itself. */
  readonly path: readonly OrganizationId[];
  readonly name: string;
  readonly kind: Kind;
  readonly unit: Unit;
  /** False once the organization is closed, or where it has a row only because it once had one. */
  readonly exists: boolean;
  /** Whether the organization ever meets (monthly or quarterly): such a one may hold thematic meetings. */
  readonly meets: 'monthly' | 'quarterly' | 'none';
  /** Whether its regular meeting is owed this month. */
  readonly expected: boolean;
  /** Whether a thematic meeting is owed this quarter; said on the quarter's last month. */
  readonly thematicOwed: boolean;
  readonly hasCommittee: boolean;
  readonly handbook: boolean;
  /** Duties to attend it that fall due this month, ascending by id. */
  readonly duties: readonly OwedDuty[];
  readonly criteriaSet: CriteriaSetRef;
  readonly programmes: readonly string[];
  readonly dayRule: DayRule | null;
  readonly dueAt: Instant;
  readonly duePassed: boolean;
  readonly reopenedUntil: Instant | null;
};

export type PlanRow = PlanContent & {
  /** Parents that the organization had in this month before the current one; their partitions hold tombstones. */
  readonly formerParents: readonly OrganizationId[];
  /** Written for the last time, but for a reopening: what it says holds for good. */
  readonly sealed: boolean;
  /** 1 when created; every rewriting raises it by one. */
  readonly version: number;
  /** Server time of the rewriting. */
  readonly plannedAt: Instant;
};

/** A closed month opened again for one organization: by whom and why. */
export type Reopening = {
  readonly month: Month;
  readonly organization: OrganizationId;
  /** Exclusive. */
  readonly until: Instant;
  readonly reason: string;
  readonly reopenedAt: Instant;
  readonly reopenedBy: string;
};

/** The period's own item; no input of a fold. */
export type PeriodState = {
  readonly month: Month;
  readonly status: 'opening' | 'open' | 'closing' | 'closed';
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  /** True once every due date of its plan rows, programmes' own too, has passed and they say so. */
  readonly duePassed: boolean;
  /** The latest due date that plan rows were written anew for; null before the first. */
  readonly duesWorkedOff: Instant | null;
  readonly closingAt: Instant | null;
  readonly closedAt: Instant | null;
  /** After `closed`: whether everything was folded once more from Events and the figures agreed. */
  readonly settled: boolean;
  /** When it was last settled; null before it was, and of what was settled before this was written down. */
  readonly settledAt: Instant | null;
  /** Who may write in the closed month still, and until when; empty once it was settled again. */
  readonly reopenings: readonly Pick<Reopening, 'organization' | 'until' | 'reopenedAt'>[];
  /** The export that fixed the closed month. */
  readonly finalExport: string | null;
  readonly revision: number;
};

/** Whether anything of the month may have become something else at that instant or since. */
const mayHaveChangedSince = (state: PeriodState, since: Instant): boolean =>
  !state.settled ||
  state.reopenings.length > 0 ||
  latest([state.closedAt ?? '', state.settledAt ?? '']) >= since;

/**
 * The months of which something may have changed since, with all behind the first of them: their figures since January,
 * and findings that are still open, rest on it.
 * @param periods ascending
 */
export function changedSince(periods: readonly PeriodState[], since: Instant): readonly PeriodState[] {
  const first = periods.findIndex((state) => mayHaveChangedSince(state, since));
  return first === -1 ? [] : periods.slice(first);
}

/** Whether records of the organization are taken: its month is open, or open again for it alone. */
export const takesRecords = (
  { status }: Pick<PeriodState, 'status'>,
  { reopenedUntil }: Pick<PlanRow, 'reopenedUntil'>,
  now: Instant,
): boolean => status === 'open' || (status === 'closed' && reopenedUntil !== null && now < reopenedUntil);

/** The last month, not before `from`, that is closed or about to be. */
export const closedSince = (periods: readonly PeriodState[], from: Month): PeriodState | undefined =>
  periods.findLast(({ month, status }) => month >= from && (status === 'closing' || status === 'closed'));
