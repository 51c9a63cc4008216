/** The Events table on DynamoDB. */
import type { MeetingRevision } from '../../domain/meeting.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { Table } from './client.ts';
import { eventsOfMonthRange, eventsOfYearRange, meetingRevisionsRange } from './keys.ts';
import { countAll, type Item, ifAbsent, putIf, queryAll, queryLast } from './requests.ts';
import { decodeEvent, encodeEvent } from './stored-event.ts';

export function dynamoEventStore(table: Table): EventStore {
  const decodeAll = (items: readonly Item[]) => items.map(decodeEvent);
  return {
    async append(event) {
      const outcome = await putIf(table, encodeEvent(event), ifAbsent);
      return outcome === 'stored' ? 'stored' : 'taken';
    },
    async latestMeeting(organization, month, key): Promise<MeetingRevision | null> {
      const items = await queryLast(table, meetingRevisionsRange(organization, month, key), 1);
      return decodeAll(items)[0] ?? null;
    },
    async meetingRevisions(organization, month, key) {
      return decodeAll(await queryAll(table, meetingRevisionsRange(organization, month, key)));
    },
    async eventsOfMonth(organization, month) {
      return decodeAll(await queryAll(table, eventsOfMonthRange(organization, month)));
    },
    async eventsOfYear(organization, year) {
      return decodeAll(await queryAll(table, eventsOfYearRange(organization, year)));
    },
    countOfMonth: (organization, month) => countAll(table, eventsOfMonthRange(organization, month)),
  };
}
