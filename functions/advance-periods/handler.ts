/** Advances the periods: by the clock what is due, after a nudge what somebody marked. */
import * as z from 'zod';
import { type AdvanceDeps, advancePeriods, markDueOpenings } from '../../shared/jobs/advance-period.ts';
import { type JobHandler, scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

/** What the function is called with; the schedule calls it with `{}`. */
export const input = z.object({
  /** Whether months that are due to open are to be marked; a nudge only wants done what is marked already. */
  openDue: z.boolean().default(true),
});

export const createHandler = (deps: AdvanceDeps): JobHandler =>
  scheduleHandler({
    name: 'advance-periods',
    input,
    run: async ({ openDue }) => {
      const marked = openDue ? await markDueOpenings(deps) : [];
      return { PeriodsMarked: marked.length, PeriodTransitions: await advancePeriods(deps) };
    },
  });
