/** The Events table: append-only, one item a revision. */
import type { EventAddress, EventOf, EventType, StoredEvent } from '../domain/events/event.ts';
import type { Month, Year } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';

export interface EventStore {
  /** Stores the event unless its organization, month, type, key and revision are taken. */
  append(event: StoredEvent): Promise<'stored' | 'taken'>;
  /** The newest revision, read strongly; null if there is none. */
  latest<Type extends EventType>(address: EventAddress<Type>): Promise<EventOf<Type> | null>;
  /** All revisions, ascending, read strongly. */
  revisions<Type extends EventType>(address: EventAddress<Type>): Promise<EventOf<Type>[]>;
  /** Every event of an organization's month, ascending by type, key and revision, read strongly. */
  eventsOfMonth(organization: OrganizationId, month: Month): Promise<StoredEvent[]>;
  /** Every event of an organization's year, ascending by month, type, key and revision; strong, all pages. */
  eventsOfYear(organization: OrganizationId, year: Year): Promise<StoredEvent[]>;
  /** How many events an organization's month holds, counted strongly without reading them out. */
  countOfMonth(organization: OrganizationId, month: Month): Promise<number>;
}
