/** The Events table in memory. */
import type { StoredEvent } from '../../domain/meeting.ts';
import { type Month, yearOf } from '../../domain/period.ts';
import type { EventChange } from '../../ports/changes.ts';
import type { EventStore } from '../../ports/event-store.ts';
import { type MemoryOptions, MemoryTable } from './table.ts';

export type MemoryEventStore = EventStore & {
  /** Every event stored, by organization and year, then by month, key and revision. */
  all(): StoredEvent[];
};

export function memoryEventStore(
  options: MemoryOptions & { readonly onChange?: (change: EventChange) => void } = {},
): MemoryEventStore {
  const table = new MemoryTable<StoredEvent>(options, ({ organization, month }) =>
    options.onChange?.({ organization, month }),
  );
  const partition = (organization: string, month: Month) => `${organization}#${yearOf(month)}`;
  const sortKey = ({ month, key, revision }: StoredEvent) =>
    `${month}#meeting#${key}#${String(revision).padStart(6, '0')}`;
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
    async latestMeeting(organization, month, key) {
      const prefix = `${month}#meeting#${key}#`;
      return (await table.queryLast(partition(organization, month), prefix, 1))[0] ?? null;
    },
    meetingRevisions: (organization, month, key) =>
      table.query(partition(organization, month), `${month}#meeting#${key}#`),
    eventsOfMonth: (organization, month) => table.query(partition(organization, month), `${month}#`),
    eventsOfYear: (organization, year) => table.query(`${organization}#${year}`),
    async countOfMonth(organization, month) {
      return (await table.query(partition(organization, month), `${month}#`)).length;
    },
    all: () => table.all(),
  };
}
