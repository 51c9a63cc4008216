import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { eventChange } from '../../shared/adapters/dynamodb/changes.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import type { EventChange } from '../../shared/ports/changes.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import { createTable, streamChanges } from '../support/dynamodb-local.ts';
import {
  factsRevision,
  finding,
  inspectionRevision,
  remedyRevision,
  reviewRevision,
} from '../support/inspections.ts';
import { bareMeetingRecord, meetingRecord, meetingRevision, withdrawal } from '../support/records.ts';

type Made = { readonly store: EventStore; readonly changes: () => Promise<EventChange[]> };

function describeEventStoreContract(name: string, make: () => Promise<Made>): void {
  describe(`an event store (${name})`, () => {
    it('gives back what was stored, known and unknown facts alike', async () => {
      const { store } = await make();
      const events = [
        meetingRevision({
          record: meetingRecord({
            selfScore: { attendance: 2000, duration: 0 },
            note: 'Họp ghép với tổ 2',
            theme: 'Xây dựng nông thôn mới',
            jointWith: ['to-2', 'to-3'],
            rescheduleReason: 'tet',
          }),
        }),
        meetingRevision({ revision: 2, record: bareMeetingRecord(), reason: 'Ghi nhầm', onTime: false }),
        meetingRevision({ revision: 3, record: meetingRecord({ selfScore: {} }) }),
        withdrawal({ revision: 4, reason: null }),
      ];
      for (const event of events) expect(await store.append(event)).toBe('stored');
      expect(await store.revisions(meetingAt('to-1', '2026-10', 'regular'))).toEqual(events);
    });

    it('gives back every kind of event, and keeps their revisions apart', async () => {
      const { store } = await make();
      const events = [
        factsRevision({ classification: null, admitted: null }),
        inspectionRevision({ scores: { attendance: 1500 }, findings: [finding({ remedyDue: null })] }),
        inspectionRevision(null, { revision: 2, reason: 'Ghi nhầm chi bộ' }),
        meetingRevision(),
        remedyRevision(),
        reviewRevision({ decision: 'returned', reason: 'Thiếu biên bản', dueOn: '2026-11-05' }),
        reviewRevision({ scores: { attendance: 2000 } }, { revision: 2 }),
      ];
      for (const event of events.toReversed()) expect(await store.append(event)).toBe('stored');
      expect(await store.eventsOfMonth('to-1', '2026-10')).toEqual(events);
      expect(await store.countOfMonth('to-1', '2026-10')).toBe(7);
      const at = { organization: 'to-1', month: '2026-10' };
      expect(await store.latest({ ...at, type: 'review', key: 'regular/1' })).toEqual(events[6]);
      expect(await store.latest(meetingAt('to-1', '2026-10', 'regular'))).toEqual(events[3]);
      const key = '2026-10-13-attendance-huyen';
      expect(await store.revisions({ ...at, type: 'inspection', key })).toEqual(events.slice(1, 3));
      expect(await store.latest({ ...at, type: 'facts', key: '2025' })).toBeNull();
    });

    it('knows nothing of what was never stored', async () => {
      const { store } = await make();
      expect(await store.latest(meetingAt('to-1', '2026-10', 'regular'))).toBeNull();
      expect(await store.revisions(meetingAt('to-1', '2026-10', 'regular'))).toEqual([]);
      expect(await store.eventsOfMonth('to-1', '2026-10')).toEqual([]);
      expect(await store.eventsOfYear('to-1', '2026')).toEqual([]);
      expect(await store.countOfMonth('to-1', '2026-10')).toBe(0);
    });

    it('never replaces an event', async () => {
      const { store } = await make();
      await store.append(meetingRevision());
      expect(await store.append(withdrawal({ revision: 1 }))).toBe('taken');
      expect(await store.append(meetingRevision())).toBe('taken');
      expect(await store.revisions(meetingAt('to-1', '2026-10', 'regular'))).toEqual([meetingRevision()]);
    });

    it('lets one of many win a revision', async () => {
      const { store } = await make();
      const events = Array.from({ length: 16 }, (_, i) => meetingRevision({ recordedBy: `subject-${i}` }));
      const outcomes = await Promise.all(events.map((event) => store.append(event)));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(await store.latest(meetingAt('to-1', '2026-10', 'regular'))).toEqual(
        events[outcomes.indexOf('stored')],
      );
    });

    it('finds the newest revision by number, not by digit', async () => {
      const { store } = await make();
      for (const revision of [1, 2, 9, 10, 11]) await store.append(meetingRevision({ revision }));
      await store.append(meetingRevision({ key: 'thematic-2026-10-12', revision: 99 }));
      expect((await store.latest(meetingAt('to-1', '2026-10', 'regular')))?.revision).toBe(11);
      const all = await store.revisions(meetingAt('to-1', '2026-10', 'regular'));
      expect(all.map(({ revision }) => revision)).toEqual([1, 2, 9, 10, 11]);
    });

    it('tells organizations, years, months and keys apart', async () => {
      const { store } = await make();
      const ours = [
        meetingRevision({ month: '2026-01' }),
        meetingRevision({ month: '2026-10', key: 'extraordinary-2026-10-02' }),
        meetingRevision({ month: '2026-10' }),
        meetingRevision({ month: '2026-10', revision: 2 }),
        meetingRevision({ month: '2026-10', key: 'thematic-2026-10-12' }),
        meetingRevision({ month: '2026-12' }),
      ];
      const others = [
        meetingRevision({ organization: 'to-10' }),
        meetingRevision({ organization: 'to' }),
        meetingRevision({ month: '2025-12' }),
        meetingRevision({ month: '2027-01' }),
      ];
      for (const event of [...ours, ...others].reverse()) await store.append(event);
      expect(await store.eventsOfYear('to-1', '2026')).toEqual(ours);
      expect(await store.eventsOfMonth('to-1', '2026-10')).toEqual(ours.slice(1, 5));
      expect(await store.countOfMonth('to-1', '2026-10')).toBe(4);
    });

    it('reads and counts more than one page', async () => {
      const { store } = await make();
      // 6 KB of UTF-8 each: 200 of them are beyond DynamoDB's 1 MB a page.
      const record = meetingRecord({ note: 'ộ'.repeat(2_000) });
      const events = Array.from({ length: 200 }, (_, i) => meetingRevision({ revision: i + 1, record }));
      // Not all at once: connections would be waited for, which is not what is asked here.
      await pMap(events, (event) => store.append(event), { concurrency: 8 });
      expect(await store.eventsOfYear('to-1', '2026')).toEqual(events);
      expect(await store.countOfMonth('to-1', '2026-10')).toBe(200);
    });

    it('tells of every stored event once and of no refused one', async () => {
      const { store, changes } = await make();
      await store.append(meetingRevision());
      await store.append(meetingRevision());
      await store.append(meetingRevision({ organization: 'to-2', month: '2026-11' }));
      expect(await changes()).toEqual([
        { organization: 'to-1', month: '2026-10' },
        { organization: 'to-2', month: '2026-11' },
      ]);
    });
  });
}

describeEventStoreContract('memory', async () => {
  const told: EventChange[] = [];
  const store = memoryEventStore({ pageSize: 7, onChange: (change) => told.push(change) });
  return { store, changes: async () => told };
});

describeEventStoreContract('DynamoDB', async () => {
  const table = await createTable('events', { streamed: true });
  return { store: dynamoEventStore(table), changes: () => streamChanges(table, eventChange) };
});
