import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Progress } from '../../../infra/local/event-source-mapping/progress.ts';
import type { Arrival } from '../../../infra/local/event-source-mapping/record.ts';
import { outcomeOf } from '../../../infra/local/event-source-mapping/response.ts';
import {
  decide,
  expire,
  type Outcome,
  type Segment,
} from '../../../infra/local/event-source-mapping/segment.ts';

const arrival = (number: number, writtenAt = 0): Arrival => ({
  sequenceNumber: String(number).padStart(21, '0'),
  writtenAt,
  record: { dynamodb: { SequenceNumber: String(number), ApproximateCreationDateTime: 0, Keys: {} } },
});

const segmentOf = (size: number): Segment => ({
  records: Array.from({ length: size }, (_, index) => arrival(index + 1)),
  retries: 0,
  invocations: 0,
});

const numbers = (records: readonly Arrival[]): number[] =>
  records.map(({ sequenceNumber }) => Number(sequenceNumber));

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant<Outcome>({ kind: 'success' }),
  fc.constant<Outcome>({ kind: 'failure' }),
  fc.constant<Outcome>({ kind: 'refused' }),
  fc.nat(20).map<Outcome>((index) => ({ kind: 'partial', index })),
);

describe('what follows from an attempt', () => {
  it('lets every record out exactly once and in order, whatever happens', () => {
    const rules = fc.record({
      maximumRetryAttempts: fc.integer({ min: -1, max: 3 }),
      bisectOnFunctionError: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 21 }),
        fc.array(outcomes, { maxLength: 60 }),
        rules,
        (size, script, rule) => {
          const out: number[] = [];
          let work: readonly Segment[] = [segmentOf(size)];
          for (const step of [...script, ...Array<Outcome>(50).fill({ kind: 'success' })]) {
            const [head, ...others] = work;
            if (!head) break;
            const outcome =
              step.kind === 'partial' ? { ...step, index: step.index % head.records.length } : step;
            const { handled, discarded, next } = decide(head, outcome, rule);
            out.push(...numbers(handled), ...numbers(discarded));
            work = [...next, ...others];
          }
          expect(work).toEqual([]);
          expect(out).toEqual(numbers(segmentOf(size).records));
        },
      ),
    );
  });

  it('isolates one bad record by bisection and gives up that one alone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.nat(63),
        fc.nat(3),
        (size, position, maximumRetryAttempts) => {
          const bad = (position % size) + 1;
          const discarded: number[] = [];
          let work: readonly Segment[] = [segmentOf(size)];
          while (work[0]) {
            const failed = numbers(work[0].records).includes(bad);
            const decision = decide(
              work[0],
              { kind: failed ? 'failure' : 'success' },
              { maximumRetryAttempts, bisectOnFunctionError: true },
            );
            discarded.push(...numbers(decision.discarded));
            work = [...decision.next, ...work.slice(1)];
          }
          expect(discarded).toEqual([bad]);
        },
      ),
    );
  });

  it('tries a batch once and then as often again as allowed', () => {
    const rules = { maximumRetryAttempts: 2, bisectOnFunctionError: false };
    let segment = segmentOf(3);
    for (const retries of [1, 2]) {
      const { next, discarded } = decide(segment, { kind: 'failure' }, rules);
      expect(discarded).toEqual([]);
      expect(next).toMatchObject([{ retries, invocations: retries }]);
      if (next[0]) segment = next[0];
    }
    expect(numbers(decide(segment, { kind: 'failure' }, rules).discarded)).toEqual([1, 2, 3]);
  });

  it('never gives up for retries when they are unlimited', () => {
    const segment = { ...segmentOf(1), retries: 10_000 };
    expect(
      decide(segment, { kind: 'failure' }, { maximumRetryAttempts: -1, bisectOnFunctionError: true })
        .discarded,
    ).toEqual([]);
  });

  it('uses up no retry when the function was throttled', () => {
    const segment = segmentOf(2);
    expect(
      decide(segment, { kind: 'refused' }, { maximumRetryAttempts: 0, bisectOnFunctionError: false }).next,
    ).toEqual([segment]);
  });

  it('continues at the earliest failed record, with new retries if it bisects', () => {
    const segment = { ...segmentOf(4), retries: 1 };
    const bisecting = decide(
      segment,
      { kind: 'partial', index: 2 },
      { maximumRetryAttempts: 5, bisectOnFunctionError: true },
    );
    expect(numbers(bisecting.handled)).toEqual([1, 2]);
    expect(bisecting.next.map(({ records, retries }) => [numbers(records), retries])).toEqual([[[3, 4], 0]]);
    const plain = decide(
      segment,
      { kind: 'partial', index: 2 },
      { maximumRetryAttempts: 5, bisectOnFunctionError: false },
    );
    expect(plain.next[0]?.retries).toBe(2);
  });
});

describe('expiry', () => {
  it('takes the records that are too old from the front', () => {
    const segment = { ...segmentOf(0), records: [arrival(1, 1000), arrival(2, 5000), arrival(3, 9000)] };
    const { expired, rest } = expire(segment, 5, 10_001);
    expect(numbers(expired)).toEqual([1, 2]);
    expect(numbers(rest.records)).toEqual([3]);
  });

  it('takes none when age is unlimited', () => {
    expect(expire(segmentOf(3), -1, Number.MAX_SAFE_INTEGER).expired).toEqual([]);
  });
});

describe('the answer of a function', () => {
  const { records } = segmentOf(3);
  const [, second, third] = records.map(({ sequenceNumber }) => sequenceNumber);
  const outcome = (payload: unknown, report = true): Outcome =>
    outcomeOf({ requestId: 'r', payload: JSON.stringify(payload ?? null) }, records, report);
  const failures = (...ids: unknown[]): unknown => ({
    batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
  });

  it.each<[string, unknown, Outcome]>([
    ['no failures', failures(), { kind: 'success' }],
    ['nothing', null, { kind: 'success' }],
    ['an empty object', {}, { kind: 'success' }],
    ['a null list', { batchItemFailures: null }, { kind: 'success' }],
    ['one failure', failures(third), { kind: 'partial', index: 2 }],
    [
      'several failures, the earliest of which counts',
      failures(third, second),
      { kind: 'partial', index: 1 },
    ],
    ['an empty identifier', failures(''), { kind: 'failure' }],
    ['a null identifier', failures(null), { kind: 'failure' }],
    ['an identifier of another batch', failures('999'), { kind: 'failure' }],
    ['a wrong member', { batchItemFailures: [{ id: second }] }, { kind: 'failure' }],
  ])('with %s', (_name, payload, expected) => {
    expect(outcome(payload)).toEqual(expected);
  });

  it('counts as success whatever it says, unless the mapping asks for failures', () => {
    expect(outcome(failures(second), false)).toEqual({ kind: 'success' });
  });

  it('is a failure when the function failed', () => {
    const result = { requestId: 'r', payload: '{}', functionError: 'Unhandled' as const };
    expect(outcomeOf(result, records, true)).toEqual({ kind: 'failure' });
  });
});

describe('the cursor', () => {
  it('stands behind the longest run of finished records, in whatever order they finish', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Array.from({ length: 12 }, (_, index) => index + 1)), (order) => {
        const progress = new Progress(null);
        for (let number = 1; number <= 12; number += 1) progress.read(arrival(number).sequenceNumber, false);
        const done = new Set<number>();
        for (const number of order) {
          progress.done([arrival(number)]);
          done.add(number);
          let run = 0;
          while (done.has(run + 1)) run += 1;
          expect(progress.cursor).toBe(run === 0 ? null : arrival(run).sequenceNumber);
          expect(progress.backlog).toBe(12 - run);
        }
      }),
    );
  });

  it('passes over records that the filter left out', () => {
    const progress = new Progress(null);
    progress.read('1', true);
    progress.read('2', false);
    progress.read('3', true);
    expect(progress.cursor).toBe('1');
    progress.done([{ ...arrival(2), sequenceNumber: '2' }]);
    expect(progress.cursor).toBe('3');
  });
});
