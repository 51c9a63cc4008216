/** The Events table in memory. */
import { type EventAddress, isOfType, type StoredEvent } from '../../domain/events/event.ts';
import { type Month, yearOf } from '../../domain/period.ts';
import type { EventChange } from '../../ports/changes.ts';
import type { EventStore } from '../../ports/event-store.ts';
import { type MemoryOptions, MemoryTable } from './table.ts';

export type MemoryEventStore = EventStore & {
  /** Every event stored, by organization and year, then by month, type, key and revision. */
  all(): StoredEvent[];
};

export function memoryEventStore(
  options: MemoryOptions & { readonly onChange?: (change: EventChange) => void } = {},
): MemoryEventStore {
  const table = new MemoryTable<StoredEvent>(options, ({ organization, month }) =>
    options.onChange?.({ organization, month }),
  );
  const partition = (organization: string, month: Month) => `${organization}#${yearOf(month)}`;
  const prefixOf = ({ month, type, key }: Omit<EventAddress, 'organization'>) => `${month}#${type}#${key}#`;
  const sortKey = (event: StoredEvent) => prefixOf(event) + String(event.revision).padStart(6, '0');
  return {
    async append(event) {
      const { stored } = await table.write({
        pk: partition(event.organization, event.month),
        sk: sortKey(event),
        value: event,
        allowed: (found) => found === null,
      });
      return stored ? 'stored' : 'taken';
    },
    async latest(address) {
      const { organization, month, type } = address;
      const found = await table.queryLast(partition(organization, month), prefixOf(address), 1);
      return found.find(isOfType(type)) ?? null;
    },
    async revisions(address) {
      const { organization, month, type } = address;
      return (await table.query(partition(organization, month), prefixOf(address))).filter(isOfType(type));
    },
    eventsOfMonth: (organization, month) => table.query(partition(organization, month), `${month}#`),
    eventsOfYear: (organization, year) => table.query(`${organization}#${year}`),
    async countOfMonth(organization, month) {
      return (await table.query(partition(organization, month), `${month}#`)).length;
    },
    all: () => table.all(),
  };
}
