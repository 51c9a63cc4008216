/** The Events table on DynamoDB. */
import { isOfType } from '../../domain/events/event.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { Table } from './client.ts';
import { eventsOfMonthRange, eventsOfYearRange, revisionsRange } from './keys.ts';
import { countAll, type Item, ifAbsent, putIf, queryAll, queryLast } from './requests.ts';
import { decodeEvent, encodeEvent } from './stored-event.ts';

export function dynamoEventStore(table: Table): EventStore {
  const decodeAll = (items: readonly Item[]) => items.map(decodeEvent);
  return {
    async append(event) {
      const outcome = await putIf(table, encodeEvent(event), ifAbsent);
      return outcome === 'stored' ? 'stored' : 'taken';
    },
    async latest(address) {
      const items = await queryLast(table, revisionsRange(address), 1);
      return decodeAll(items).find(isOfType(address.type)) ?? null;
    },
    async revisions(address) {
      return decodeAll(await queryAll(table, revisionsRange(address))).filter(isOfType(address.type));
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
