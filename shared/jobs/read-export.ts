/** Reads what an export holds: the scorecards of a subtree and period, and the events that they were folded from. */
import { pMapIterable } from 'p-map';
import type { CriteriaSet } from '../domain/criteria/criteria.ts';
import { fromArray, type MeasureArray } from '../domain/criteria/measures.ts';
import {
  addMonth,
  asCellOf,
  type EventEntries,
  entryOfMonth,
  entryOfPeriod,
  type PlanEntry,
  type ScorecardEntry,
} from '../domain/exports/export-tables.ts';
import { countedEvents, exportedEvents } from '../domain/exports/exported-events.ts';
import { type Counted, HeldMonths } from '../domain/exports/held-months.ts';
import { asOneTree } from '../domain/exports/one-tree.ts';
import { type Month, monthsOf, type Period, yearOf } from '../domain/period.ts';
import type { ProgrammeProgress } from '../domain/programmes/progress.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { CriteriaSetRef } from '../domain/roster/plan.ts';
import type { LiveRow, Profile } from '../domain/scorecards/scorecard.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PeriodRegistry } from '../ports/registry.ts';
import { followProgrammes, type ProgrammeDeps } from './programme-figures.ts';
import type { Placed } from './read-families.ts';
import { readSubtree, type SubtreeDeps } from './read-subtree.ts';

export type ReadingDeps = SubtreeDeps & {
  readonly registry: SubtreeDeps['registry'] & ProgrammeDeps['registry'] & Pick<PeriodRegistry, 'periods'>;
  readonly events: Pick<EventStore, 'eventsOfMonth' | 'eventsOfYear'>;
};

/** The part of an export that is held in memory: a row an organization, not a row a meeting. */
export type ExportReading = {
  /** Who stands in the export, and where in the last month; a committee before its parts. */
  readonly places: readonly Placed[];
  /** The months of the period that were opened when it was read, ascending. */
  readonly opened: readonly Month[];
  /** Their scorecards in that order, made anew whenever they are asked for, because two forms would be held. */
  readonly entries: () => Iterable<ScorecardEntry>;
  /** What every opened month was folded from, in that order. */
  readonly plans: () => Iterable<PlanEntry>;
  /** Every criteria set that a row was scored by, ascending by id and revision. */
  readonly criteriaSets: readonly CriteriaSet[];
  readonly months: Pick<HeldMonths, 'plansOf' | 'countedOf'>;
  /** Of the programmes that the organization or somebody below it takes part in, ascending by id. */
  readonly programmes: readonly ProgrammeProgress[];
};

type Place = {
  readonly organization: OrganizationId;
  readonly sum: LiveRow;
  /** As {@link asCellOf} says. */
  readonly asCell: MeasureArray | null;
  readonly path: readonly OrganizationId[];
};

/** As `Placed` has it; of one that left within the period its last plan is of an earlier month than the last. */
function owes({ organization, sum }: Place, held: HeldMonths, last: Month | undefined): boolean {
  const plan = held.plansOf(organization).at(-1);
  if (plan === undefined || plan.month !== last) return false;
  return isCommittee(plan.kind) ? fromArray(sum.measures).expected > 0 : plan.basis?.meets !== 'none';
}

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
  const held = new HeldMonths();
  const programmes = await followProgrammes(deps, organization, period, months);
  const refs = new Map<string, CriteriaSetRef>();
  for (const [index, month] of months.entries()) {
    const rows = await readSubtree(deps, organization, month);
    programmes.addMonth(month, rows);
    for (const { row, path, own } of rows) {
      const { criteriaSet } = row.profile;
      refs.set(`${criteriaSet.id}/${criteriaSet.revision}`, criteriaSet);
      const earlier = places.get(row.organization);
      const sum = isMonth ? row : addMonth(earlier?.sum, row);
      const asCell = asCellOf(earlier?.sum, row, earlier?.asCell ?? null);
      places.set(row.organization, { organization: row.organization, sum, asCell, path });
      held.add(row, path, own);
    }
    await onMonth(index + 1, months.length);
  }
  const sets = await Promise.all([...refs.values()].toSorted(byIdAndRevision).map(deps.criteriaSets));
  const entryOf = ({ sum, asCell, path }: Place): ScorecardEntry =>
    isMonth
      ? entryOfMonth(sum, path)
      : entryOfPeriod(period, sum, { path, criteriaSet: setOf(sum.profile, sets) }, asCell);
  const pathOf = asOneTree(new Map([...places].map(([id, { path }]) => [id, path])), organization);
  const inOrder = [...places.values()]
    .map((place) => ({ ...place, path: pathOf(place.organization), owes: owes(place, held, months.at(-1)) }))
    .toSorted(inTreeOrder);
  return {
    places: inOrder,
    opened: months,
    *entries() {
      for (const place of inOrder) yield entryOf(place);
    },
    *plans() {
      for (const place of inOrder) yield* held.plansOf(place.organization);
    },
    criteriaSets: sets,
    months: held,
    programmes: programmes.progress(),
  };
}

async function openedMonths({ registry }: ReadingDeps, period: Period): Promise<Month[]> {
  const opened = (await registry.periods()).map(({ month }) => month);
  return monthsOf(period).filter((month) => opened.includes(month));
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
 * The current records, inspections and facts behind the scorecards, an organization at a time, in the order given.
 * Holds a few organizations' events at a time.
 */
export async function* readEvents(
  { events }: Pick<ReadingDeps, 'events'>,
  { months, criteriaSets }: Pick<ExportReading, 'months' | 'criteriaSets'>,
  organizations: readonly OrganizationId[],
): AsyncGenerator<EventEntries> {
  const batches = pMapIterable(
    organizations,
    (organization) => eventsOf(events, organization, months.countedOf(organization), criteriaSets),
    { concurrency: ORGANIZATIONS_AT_ONCE, backpressure: 2 * ORGANIZATIONS_AT_ONCE },
  );
  for await (const batch of batches) yield batch;
}

async function eventsOf(
  events: ReadingDeps['events'],
  organization: OrganizationId,
  months: readonly Counted[],
  sets: readonly CriteriaSet[],
): Promise<EventEntries> {
  const [first] = months;
  if (first === undefined) return exportedEvents(organization, []);
  const stored =
    months.length === 1
      ? await events.eventsOfMonth(organization, first.month)
      : await events.eventsOfYear(organization, yearOf(first.month));
  const ofMonth = ({ month, revisions, profile, basis }: Counted) => ({
    ...{ month, profile, basis, criteriaSet: setOf(profile, sets) },
    events: countedEvents(
      stored.filter((event) => event.month === month),
      revisions,
    ),
  });
  return exportedEvents(organization, months.map(ofMonth));
}
