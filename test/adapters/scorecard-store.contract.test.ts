import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowChange, scorecardChange } from '../../shared/adapters/dynamodb/changes.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import type { RowChange } from '../../shared/domain/scorecards/row-change.ts';
import type { RowKey, ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import type { ScorecardChange } from '../../shared/ports/changes.ts';
import type { PutOutcome, ScorecardStore } from '../../shared/ports/scorecard-store.ts';
import { createTable, streamChanges } from '../support/dynamodb-local.ts';
import { cellRow, committeeRow, tombstone } from '../support/score-rows.ts';

type Made = {
  readonly store: ScorecardStore;
  readonly changes: () => Promise<ScorecardChange[]>;
  /** The same with what each row was and is. */
  readonly images: () => Promise<RowChange[]>;
};
type Stamp = { readonly watermark: number; readonly foldVersion: number };

const keyOf = ({ parent, month, organization }: ScoreRow): RowKey => ({ parent, month, organization });

/** The protocol's rule, said once more and plainly. */
function expectedOutcome(stored: Stamp | null, put: Stamp): PutOutcome {
  if (stored === null) return 'stored';
  if (stored.foldVersion > put.foldVersion) return 'newer-code';
  if (stored.watermark < put.watermark) return 'stored';
  return stored.foldVersion < put.foldVersion ? 'again' : 'done';
}

function describeScorecardStoreContract(name: string, make: () => Promise<Made>): void {
  describe(`a scorecard store (${name})`, () => {
    it('gives back what was put: a cell, a committee, an ungraded one, a tombstone', async () => {
      const { store } = await make();
      const visit = { inspection: '2026-12-01-inspection-huyen' };
      const rows: ScoreRow[] = [
        cellRow(),
        committeeRow(),
        cellRow({
          organization: 'to-2',
          status: 'overdue',
          criteria: [{ id: 'opinions', points: null, max: 700, self: null, superior: null, known: false }],
          points: null,
          grade: null,
          gatesFailed: [],
        }),
        tombstone(),
        committeeRow({
          parent: '^',
          organization: 'tinh',
          flagged: 2,
          remedyBy: '2026-10-31T17:00:00.000Z',
          mixedSheets: true,
        }),
        cellRow({
          organization: 'to-3',
          planned: { plannedOn: '2026-10-13', plannedAt: null, theme: 'Chuyển đổi số' },
          flags: [
            { code: 'same-counts', since: '2026-08-13T12:30:00.000Z', running: 3 },
            {
              code: 'self-far-from-facts',
              since: '2026-10-13T12:30:00.000Z',
              self: 10_000,
              counted: 5_000,
              max: 10_000,
            },
          ],
          since: {
            offSchedule: null,
            returned: '2026-10-20T02:00:00.000Z',
            amendBy: '2026-10-30T17:00:00.000Z',
            remedyBy: null,
          },
        }),
        cellRow({
          organization: 'to-4',
          handedOn: {
            runs: {
              same: { print: '1z141z3', since: '2026-08-13T12:30:00.000Z', running: 5 },
              full: null,
            },
            findings: [
              // Of one visit that looked at two months.
              { ...visit, month: '2026-11', n: 1, remedyDue: '2027-01-31', remedied: false },
              { ...visit, month: '2026-12', n: 1, remedyDue: '2027-01-31', remedied: false },
              { ...visit, month: '2026-12', n: 2, remedyDue: null, remedied: true },
            ],
          },
        }),
        cellRow({
          organization: 'to-5',
          handedOn: {
            runs: { same: null, full: { since: '2026-11-30T23:30:00.000Z', running: 1 } },
            findings: [],
          },
        }),
      ];
      for (const row of rows) expect(await store.putRow(row)).toBe('stored');
      for (const row of rows) expect(await store.rows([keyOf(row)])).toEqual([row]);
    });

    it.each<{ stored: Stamp; put: Stamp; outcome: PutOutcome }>([
      { stored: { foldVersion: 2, watermark: 9 }, put: { foldVersion: 2, watermark: 10 }, outcome: 'stored' },
      { stored: { foldVersion: 2, watermark: 9 }, put: { foldVersion: 2, watermark: 9 }, outcome: 'done' },
      { stored: { foldVersion: 2, watermark: 9 }, put: { foldVersion: 2, watermark: 8 }, outcome: 'done' },
      { stored: { foldVersion: 1, watermark: 9 }, put: { foldVersion: 2, watermark: 10 }, outcome: 'stored' },
      { stored: { foldVersion: 1, watermark: 9 }, put: { foldVersion: 2, watermark: 9 }, outcome: 'again' },
      { stored: { foldVersion: 1, watermark: 9 }, put: { foldVersion: 2, watermark: 8 }, outcome: 'again' },
      {
        stored: { foldVersion: 3, watermark: 9 },
        put: { foldVersion: 2, watermark: 10 },
        outcome: 'newer-code',
      },
      {
        stored: { foldVersion: 3, watermark: 9 },
        put: { foldVersion: 2, watermark: 8 },
        outcome: 'newer-code',
      },
    ])('answers $outcome to $put over $stored', async ({ stored, put, outcome }) => {
      const { store } = await make();
      const before = cellRow({ ...stored, points: 1 });
      const after = cellRow({ ...put, points: 2 });
      await store.putRow(before);
      expect(await store.putRow(after)).toBe(outcome);
      expect(await store.rows([keyOf(after)])).toEqual([outcome === 'stored' ? after : before]);
    });

    it('follows the rule through any sequence of puts', async () => {
      const { store } = await make();
      const stamp = fc.record({
        foldVersion: fc.integer({ min: 1, max: 3 }),
        watermark: fc.integer({ min: 1, max: 6 }),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(stamp, { maxLength: 8 }), async (stamps) => {
          const organization = `to-${run++}`;
          let stored: Stamp | null = null;
          for (const put of stamps) {
            const outcome = expectedOutcome(stored, put);
            expect(await store.putRow(tombstone({ organization, ...put }))).toBe(outcome);
            if (outcome === 'stored') stored = put;
          }
        }),
        { numRuns: 40 },
      );
    });

    it('lets a tombstone and a living row overtake one another by watermark alone', async () => {
      const { store } = await make();
      const place = { parent: 'dang-uy-1', organization: 'to-1' };
      const steps: ScoreRow[] = [
        cellRow({ ...place, watermark: 3 }),
        tombstone({ ...place, watermark: 4 }),
        cellRow({ ...place, watermark: 5 }),
      ];
      for (const row of steps) {
        expect(await store.putRow(row)).toBe('stored');
        expect(await store.partition('dang-uy-1', '2026-10')).toEqual([row]);
      }
      expect(await store.putRow(tombstone({ ...place, watermark: 4 }))).toBe('done');
    });

    it('ends with the highest watermark whichever put comes last', async () => {
      const { store } = await make();
      const marks = Array.from({ length: 24 }, (_, i) => ((i * 7) % 24) + 1);
      const outcomes = await Promise.all(
        marks.map((watermark) => store.putRow(cellRow({ watermark, points: watermark }))),
      );
      expect(outcomes[marks.indexOf(24)]).toBe('stored');
      expect(outcomes.every((outcome) => outcome === 'stored' || outcome === 'done')).toBe(true);
      expect(await store.rows([keyOf(cellRow())])).toEqual([cellRow({ watermark: 24, points: 24 })]);
    });

    it('reads one partition, tombstones too, in order and over many pages', async () => {
      const { store } = await make();
      const rows = Array.from({ length: 1_300 }, (_, i) => {
        const organization = `to-${String(i).padStart(4, '0')}`;
        const place = { parent: 'dang-uy-1', organization };
        return i % 10 === 0 ? tombstone(place) : cellRow(place);
      });
      const others = [
        cellRow({ parent: 'dang-uy-10' }),
        cellRow({ parent: 'dang-uy' }),
        cellRow({ month: '2026-11' }),
      ];
      await inTurns([...rows].reverse().concat(others), 32, (row) => store.putRow(row));
      expect(await store.partition('dang-uy-1', '2026-10')).toEqual(rows);
      expect(await store.partition('dang-uy-1', '2026-09')).toEqual([]);
      const behind = (after: string | null, limit: number) =>
        store.rowsBehind('dang-uy-1', '2026-10', { after, limit });
      expect(await behind(null, 12)).toEqual(rows.slice(0, 12));
      expect(await behind('to-0011', 1_200)).toEqual(rows.slice(12, 1_212));
      expect(await behind('to-0011-a', 1)).toEqual(rows.slice(12, 13));
      expect(await behind('to-1297', 12)).toEqual(rows.slice(1_298));
      expect(await behind('to-1299', 12)).toEqual([]);
    });

    it('reads on behind an id with whatever was put since, also where one id begins another', async () => {
      const { store } = await make();
      const put = (organization: string) => store.putRow(cellRow({ organization }));
      const behind = async (after: string | null) =>
        (await store.rowsBehind('dang-uy-1', '2026-10', { after, limit: 2 })).map((row) => row.organization);
      for (const id of ['to-1', 'to-10', 'to-2']) await put(id);
      expect(await behind(null)).toEqual(['to-1', 'to-10']);
      await put('to-0');
      await put('to-1-a');
      await put('to-11');
      expect(await behind('to-1')).toEqual(['to-1-a', 'to-10']);
      expect(await behind('to-10')).toEqual(['to-11', 'to-2']);
      expect(await behind('to-2')).toEqual([]);
    });

    it('reads a hundred rows by key and leaves out what is not there', async () => {
      const { store } = await make();
      const rows = Array.from({ length: 100 }, (_, i) => cellRow({ organization: `to-${i}` }));
      const stored = rows.filter((_, i) => i % 3 !== 0);
      await inTurns(stored, 16, (row) => store.putRow(row));
      const found = await store.rows([...rows.map(keyOf), ...rows.slice(0, 2).map(keyOf)]);
      const byId = (a: ScoreRow, b: ScoreRow) => (a.organization < b.organization ? -1 : 1);
      expect(found.toSorted(byId)).toEqual(stored.toSorted(byId));
      expect(await store.rows([])).toEqual([]);
    });

    it('tells of stored rows alone', async () => {
      const { store, changes } = await make();
      await store.putRow(cellRow({ watermark: 5 }));
      await store.putRow(cellRow({ watermark: 5 }));
      await store.putRow(cellRow({ watermark: 4 }));
      await store.putRow(tombstone());
      expect(await changes()).toEqual([keyOf(cellRow()), keyOf(tombstone())]);
    });

    it('tells of each row what it was and is', async () => {
      const { store, images } = await make();
      const rows = [
        cellRow({ watermark: 5, planned: { plannedOn: '2026-10-13', plannedAt: null, theme: null } }),
        cellRow({ watermark: 6, points: null, grade: null }),
        tombstone({ parent: cellRow().parent, watermark: 7 }),
        committeeRow(),
      ] as const;
      for (const row of rows) await store.putRow(row);
      expect(await images()).toEqual([
        { before: null, after: rows[0] },
        { before: rows[0], after: rows[1] },
        { before: rows[1], after: rows[2] },
        { before: null, after: rows[3] },
      ]);
    });
  });
}

/** Works on all items, `width` at a time. */
async function inTurns<T>(items: readonly T[], width: number, work: (item: T) => Promise<unknown>) {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

describeScorecardStoreContract('memory', async () => {
  const told: ScorecardChange[] = [];
  const images: RowChange[] = [];
  const store = memoryScorecardStore({
    pageSize: 7,
    onChange: (change) => told.push(change),
    onRow: (change) => images.push(change),
  });
  return { store, changes: async () => told, images: async () => images };
});

describeScorecardStoreContract('DynamoDB', async () => {
  const table = await createTable('scorecards', { streamed: true });
  return {
    store: dynamoScorecardStore(table),
    changes: () => streamChanges(table, scorecardChange),
    images: () => streamChanges(table, rowChange),
  };
});
