/** The functions around the jobs: what of a batch or an input becomes which piece of work. */
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createHandler as advanceHandler } from '../../functions/advance-periods/handler.ts';
import { createHandler as logHandler } from '../../functions/log-changes/handler.ts';
import { createHandler as planHandler } from '../../functions/plan-organizations/handler.ts';
import { createHandler as rollUpHandler } from '../../functions/roll-up/handler.ts';
import { createHandler as scoreHandler } from '../../functions/score-organizations/handler.ts';
import { createHandler as sweepHandler } from '../../functions/sweep-scorecards/handler.ts';
import { scorecardChange } from '../../shared/adapters/dynamodb/changes.ts';
import { rowKey } from '../../shared/adapters/dynamodb/keys.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { toArray } from '../../shared/domain/criteria/measures.ts';
import type { RowChange } from '../../shared/domain/scorecards/row-change.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { advancePeriods, openingPeriod } from '../../shared/jobs/advance-period.ts';
import { CrowdedLogError } from '../../shared/jobs/log-changes.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { aNote } from '../support/audited.ts';
import { meetingRevision, planRow } from '../support/records.ts';
import { cellRow } from '../support/score-rows.ts';
import { MONTH, type SmallProvince, smallProvince } from './small-province.ts';

const context = {} as Context;

const record = (sequenceNumber: number, pk: string, sk: string): DynamoDBRecord => ({
  eventID: `e${sequenceNumber}`,
  dynamodb: { SequenceNumber: String(sequenceNumber), Keys: { pk: { S: pk }, sk: { S: sk } } },
});

/** Reads `organization` and `month` from a record that this test has made. */
const place = ({ dynamodb }: DynamoDBRecord) => ({
  organization: dynamodb?.Keys?.pk?.S ?? '',
  month: dynamodb?.Keys?.sk?.S ?? '',
});

async function opened(...months: string[]): Promise<SmallProvince> {
  const province = await smallProvince();
  for (const month of months)
    await province.registry.putPeriod(openingPeriod(month, province.control.now), aNote());
  await advancePeriods(province.deps);
  return province;
}

const keysOf = ({ scorecards }: SmallProvince) =>
  scorecards.all().map(({ parent, month, organization }) => `${parent}#${month}/${organization}`);

describe('plan-organizations', () => {
  const streamClock = () => '2026-10-20T00:05:00.000Z';
  const changed = (item: DynamoDBRecord) => {
    const { organization, month } = place(item);
    return { type: 'organization-version', organization, from: month } as const;
  };

  it('sets aside, after five minutes, what cannot be planned however often, with everybody else planned', async () => {
    const province = await opened(MONTH);
    const registry: SmallProvince['registry'] = {
      ...province.registry,
      planRow: (id, month) =>
        id === 'a' ? Promise.reject(new TypeError('cannot be read')) : province.registry.planRow(id, month),
    };
    const handler = planHandler({ ...province.deps, registry, changed, streamClock });
    const written = (at: string): DynamoDBRecord => {
      const { dynamodb, ...rest } = record(1, 'p', MONTH);
      return { ...rest, dynamodb: { ...dynamodb, ApproximateCreationDateTime: Date.parse(at) / 1_000 } };
    };
    await province.rewrite('p', MONTH, { handbook: false });
    const young = await handler({ Records: [written('2026-10-20T00:00:01.000Z')] }, context);
    expect(young.batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
    const old = await handler({ Records: [written('2026-10-20T00:00:00.000Z')] }, context);
    expect(old.batchItemFailures).toEqual([]);
    const handbooks = province.registry.allPlanRows().filter(({ organization }) => organization === 'p');
    expect(handbooks.map(({ handbook, version }) => [handbook, version])).toEqual([[false, 2]]);
  });

  it('plans from the earliest month that a batch names, and leaves closed months', async () => {
    const province = await opened('2026-09', '2026-10', '2026-11');
    const september = await province.registry.period('2026-09');
    if (september !== null)
      await province.registry.putPeriod(
        { ...september, status: 'closed', revision: september.revision + 1 },
        aNote(),
      );
    await province.rewrite('p', '2026-09', { handbook: false });
    const handler = planHandler({ ...province.deps, registry: province.registry, changed, streamClock });
    const { batchItemFailures } = await handler(
      { Records: [record(1, 'p', '2026-11'), record(2, 'p', '2026-09')] },
      context,
    );
    expect(batchItemFailures).toEqual([]);
    const versions = await province.registry.planRowsOfYear('p', '2026');
    expect(versions.map(({ month, version }) => [month, version])).toEqual([
      ['2026-09', 1],
      ['2026-10', 2],
      ['2026-11', 2],
    ]);
  });
});

describe('score-organizations', () => {
  it('folds each organization once, from the earliest month of the batch on', async () => {
    const province = await opened('2026-10', '2026-11');
    let reads = 0;
    const events = {
      ...province.events,
      eventsOfYear: (organization: string, year: string) => {
        reads += 1;
        return province.events.eventsOfYear(organization, year);
      },
    };
    const handler = scoreHandler({ ...province.deps, events, changed: place });
    await handler(
      {
        Records: [
          record(1, 'a', '2026-11'),
          record(2, 'b', '2026-11'),
          record(3, 'a', '2026-10'),
          record(4, 'a', '2026-11'),
        ],
      },
      context,
    );
    expect(reads).toBe(2);
    expect(keysOf(province)).toEqual(['p#2026-10/a', 'p#2026-11/a', 'p#2026-11/b']);
  });

  it('reports exactly the records of the organization whose fold failed', async () => {
    const province = await opened(MONTH);
    const registry = {
      ...province.registry,
      planRowsFrom: async (organization: string, month: string) => {
        if (organization === 'b') throw new Error('unreachable');
        return province.registry.planRowsFrom(organization, month);
      },
    };
    const handler = scoreHandler({ ...province.deps, registry, changed: place });
    const { batchItemFailures } = await handler(
      { Records: [record(1, 'a', MONTH), record(2, 'b', MONTH), record(3, 'c', MONTH)] },
      context,
    );
    expect(batchItemFailures).toEqual([{ itemIdentifier: '2' }]);
    expect(keysOf(province)).toEqual([`p#${MONTH}/a`, `q#${MONTH}/c`]);
  });
});

describe('roll-up', () => {
  it('folds each partition once, and nothing above the root', async () => {
    const province = await opened(MONTH);
    const scored = scoreHandler({ ...province.deps, changed: place });
    await scored({ Records: ['a', 'b', 'c'].map((id, i) => record(i, id, MONTH)) }, context);
    const partitions: string[] = [];
    const scorecards = {
      ...province.scorecards,
      partition: (parent: string, month: string) => {
        partitions.push(parent);
        return province.scorecards.partition(parent, month);
      },
    };
    const handler = rollUpHandler({ ...province.deps, scorecards, changed: scorecardChange });
    const put = (n: number, parent: string, organization: string) => {
      const { pk, sk } = rowKey({ parent, month: MONTH, organization });
      return record(n, pk, sk);
    };
    await handler({ Records: [put(1, 'p', 'a'), put(2, 'p', 'b'), put(3, TOP, 'r')] }, context);
    expect(partitions).toEqual(['p']);
    expect(keysOf(province)).toContain(`r#${MONTH}/p`);
  });
});

describe('advance-periods', () => {
  it('marks what is due by the clock, and after a nudge only does what is marked', async () => {
    const province = await opened(MONTH);
    province.at('2026-11-05T00:00:00.000Z');
    const handler = advanceHandler(province.deps);
    expect(await handler({ openDue: false }, context)).toEqual({ PeriodsMarked: 0, PeriodTransitions: 0 });
    expect(await handler({}, context)).toEqual({ PeriodsMarked: 1, PeriodTransitions: 1 });
    expect(await province.registry.period('2026-11')).toMatchObject({ status: 'open' });
  });

  it('refuses an input that it does not understand', async () => {
    const handler = advanceHandler((await smallProvince()).deps);
    await expect(handler({ openDue: 'yes' }, context)).rejects.toThrow();
  });
});

describe('sweep-scorecards', () => {
  async function sweeping() {
    const province = await opened('2026-12', '2027-01', '2027-02');
    const december = await province.registry.period('2026-12');
    if (december !== null)
      await province.registry.putPeriod(
        {
          ...december,
          status: 'closed',
          settled: true,
          revision: december.revision + 1,
        },
        aNote(),
      );
    const handler = sweepHandler({ ...province.deps, registry: province.registry, root: 'r' });
    const months = () => [...new Set(province.scorecards.all().map(({ month }) => month))].sort();
    return { province, handler, months };
  }

  it('sweeps the years in which a month is not settled, and says how much was behind', async () => {
    const { handler, months } = await sweeping();
    expect(await handler({}, context)).toEqual({
      PlanRowsRewritten: 0,
      ScorecardsSwept: 18,
      ScorecardsDiffered: 18,
      ScorecardsContradicted: 0,
      ScorecardsDifferedLevel0: 4,
      ScorecardsDifferedLevel1: 8,
      ScorecardsDifferedLevel2: 6,
    });
    expect(months()).toEqual(['2027-01', '2027-02']);
  });

  it('plans first, as if every change of the roster were told again, and folds what came of it', async () => {
    const { province, handler } = await sweeping();
    await handler({}, context);
    await province.rewrite('a', '2027-02', { parent: 'q' });
    expect(await handler({}, context)).toMatchObject({ PlanRowsRewritten: 1 });
    expect(keysOf(province)).toContain('q#2027-02/a');
    expect(await handler({}, context)).toMatchObject({ PlanRowsRewritten: 0, ScorecardsDiffered: 0 });
  });

  it('folds everybody though somebody cannot be planned, and tells of it at the end', async () => {
    const { province } = await sweeping();
    const registry: SmallProvince['registry'] = {
      ...province.registry,
      putPlanRow: (row) =>
        row.organization === 'a'
          ? Promise.reject(new TypeError('too odd'))
          : province.registry.putPlanRow(row),
    };
    await province.rewrite('a', '2027-02', { handbook: false });
    await province.rewrite('b', '2027-02', { handbook: false });
    const handler = sweepHandler({ ...province.deps, registry, root: 'r' });
    await expect(handler({ months: ['2027-02'] }, context)).rejects.toThrow(
      '1 not planned, all others are: a in 2027-02: too odd',
    );
    expect(await province.registry.planRow('b', '2027-02')).toMatchObject({ handbook: false, version: 2 });
    expect(keysOf(province)).toContain(`${TOP}#2027-02/r`);
  });

  it('sweeps everything, or what it is told to, by hand', async () => {
    const { handler, months } = await sweeping();
    await handler({ months: ['2027-02'] }, context);
    expect(months()).toEqual(['2027-02']);
    await handler({ months: 'all' }, context);
    expect(months()).toEqual(['2026-12', '2027-01', '2027-02']);
    await expect(handler({ months: ['November'] }, context)).rejects.toThrow();
  });
});

describe('log-changes', () => {
  async function logging() {
    const log = memoryChangeLog();
    const registry = memoryRegistry();
    const events = memoryEventStore();
    const organizations = Array.from({ length: 150 }, (_, i) => `to-${i}`);
    for (const organization of organizations) {
      await registry.putPlanRow(planRow({ organization }));
      await events.append(meetingRevision({ organization }));
    }
    // One revision more than was counted in the row before, which does not exist.
    const measures = toArray({ revisions: 1 });
    const changed = ({ dynamodb }: DynamoDBRecord): RowChange => ({
      before: null,
      after: cellRow({ organization: dynamodb?.Keys?.pk?.S ?? '', measures }),
    });
    const now = () => '2026-10-14T00:06:00.000Z';
    const deps = { tail: new LogTail(log), registry, events, changed, now, streamClock: now };
    const batch = { Records: organizations.map((organization, i) => record(i, organization, MONTH)) };
    const told = async () => (await log.pages(0, 10)).map(({ changes }) => changes);
    return { deps, batch, told };
  }

  it('writes down a batch in few pages, with what could be read, and reports what could not', async () => {
    const { deps, batch, told } = await logging();
    const broken = {
      ...deps.events,
      eventsOfMonth: async (organization: string, month: string) => {
        if (organization === 'to-2') throw new Error('malformed');
        return deps.events.eventsOfMonth(organization, month);
      },
    };
    const { batchItemFailures } = await logHandler({ ...deps, events: broken })(batch, context);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '2' }]);
    // Plan row, record and scorecard of a place are never parted.
    expect((await told()).map(({ length }) => length)).toEqual([201, 96, 150]);
    const again = await logHandler(deps)(batch, context);
    expect(again.batchItemFailures).toEqual([]);
    expect((await told()).slice(3)).toEqual([
      [
        expect.objectContaining({ kind: 'plan-row', organization: 'to-2' }),
        expect.objectContaining({ kind: 'meeting', organization: 'to-2' }),
        expect.objectContaining({ kind: 'scorecard', organization: 'to-2' }),
      ],
    ]);
  });

  it('sets aside within minutes what fails for good, and not what passes', async () => {
    const { deps, batch } = await logging();
    const handedIn = Date.parse('2026-10-14T00:00:00.000Z') / 1_000;
    const stamped = {
      Records: batch.Records.map((one) => ({
        ...one,
        dynamodb: { ...one.dynamodb, ApproximateCreationDateTime: handedIn },
      })),
    };
    const failing = (error: Error) => ({
      ...deps.events,
      eventsOfMonth: async (organization: string, month: string) => {
        if (organization === 'to-2') throw error;
        return deps.events.eventsOfMonth(organization, month);
      },
    });
    const lasting = logHandler({ ...deps, events: failing(new Error('malformed')) });
    expect(await lasting(stamped, context)).toEqual({ batchItemFailures: [] });
    const passing = logHandler({ ...deps, events: failing(new CrowdedLogError('crowded')) });
    expect(await passing(stamped, context)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });

  it('begins no slice when the time is short, and keeps what it has written', async () => {
    const { deps, batch, told } = await logging();
    const short = { getRemainingTimeInMillis: () => 5_000 } as Context;
    const { batchItemFailures } = await logHandler(deps)(batch, short);
    expect(batchItemFailures).toHaveLength(50);
    expect(batchItemFailures[0]).toEqual({ itemIdentifier: '100' });
    expect((await told()).flat()).toHaveLength(300);
    const rest = { Records: batch.Records.slice(100) };
    expect((await logHandler(deps)(rest, context)).batchItemFailures).toEqual([]);
    expect((await told()).flat()).toHaveLength(450);
  });
});
