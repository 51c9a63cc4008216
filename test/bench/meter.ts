/**
 * A forwarding server in front of DynamoDB Local that counts what the functions ask of it: requests, read and
 * write units, by function, table and operation. Stream polling goes past it.
 *
 * Units are the engine's own (`ReturnConsumedCapacity`), save where it is known to differ from AWS, which bills
 * - a query that finds nothing as the least read (the engine: nothing);
 * - a key of BatchGetItem that is not there as the least read (the engine: nothing);
 * - a refused conditional write as a write of that item (the engine does not say);
 * - a transactional write twice (the engine's figure follows no rule of AWS's).
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type Listening, listen } from '../../infra/local/listen.ts';
import { itemSize } from '../support/item-size.ts';

export type Use = {
  readonly requests: number;
  /** Of the requests, those that were sent again because no answer had come in time, or the engine refused for now. */
  readonly repeats: number;
  readonly readUnits: number;
  readonly writeUnits: number;
};
/** `caller` is who {@link applicationId} was given to. */
export type UseOf = Use & { readonly caller: string; readonly table: string; readonly operation: string };

const item = z.record(z.string(), z.unknown());
const put = z.object({ TableName: z.string(), Item: item });
const asked = z.object({
  TableName: z.string().optional(),
  ConsistentRead: z.boolean().default(false),
  Item: item.optional(),
  RequestItems: z
    .record(
      z.string(),
      z.object({ Keys: z.array(z.unknown()).default([]), ConsistentRead: z.boolean().default(false) }),
    )
    .optional(),
  TransactItems: z.array(z.object({ Put: put.optional() })).optional(),
});
type Asked = z.infer<typeof asked>;

const capacity = z.object({ CapacityUnits: z.number() });
const answered = z.object({
  __type: z.string().default(''),
  ConsumedCapacity: z.union([capacity.transform((one) => [one]), z.array(capacity)]).default([]),
  Responses: z.record(z.string(), z.array(z.unknown())).default({}),
  UnprocessedKeys: z.record(z.string(), z.object({ Keys: z.array(z.unknown()) })).default({}),
});
type Answered = z.infer<typeof answered>;

const UNIT_BYTES = 1_024;
const READS: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);

const tagged = z.union([
  z.object({ S: z.string() }).transform(({ S }) => S),
  z.object({ N: z.string() }).transform(({ N }) => Number(N)),
  z.object({ BOOL: z.boolean() }).transform(({ BOOL }) => BOOL),
  z.object({ NULL: z.literal(true) }).transform(() => null),
  z.object({ B: z.string() }).transform(({ B }) => Buffer.from(B, 'base64')),
]);
const list = z.object({ L: z.array(z.unknown()) });
const map = z.object({ M: item });

/** What a value of DynamoDB's JSON stands for. */
function plain(value: unknown): unknown {
  const inner = list.safeParse(value).data?.L.map(plain) ?? map.safeParse(value).data?.M;
  if (inner === undefined) return tagged.parse(value);
  return Array.isArray(inner) ? inner : plainItem(inner);
}
const plainItem = (marshalled: z.infer<typeof item>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(marshalled).map(([name, value]) => [name, plain(value)]));

const writeUnits = (marshalled: z.infer<typeof item>): number =>
  Math.ceil(itemSize(plainItem(marshalled)) / UNIT_BYTES);
const leastRead = (isStrong: boolean): number => (isStrong ? 1 : 0.5);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

/** Units that AWS would bill for one request. */
function unitsOf(operation: string, question: Asked, answer: Answered): number {
  const engine = sum(answer.ConsumedCapacity.map(({ CapacityUnits }) => CapacityUnits));
  if (question.TransactItems !== undefined)
    return 2 * sum(question.TransactItems.map(({ Put }) => (Put === undefined ? 1 : writeUnits(Put.Item))));
  if (answer.__type.endsWith('ConditionalCheckFailedException')) return writeUnits(question.Item ?? {}) || 1;
  if (operation === 'Query') return Math.max(engine, leastRead(question.ConsistentRead));
  if (operation === 'BatchGetItem') return engine + missingUnits(question, answer);
  return engine;
}

function missingUnits({ RequestItems = {} }: Asked, { Responses, UnprocessedKeys }: Answered): number {
  const units = Object.entries(RequestItems).map(([table, { Keys, ConsistentRead }]) => {
    const found = (Responses[table]?.length ?? 0) + (UnprocessedKeys[table]?.Keys.length ?? 0);
    return (Keys.length - found) * leastRead(ConsistentRead);
  });
  return sum(units);
}

const tableOf = ({ TableName, RequestItems = {}, TransactItems = [] }: Asked): string =>
  TableName ?? Object.keys(RequestItems)[0] ?? TransactItems[0]?.Put?.TableName ?? '';

/** The application id as {@link applicationId} makes it; the SDK writes its slashes as hyphens. */
const callerOf = (headers: IncomingMessage['headers']): string =>
  / app\/([^ ]+?)-PTEnv-/.exec(headers['user-agent'] ?? '')?.[1] ?? 'unknown';

/** `attempt=2; max=5`, as the SDK writes it; a first attempt without the header counts as one. */
const isRepeat = (headers: IncomingMessage['headers']): boolean =>
  Number(/attempt=(\d+)/.exec(String(headers['amz-sdk-request']))?.[1] ?? 1) > 1;

/**
 * What makes the SDK say who calls (`AWS_SDK_UA_APP_ID`). Powertools adds its own words to every id that does not
 * seem to be its own already, and the SDK warns of an id of more than 50 characters at each request.
 */
export const applicationId = (caller: string): string => `${caller}/PTEnv/`;

export class Meter {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #used = new Map<string, UseOf>();
  #listening: Listening | null = null;
  #engine = '';

  /** Begins to listen; what comes before {@link target} is called cannot be forwarded. */
  async start(): Promise<string> {
    const server = createServer((incoming, outgoing) => {
      this.#forward(incoming).then(
        ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
        (error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    });
    this.#listening = await listen(server, 0, 'meter');
    return this.#listening.url;
  }

  /** @param engine URL of DynamoDB Local */
  target(engine: string): void {
    this.#engine = engine;
  }

  /** Everything counted since the last reset. */
  used(): UseOf[] {
    return [...this.#used.values()];
  }

  reset(): void {
    this.#used.clear();
  }

  async stop(): Promise<void> {
    await this.#listening?.stop();
    this.#agent.destroy();
  }

  async #forward(incoming: IncomingMessage) {
    const body = await text(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    const counting = `{"ReturnConsumedCapacity":"TOTAL",${body.slice(1)}`;
    const answer = await this.#ask(incoming.headers, counting);
    this.#count(operation, incoming.headers, body, answer.body);
    return answer;
  }

  #count(operation: string, headers: IncomingMessage['headers'], body: string, answer: string): void {
    const caller = callerOf(headers);
    const question = asked.parse(JSON.parse(body));
    const units = unitsOf(operation, question, answered.parse(JSON.parse(answer)));
    const table = tableOf(question);
    const name = `${caller} ${table} ${operation}`;
    const before = this.#used.get(name) ?? {
      caller,
      table,
      operation,
      ...NOTHING,
    };
    const isRead = READS.has(operation);
    this.#used.set(name, {
      ...before,
      requests: before.requests + 1,
      repeats: before.repeats + (isRepeat(headers) ? 1 : 0),
      readUnits: before.readUnits + (isRead ? units : 0),
      writeUnits: before.writeUnits + (isRead ? 0 : units),
    });
  }

  #ask(headers: IncomingMessage['headers'], body: string) {
    type Given = { status: number; headers: IncomingMessage['headers']; body: string };
    const { host: _, ...rest } = headers;
    return new Promise<Given>((resolve, reject) => {
      const options = {
        agent: this.#agent,
        method: 'POST',
        headers: { ...rest, 'accept-encoding': 'identity', 'content-length': Buffer.byteLength(body) },
      };
      const sent = request(this.#engine, options, (response) => {
        text(response).then(
          (answer) =>
            resolve({ status: response.statusCode ?? 502, headers: response.headers, body: answer }),
          reject,
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

export const NOTHING: Use = { requests: 0, repeats: 0, readUnits: 0, writeUnits: 0 };

export const add = (a: Use, b: Use): Use => ({
  requests: a.requests + b.requests,
  repeats: a.repeats + b.repeats,
  readUnits: a.readUnits + b.readUnits,
  writeUnits: a.writeUnits + b.writeUnits,
});
