/** What is left of findings, month by month. */
import { firstDay, type LocalDate, lastDay, type Month } from '../period.ts';
import type { Finding } from './inspection.ts';

/** Stocks: findings so far, of this year and of those before, that are not put right. */
export type FindingsLeft = { readonly open: number; readonly overdue: number };

/**
 * What is left of an inspection's findings as a month sees it. Overdue is no look at the clock: while the month is
 * not past due, what was due before it began is; afterwards, what was due up to its last day.
 */
export function findingsLeft(
  findings: readonly Pick<Finding, 'n' | 'remedyDue'>[],
  remedied: readonly number[],
  { month, duePassed }: { readonly month: Month; readonly duePassed: boolean },
): FindingsLeft {
  const open = findings.filter(({ n }) => !remedied.includes(n));
  const isPast = (due: LocalDate) => (duePassed ? due <= lastDay(month) : due < firstDay(month));
  return { open: open.length, overdue: openRemedyDays(open, []).filter(isPast).length };
}

/** The days by which those that are open are to be put right, past and to come. */
export const openRemedyDays = (
  findings: readonly Pick<Finding, 'n' | 'remedyDue'>[],
  remedied: readonly number[],
): LocalDate[] =>
  findings.flatMap(({ n, remedyDue }) => (remedyDue !== null && !remedied.includes(n) ? [remedyDue] : []));

export const NO_FINDINGS_LEFT: FindingsLeft = { open: 0, overdue: 0 };

export const addFindings = (parts: readonly FindingsLeft[]): FindingsLeft => ({
  open: parts.reduce((sum, { open }) => sum + open, 0),
  overdue: parts.reduce((sum, { overdue }) => sum + overdue, 0),
});
