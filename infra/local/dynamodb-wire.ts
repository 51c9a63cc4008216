import { Agent, request } from 'node:http';
import { z } from 'zod';
import type { JsonObject } from './json.ts';

/** DynamoDB refused a request; `code` is the name of the exception, for example `ResourceInUseException`. */
export class DynamoDbError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'DynamoDbError';
    this.code = code;
  }
}

const failureSchema = z.object({
  __type: z.string().default('Unknown'),
  message: z.string().optional(),
  Message: z.string().optional(),
});

/**
 * Speaks DynamoDB's JSON protocol without the SDK. Stream records pass through exactly as the engine writes them,
 * which is what functions get, and an empty poll costs next to nothing.
 */
export class DynamoDbWire {
  readonly #port: number;
  readonly #authorization: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(port: number, accessKeyId: string, region: string) {
    this.#port = port;
    // DynamoDB Local reads the key id and the region, and verifies no signature.
    this.#authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20200101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;
  }

  /** `service` is `DynamoDB` or `DynamoDBStreams`. Throws {@link DynamoDbError} or a network error. */
  async call(
    service: 'DynamoDB' | 'DynamoDBStreams',
    operation: string,
    input: JsonObject,
  ): Promise<unknown> {
    const version = '20120810';
    const body = JSON.stringify(input);
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request(
        {
          agent: this.#agent,
          host: '127.0.0.1',
          port: this.#port,
          method: 'POST',
          path: '/',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'content-length': Buffer.byteLength(body),
            'x-amz-target': `${service}_${version}.${operation}`,
            authorization: this.#authorization,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    if (status === 200) return JSON.parse(text);
    const { __type, message, Message } = failureSchema.parse(JSON.parse(text));
    throw new DynamoDbError(__type.replace(/^.*#/, ''), message ?? Message ?? '');
  }

  close(): void {
    this.#agent.destroy();
  }
}
