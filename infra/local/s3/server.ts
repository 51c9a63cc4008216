import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { listen } from '../listen.ts';
import { Bucket } from './bucket.ts';
import { answerS3, type Storage, type StoredBucket } from './operations.ts';
import { S3Error } from './s3-error.ts';
import { readS3Request } from './s3-request.ts';
import type { S3Response } from './s3-response.ts';
import { type S3Credentials, verifySignature } from './signature.ts';
import { Uploads } from './uploads.ts';
import { writeErrorXml } from './xml.ts';

export type S3ServerOptions = {
  /** Directory of the server's own, where objects are kept; null: one that goes when the server stops. */
  readonly dataDir: string | null;
  /** 0 takes a free port. */
  readonly port: number;
  readonly credentials: S3Credentials;
  /** Names of the buckets of the template. One that the disk has and the template no more is left alone. */
  readonly buckets: readonly string[];
  /** The clock for signatures and modification times. */
  readonly now?: () => Date;
  /** Of every part of an upload but the last; S3's 5 MiB unless told. */
  readonly smallestPartBytes?: number;
  readonly log?: (line: string) => void;
};

export type S3Server = { readonly url: string; stop(): Promise<void> };

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const SMALLEST_PART_BYTES = 5 * 1024 * 1024;

async function openBucket(name: string, directory: string, smallestPartBytes: number): Promise<StoredBucket> {
  const bucket = await Bucket.open(name, directory);
  const uploads = await Uploads.open(join(directory, 'uploads'), smallestPartBytes);
  await bucket.sweep(uploads.dataFiles());
  return { bucket, uploads };
}

function errorResponse(error: unknown, request: IncomingMessage, requestId: string): S3Response {
  const s3Error =
    error instanceof S3Error
      ? error
      : new S3Error('InternalError', 'We encountered an internal error. Please try again.');
  if (s3Error.status === 304) return { status: 304, headers: s3Error.headers };
  return {
    status: s3Error.status,
    headers: { ...s3Error.headers, 'content-type': 'application/xml' },
    body: writeErrorXml({
      Code: s3Error.code,
      Message: s3Error.message,
      ...s3Error.details,
      Resource: (request.url ?? '/').split('?')[0],
      RequestId: requestId,
      HostId: 'local',
    }),
  };
}

async function send(
  outgoing: ServerResponse,
  method: string | undefined,
  response: S3Response,
): Promise<void> {
  const { status, headers, body } = response;
  try {
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  } catch (error) {
    if (typeof body === 'object') body.destroy();
    throw error;
  }
  outgoing.statusCode = status;
  if (typeof body === 'object') {
    await pipeline(body, outgoing);
    return;
  }
  if (body !== undefined) outgoing.setHeader('content-length', Buffer.byteLength(body));
  outgoing.end(method === 'HEAD' ? undefined : body);
}

/**
 * Serves the template's buckets: path style, signatures of version 4 verified, checksums and preconditions too.
 *
 * @throws PortTakenError if the port is taken
 */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const { dataDir, credentials, now = () => new Date(), log } = options;
  const { smallestPartBytes = SMALLEST_PART_BYTES } = options;
  const root = dataDir === null ? await mkdtemp(join(tmpdir(), 's3-')) : dataDir;
  const buckets = new Map<string, StoredBucket>();
  for (const name of options.buckets)
    buckets.set(name, await openBucket(name, join(root, name), smallestPartBytes));
  const storage: Storage = { region: credentials.region, buckets };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    outgoing.setHeader('x-amz-request-id', requestId);
    outgoing.setHeader('x-amz-id-2', 'local');
    outgoing.setHeader('server', 'AmazonS3');
    let response: S3Response;
    try {
      const request = readS3Request(incoming);
      const instant = now();
      const payloadHash = verifySignature(request, credentials, instant);
      response = await answerS3(request, storage, payloadHash, instant);
    } catch (error) {
      if (incoming.errored) return;
      if (!(error instanceof S3Error)) log?.(`S3: ${String(error)}`);
      response = errorResponse(error, incoming, requestId);
    }
    await send(outgoing, incoming.method, response);
  };

  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      // The client went away while it was being answered, or the disk failed; either way this answer is lost.
      if (!outgoing.destroyed) log?.(`S3: ${String(error)}`);
      outgoing.destroy();
    });
  });
  const { url, stop } = await listen(server, options.port, 'S3');
  return {
    url,
    stop: async () => {
      await stop();
      if (dataDir === null) await rm(root, { recursive: true, force: true });
    },
  };
}
