import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { decodeAwsChunked } from './aws-chunked.ts';
import {
  assertChecksum,
  assertChecksumText,
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumAlgorithmOf,
  startChecksum,
} from './checksum.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { UNSIGNED_PAYLOAD } from './signature.ts';
import type { Checksums, Received } from './stored-object.ts';

const CHUNKED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const LARGEST_BODY_BYTES = 5 * 1024 ** 3;

/** What the sender says of the bytes. */
type Promised = {
  readonly size: number;
  readonly chunked: boolean;
  readonly sha256: string | undefined;
  readonly md5: string | undefined;
  /** The one checksum, whose value may come in a trailer only. */
  readonly checksum:
    | { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined }
    | undefined;
};

function promisedSize(request: S3Request, chunked: boolean): number {
  const text = request.headers[chunked ? 'x-amz-decoded-content-length' : 'content-length'];
  if (text === undefined || !/^\d+$/.test(text)) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (Number(text) > LARGEST_BODY_BYTES) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  return Number(text);
}

/** Of headers only: S3 ignores a checksum that a presigner has put into the query. */
function promisedChecksum({ headers }: S3Request): Promised['checksum'] {
  const [given, ...more] = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = headers[`x-amz-checksum-${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (more.length > 0) throw new S3Error('InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  const trailer = headers['x-amz-trailer'];
  const algorithm = trailer === undefined ? undefined : checksumAlgorithmOf(trailer.toLowerCase());
  if (trailer !== undefined && algorithm === undefined) {
    throw new S3Error('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported');
  }
  if (given !== undefined) {
    assertChecksumText(given.algorithm, given.value);
    return given;
  }
  if (algorithm !== undefined) return { algorithm, value: undefined };
  if (headers['x-amz-sdk-checksum-algorithm'] !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  return undefined;
}

function promisedMd5(request: S3Request): string | undefined {
  const md5 = request.headers['content-md5'];
  if (md5 !== undefined && Buffer.from(md5, 'base64').length !== 16) {
    throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  return md5;
}

function readPromise(request: S3Request, payloadHash: string): Promised {
  const chunked = payloadHash === CHUNKED;
  if (payloadHash.startsWith('STREAMING-') && !chunked)
    throw notImplemented(`x-amz-content-sha256: ${payloadHash}`);
  return {
    size: promisedSize(request, chunked),
    chunked,
    sha256: chunked || payloadHash === UNSIGNED_PAYLOAD ? undefined : payloadHash,
    md5: promisedMd5(request),
    checksum: promisedChecksum(request),
  };
}

function assertHashes(promised: Promised, md5: Buffer, sha256: Buffer | undefined): void {
  if (promised.md5 !== undefined && promised.md5 !== md5.toString('base64')) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest: promised.md5,
      CalculatedDigest: md5.toString('base64'),
    });
  }
  const computed = sha256?.toString('hex');
  if (promised.sha256 !== undefined && promised.sha256 !== computed) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { ClientComputedContentSHA256: promised.sha256, S3ComputedContentSHA256: computed ?? '' },
    );
  }
}

async function receive(request: S3Request, promised: Promised, file: string): Promise<Received> {
  const trailers = new Map<string, string>();
  const source: AsyncIterable<Buffer> = promised.chunked
    ? decodeAwsChunked(request.body, (name, value) => trailers.set(name, value))
    : request.body;
  const md5 = createHash('md5');
  const sha256 = promised.sha256 === undefined ? undefined : createHash('sha256');
  const checksum = promised.checksum && startChecksum(promised.checksum.algorithm);
  let size = 0;
  await pipeline(
    source,
    async function* measure(pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        size += piece.length;
        md5.update(piece);
        sha256?.update(piece);
        checksum?.update(piece);
        yield piece;
      }
    },
    createWriteStream(file),
  );
  if (size !== promised.size) {
    throw new S3Error(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
  }
  const digest = md5.digest();
  assertHashes(promised, digest, sha256?.digest());
  const checksums: Checksums = {};
  if (promised.checksum !== undefined && checksum !== undefined) {
    const { algorithm, value } = promised.checksum;
    const claimed = value ?? trailers.get(`x-amz-checksum-${algorithm}`) ?? '';
    assertChecksumText(algorithm, claimed);
    checksums[algorithm] = checksum.digest().toString('base64');
    assertChecksum(algorithm, claimed, checksums[algorithm]);
  }
  return { dataFile: basename(file), size, etag: digest.toString('hex'), checksums };
}

/**
 * Writes the body of a request to a file while it comes in, and verifies length, `Content-MD5`, payload hash and
 * checksum. When anything is wrong no file is left.
 *
 * @param payloadHash as the signature has it
 * @throws S3Error BadDigest, IncompleteBody, InvalidDigest, XAmzContentSHA256Mismatch and others
 */
export async function receiveBody(request: S3Request, payloadHash: string, file: string): Promise<Received> {
  const promised = readPromise(request, payloadHash);
  try {
    return await receive(request, promised, file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** A small request document, verified like any body. */
export async function receiveText(
  request: S3Request,
  payloadHash: string,
  file: string,
  read: (file: string) => Promise<string>,
): Promise<string> {
  await receiveBody(request, payloadHash, file);
  try {
    return await read(file);
  } finally {
    await rm(file, { force: true });
  }
}
