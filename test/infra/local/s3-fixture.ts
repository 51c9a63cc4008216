import { createHash, createHmac } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { type S3Server, startS3Server } from '../../../infra/local/s3/server.ts';

export const CREDENTIALS = {
  accessKeyId: 'AKIALOCAL',
  secretAccessKey: 'local-secret',
  region: 'ap-southeast-1',
};
export const BUCKET = 'exports';

export type S3Fixture = S3Server & {
  readonly client: S3Client;
  /** Moves the server's clock. */
  advance(milliseconds: number): void;
};

const started: (() => unknown)[] = [];

/** Ends the servers and clients of the test. */
export async function stopS3(): Promise<void> {
  await Promise.all(started.splice(0).map((stop) => stop()));
}

export function clientOf(
  endpoint: string,
  credentials: { accessKeyId: string; secretAccessKey: string } = CREDENTIALS,
  region = CREDENTIALS.region,
): S3Client {
  const client = new S3Client({ endpoint, region, credentials, maxAttempts: 1 });
  started.push(() => client.destroy());
  return client;
}

export async function s3(dataDir: string | null = null): Promise<S3Fixture> {
  let offset = 0;
  const server = await startS3Server({
    dataDir,
    port: 0,
    credentials: CREDENTIALS,
    buckets: [BUCKET, 'other'],
    now: () => new Date(Date.now() + offset),
    log: (line) => {
      throw new Error(line);
    },
  });
  started.push(server.stop);
  return {
    ...server,
    client: clientOf(server.url),
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
}

type Bytes = string | ArrayBuffer | ArrayBufferView;

function bufferOf(bytes: Bytes): Buffer {
  if (typeof bytes === 'string') return Buffer.from(bytes);
  return ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
}

/** What the signer takes for its hashes. */
class Sha256 {
  readonly #hash;

  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bufferOf(secret));
  }

  update(bytes: Bytes): void {
    this.#hash.update(bufferOf(bytes));
  }

  reset(): void {
    throw new Error('not used by the signer');
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

export type RawRequest = {
  readonly method?: string;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
};

/** Signs with AWS's own signer and sends the request as it is; what the SDK would not send can be sent so. */
export async function sendSigned(url: string, request: RawRequest): Promise<Response> {
  const { method = 'GET', path, query = {}, headers = {}, body = '' } = request;
  const endpoint = new URL(url);
  const signer = new SignatureV4({
    service: 's3',
    region: CREDENTIALS.region,
    credentials: CREDENTIALS,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const signed = await signer.sign({
    method,
    protocol: 'http:',
    hostname: endpoint.hostname,
    port: Number(endpoint.port),
    path,
    query,
    headers: {
      host: endpoint.host,
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      ...headers,
    },
    body,
  });
  const { host: _host, ...rest } = signed.headers;
  const search = new URLSearchParams(query).toString();
  return fetch(`${url}${path}${search === '' ? '' : `?${search}`}`, {
    method,
    headers: rest,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
  });
}

/** The `Code` of an error document. */
export const codeOf = (xml: string): string | undefined => /<Code>(\w+)<\/Code>/.exec(xml)?.[1];
