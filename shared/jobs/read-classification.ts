/** What a year's export tells of each organization's annual classification. */
import pMap from 'p-map';
import { newestOf, type StoredEvent } from '../domain/events/event.ts';
import type { ClassifiedEntry, FactsEntry, PlanEntry } from '../domain/exports/export-tables.ts';
import { countedEvents } from '../domain/exports/exported-events.ts';
import type { Period, Year } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PeriodRegistry, PlanRegistry } from '../ports/registry.ts';
import type { ExportReading } from './read-export.ts';

export type ClassificationDeps = {
  readonly registry: Pick<PlanRegistry, 'planRows'> & Pick<PeriodRegistry, 'periods'>;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
};

type Told = Pick<ClassifiedEntry, 'classification' | 'told'>;

const NOTHING: Told = { classification: null, told: null };

/** What the months of a year's export tell of that year; of a shorter period nothing is kept. */
export class ToldOfYear {
  readonly #period: Period;
  readonly #told = new Map<OrganizationId, Told>();

  constructor(period: Period) {
    this.#period = period;
  }

  add(facts: readonly FactsEntry[]): void {
    for (const { organization, year, month, record } of facts)
      if (year === this.#period)
        this.#told.set(organization, { classification: record.classification, told: month });
  }

  of(organization: OrganizationId): Told {
    return this.#told.get(organization) ?? NOTHING;
  }
}

const REQUESTS_AT_ONCE = 16;

type Reading = Pick<ExportReading, 'opened' | 'places' | 'months'>;

/**
 * Whoever stood below `top` in the year's last opened month, by what is told of the year in its months, wherever the
 * organization stood in them, and in those of the next: facts of a year come mostly when it is over. Bodies are no
 * organizations to be classified.
 *
 * @returns in the order of the places
 */
export async function readClassification(
  deps: ClassificationDeps,
  { top, year }: { readonly top: OrganizationId; readonly year: Year },
  reading: Reading,
  told: Pick<ToldOfYear, 'of'>,
): Promise<ClassifiedEntry[]> {
  const { months, opened } = reading;
  const below = plansBelow(top, reading);
  const planned = await deps.registry.planRows(below);
  const standing = new Set(planned.flatMap(({ organization, exists }) => (exists ? [organization] : [])));
  const next = String(Number(year) + 1);
  const isNextOpened = (await deps.registry.periods()).some((period) => period.month.startsWith(next));
  const toldNextYear = async (organization: OrganizationId) =>
    isNextOpened ? newestOfYear(year, await deps.events.eventsOfYear(organization, next)) : null;
  const isRoot = months.plansOf(top).at(-1)?.parent === null;
  // Below the root nobody ever stood elsewhere.
  const toldThisYear = async (organization: OrganizationId) =>
    isRoot || months.plansOf(organization).length === opened.length
      ? told.of(organization)
      : newestOfYear(year, seenOf(reading, organization, await deps.events.eventsOfYear(organization, year)));
  return pMap(
    below,
    async ({ organization, month, name, parent, kind, unit }): Promise<ClassifiedEntry> => ({
      ...{ year, month, organization, name, superior: parent ?? top, kind, unit },
      exists: standing.has(organization),
      ...((await toldNextYear(organization)) ?? (await toldThisYear(organization)) ?? NOTHING),
    }),
    { concurrency: REQUESTS_AT_ONCE },
  );
}

/** What the year's last opened month says of those below. */
function plansBelow(top: OrganizationId, { places, months }: Reading): PlanEntry[] {
  const last = places.flatMap(({ organization }) => months.plansOf(organization).at(-1) ?? []);
  const month = last
    .map((plan) => plan.month)
    .toSorted()
    .at(-1);
  return last.filter((plan) => plan.month === month && plan.organization !== top && plan.kind !== 'body');
}

/**
 * Of an organization's events of the year those that the export goes by. In a month that it holds they are what the
 * row counts, as in the table `facts`, although more may have come since; in one in which the organization stood
 * elsewhere, all.
 */
function seenOf(
  { opened, months }: Reading,
  organization: OrganizationId,
  events: readonly StoredEvent[],
): StoredEvent[] {
  const held = months.plansOf(organization).map(({ month }) => month);
  const counted = new Map(months.countedOf(organization).map(({ month, revisions }) => [month, revisions]));
  return opened.flatMap((month) => {
    const ofMonth = events.filter((event) => event.month === month);
    return held.includes(month) ? countedEvents(ofMonth, counted.get(month) ?? 0) : ofMonth;
  });
}

/** What is told of a year by these events; null if nothing is. */
function newestOfYear(year: Year, events: readonly StoredEvent[]): Told | null {
  const newest = newestOf('facts', events).find(({ key }) => key === year);
  return newest === undefined
    ? null
    : { classification: newest.record?.classification ?? null, told: newest.month };
}
