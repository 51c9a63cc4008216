import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Listening, listen } from '../listen.ts';
import { type Invoke, InvokeRefused } from './invocation.ts';
import { MAXIMUM_PAYLOAD_BYTES, readText } from './runtime-api.ts';

export type InvokeApiOptions = {
  invoke: Invoke;
  /** Throws InvokeRefused when there is no such function. */
  assertExists(functionName: string): void;
  /** Accepts an event and gives its request id. */
  send(functionName: string, payload: string): string;
};

/** 1 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAXIMUM_EVENT_BYTES = 1024 * 1024;

const PATH = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?.*)?$/;

/** Starts the Lambda API as far as it invokes functions: RequestResponse, Event and DryRun. */
export function startInvokeApi(options: InvokeApiOptions): Promise<Listening> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) =>
      error instanceof InvokeRefused
        ? refuse(response, error)
        : refuse(response, new InvokeRefused(500, 'ServiceException', String(error))),
    );
  });
  return listen(server, 0, 'Lambda Invoke API');
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { invoke, assertExists, send }: InvokeApiOptions,
): Promise<void> {
  const name = PATH.exec(request.url ?? '')?.[1];
  if (request.method !== 'POST' || name === undefined)
    throw new InvokeRefused(404, 'ResourceNotFoundException', 'Only Invoke is served locally');
  const functionName = decodeURIComponent(name);
  assertExists(functionName);
  const kind = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const payload = (await readText(request)) || '{}';
  checkPayload(payload, kind === 'Event' ? MAXIMUM_EVENT_BYTES : MAXIMUM_PAYLOAD_BYTES);
  if (kind === 'DryRun') return reply(response, 204, randomUUID(), '');
  if (kind === 'Event') return reply(response, 202, send(functionName, payload), '');
  const result = await invoke(functionName, payload);
  response.setHeader('x-amz-executed-version', '$LATEST');
  if (result.functionError) response.setHeader('x-amz-function-error', result.functionError);
  reply(response, 200, result.requestId, result.payload);
}

function checkPayload(payload: string, limit: number): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes > limit)
    throw new InvokeRefused(
      413,
      'RequestEntityTooLargeException',
      `${bytes} byte payload is too large for the invocation type (limit ${limit} bytes)`,
    );
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new InvokeRefused(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: ${String(error)}`,
    );
  }
}

function reply(response: ServerResponse, status: number, requestId: string, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-amzn-requestid': requestId,
    ...(status !== 204 && { 'content-length': Buffer.byteLength(body) }),
  });
  response.end(body);
}

function refuse(response: ServerResponse, { status, code, message }: InvokeRefused): void {
  response.setHeader('x-amzn-errortype', code);
  const details = status === 429 ? { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' } : {};
  reply(
    response,
    status,
    randomUUID(),
    JSON.stringify({ Type: 'User', Message: message, message, ...details }),
  );
}
