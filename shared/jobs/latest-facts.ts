/** What an organization last said of its year. */
import type { FactsRevision } from '../domain/events/annual-facts.ts';
import { newestOf } from '../domain/events/event.ts';
import type { Year } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { EventStore } from '../ports/event-store.ts';

/** Facts of a year count in a month of that year or, told after all of them are closed, of the next. */
export async function latestFacts(
  events: Pick<EventStore, 'eventsOfYear'>,
  organization: OrganizationId,
  year: Year,
): Promise<FactsRevision | null> {
  const years = [year, String(Number(year) + 1)];
  const told = await Promise.all(years.map((one) => events.eventsOfYear(organization, one)));
  return newestOf('facts', told.flat()).find(({ key }) => key === year) ?? null;
}
