/** A DynamoDB Local of its own with the three tables, in memory and without streams: one client past the meter, one through it. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';
import { ChildProcesses } from '../../infra/local/processes.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { LOCAL_CREDENTIALS } from '../support/local-credentials.ts';
import { type Figure, table } from './figures.ts';
import { add, Meter, NOTHING } from './meter.ts';
import { goingOn, say } from './progress.ts';

const TABLES = ['registry', 'events', 'scorecards'] as const;

/** A request that is sent again because the machine is busy would be counted twice. */
const PATIENT = { requestHandler: { connectionTimeout: 60_000, requestTimeout: 60_000 } };

export type OwnEngine = {
  readonly direct: DynamoDBDocumentClient;
  readonly metered: DynamoDBDocumentClient;
  readonly meter: Meter;
};

async function createTable(
  wire: Awaited<ReturnType<typeof startDynamoDb>>['wire'],
  TableName: string,
): Promise<void> {
  const keys = [
    ['pk', 'HASH'],
    ['sk', 'RANGE'],
  ] as const;
  await wire.call('DynamoDB', 'CreateTable', {
    TableName,
    AttributeDefinitions: keys.map(([AttributeName]) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys.map(([AttributeName, KeyType]) => ({ AttributeName, KeyType })),
    BillingMode: 'PAY_PER_REQUEST',
  });
}

/** @param name of the part, for its logs */
export async function onOwnEngine<Outcome>(
  name: string,
  work: (engine: OwnEngine) => Promise<Outcome>,
): Promise<Outcome> {
  const processes = new ChildProcesses();
  const meter = new Meter();
  const { region, ...credentials } = LOCAL_CREDENTIALS;
  try {
    const engine = await startDynamoDb({
      processes,
      dataDirectory: null,
      logDirectory: join(tmpdir(), `nennep-bench-${name}`),
      accessKeyId: credentials.accessKeyId,
      region,
    });
    for (const one of TABLES) await createTable(engine.wire, one);
    const direct = createDocumentClient({ region, credentials, ...PATIENT, endpoint: engine.endpoint });
    const metered = createDocumentClient({ region, credentials, ...PATIENT, endpoint: await meter.start() });
    meter.target(engine.endpoint);
    const outcome = await work({ direct, metered, meter });
    direct.destroy();
    metered.destroy();
    return outcome;
  } finally {
    await meter.stop();
    await processes.stop();
  }
}

/** Does the work and notes what it asked for, divided by `of`. */
export type Count = (what: string, of: number, work: () => Promise<unknown>) => Promise<void>;

/** Puts what each piece of work asked for among `figures`, and says it. */
export const counterOf =
  (part: string, meter: Meter, figures: Figure[]): Count =>
  async (what, of, work) => {
    meter.reset();
    const used = () => meter.used().reduce(add, NOTHING);
    const begun = performance.now();
    await goingOn(what, () => `${used().requests} requests`, work);
    const seconds = (performance.now() - begun) / 1_000;
    const use = used();
    const figure: Figure = {
      part,
      figure: `${what}, an organization`,
      values: [
        { name: 'requests', value: use.requests / of },
        { name: 'of them sent again', value: use.repeats / of },
        { name: 'read units', value: use.readUnits / of },
        { name: 'write units', value: use.writeUnits / of },
        { name: `seconds for ${of}`, value: seconds },
      ],
    };
    figures.push(figure);
    say(table([figure]));
  };
