/**
 * Compares what stands with what the change log has told, and tells what it lacks. A batch that was given up, or a
 * stream that was not read for longer than it keeps its records, leaves such gaps; nothing else would ever close them,
 * since a row says only what happened since the row before it.
 *
 * What changed in a span of time is compared with the pages written since its beginning: nothing can have been told
 * before it happened. What is told twice by this, because its page was only just written, is no harm.
 */
import pMap from 'p-map';
import type { StoredEvent } from '../domain/events/event.ts';
import { type Change, subjectId } from '../domain/log/change.ts';
import type { Instant, Month } from '../domain/period.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import { isOwnRow } from '../domain/scorecards/row-change.ts';
import { type LiveRow, type ScoreRow, TOP } from '../domain/scorecards/scorecard.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { type LoggingDeps, logChanges } from './log-changes.ts';
import { logLeavings, type Stray } from './log-leavings.ts';
import { firstPageSince, type SearchedLog } from './log-search.ts';
import { placeId } from './read-changed-places.ts';

export type RepairDeps = LoggingDeps & {
  readonly log: SearchedLog;
  readonly scorecards: Pick<ScorecardStore, 'partition'>;
};

/** What is compared: what changed in these months from `since` on, and before `until`. */
export type Span = { readonly months: readonly Month[]; readonly since: Instant; readonly until: Instant };

export type RepairCounts = {
  /** Rows that changed in the span. */
  readonly compared: number;
  /** Of them, those of which something was not told; and places that were left without being told so. */
  readonly lacking: number;
  /** Changes told for them. */
  readonly written: number;
};

const REQUESTS_AT_ONCE = 8;
const PAGES_A_READ = 50;
/** Rows told together. */
const TOGETHER = 100;

/** @throws LogUnrepairedError after everything else was told, where something could not be read */
export async function repairLog(deps: RepairDeps, span: Span): Promise<RepairCounts> {
  const told = await toldIn(deps.log, span);
  const counts = { compared: 0, lacking: 0, written: 0 };
  const unread: unknown[] = [];
  for (const month of span.months)
    for (let parents: OrganizationId[] = [TOP]; parents.length > 0; ) {
      const rows = (await partitions(deps, parents, month)).filter((row) => !row.tombstone);
      const changed = rows.filter(({ asOf }) => asOf >= span.since);
      const lacking = await lackingOf(deps, span, told, changed);
      counts.compared += changed.length;
      counts.lacking += lacking.length;
      for (let i = 0; i < lacking.length; i += TOGETHER) {
        const some = lacking.slice(i, i + TOGETHER).map((after) => ({ before: null, after }));
        const logged = await logChanges(deps, some);
        counts.written += logged.written;
        unread.push(...logged.unread.map(({ error }) => error));
      }
      parents = rows
        .filter((row) => row.parent !== row.organization && isCommittee(row.profile.kind))
        .map(({ organization }) => organization);
    }
  const left = await logLeavings(deps, told.strays());
  counts.lacking += left;
  counts.written += left;
  if (unread.length > 0) throw new LogUnrepairedError(unread, `${unread.length} places could not be read`);
  return counts;
}

/** Something could not be read; all the rest was told. */
export class LogUnrepairedError extends AggregateError {
  override readonly name = 'LogUnrepairedError';
}

async function partitions(
  { scorecards }: RepairDeps,
  parents: readonly OrganizationId[],
  month: Month,
): Promise<ScoreRow[]> {
  const read = (parent: OrganizationId) => scorecards.partition(parent, month);
  return (await pMap(parents, read, { concurrency: REQUESTS_AT_ONCE })).flat();
}

/** What the pages say: the highest revision of each subject, each revision of a record, and who knows of it. */
class Told {
  /** By organization and month the paths under which something was told, until it is told to have left there. */
  readonly #knowing = new Map<string, Map<string, Stray>>();
  readonly #highest = new Map<string, number>();
  readonly #records = new Set<string>();

  add(change: Change): void {
    const subject = subjectId(change);
    this.#highest.set(subject, Math.max(change.revision, this.#highest.get(subject) ?? 0));
    this.#records.add(`${subject} ${change.revision}`);
    this.#addPath(change);
  }

  #addPath({ organization, month, path, leftPath }: Change): void {
    const place = placeId({ organization, month });
    const knowing = this.#knowing.get(place) ?? new Map<string, Stray>();
    if (leftPath !== null) knowing.delete(leftPath.join(' '));
    knowing.set(path.join(' '), { organization, month, path });
    this.#knowing.set(place, knowing);
  }

  /** Where there is more than one path, all but one must be told to be left; which one, its plan row says. */
  strays(): Stray[] {
    return [...this.#knowing.values()].filter(({ size }) => size > 1).flatMap((paths) => [...paths.values()]);
  }

  knows(
    kind: 'scorecard' | 'plan-row',
    of: Pick<LiveRow, 'organization' | 'month'>,
    revision: number,
  ): boolean {
    const { organization, month } = of;
    return revision <= (this.#highest.get(subjectId({ kind, organization, month, key: '' })) ?? 0);
  }

  knowsRecord({ type, organization, month, key, revision }: StoredEvent): boolean {
    return this.#records.has(`${subjectId({ kind: type, organization, month, key })} ${revision}`);
  }
}

async function toldIn(log: RepairDeps['log'], { months, since }: Span): Promise<Told> {
  const told = new Told();
  for (let next = await firstPageSince(log, since); ; ) {
    const pages = await log.pages(next, PAGES_A_READ);
    if (pages.length === 0) return told;
    for (const change of pages.flatMap(({ changes }) => changes))
      if (months.includes(change.month)) told.add(change);
    next += pages.length;
  }
}

/** Those of the rows of which something in the span was not told: the row itself, the plan row, or a record. */
async function lackingOf(
  { registry, events }: RepairDeps,
  { since, until }: Span,
  told: Told,
  rows: readonly LiveRow[],
): Promise<LiveRow[]> {
  const isIn = (instant: Instant): boolean => instant >= since && instant < until;
  const owns = rows.filter(isOwnRow);
  const plans = await registry.planRows(owns);
  const planTold = new Map(
    plans.map((plan) => [
      plan.organization,
      !isIn(plan.plannedAt) || told.knows('plan-row', plan, plan.version),
    ]),
  );
  const isLacking = async (row: LiveRow): Promise<boolean> => {
    const isCommitteesOwn = row.parent === row.organization;
    if (!isCommitteesOwn && isIn(row.asOf) && !told.knows('scorecard', row, row.watermark)) return true;
    if (!isOwnRow(row)) return false;
    if (planTold.get(row.organization) === false) return true;
    const records = await events.eventsOfMonth(row.organization, row.month);
    return records.some((record) => isIn(record.recordedAt) && !told.knowsRecord(record));
  };
  // What cannot be read is taken to lack something: telling it will say why it cannot be.
  const orUnread = (row: LiveRow) => isLacking(row).catch(() => true);
  const found = await pMap(rows, async (row) => ((await orUnread(row)) ? [row] : []), {
    concurrency: REQUESTS_AT_ONCE,
  });
  return found.flat();
}
