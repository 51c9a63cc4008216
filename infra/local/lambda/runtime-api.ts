import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Listening, listen } from '../listen.ts';

/** What an execution environment hears from its process. */
export interface RuntimePort {
  /** `GET /next`: the process is idle; answer once there is work. */
  next(response: ServerResponse): void;
  /** The handler's answer, or its error, for a request. False if that request is not the current one. */
  answer(requestId: string, payload: string, failed: boolean): boolean;
  /** The module could not be loaded. */
  initError(payload: string): void;
}

const PATH =
  /^\/([^/]+)\/2018-06-01\/runtime\/(?:(invocation\/next)|(init\/error)|invocation\/([^/]+)\/(response|error))$/;

/** Largest answer of a function: 6 MB, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAXIMUM_PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * One listener that speaks the Lambda Runtime API to all processes. Each knows it under an address of its own,
 * `127.0.0.1:PORT/ID`, which is how requests find their process.
 */
export class RuntimeApi {
  readonly #ports = new Map<string, RuntimePort>();
  #listening: Listening | undefined;

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      // A process that dies in the middle of a request is told of by its exit.
      this.#handle(request, response).catch(() => response.destroy());
    });
    server.keepAliveTimeout = 0;
    server.requestTimeout = 0;
    this.#listening = await listen(server, 0, 'Lambda Runtime API');
  }

  async stop(): Promise<void> {
    await this.#listening?.stop();
  }

  /** The value of AWS_LAMBDA_RUNTIME_API for a process that is to be known as `id`. */
  attach(id: string, port: RuntimePort): string {
    if (!this.#listening) throw new Error('The Runtime API is not started');
    this.#ports.set(id, port);
    return `127.0.0.1:${this.#listening.port}/${id}`;
  }

  detach(id: string): void {
    this.#ports.delete(id);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id = '', next, initError, requestId = '', verdict] = PATH.exec(request.url ?? '') ?? [];
    const port = this.#ports.get(id);
    if (!port) return reply(response, 404);
    if (next) return port.next(response);
    const payload = await readText(request);
    if (initError) {
      port.initError(payload);
      return reply(response, 202);
    }
    if (verdict === 'response' && Buffer.byteLength(payload) > MAXIMUM_PAYLOAD_BYTES) {
      port.answer(requestId, tooLarge(payload), true);
      return reply(response, 413);
    }
    reply(response, port.answer(requestId, payload, verdict === 'error') ? 202 : 400);
  }
}

const tooLarge = (payload: string): string =>
  JSON.stringify({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${Buffer.byteLength(payload)} bytes) exceeded maximum allowed payload size (${MAXIMUM_PAYLOAD_BYTES} bytes).`,
  });

function reply(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}

/** The whole body as text. Its sender is a local process of ours, so only memory bounds it. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
