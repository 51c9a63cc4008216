/** Periods: when a month opened, until when its records are due, whether it is closed. */
import * as z from 'zod';
import type { PeriodState } from '../domain/plan.ts';
import { instant, listOf, month } from './primitives.ts';

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
