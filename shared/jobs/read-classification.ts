/** What a year's export tells of each organization's annual classification. */
import pMap from 'p-map';
import { newestOf } from '../domain/events/event.ts';
import type { ClassifiedEntry, FactsEntry } from '../domain/exports/export-tables.ts';
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
  { places, months }: Pick<ExportReading, 'places' | 'months'>,
  told: Pick<ToldOfYear, 'of'>,
): Promise<ClassifiedEntry[]> {
  const last = places.flatMap(({ organization }) => months.plansOf(organization).at(-1) ?? []);
  const month = last
    .map((plan) => plan.month)
    .toSorted()
    .at(-1);
  if (month === undefined) return [];
  const below = last.filter(
    (plan) => plan.month === month && plan.organization !== top && plan.kind !== 'body',
  );
  const planned = await deps.registry.planRows(below.map(({ organization }) => ({ organization, month })));
  const standing = new Set(planned.flatMap(({ organization, exists }) => (exists ? [organization] : [])));
  const next = String(Number(year) + 1);
  const periods = await deps.registry.periods();
  const isNextOpened = periods.some((period) => period.month.startsWith(next));
  const opened = periods.filter((period) => period.month.startsWith(year)).length;
  const toldThisYear = (organization: OrganizationId) =>
    months.plansOf(organization).length === opened
      ? told.of(organization)
      : toldIn(deps, organization, { of: year, in: year });
  return pMap(
    below,
    async ({ organization, name, parent, kind, unit }): Promise<ClassifiedEntry> => ({
      ...{ year, month, organization, name, superior: parent ?? top, kind, unit },
      exists: standing.has(organization),
      ...((isNextOpened ? await toldIn(deps, organization, { of: year, in: next }) : null) ??
        (await toldThisYear(organization)) ??
        NOTHING),
    }),
    { concurrency: REQUESTS_AT_ONCE },
  );
}

/** What is told of a year in the months of one; null if nothing is. */
async function toldIn(
  { events }: ClassificationDeps,
  organization: OrganizationId,
  years: { readonly of: Year; readonly in: Year },
): Promise<Told | null> {
  const told = newestOf('facts', await events.eventsOfYear(organization, years.in));
  const newest = told.find(({ key }) => key === years.of);
  return newest === undefined
    ? null
    : { classification: newest.record?.classification ?? null, told: newest.month };
}
