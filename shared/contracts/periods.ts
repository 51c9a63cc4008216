/** Periods: when a month opened, until when its records are due, whether it is closed. */
import * as z from 'zod';
import type { PeriodState } from '../domain/roster/plan.ts';
import { instant, listOf, localDate, month, name, organizationId } from './primitives.ts';

export const periodAnswer = z
  .strictObject({
    period: month,
    status: z.enum(['opening', 'open', 'closing', 'closed']),
    openedAt: instant,
    dueAt: instant.meta({ description: 'End, exclusive, of the time for reports' }),
    duePassed: z.boolean(),
    closingAt: instant.nullable(),
    closedAt: instant.nullable(),
    settled: z.boolean().meta({
      description: 'After closing: every figure was computed once more from the records and agreed',
    }),
    finalExport: z.string().nullable(),
  })
  .meta({ id: 'Period' });
export type PeriodAnswer = z.output<typeof periodAnswer>;

/** A month is opened again for so many days at most. */
export const LONGEST_REOPENING_DAYS = 31;

export const reopeningBody = z
  .strictObject({
    organization: organizationId.meta({ description: 'A cell; for it alone the month is opened again' }),
    until: localDate.meta({ description: 'Last day on which it may write, at most 31 days ahead' }),
    reason: name(500),
  })
  .meta({
    id: 'ReopeningInput',
    examples: [{ organization: 'cb-thon-1', until: '2026-12-20', reason: 'Biên bản lập chậm do bão' }],
  });

export const reopeningAnswer = z
  .strictObject({
    period: month,
    organization: organizationId,
    reopenedUntil: instant.meta({ description: 'End, exclusive; then the month is closed again' }),
  })
  .meta({ id: 'Reopening' });

export const periodList = listOf(periodAnswer);

export const periodToWire = ({ month: period, ...state }: PeriodState): PeriodAnswer => ({
  period,
  status: state.status,
  openedAt: state.openedAt,
  dueAt: state.dueAt,
  duePassed: state.duePassed,
  closingAt: state.closingAt,
  closedAt: state.closedAt,
  settled: state.settled,
  finalExport: state.finalExport,
});
