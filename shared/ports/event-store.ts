/** The Events table: append-only, one item a revision. */
import type { MeetingKey, MeetingRevision, StoredEvent } from '../domain/meeting.ts';
import type { OrganizationId } from '../domain/organization.ts';
import type { Month, Year } from '../domain/period.ts';

export interface EventStore {
  /** Stores the event unless its organization, month, key and revision are taken. */
  append(event: StoredEvent): Promise<'stored' | 'taken'>;
  /** The newest revision of one record, read strongly; null if there is none. */
  latestMeeting(organization: OrganizationId, month: Month, key: MeetingKey): Promise<MeetingRevision | null>;
  /** All revisions of one record, ascending, read strongly. */
  meetingRevisions(organization: OrganizationId, month: Month, key: MeetingKey): Promise<MeetingRevision[]>;
  /** Every event of an organization's month, ascending by key and revision, read strongly. */
  eventsOfMonth(organization: OrganizationId, month: Month): Promise<StoredEvent[]>;
  /** Every event of an organization's year, ascending by month, key and revision; strong, all pages. */
  eventsOfYear(organization: OrganizationId, year: Year): Promise<StoredEvent[]>;
  /** How many events an organization's month holds, counted strongly without reading them out. */
  countOfMonth(organization: OrganizationId, month: Month): Promise<number>;
}
