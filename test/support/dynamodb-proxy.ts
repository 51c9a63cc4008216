/**
 * A server between a client and DynamoDB Local that notes down what is asked and can do what only the cloud does:
 * throttle, leave keys unanswered, cancel a transaction for another one.
 */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { createDocumentClient, type Table } from '../../shared/adapters/dynamodb/client.ts';
import { createTable, dynamoDbConfig, type TableKind } from './dynamodb-local.ts';

export type Json = Readonly<Record<string, unknown>>;
export type Answer = { readonly status: number; readonly body: Json };

/** Stands in the way of a request: `ask` puts it to the engine, as it is or changed, as often as wanted. */
export type Fault = (operation: string, body: Json, ask: (body: Json) => Promise<Answer>) => Promise<Answer>;

export type ProxiedTable = {
  readonly table: Table;
  readonly asked: readonly { readonly operation: string; readonly body: Json }[];
  stop(): Promise<void>;
};

const object = z.record(z.string(), z.unknown());

/** A refusal of DynamoDB: `{ "__type": "…#Name", … }` with status 400. */
export const refuse = (name: string, details: Json = {}): Answer => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, ...details },
});

/** A new table, reached through the proxy. */
export async function proxiedTable(
  kind: TableKind,
  fault: Fault = (_, body, ask) => ask(body),
): Promise<ProxiedTable> {
  const { name } = await createTable(kind);
  const config = await dynamoDbConfig();
  const engine = z.string().parse(config.endpoint);
  const asked: { operation: string; body: Json }[] = [];

  const server = createServer(async (request, response) => {
    const target = z.string().parse(request.headers['x-amz-target']);
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      authorization: request.headers.authorization ?? '',
    };
    const operation = target.split('.').at(-1) ?? '';
    const body = object.parse(await json(request));
    asked.push({ operation, body });
    const answer = await fault(operation, body, async (changed) => {
      const given = await fetch(engine, { method: 'POST', headers, body: JSON.stringify(changed) });
      return { status: given.status, body: object.parse(await given.json()) };
    });
    response.writeHead(answer.status, { 'content-type': headers['content-type'] });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The proxy has no TCP port.');
  const client = createDocumentClient({ ...config, endpoint: `http://127.0.0.1:${address.port}` });
  return {
    table: { client, name },
    asked,
    stop: () =>
      new Promise((resolve) => {
        client.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
