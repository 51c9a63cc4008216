/** Every kind of event that the Events table may hold. */
import type { Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { FactsRevision } from './annual-facts.ts';
import type { InspectionRevision, RemedyRevision } from './inspection.ts';
import type { MeetingKey, MeetingRevision } from './meeting.ts';
import type { ReviewRevision } from './review.ts';
import type { ScheduleRevision } from './schedule.ts';

export type StoredEvent =
  | MeetingRevision
  | InspectionRevision
  | RemedyRevision
  | ReviewRevision
  | FactsRevision
  | ScheduleRevision;

export const EVENT_TYPES = ['meeting', 'inspection', 'remedy', 'review', 'facts', 'schedule'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type EventOf<Type extends EventType> = Extract<StoredEvent, { readonly type: Type }>;

/** What its revisions share. */
export type EventAddress<Type extends EventType = EventType> = {
  readonly organization: OrganizationId;
  readonly month: Month;
  readonly type: Type;
  readonly key: string;
};

export const isOfType =
  <Type extends EventType>(type: Type) =>
  (event: StoredEvent): event is EventOf<Type> =>
    event.type === type;

/** Events of one kind that hold: the newest revision of each, unless it is a withdrawal. */
export const standingOf = <Type extends EventType>(
  type: Type,
  events: readonly StoredEvent[],
): Extract<EventOf<Type>, { readonly withdrawn: false }>[] =>
  newestOf(type, events).filter(
    (event): event is Extract<EventOf<Type>, { readonly withdrawn: false }> => !event.withdrawn,
  );

/**
 * The newest revision of each thing of one kind that is told of, be it a withdrawal, in the order of their first
 * appearance. A remedy and the facts of a year may be amended in a later month than they were first told in: their
 * key alone says what they are (a remedy's holds the month of its inspection); all else is told apart by its month,
 * too.
 */
export function newestOf<Type extends EventType>(
  type: Type,
  events: readonly StoredEvent[],
): EventOf<Type>[] {
  const newest = new Map<string, EventOf<Type>>();
  const acrossMonths = type === 'remedy' || type === 'facts';
  for (const event of events.filter(isOfType(type))) {
    const id = acrossMonths ? event.key : `${event.month} ${event.key}`;
    const known = newest.get(id);
    if (known === undefined || isNewer(event, known)) newest.set(id, event);
  }
  return [...newest.values()];
}

/** By revision; two of the same number, told in two months at the same time, by their months. */
const isNewer = (a: StoredEvent, b: StoredEvent): boolean =>
  a.revision > b.revision || (a.revision === b.revision && a.month > b.month);

/** Where the revisions of a meeting record are. */
export const meetingAt = (
  organization: OrganizationId,
  month: Month,
  key: MeetingKey,
): EventAddress<'meeting'> => ({ organization, month, type: 'meeting', key });
