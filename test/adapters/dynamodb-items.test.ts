import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamoChangeLog, encodePage } from '../../shared/adapters/dynamodb/change-log.ts';
import type { Table } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { planKey } from '../../shared/adapters/dynamodb/keys.ts';
import { MalformedItemError } from '../../shared/adapters/dynamodb/parse.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { encodeAuditNote } from '../../shared/adapters/dynamodb/registry-audit.ts';
import { decodeParticipation } from '../../shared/adapters/dynamodb/registry-programmes.ts';
import type { Item } from '../../shared/adapters/dynamodb/requests.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { decodeEvent, encodeEvent } from '../../shared/adapters/dynamodb/stored-event.ts';
import { decodeRow, encodeRow } from '../../shared/adapters/dynamodb/stored-row.ts';
import { GRADES } from '../../shared/domain/criteria/grade.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import type { MeetingRecord } from '../../shared/domain/events/meeting.ts';
import { recordNote } from '../../shared/domain/log/audit.ts';
import { recordChange, scorecardChange } from '../../shared/domain/log/change.ts';
import type { HandedOn } from '../../shared/domain/scorecards/handed-on.ts';
import { createTable, streamRecords } from '../support/dynamodb-local.ts';
import { itemSize } from '../support/item-size.ts';
import { participation } from '../support/programmes.ts';
import { bareMeetingRecord, meetingRecord, meetingRevision, planRow } from '../support/records.ts';
import { cellRow, committeeRow, tombstone } from '../support/score-rows.ts';

/** What nearly every December hands on: how its last meeting goes on, and no findings. */
const RUNS_ALONE: HandedOn = {
  runs: {
    same: {
      print: '1z141z3',
      since: '2026-12-13T12:30:00.000Z',
      running: 1,
    },
    full: null,
  },
  findings: [],
};

/** Puts an item as it stands and gives the write units that the engine bills. */
async function putItem({ client, name }: Table, item: Item): Promise<number> {
  const { ConsumedCapacity } = await client.send(
    new PutCommand({ TableName: name, Item: { ...item }, ReturnConsumedCapacity: 'TOTAL' }),
  );
  return ConsumedCapacity?.CapacityUnits ?? Number.NaN;
}

describe('items in DynamoDB', () => {
  it.each([
    { what: 'a cell', row: cellRow(), bytes: 1_024 },
    { what: 'a cell’s December', row: cellRow({ month: '2026-12', handedOn: RUNS_ALONE }), bytes: 1_024 },
    { what: 'a committee', row: committeeRow(), bytes: 1_024 },
    { what: 'a tombstone', row: tombstone(), bytes: 128 },
  ])('hold the row of $what within $bytes bytes', async ({ row, bytes }) => {
    const item = encodeRow(row);
    expect(itemSize(item)).toBeLessThanOrEqual(bytes);
    expect(await putItem(await createTable('scorecards'), item)).toBe(Math.ceil(itemSize(item) / 1_024));
  });

  it('hold a full meeting record within one write unit', async () => {
    const item = encodeEvent(meetingRevision({ record: meetingRecord({ selfScore: { attendance: 2000 } }) }));
    expect(itemSize(item)).toBeLessThanOrEqual(1_024);
    expect(await putItem(await createTable('events'), item)).toBe(Math.ceil(itemSize(item) / 1_024));
  });

  it('hold the note of a full meeting record within one write unit', () => {
    const path = ['tinh-dien-bien', 'huyen-tua-chua', 'dang-uy-xa-muong-bang', 'chi-bo-thon-1'];
    const note = recordNote(meetingRevision({ organization: 'chi-bo-thon-1' }), null, path);
    expect(Object.keys(note.entries[0]?.to ?? {}).length).toBeGreaterThan(30);
    expect(itemSize(encodeAuditNote(note))).toBeLessThanOrEqual(1_024);
  });

  it('hold what a submission changes on four levels in a page of one write unit', () => {
    const path = ['tinh-dien-bien', 'huyen-tua-chua', 'dang-uy-xa-muong-bang', 'chi-bo-thon-1'];
    const before = cellRow({ status: 'awaiting', points: null, grade: null });
    const scorecards = path.map((organization, i) =>
      scorecardChange(cellRow({ organization, points: 9_000 + i }), before, path.slice(0, i + 1)),
    );
    const changes = [recordChange(meetingRevision(), null, path), ...scorecards];
    expect(JSON.stringify(changes).length).toBeGreaterThan(1_024);
    expect(
      itemSize(encodePage({ page: 7_406, changes, writtenAt: '2026-10-13T16:00:01.234Z' })),
    ).toBeLessThanOrEqual(1_024);
  });

  it('are refused where what is packed in them is torn', async () => {
    const table = await createTable('registry');
    await putItem(table, { ...encodePage({ page: 0, changes: [] }), changes: new Uint8Array([1, 2, 3]) });
    await expect(dynamoChangeLog(table).pages(0, 1)).rejects.toThrow(MalformedItemError);
  });

  it('give no stream record when put again unchanged', async () => {
    const table = await createTable('scorecards', { streamed: true });
    await putItem(table, encodeRow(cellRow()));
    await putItem(table, encodeRow(cellRow()));
    await putItem(table, encodeRow(cellRow({ points: 1 })));
    expect((await streamRecords(table)).map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY']);
  });

  it('keep every record, whichever of its facts are unknown', () => {
    const known = meetingRecord({ theme: 'Chuyên đề', note: 'Ghi chú', rescheduleReason: 'tet' });
    const bare = bareMeetingRecord();
    const groups = [
      'discussion',
      'preparation',
      'agenda',
      'resolution',
      'previousResolution',
      'handbook',
    ] as const;
    const choice = fc.record(Object.fromEntries(groups.map((group) => [group, fc.boolean()])));
    fc.assert(
      fc.property(
        choice,
        fc.option(fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.nat(10_000))),
        (of, self) => {
          const parts = groups.map((group) => [group, (of[group] ? known : bare)[group]]);
          const record: MeetingRecord = {
            ...known,
            ...Object.fromEntries(parts),
            selfScore: self && { ...self },
          };
          const event = meetingRevision({ record });
          expect(decodeEvent(encodeEvent(event))).toEqual(event);
        },
      ),
    );
  });

  it('read a row whose measures were fewer when it was written as 0 in the others', () => {
    const item = { ...encodeRow(cellRow()), measures: [7, 8] };
    expect(decodeRow(item)).toMatchObject({
      measures: [7, 8, ...Array(cellRow().measures.length - 2).fill(0)],
    });
  });

  it('keep any basis of a row, and know none where there was none yet', () => {
    const months = fc
      .uniqueArray(fc.integer({ min: 1, max: 11 }))
      .map((all) => all.toSorted((a, b) => a - b));
    const graded = fc
      .array(fc.constantFrom(...GRADES), { minLength: 1, maxLength: 11 })
      .map((grades) => GRADES.flatMap((grade) => grades.filter((one) => one === grade)));
    const ungraded = fc.record({
      meets: fc.constantFrom('monthly', 'quarterly', 'none'),
      expected: fc.boolean(),
      thematicOwed: fc.boolean(),
      hasCommittee: fc.boolean(),
      handbook: fc.boolean(),
      dayRule: fc.option(
        fc.record({ week: fc.integer({ min: 1, max: 5 }), weekday: fc.integer({ min: 1, max: 7 }) }),
      ),
      duePassed: fc.boolean(),
      owedBefore: months,
      heldBefore: months,
      thematicBefore: fc.boolean(),
      withdrawn: fc.array(
        fc.record({
          key: fc.constantFrom('regular', 'thematic-2026-10-20'),
          revision: fc.integer({ min: 1, max: 900 }),
        }),
        { maxLength: 3 },
      ),
    });
    const besides = fc.record(
      {
        findingsBefore: fc.record({ open: fc.nat(), overdue: fc.nat() }),
        otherRevisions: fc.integer({ min: 1, max: 900 }),
        duties: fc.array(
          fc.record({
            id: fc.stringMatching(/^[a-z0-9-]{1,60}$/),
            by: fc.stringMatching(/^[a-z0-9-]{1,40}$/),
            office: fc.stringMatching(/^[a-z0-9-]{1,60}$/),
            doneBefore: fc.boolean(),
          }),
          { minLength: 1, maxLength: 5 },
        ),
      },
      { requiredKeys: [] },
    );
    const basis = fc
      .tuple(ungraded, fc.option(graded), besides)
      .map(([of, gradedBefore, more]) => ({ ...of, ...more, ...(gradedBefore && { gradedBefore }) }));
    fc.assert(
      fc.property(basis, (of) => {
        expect(decodeRow(encodeRow(cellRow({ basis: of })))).toEqual(cellRow({ basis: of }));
      }),
    );
    const { basis: _, ...older } = encodeRow(cellRow());
    expect(decodeRow(older)).toEqual(cellRow({ basis: null }));
  });

  it('read what a programme asks, where it was written without its issuer', () => {
    const { issuer: _, ...older } = participation();
    expect(decodeParticipation({ type: 'participation', ...older })).toEqual(participation({ issuer: null }));
  });

  it('keep the sums of criteria of several sets', () => {
    const sum = (set: string, id: string) => ({ set, id, graded: 3, pointsSum: 700, fullPoints: 1 });
    const criterionSums = [sum('binh-thuan', 'a'), sum('binh-thuan', 'b'), sum('hd12-2018', 'a')];
    const row = committeeRow({ criterionSums });
    expect(decodeRow(encodeRow(row))).toEqual(row);
  });

  it('may have gained attributes that this code does not know', () => {
    expect(decodeRow({ ...encodeRow(cellRow()), later: 1 })).toEqual(cellRow());
    expect(decodeEvent({ ...encodeEvent(meetingRevision()), later: 1 })).toEqual(meetingRevision());
  });

  it('are refused, with their key and the fault but not their content, when malformed', async () => {
    const table = await createTable('registry');
    const { dueAt: _, ...rest } = planRow({ name: 'Chi bộ bí mật' });
    await putItem(table, { ...planKey('to-1', '2026-10'), type: 'plan-row', ...rest, version: 'one' });
    const read = dynamoRegistry(table).planRow('to-1', '2026-10');
    await expect(read).rejects.toThrow(MalformedItemError);
    await expect(read).rejects.toThrow(/plan row \{"pk":"PLAN#to-1","sk":"2026-10"\}.*dueAt.*version/);
    await expect(read).rejects.not.toThrow('bí mật');
  });

  it.each([
    { flaw: 'a form of later code', change: { v: 2 } },
    { flaw: 'a record without its members', change: { record: { heldOn: '2026-10-13' } } },
    { flaw: 'a local time', change: { recordedAt: '2026-10-13T23:00:00.000+07:00' } },
    { flaw: 'seconds alone', change: { recordedAt: '2026-10-13T16:00:00Z' } },
    { flaw: 'a record beside a withdrawal', change: { withdrawn: true } },
  ])('are refused as events for $flaw', async ({ change }) => {
    const table = await createTable('events');
    await putItem(table, { ...encodeEvent(meetingRevision()), ...change });
    const read = dynamoEventStore(table).latest(meetingAt('to-1', '2026-10', 'regular'));
    await expect(read).rejects.toThrow(MalformedItemError);
  });

  it.each([
    { flaw: 'a criterion cut short', change: { criteria: ['attendance', 2000, 2000] } },
    { flaw: 'a fraction among the measures', change: { measures: [1, 2.5] } },
    { flaw: 'a negative measure', change: { measures: [1, -2] } },
    { flaw: 'no watermark', change: { watermark: undefined } },
    { flaw: 'more measures than there are', change: { measures: Array(200).fill(1) } },
  ])('are refused as rows for $flaw', async ({ change }) => {
    const table = await createTable('scorecards');
    const item = Object.entries({ ...encodeRow(cellRow()), ...change });
    await putItem(table, Object.fromEntries(item.filter(([, value]) => value !== undefined)));
    await expect(dynamoScorecardStore(table).partition('dang-uy-1', '2026-10')).rejects.toThrow(
      MalformedItemError,
    );
  });
});
