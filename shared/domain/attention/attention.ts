/** What of a month somebody should look at: a pure function of a stored row and of the time of asking. */
import { fromArray } from '../criteria/measures.ts';
import { addDays, firstDay, type Instant, lastDay, type Month, nextMonth, startOfDay } from '../period.ts';
import type { Kind, OrganizationId } from '../roster/organization.ts';
import type { Reopening } from '../roster/plan.ts';
import type { LiveRow } from '../scorecards/scorecard.ts';
import { remedyByOf } from '../scorecards/since.ts';
import { type AttentionCode, type AttentionWords, wordsOf } from './attention-words.ts';

export type AttentionItem = {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly kind: Kind;
  readonly code: AttentionCode;
  readonly text: AttentionWords;
  /** Since when it has been so; null for what is due soon: nothing lies behind it yet. */
  readonly since: Instant | null;
  /** Until when it is to be done; null where nothing is due. */
  readonly dueAt: Instant | null;
};

/** A report is due soon this many days before its due date. */
export const SOON_DAYS = 5;

/** No month's reports are due before its end, so before this instant none is due soon. */
const soonFrom = (month: Month): Instant => startOfDay(addDays(lastDay(month), -SOON_DAYS));
/** Duties of a month may be done until its end. */
const dutiesFrom = (month: Month): Instant => startOfDay(firstDay(nextMonth(month)));
const soonBefore = (dueAt: Instant): Instant =>
  new Date(Date.parse(dueAt) - SOON_DAYS * 86_400_000).toISOString();

/** When it is asked, and how the month stands for the organization. */
export type AskedAt = {
  readonly now: Instant;
  /** When the month was closed; null while it takes records of everybody. */
  readonly closedAt: Instant | null;
  /** Where the closed month is open again for the organization; null where it is not. */
  readonly reopened: Pick<Reopening, 'reopenedAt' | 'until'> | null;
};

/** What an organization's own row asks to look at; ascending by code, each code at most once. */
export function attentionOf(row: LiveRow, { now, closedAt, reopened }: AskedAt): AttentionItem[] {
  const { organization, month, profile, since } = row;
  const { name, kind, dueAt } = profile;
  const found: AttentionItem[] = [];
  const add = (
    text: ReturnType<typeof wordsOf>,
    times: Partial<Pick<AttentionItem, 'since' | 'dueAt'>> = {},
  ) => found.push({ organization, name, kind, ...text, since: null, dueAt: null, ...times });
  const figures = fromArray(row.measures);
  const missing = figures.awaiting + figures.overdue > 0;
  const isFinal = closedAt !== null && reopened === null;
  if (missing && isFinal)
    add(wordsOf({ code: 'overdue', dueAt, isFinal }), { since: dueAt < closedAt ? dueAt : closedAt });
  else if (missing && (figures.overdue > 0 || dueAt <= now))
    add(wordsOf({ code: 'overdue', dueAt, isFinal }), { since: dueAt });
  else if (missing && soonBefore(dueAt) <= now) add(wordsOf({ code: 'due-soon', dueAt }), { dueAt });
  if (figures.regular > figures.onSchedule)
    add(wordsOf({ code: 'off-schedule', month }), { since: since?.offSchedule ?? null });
  if (figures.returned > 0) {
    const amendBy = since?.amendBy ?? null;
    add(wordsOf({ code: 'returned', amendBy, isFinal }), { since: since?.returned ?? null, dueAt: amendBy });
  }
  const remedyBy = remedyByOf(row);
  // A closed month shows what it counted; else the day tells, not the month's own dates.
  if (remedyBy !== null && (isFinal ? figures.findingsOverdue > 0 : remedyBy <= now))
    add(wordsOf({ code: 'remedies-overdue', open: figures.findingsOpen, remedyBy }), { since: remedyBy });
  if (figures.dutiesExpected > figures.dutiesDone && dutiesFrom(month) <= now) {
    const { dutiesExpected: expected, dutiesDone: done } = figures;
    add(wordsOf({ code: 'duties-not-done', expected, done, isFinal }), { since: dutiesFrom(month) });
  }
  for (const flag of row.flags ?? []) add(wordsOf(flag), { since: flag.since });
  if (reopened !== null)
    add(wordsOf({ code: 'reopened', until: reopened.until }), {
      since: reopened.reopenedAt,
      dueAt: reopened.until,
    });
  return found.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/**
 * Whether anything below a committee may ask to be looked at, by its rolled-up row alone; but for organizations for
 * which a closed month is open again: the row does not know them.
 */
export function mayNeedAttention(
  row: LiveRow,
  { now, closedAt }: Pick<AskedAt, 'now' | 'closedAt'>,
): boolean {
  const { month, measures, flagged = 0 } = row;
  const figures = fromArray(measures);
  const remedyBy = remedyByOf(row);
  return (
    flagged > 0 ||
    figures.overdue > 0 ||
    figures.returned > 0 ||
    (remedyBy !== null && (closedAt !== null ? figures.findingsOverdue > 0 : remedyBy <= now)) ||
    figures.regular > figures.onSchedule ||
    (figures.awaiting > 0 && (closedAt !== null || soonFrom(month) <= now)) ||
    (figures.dutiesExpected > figures.dutiesDone && dutiesFrom(month) <= now)
  );
}
