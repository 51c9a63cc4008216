/** How many submissions a second are acknowledged, and carried through to the province, as against raw puts. */
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { Table } from '../../shared/adapters/dynamodb/client.ts';
import { eventKey } from '../../shared/adapters/dynamodb/keys.ts';
import type { Client } from '../../shared/contracts/client.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import type { BenchStack } from './bench-stack.ts';
import { type Figure, spread } from './figures.ts';
import { MONTH } from './province.ts';
import { BATCH, BATCH_CLIENTS, CLIENTS, type Sizes } from './sizes.ts';
import { type Address, type Supply, submitByHundreds, submitOne, submitSingly } from './submitting.ts';

/** What `count` things a second come to. */
async function rateOf(count: number, work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - begun);
}

/** A table made like Events, stream included, that nobody reads; and an item as one submission leaves it. */
async function rawTable({ tables: { events } }: BenchStack, { organization, key }: Address) {
  const name = 'raw-puts';
  const { Table: like } = await events.client.send(new DescribeTableCommand({ TableName: events.name }));
  await events.client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: like?.AttributeDefinitions,
      KeySchema: like?.KeySchema,
      StreamSpecification: like?.StreamSpecification,
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const first = eventKey(meetingAt(organization, MONTH, key), 1);
  const { Item } = await events.client.send(new GetCommand({ TableName: events.name, Key: first }));
  if (Item === undefined) throw new Error('The submission is not stored.');
  return { table: { client: events.client, name }, item: { ...Item, ...first } };
}

type RawPuts = Awaited<ReturnType<typeof rawTable>>;

/** Conditional puts of copies of the item under new keys of the same length. */
async function putRaw({ table, item }: RawPuts, from: number, count: number): Promise<void> {
  const put = (n: number) => putOnce(table, { ...item, pk: String(n).padStart(item.pk.length, '0') });
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  await pMap(numbers, put, { concurrency: CLIENTS });
}

const putOnce = ({ client, name }: Table, Item: Record<string, unknown>) =>
  client.send(new PutCommand({ TableName: name, Item, ConditionExpression: 'attribute_not_exists(pk)' }));

/** Submissions a second: until the last was acknowledged, and until nothing was on its way any more. */
type Submitted = { readonly acknowledged: number; readonly carriedThrough: number };

async function submitted(
  { stack }: BenchStack,
  count: number,
  submit: () => Promise<void>,
): Promise<Submitted> {
  let acknowledged = 0;
  const carriedThrough = await rateOf(count, async () => {
    acknowledged = await rateOf(count, submit);
    await stack.drained();
  });
  return { acknowledged, carriedThrough };
}

type Round = { readonly raw: number; readonly single: Submitted; readonly byHundreds: Submitted };

export type Rates = {
  readonly figures: readonly Figure[];
  /** Median of the single submissions acknowledged a second. */
  readonly singlesPerSecond: number;
};

export async function measureRates(
  bench: BenchStack,
  client: Client,
  supply: Supply,
  sizes: Pick<Sizes, 'rounds' | 'rawPuts' | 'singles' | 'batches'>,
): Promise<Rates> {
  const [first] = supply.take(1);
  if (first === undefined) throw new RangeError('A province without cells.');
  await submitOne(client, first);
  const raw = await rawTable(bench, first);
  // Warm: the processes are started, the engine's code is compiled.
  await submitSingly(client, supply.take(CLIENTS));
  await submitByHundreds(client, supply.take(BATCH_CLIENTS * BATCH));
  await putRaw(raw, 0, sizes.rawPuts);
  await bench.stack.drained();

  const rounds: Round[] = [];
  for (let n = 1; n <= sizes.rounds; n += 1) {
    const { rawPuts } = sizes;
    const rawRate = await rateOf(rawPuts, () => putRaw(raw, n * rawPuts, rawPuts));
    const singles = supply.take(sizes.singles);
    const single = await submitted(bench, singles.length, () => submitSingly(client, singles));
    const many = supply.take(sizes.batches * BATCH);
    const byHundreds = await submitted(bench, many.length, () => submitByHundreds(client, many));
    rounds.push({ raw: rawRate, single, byHundreds });
  }
  const singlesPerSecond = spread(
    '',
    rounds.map(({ single }) => single.acknowledged),
  ).value;
  return { figures: figuresOf(rounds), singlesPerSecond };
}

function figuresOf(rounds: readonly Round[]): Figure[] {
  const line = (figure: string, rateIn: (round: Round) => number): Figure => ({
    part: 'rate',
    figure,
    values: [
      spread(
        'of the raw rate',
        rounds.map((round) => rateIn(round) / round.raw),
      ),
      spread('a second', rounds.map(rateIn)),
    ],
  });
  return [
    {
      part: 'rate',
      figure: `raw conditional puts of the same item, ${CLIENTS} at once`,
      values: [
        spread(
          'a second',
          rounds.map(({ raw }) => raw),
        ),
      ],
    },
    line(`single PUTs acknowledged, ${CLIENTS} clients`, ({ single }) => single.acknowledged),
    line('single PUTs carried through to the province', ({ single }) => single.carriedThrough),
    line(
      `by ${BATCH}, records acknowledged, ${BATCH_CLIENTS} callers`,
      ({ byHundreds }) => byHundreds.acknowledged,
    ),
    line(`by ${BATCH}, records carried through`, ({ byHundreds }) => byHundreds.carriedThrough),
  ];
}
