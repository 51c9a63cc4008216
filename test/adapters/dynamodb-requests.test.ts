import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { ContentionError } from '../../shared/adapters/dynamodb/requests.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import type { TableKind } from '../support/dynamodb-local.ts';
import { type Fault, type ProxiedTable, proxiedTable, refuse } from '../support/dynamodb-proxy.ts';
import { exportState } from '../support/exports.ts';
import { meetingRevision, organizationVersion, periodState, planRow } from '../support/records.ts';
import { cellRow } from '../support/score-rows.ts';

const open: ProxiedTable[] = [];
afterEach(async () => {
  for (const made of open.splice(0)) await made.stop();
});

async function proxied(kind: TableKind, fault?: Fault): Promise<ProxiedTable> {
  const made = await proxiedTable(kind, fault);
  open.push(made);
  return made;
}

/** Answers the first `times` requests of an operation by `answer`, all others by the engine. */
function atFirst(times: number, operation: string, answer: () => ReturnType<typeof refuse>): Fault {
  let left = times;
  return async (asked, body, ask) => (asked === operation && left-- > 0 ? answer() : await ask(body));
}

const batchGet = z.object({
  RequestItems: z.record(
    z.string(),
    z.object({ Keys: z.array(z.unknown()), ConsistentRead: z.literal(true) }),
  ),
});

/** Puts only the first keys of a batch to the engine and leaves the others unanswered. */
const leavingUnanswered =
  (answered: number): Fault =>
  async (operation, body, ask) => {
    if (operation !== 'BatchGetItem') return await ask(body);
    const [[table, { Keys }] = ['', { Keys: [] }]] = Object.entries(batchGet.parse(body).RequestItems);
    const given = await ask({
      RequestItems: { [table]: { Keys: Keys.slice(0, Math.max(answered, 1)), ConsistentRead: true } },
    });
    const left = Keys.slice(answered);
    if (left.length === 0) return given;
    const Responses = answered === 0 ? {} : given.body.Responses;
    return {
      status: 200,
      body: { Responses, UnprocessedKeys: { [table]: { Keys: left, ConsistentRead: true } } },
    };
  };

const cancelledBy = (...codes: readonly string[]) =>
  refuse('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

describe('requests to DynamoDB', () => {
  it('read strongly, every one of them', async () => {
    const registryTable = await proxied('registry');
    const registry = dynamoRegistry(registryTable.table);
    await registry.organization('to-1');
    await registry.planRow('to-1', '2026-10');
    await registry.planRowsOfYear('to-1', '2026');
    await registry.period('2026-10');
    await registry.periods();
    await registry.grants('a');
    await registry.access({ subject: 'a', plans: [{ organization: 'to-1', month: '2026-10' }] });
    await registry.orderExport(exportState(), null, aNote());
    await registry.export('huyen_2026-10_01');
    await registry.exportsOf('huyen', { period: null, limit: 2, after: null });
    await registry.pendingExports();
    const eventTable = await proxied('events');
    const events = dynamoEventStore(eventTable.table);
    await events.latest(meetingAt('to-1', '2026-10', 'regular'));
    await events.revisions(meetingAt('to-1', '2026-10', 'regular'));
    await events.eventsOfMonth('to-1', '2026-10');
    await events.eventsOfYear('to-1', '2026');
    await events.countOfMonth('to-1', '2026-10');
    const scorecardTable = await proxied('scorecards');
    const scorecards = dynamoScorecardStore(scorecardTable.table);
    await scorecards.partition('dang-uy-1', '2026-10');
    await scorecards.rowsBehind('dang-uy-1', '2026-10', { after: null, limit: 2 });
    await scorecards.rows([cellRow()]);

    const reads = [registryTable, eventTable, scorecardTable]
      .flatMap(({ asked }) => asked)
      .filter(({ operation }) => !operation.includes('Write'));
    expect(reads).toHaveLength(19);
    for (const { operation, body } of reads) {
      if (operation === 'BatchGetItem') expect(batchGet.safeParse(body).success).toBe(true);
      else expect(body).toMatchObject({ ConsistentRead: true });
    }
  });

  it('ask for access once', async () => {
    const { table, asked } = await proxied('registry');
    const registry = dynamoRegistry(table);
    await registry.access({ subject: 'a', plans: [{ organization: 'to-1', month: '2026-10' }] });
    expect(asked.map(({ operation }) => operation)).toEqual(['BatchGetItem']);
  });

  it('ask again for keys that were left unanswered', async () => {
    const { table, asked } = await proxied('registry', leavingUnanswered(1));
    const registry = dynamoRegistry(table);
    await registry.putPlanRow(planRow());
    await registry.putPeriod(periodState(), aNote());
    await registry.putGrants({ subject: 'a', grants: [], revision: 1 }, aNote());
    const found = await registry.access({
      subject: 'a',
      plans: [{ organization: 'to-1', month: '2026-10' }],
    });
    expect(found).toEqual({ grants: [], plans: [planRow()], periods: [periodState()] });
    expect(asked.filter(({ operation }) => operation === 'BatchGetItem')).toHaveLength(3);
  });

  it('give up, and say so, when keys stay unanswered', async () => {
    const { table } = await proxied('scorecards', leavingUnanswered(0));
    await expect(dynamoScorecardStore(table).rows([cellRow()])).rejects.toThrow(ContentionError);
  });

  it('are repeated when throttled', async () => {
    const { table } = await proxied(
      'events',
      atFirst(2, 'PutItem', () => refuse('ThrottlingException')),
    );
    expect(await dynamoEventStore(table).append(meetingRevision())).toBe('stored');
  });

  it('try a transaction again that met another one', async () => {
    const met = () => cancelledBy('None', 'TransactionConflict');
    const { table, asked } = await proxied('registry', atFirst(2, 'TransactWriteItems', met));
    const registry = dynamoRegistry(table);
    expect(await enterVersion(registry, organizationVersion())).toBe('stored');
    expect(asked).toHaveLength(3);
    expect(await registry.organization('to-1')).toMatchObject({ versions: [organizationVersion()] });
  });

  it('tell of a transaction that always meets another one', async () => {
    const met = () => cancelledBy('TransactionConflict', 'None');
    const { table } = await proxied('registry', atFirst(99, 'TransactWriteItems', met));
    await expect(enterVersion(dynamoRegistry(table), organizationVersion())).rejects.toThrow(ContentionError);
  });

  it('count a failed condition as lost even beside a conflict, and nothing else', async () => {
    const lost = () => cancelledBy('ConditionalCheckFailed', 'TransactionConflict');
    const first = await proxied('registry', atFirst(1, 'TransactWriteItems', lost));
    expect(await enterVersion(dynamoRegistry(first.table), organizationVersion())).toBe('lost');
    const wrong = () => cancelledBy('ValidationError', 'None');
    const second = await proxied('registry', atFirst(1, 'TransactWriteItems', wrong));
    await expect(enterVersion(dynamoRegistry(second.table), organizationVersion())).rejects.toThrow(
      'TransactionCanceledException',
    );
  });

  it('decide nothing about a refused row that they were not shown', async () => {
    const refused = () => refuse('ConditionalCheckFailedException');
    const { table } = await proxied('scorecards', atFirst(1, 'PutItem', refused));
    await expect(dynamoScorecardStore(table).putRow(cellRow())).rejects.toThrow(
      'ConditionalCheckFailedException',
    );
  });
});
