/** Reads what an export holds: the scorecards of a subtree and period, and the events that they were folded from. */
import { pMapIterable } from 'p-map';
import type { CriteriaSet } from '../domain/criteria.ts';
import {
  addMonth,
  type EventEntries,
  entryOfMonth,
  entryOfPeriod,
  type PlanEntry,
  type ScorecardEntry,
} from '../domain/export-tables.ts';
import { countedEvents, exportedEvents } from '../domain/exported-events.ts';
import type { OrganizationId } from '../domain/organization.ts';
import { type Month, monthsOf, type Period, yearOf } from '../domain/period.ts';
import type { CriteriaSetRef } from '../domain/plan.ts';
import type { ProgrammeProgress } from '../domain/progress.ts';
import { type LiveRow, type Profile, TOP } from '../domain/scorecard.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PeriodRegistry } from '../ports/registry.ts';
import { followProgrammes, type ProgrammeDeps } from './programme-figures.ts';
import { readSubtree, type SubtreeDeps, type TreeRow } from './read-subtree.ts';

export type ReadingDeps = SubtreeDeps & {
  readonly registry: SubtreeDeps['registry'] & ProgrammeDeps['registry'] & Pick<PeriodRegistry, 'periods'>;
  readonly events: Pick<EventStore, 'eventsOfMonth' | 'eventsOfYear'>;
};

/** What a row counts of an organization's month: so many of its first events stand behind it. */
type Counted = { readonly month: Month; readonly revisions: number; readonly profile: Profile };

/** The part of an export that is held in memory: a row an organization, not a row a meeting. */
export type ExportReading = {
  /** A committee before its parts. */
  readonly entries: readonly ScorecardEntry[];
  /** Every criteria set that a row was scored by, ascending by id and revision. */
  readonly criteriaSets: readonly CriteriaSet[];
  /** Of every opened month, a committee before its parts. */
  readonly plans: readonly PlanEntry[];
  /** By organization, for those with any accepted revision in the period; months ascending. */
  readonly counted: ReadonlyMap<OrganizationId, readonly Counted[]>;
  /** Of the programmes that the organization or somebody below it takes part in, ascending by id. */
  readonly programmes: readonly ProgrammeProgress[];
};

type Place = { readonly sum: LiveRow; readonly path: readonly OrganizationId[] };

/**
 * Reads the scorecards month by month; of a quarter or year every organization that was in the subtree in any of
 * its opened months, with the figures of the months in which it was.
 * @param onMonth called after each month with how many of how many are read
 * @throws MovingTreeError
 */
export async function readScorecards(
  deps: ReadingDeps,
  organization: OrganizationId,
  period: Period,
  onMonth: (done: number, of: number) => Promise<void>,
): Promise<ExportReading> {
  const months = await openedMonths(deps, period);
  const isMonth = months.length === 1 && months[0] === period;
  const places = new Map<OrganizationId, Place>();
  const counted = new Map<OrganizationId, Counted[]>();
  const plans: PlanEntry[] = [];
  const programmes = await followProgrammes(deps, organization, period, months);
  const refs = new Map<string, CriteriaSetRef>();
  for (const [index, month] of months.entries()) {
    const rows = await readSubtree(deps, organization, month);
    programmes.addMonth(
      month,
      rows.map(({ row }) => row),
    );
    for (const { row, path, own } of rows) {
      const { criteriaSet } = row.profile;
      refs.set(`${criteriaSet.id}/${criteriaSet.revision}`, criteriaSet);
      const earlier = places.get(row.organization)?.sum;
      places.set(row.organization, { sum: isMonth ? row : addMonth(earlier, row), path });
      plans.push(planOf(row, path, own));
      count(counted, row, own);
    }
    await onMonth(index + 1, months.length);
  }
  const sets = await Promise.all([...refs.values()].toSorted(byIdAndRevision).map(deps.criteriaSets));
  const entries = [...places.values()]
    .toSorted(inTreeOrder)
    .map(({ sum, path }) =>
      isMonth
        ? entryOfMonth(sum, path)
        : entryOfPeriod(period, sum, { path, criteriaSet: setOf(sum.profile, sets) }),
    );
  return { entries, criteriaSets: sets, plans, counted, programmes: programmes.progress() };
}

const planOf = (
  { organization, month, parent, profile }: LiveRow,
  path: readonly OrganizationId[],
  { basis, watermark, asOf }: TreeRow['own'],
): PlanEntry => ({
  ...profile,
  organization,
  month,
  parent: parent === TOP ? null : parent,
  path,
  basis,
  watermark,
  asOf,
});

async function openedMonths({ registry }: ReadingDeps, period: Period): Promise<Month[]> {
  const opened = (await registry.periods()).map(({ month }) => month);
  return monthsOf(period).filter((month) => opened.includes(month));
}

function count(
  counted: Map<OrganizationId, Counted[]>,
  row: LiveRow,
  { revisions }: Pick<TreeRow['own'], 'revisions'>,
): void {
  if (revisions === 0) return;
  const months = counted.get(row.organization) ?? [];
  months.push({ month: row.month, revisions, profile: row.profile });
  counted.set(row.organization, months);
}

const byIdAndRevision = (a: CriteriaSetRef, b: CriteriaSetRef): number =>
  a.id === b.id ? a.revision - b.revision : a.id < b.id ? -1 : 1;

/** A committee before its parts, parts ascending: whole ids compared, one level after the other. */
function inTreeOrder({ path: a }: Place, { path: b }: Place): number {
  const fork = a.findIndex((id, level) => id !== b[level]);
  if (fork === -1) return a.length - b.length;
  const theirs = b[fork];
  return theirs === undefined || (a[fork] ?? '') > theirs ? 1 : -1;
}

function setOf({ criteriaSet: { id, revision } }: Profile, sets: readonly CriteriaSet[]): CriteriaSet {
  const found = sets.find((set) => set.id === id && set.revision === revision);
  if (found === undefined) throw new TypeError(`Criteria set ${id}/${revision} was not loaded`);
  return found;
}

const ORGANIZATIONS_AT_ONCE = 16;

/**
 * The current records, inspections and facts behind the scorecards, an organization at a time, in the order of the
 * scorecards. Holds a few organizations' events at a time.
 */
export async function* readEvents(
  { events }: Pick<ReadingDeps, 'events'>,
  { entries, counted }: ExportReading,
): AsyncGenerator<EventEntries> {
  const organizations = entries.map(({ organization }) => organization).filter((id) => counted.has(id));
  const batches = pMapIterable(
    organizations,
    (organization) => eventsOf(events, organization, counted.get(organization) ?? []),
    { concurrency: ORGANIZATIONS_AT_ONCE, backpressure: 2 * ORGANIZATIONS_AT_ONCE },
  );
  for await (const batch of batches) yield batch;
}

async function eventsOf(
  events: ReadingDeps['events'],
  organization: OrganizationId,
  months: readonly Counted[],
): Promise<EventEntries> {
  const [first] = months;
  if (first === undefined) return exportedEvents(organization, []);
  const stored =
    months.length === 1
      ? await events.eventsOfMonth(organization, first.month)
      : await events.eventsOfYear(organization, yearOf(first.month));
  const ofMonth = ({ month, revisions, profile }: Counted) => ({
    month,
    profile,
    events: countedEvents(
      stored.filter((event) => event.month === month),
      revisions,
    ),
  });
  return exportedEvents(organization, months.map(ofMonth));
}
