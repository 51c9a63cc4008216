import type { Context, DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  PATIENCE_MS,
  type SettingAside,
  type StreamGroup,
  streamHandler,
} from '../../shared/runtime/stream-handler.ts';
import { silent } from '../support/silent-log.ts';

type Item = { readonly group: string; readonly n: number };

const record = (sequenceNumber: number, group: string): DynamoDBRecord => ({
  eventID: `e${sequenceNumber}`,
  dynamodb: { SequenceNumber: String(sequenceNumber), Keys: { pk: { S: group } } },
});

/** Groups `skip` are ignored, `unreadable` cannot be parsed, those in `failing` throw in the work. */
function consumerOf(failing: ReadonlySet<string>, setsAside?: SettingAside) {
  const handled: StreamGroup<Item>[] = [];
  const handler = streamHandler<Item>({
    parse: ({ dynamodb }) => {
      const group = dynamodb?.Keys?.pk?.S ?? '';
      if (group === 'unreadable') throw new Error('cannot be read');
      return group === 'skip' ? null : { group, n: Number(dynamodb?.SequenceNumber) };
    },
    groupBy: ({ group }) => group,
    handle: async (group) => {
      if (failing.has(group.key)) throw new Error('work failed');
      handled.push(group);
    },
    log: silent,
    ...(setsAside === undefined ? {} : { setsAside }),
  });
  const run = async (records: DynamoDBRecord[]) => {
    const { batchItemFailures } = await handler({ Records: records }, {} as Context);
    return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier)).sort((a, b) => a - b);
  };
  return { run, handled };
}

describe('stream handler', () => {
  it('does each piece of work once, with its records in order', async () => {
    const { run, handled } = consumerOf(new Set());
    const failures = await run([record(1, 'a'), record(2, 'b'), record(3, 'a'), record(4, 'skip')]);
    expect(failures).toEqual([]);
    expect(handled).toEqual([
      {
        key: 'a',
        items: [
          { group: 'a', n: 1 },
          { group: 'a', n: 3 },
        ],
      },
      { key: 'b', items: [{ group: 'b', n: 2 }] },
    ]);
  });

  it('reports exactly the records that could not be read or whose work failed, and does all the rest', async () => {
    const groups = fc.array(fc.constantFrom('a', 'b', 'c', 'skip', 'unreadable'), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(groups, fc.subarray(['a', 'b', 'c']), async (names, failing) => {
        const { run, handled } = consumerOf(new Set(failing));
        const failures = await run(names.map((name, i) => record(i, name)));
        const expected = names.flatMap((name, i) =>
          name === 'unreadable' || failing.includes(name) ? [i] : [],
        );
        expect(failures).toEqual(expected);
        const working = new Set(
          names.filter((name) => ['a', 'b', 'c'].includes(name) && !failing.includes(name)),
        );
        expect(new Set(handled.map(({ key }) => key))).toEqual(working);
      }),
    );
  });
});

describe('setting aside', () => {
  const WRITTEN = Date.parse('2026-11-02T03:00:00.000Z');
  const written = (sequenceNumber: number, group: string, at = WRITTEN): DynamoDBRecord => {
    const made = record(sequenceNumber, group);
    return { ...made, dynamodb: { ...made.dynamodb, ApproximateCreationDateTime: at / 1_000 } };
  };
  const patience = (millis: number, isLasting = true): SettingAside => ({
    isLasting: () => isLasting,
    now: () => new Date(WRITTEN + millis).toISOString(),
  });
  const batch = [written(1, 'poison'), written(2, 'a'), written(3, 'unreadable'), written(4, 'b')];
  const failing = new Set(['poison']);

  it('waits for as long as patience lasts, then lets the others go by, unreadable ones too', async () => {
    const early = consumerOf(failing, patience(PATIENCE_MS - 1));
    expect(await early.run(batch)).toEqual([1, 3]);
    const late = consumerOf(failing, patience(PATIENCE_MS));
    expect(await late.run(batch)).toEqual([]);
    expect(late.handled.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('goes by the first record of the work, and never without a time', async () => {
    const { run } = consumerOf(failing, patience(PATIENCE_MS));
    expect(await run([written(1, 'poison', WRITTEN + 1), written(2, 'poison')])).toEqual([1, 2]);
    expect(await run([written(1, 'poison'), written(2, 'poison', WRITTEN + 1)])).toEqual([]);
    expect(await run([record(1, 'poison')])).toEqual([1]);
  });

  it('is not for trouble that passes, nor for consumers that do not ask for it', async () => {
    expect(await consumerOf(failing, patience(10 * PATIENCE_MS, false)).run(batch)).toEqual([1, 3]);
    expect(await consumerOf(failing).run(batch)).toEqual([1, 3]);
  });
});
