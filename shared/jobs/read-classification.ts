/** The annual classification behind a year's export: groups of comparable organizations, by the facts told of the year. */
import pMap from 'p-map';
import type { Classification } from '../domain/annual-facts.ts';
import { type Classified, groupKey, groupsOf } from '../domain/classification.ts';
import { newestOf } from '../domain/event.ts';
import type { ClassificationEntry, FactsEntry } from '../domain/export-tables.ts';
import type { Known } from '../domain/meeting.ts';
import type { OrganizationId } from '../domain/organization.ts';
import type { Period, Year } from '../domain/period.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PeriodRegistry, PlanRegistry } from '../ports/registry.ts';
import type { ExportReading } from './read-export.ts';

export type ClassificationDeps = {
  readonly registry: Pick<PlanRegistry, 'planRows'> & Pick<PeriodRegistry, 'periods'>;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
};

/** What the months of a year's export tell of that year; of a shorter period nothing is kept. */
export class ToldOfYear {
  readonly #period: Period;
  readonly #classes = new Map<OrganizationId, Known<Classification>>();

  constructor(period: Period) {
    this.#period = period;
  }

  add(facts: readonly FactsEntry[]): void {
    for (const { organization, year, record } of facts)
      if (year === this.#period) this.#classes.set(organization, record.classification);
  }

  of(organization: OrganizationId): Known<Classification> {
    return this.#classes.get(organization) ?? null;
  }
}

const REQUESTS_AT_ONCE = 16;

/**
 * Whoever stood below `top` in the year's last opened month, by what is told of the year in its months, and in those
 * of the next: facts of a year come mostly when it is over.
 *
 * @returns ascending by superior, kind and unit
 */
export async function readClassification(
  deps: ClassificationDeps,
  { top, year }: { readonly top: OrganizationId; readonly year: Year },
  { places, months }: Pick<ExportReading, 'places' | 'months'>,
  told: Pick<ToldOfYear, 'of'>,
): Promise<ClassificationEntry[]> {
  const last = places.flatMap(({ organization }) => months.plansOf(organization).at(-1) ?? []);
  const month = last
    .map((plan) => plan.month)
    .toSorted()
    .at(-1);
  if (month === undefined) return [];
  const below = last.filter((plan) => plan.month === month && plan.organization !== top);
  const standing = (
    await deps.registry.planRows(below.map(({ organization }) => ({ organization, month })))
  ).filter(({ exists, kind }) => exists && kind !== 'body');
  const next = String(Number(year) + 1);
  const isNextOpened = (await deps.registry.periods()).some((period) => period.month.startsWith(next));
  const later = new Map<string, number>();
  const classified = await pMap(
    standing,
    async ({ organization, parent, kind, unit }): Promise<Classified> => {
      const events = isNextOpened ? await deps.events.eventsOfYear(organization, next) : [];
      const newest = newestOf('facts', events).find(({ key }) => key === year);
      const classification =
        newest === undefined ? told.of(organization) : (newest.record?.classification ?? null);
      const one = { organization, superior: parent ?? top, kind, unit, classification };
      if (newest !== undefined && classification !== null)
        later.set(groupKey(one), 1 + (later.get(groupKey(one)) ?? 0));
      return one;
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  const names = new Map(last.map(({ organization, name }) => [organization, name]));
  return groupsOf(classified).map((group) => ({
    ...group,
    ...{ year, month, superiorName: names.get(group.superior) ?? group.superior },
    toldNextYear: later.get(groupKey(group)) ?? 0,
  }));
}
