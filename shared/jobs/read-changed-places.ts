/** Reads what is needed to tell of what a batch of rows says: of each organization's month its plan row, and its events. */
import pMap, { pMapSkip } from 'p-map';
import type { StoredEvent } from '../domain/events/event.ts';
import type { Month } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import {
  isOwnRow,
  type LiveRowChange,
  liveChange,
  mergeRowChanges,
  type RowChange,
  revisionsRisen,
} from '../domain/scorecards/row-change.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PlanRegistry } from '../ports/registry.ts';

export type ReadingDeps = {
  readonly registry: Pick<PlanRegistry, 'planRows'>;
  readonly events: Pick<EventStore, 'eventsOfMonth'>;
};

/** An organization's month. */
export type Place = { readonly organization: OrganizationId; readonly month: Month };
export const placeId = ({ organization, month }: Place): string => `${organization} ${month}`;

/** A place of which something could not be read. */
export type Unread = Place & { readonly error: unknown };

/** What is to be told of one place. */
export type ChangedPlace = {
  readonly plan: PlanRow;
  readonly rows: readonly LiveRowChange[];
  /** Those of the rows that tell of records and of the plan row, too: two where the organization has just moved. */
  readonly owns: readonly LiveRowChange[];
  /** Every event of the month if any may be new, ascending by revision; null where none is. */
  readonly events: readonly StoredEvent[] | null;
};

const REQUESTS_AT_ONCE = 16;

/**
 * Plan rows are read last: a place older than what is written down under it would show it to those above whom the
 * organization has left, and hide it from those above whom it has come. Without a plan row nothing was ever owed or
 * accepted, and there is nothing to tell.
 */
export async function readChangedPlaces(
  { registry, events }: ReadingDeps,
  changes: readonly RowChange[],
): Promise<{ places: ChangedPlace[]; unread: Unread[] }> {
  const live = mergeRowChanges(changes).map(liveChange);
  const byPlace = Map.groupBy(
    live.filter((change) => change !== null),
    ({ after }) => placeId(after),
  );
  const unread: Unread[] = [];
  const read = async (rows: readonly LiveRowChange[]) => {
    const owns = rows.filter(({ after }) => isOwnRow(after));
    const isCounted = owns.some((own) => revisionsRisen(own) > 0);
    const place = placeOf(rows);
    return { place, rows, owns, events: isCounted ? await eventsOf(events, place) : null };
  };
  const parts = await eachOrUnread([...byPlace.values()], placeOf, read, unread);
  const plans = await plansOf(
    registry,
    parts.map(({ place }) => place),
    unread,
  );
  const places = parts.flatMap(({ place, ...part }) => {
    const plan = plans.get(placeId(place));
    return plan === undefined ? [] : [{ ...part, plan }];
  });
  return { places, unread };
}

/** The same with their plan rows as they are now. */
export async function withPlansOfNow(
  { registry }: ReadingDeps,
  places: readonly ChangedPlace[],
): Promise<ChangedPlace[]> {
  const plans = await registry.planRows(places.map(({ plan }) => plan));
  const planOf = new Map(plans.map((plan) => [placeId(plan), plan]));
  return places.map((place) => ({ ...place, plan: planOf.get(placeId(place.plan)) ?? place.plan }));
}

/** The same with every event of the month, and again the plan row behind them. */
export async function withAllEvents(deps: ReadingDeps, place: ChangedPlace): Promise<ChangedPlace> {
  const events = await eventsOf(deps.events, place.plan);
  const [anew = place] = await withPlansOfNow(deps, [place]);
  return { ...anew, events };
}

const eventsOf = (events: ReadingDeps['events'], { organization, month }: Place): Promise<StoredEvent[]> =>
  events.eventsOfMonth(organization, month);

const placeOf = ([first]: readonly LiveRowChange[]): Place => {
  if (first === undefined) throw new RangeError('A place without rows');
  return { organization: first.after.organization, month: first.after.month };
};

/** In one request for each hundred; one by one where that fails, so that one row does not keep the others back. */
async function plansOf(
  registry: ReadingDeps['registry'],
  places: readonly Place[],
  unread: Unread[],
): Promise<Map<string, PlanRow>> {
  const one = (place: Place) => registry.planRows([place]);
  const rows = await registry
    .planRows(places)
    .catch(async () => (await eachOrUnread(places, (place) => place, one, unread)).flat());
  return new Map(rows.map((row) => [placeId(row), row]));
}

/** What could be read, in order; what could not is added to `unread`. */
export async function eachOrUnread<T, Read>(
  all: readonly T[],
  whereOf: (one: T) => Place,
  read: (one: T) => Promise<Read>,
  unread: Unread[],
): Promise<Read[]> {
  return await pMap(
    all,
    async (one) => {
      try {
        return await read(one);
      } catch (error) {
        const { organization, month } = whereOf(one);
        unread.push({ organization, month, error });
        return pMapSkip;
      }
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
}
