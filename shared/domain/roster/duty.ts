/**
 * Duties: an office, never a person, must attend a given organization's meeting monthly or quarterly.
 * Counted at the organization to be attended, because its plan row is what is written down when the month opens.
 */
import { equalValues } from '../equality.ts';
import {
  type Instant,
  isLastOfQuarter,
  type Month,
  monthsOf,
  nextMonth,
  type Period,
  previousMonth,
  type Quarter,
  quarterOf,
} from '../period.ts';
import type { OrganizationId } from './organization.ts';

/** 1–60 of `a-z 0-9 -`, chosen by whoever assigns it, never reused. */
export type DutyId = string;

export const EVERY = ['month', 'quarter'] as const;
export type Every = (typeof EVERY)[number];

export type Duty = {
  readonly id: DutyId;
  /** The organization whose office must come. */
  readonly by: OrganizationId;
  /** The office, e.g. `uy-vien-ban-thuong-vu`; never a person's name. */
  readonly office: string;
  /** The organization to be attended. */
  readonly attends: OrganizationId;
  readonly every: Every;
  /** First month in which it holds. */
  readonly from: Month;
  /** Last month in which it holds; null: until further notice. */
  readonly until: Month | null;
  /** 1 for the first writing, one more at each change. */
  readonly revision: number;
};

/** What an office reports of a quarter's duty; no names, and its text is never exported. */
export type DutyReport = {
  readonly duty: DutyId;
  readonly quarter: Quarter;
  /** How many proposals it makes. */
  readonly proposals: number;
  readonly text: string;
  readonly recordedAt: Instant;
  /** The caller's opaque subject. */
  readonly recordedBy: string;
  readonly revision: number;
};

/** A duty as the month's plan row of the attended organization says it. */
export type OwedDuty = Pick<Duty, 'id' | 'by' | 'office' | 'every'>;

/** Monthly: in every month in which it holds. Quarterly: in the quarter's last month, if it holds in that one. */
export const isOwedIn = ({ every, from, until }: Duty, month: Month): boolean =>
  from <= month && (until === null || month <= until) && (every === 'month' || isLastOfQuarter(month));

/**
 * Those that would hold in `month` or later, ended with the month before it.
 * @param month the first in which one of the two organizations no longer exists
 */
export function endedFrom(duties: readonly Duty[], month: Month): Duty[] {
  const until = previousMonth(month);
  return duties
    .filter((duty) => duty.until === null || duty.until > until)
    .map((duty) => ({ ...duty, until, revision: duty.revision + 1 }));
}

/** What of these duties is owed in the month, ascending by id. */
export const dutiesOwedIn = (duties: readonly Duty[], month: Month): OwedDuty[] =>
  duties
    .filter((duty) => isOwedIn(duty, month))
    .map(({ id, by, office, every }) => ({ id, by, office, every }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** Whether a month owes the same before and after a change, and owes it alike. */
export const owesAlike = (before: Duty | null, after: Duty, month: Month): boolean =>
  equalValues(dutiesOwedIn(before === null ? [] : [before], month), dutiesOwedIn([after], month));

/** Whether nothing changes but that the duty ends, or ends earlier than it would have. */
export const onlyEnds = (before: Duty, after: Duty): boolean =>
  after.until !== null &&
  (before.until === null || after.until < before.until) &&
  equalValues({ ...after, until: before.until, revision: before.revision }, before);

/** The first month that a change concerns: of an end that moves, the one after the earlier end. Null: nothing changes. */
export function firstChanged(before: Duty | null, after: Duty): Month | null {
  if (before === null) return after.from;
  const { revision, until } = before;
  if (equalValues({ ...after, revision }, before)) return null;
  const [first = after.from] = [before.from, after.from].toSorted();
  if (!equalValues({ ...after, revision, until }, before)) return first;
  const [end] = [until, after.until].filter((month) => month !== null).toSorted();
  return end === undefined ? first : nextMonth(end);
}

/** The months in which a duty owed in `month` may be done. */
export const mayBeDoneIn = ({ every }: Pick<Duty, 'every'>, month: Month): Period =>
  every === 'quarter' ? quarterOf(month) : month;

/**
 * Quarters of which a duty is to be reported: once for each in which it fell due, said in the quarter's last month.
 * @param due months in which it fell due, those of the whole quarters
 * @param opened months that are asked about, as far as they are opened
 */
export const quartersToReport = (due: readonly Month[], opened: readonly Month[]): Quarter[] =>
  [...new Set(due.map(quarterOf))].filter((quarter) => opened.includes(monthsOf(quarter).at(-1) ?? ''));
