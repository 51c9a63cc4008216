/** What the schedule does for exports: takes up those whose run got lost, keeps the province's open months and years fresh, and shows the newest to the query engine. */
import type { ExportState } from '../domain/exports/export.ts';
import { orderOf } from '../domain/exports/export-names.ts';
import { type Month, type Period, type Year, yearOf } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import { TOP } from '../domain/scorecards/scorecard.ts';
import type { ExportRegistry } from '../ports/registry.ts';
import { isStuck } from './carried-work.ts';
import { type PointingDeps, pointTables } from './point-tables.ts';
import { type PublishingDeps, publishExport } from './publish-export.ts';
import { type QueueingDeps, queueExport } from './queue-export.ts';

export type KeepingDeps = PublishingDeps &
  QueueingDeps &
  Pick<PointingDeps, 'catalog'> & {
    readonly registry: PublishingDeps['registry'] &
      QueueingDeps['registry'] &
      Pick<ExportRegistry, 'pendingExports'>;
    /** Root of the deployment's tree. */
    readonly root: OrganizationId;
  };

/** Thrown after every export was tried, with what went wrong in each. */
export class KeepingError extends AggregateError {
  override readonly name = 'KeepingError';
}

/** An export is not begun in a run that has less time left than this. */
const LEAST_MS = 60_000;

export type KeepingCounts = { readonly queued: number; readonly published: number };

/**
 * Queues what has moved, then publishes whatever is queued or stuck, one after the other; the trouble of one does
 * not hold up the others, and what there is no time for the next run does.
 * @throws KeepingError
 */
export async function keepExports(deps: KeepingDeps, remainingMs: () => number): Promise<KeepingCounts> {
  const troubles: unknown[] = [];
  const moved = [...(await movedMonths(deps)), ...(await staleYears(deps))];
  for (const period of moved)
    await queueExport(deps, { organization: deps.root, path: [deps.root], period, by: null });
  let published = 0;
  for (const state of await deps.registry.pendingExports()) {
    if (remainingMs() < LEAST_MS) break;
    if (state.status === 'running' && !isStuck(state, deps.now())) continue;
    try {
      if ((await publishExport(deps, state.exportId)) === 'published') published += 1;
    } catch (trouble) {
      troubles.push(trouble);
    }
  }
  try {
    const months = (await deps.registry.periods()).map(({ month }) => month);
    await pointTables(deps, [...months, ...new Set(months.map(yearOf))]);
  } catch (trouble) {
    troubles.push(trouble);
  }
  if (troubles.length > 0)
    throw new KeepingError(troubles, `${troubles.length} pieces of work on exports failed.`);
  return { queued: moved.length, published };
}

/** The open months whose province's row is further on than the newest export that is published or under way. */
async function movedMonths(deps: KeepingDeps): Promise<Month[]> {
  const open = (await deps.registry.periods()).filter(({ status }) => status === 'open');
  const moved: Month[] = [];
  for (const { month } of open) {
    const [row] = await deps.scorecards.rows([{ parent: TOP, month, organization: deps.root }]);
    if (row !== undefined && row.watermark > (await exportedWatermark(deps, month))) moved.push(month);
  }
  return moved;
}

/**
 * Years of which a month was closed since their newest export was ordered, or one of the year after, in which most of
 * a year is told: once a month each, for a year is twelve times as long to read.
 */
async function staleYears(deps: KeepingDeps): Promise<Year[]> {
  const periods = await deps.registry.periods();
  const stale: Year[] = [];
  for (const year of new Set(periods.map(({ month }) => yearOf(month)))) {
    const closings = periods.flatMap(({ month, finalExport }) =>
      finalExport !== null && [year, String(Number(year) + 1)].includes(yearOf(month))
        ? [orderOf(finalExport)]
        : [],
    );
    const newest = await newestExport(deps, year);
    const ordered = newest === undefined ? '' : orderOf(newest.exportId);
    if (closings.some((closing) => closing > ordered)) stale.push(year);
  }
  return stale;
}

/** Infinity while an export is under way: it will hold whatever there is. */
async function exportedWatermark(deps: KeepingDeps, month: Month): Promise<number> {
  const newest = await newestExport(deps, month);
  if (newest === undefined) return Number.NEGATIVE_INFINITY;
  return newest.manifest?.watermark ?? Number.POSITIVE_INFINITY;
}

/** Of the province, but for those that failed. */
async function newestExport(
  { registry, root }: KeepingDeps,
  period: Period,
): Promise<ExportState | undefined> {
  for (let after: string | null = null; ; ) {
    const { exports, more } = await registry.exportsOf(root, { period, limit: 20, after });
    const newest = exports.find(({ status }) => status !== 'failed');
    if (newest !== undefined) return newest;
    const last = exports.at(-1);
    if (!more || last === undefined) return undefined;
    after = last.exportId;
  }
}
