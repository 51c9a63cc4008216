/** Tells in the change log what it lacks, and says how much that was; lets go of old pages where it is told to. */
import * as z from 'zod';
import { type Instant, MONTH, type Month } from '../../shared/domain/period.ts';
import { changedSince } from '../../shared/domain/roster/plan.ts';
import { firstPageSince } from '../../shared/jobs/log-search.ts';
import { type RepairDeps, repairLog } from '../../shared/jobs/repair-log.ts';
import type { ChangeLog } from '../../shared/ports/change-log.ts';
import type { PeriodRegistry } from '../../shared/ports/registry.ts';
import { type JobHandler, scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

/**
 * What the function is called with. The schedule calls it with `{}`: what changed within three days in every month
 * that may have changed by then. By hand: `{ "months": ["2026-10"], "since": "2026-10-01T00:00:00.000Z" }`, as after a
 * longer outage; or `{ "forgetBefore": "2025-01-01T00:00:00.000Z" }`, which deletes the pages written before and does nothing
 * else.
 */
export const input = z.object({
  months: z.array(z.string().regex(MONTH)).min(1).optional(),
  since: z.iso.datetime().optional(),
  forgetBefore: z.iso.datetime().optional(),
});

export type Deps = Omit<RepairDeps, 'log'> & {
  readonly log: ChangeLog;
  readonly registry: RepairDeps['registry'] & Pick<PeriodRegistry, 'periods'>;
};

/** A night may fail, and the next; the third finds all of it. */
const DAYS = 3;
const DAY_MS = 86_400_000;
/** What is younger is probably on its way. */
const ON_ITS_WAY_MS = 15 * 60_000;

export const createHandler = (deps: Deps): JobHandler =>
  scheduleHandler({
    name: 'repair-log',
    input,
    run: async ({ months, since, forgetBefore }) => {
      if (forgetBefore !== undefined) return { LogPagesForgotten: await forget(deps.log, forgetBefore) };
      const now = Date.parse(deps.now());
      const from = since ?? new Date(now - DAYS * DAY_MS).toISOString();
      const { compared, lacking, written } = await repairLog(deps, {
        months: months ?? (await monthsChangedSince(deps.registry, from)),
        since: from,
        until: new Date(now - ON_ITS_WAY_MS).toISOString(),
      });
      return { LogRowsCompared: compared, LogRowsLacking: lacking, LogChangesRepaired: written };
    },
  });

/** A closed month is looked at for as long after its settling as an open one: what came last may be lacking, too. */
const monthsChangedSince = async (registry: Deps['registry'], since: Instant): Promise<Month[]> =>
  changedSince(await registry.periods(), since).map(({ month }) => month);

/** What is not settled yet is kept: what was last told of a plan row would be forgotten with it. */
const forget = async (log: ChangeLog, before: string): Promise<number> =>
  log.forget(Math.min(await firstPageSince(log, before), await log.settled()));
