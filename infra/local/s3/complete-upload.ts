import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isObject } from '../json.ts';
import type { Bucket } from './bucket.ts';
import { assertChecksum, CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, startChecksum } from './checksum.ts';
import { writePrecondition } from './conditions.ts';
import { wholeSecond } from './put-object.ts';
import { receiveText } from './receive-body.ts';
import { S3Error } from './s3-error.ts';
import { amzSetting, parameterOf, type S3Request } from './s3-request.ts';
import { type S3Response, xmlResponse } from './s3-response.ts';
import type { Checksums, StoredObject } from './stored-object.ts';
import type { OpenUpload, Part, Upload, Uploads } from './uploads.ts';
import { readXml, writeXml } from './xml.ts';

/** The XML element of a checksum. */
export const checksumElement = (algorithm: ChecksumAlgorithm): string => `Checksum${algorithm.toUpperCase()}`;

const invalidPart = (partNumber: number): S3Error =>
  new S3Error(
    'InvalidPart',
    'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part’s entity tag.',
    { PartNumber: String(partNumber) },
  );

/** The parts that a completion names, in order, each as it was uploaded. */
function chosenParts(text: string, parts: ReadonlyMap<number, Part>, smallestPartBytes: number): Part[] {
  const { Part: named } = readXml(text, 'CompleteMultipartUpload', ['Part']);
  if (!Array.isArray(named) || named.length === 0) {
    throw new S3Error('MalformedXML', 'The XML you provided must name the parts of the upload');
  }
  const chosen = named.map((item: unknown) => {
    const entry = isObject(item) ? item : {};
    const part = parts.get(Number(entry.PartNumber));
    if (part === undefined || String(entry.ETag).replace(/^"(.*)"$/, '$1') !== part.etag) {
      throw invalidPart(Number(entry.PartNumber));
    }
    for (const algorithm of CHECKSUM_ALGORITHMS) {
      const claimed = entry[checksumElement(algorithm)];
      if (claimed !== undefined && claimed !== part.checksums[algorithm]) throw invalidPart(part.partNumber);
    }
    return part;
  });
  for (const [index, part] of chosen.entries()) {
    const next = chosen[index + 1];
    if (next === undefined) continue;
    if (next.partNumber <= part.partNumber) {
      throw new S3Error(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    if (part.size < smallestPartBytes) {
      throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        ProposedSize: String(part.size),
        MinSizeAllowed: String(smallestPartBytes),
        PartNumber: String(part.partNumber),
      });
    }
  }
  return chosen;
}

/** A checksum over the checksums of the parts, as S3 writes it. */
function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly Part[]): string | undefined {
  const checksum = startChecksum(algorithm);
  for (const part of parts) {
    const value = part.checksums[algorithm];
    if (value === undefined) return undefined;
    checksum.update(Buffer.from(value, 'base64'));
  }
  return `${checksum.digest().toString('base64')}-${parts.length}`;
}

/** Writes the parts into one file and gives the checksums of the whole. */
async function join(
  bucket: Bucket,
  parts: readonly Part[],
  file: string,
  plan: Upload['checksum'],
): Promise<Checksums> {
  const whole = plan?.type === 'FULL_OBJECT' ? startChecksum(plan.algorithm) : undefined;
  await pipeline(async function* read() {
    for (const part of parts) {
      for await (const piece of createReadStream(bucket.dataPath(part.dataFile))) {
        whole?.update(piece);
        yield piece;
      }
    }
  }, createWriteStream(file));
  if (plan === null) return {};
  const value = whole?.digest().toString('base64') ?? compositeChecksum(plan.algorithm, parts);
  return value === undefined ? {} : { [plan.algorithm]: value };
}

/** The document of a completion. An `x-amz-checksum-…` header there speaks of the object, not of the document. */
function readCompletion(request: S3Request, bucket: Bucket, payloadHash: string): Promise<string> {
  const kept = Object.entries(request.headers).filter(([name]) => !name.startsWith('x-amz-checksum-'));
  const document = { ...request, headers: Object.fromEntries(kept) };
  return receiveText(document, payloadHash, bucket.newDataPath(), (file) => readFile(file, 'utf8'));
}

/** @throws S3Error BadDigest when the sender's checksum of the object is another */
function assertObjectChecksum(request: S3Request, plan: Upload['checksum'], checksums: Checksums): void {
  const claimed = plan && amzSetting(request, `x-amz-checksum-${plan.algorithm}`);
  if (!plan || !claimed) return;
  const withoutCount = (text: string): string => text.replace(/-\d+$/, '');
  assertChecksum(plan.algorithm, withoutCount(claimed), withoutCount(checksums[plan.algorithm] ?? ''));
}

/** One object of the parts, its bytes joined in a new file. */
async function assemble(
  request: S3Request,
  bucket: Bucket,
  upload: Upload,
  parts: readonly Part[],
  now: Date,
): Promise<StoredObject> {
  const file = bucket.newDataPath();
  try {
    const checksums = await join(bucket, parts, file, upload.checksum);
    assertObjectChecksum(request, upload.checksum, checksums);
    const md5 = createHash('md5').update(Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex'))));
    return {
      key: upload.key,
      headers: upload.headers,
      metadata: upload.metadata,
      tags: upload.tags,
      size: parts.reduce((sum, { size }) => sum + size, 0),
      etag: `${md5.digest('hex')}-${parts.length}`,
      lastModified: wholeSecond(now),
      checksums,
      checksumType: upload.checksum?.type ?? 'FULL_OBJECT',
      dataFile: basename(file),
    };
  } catch (error) {
    await bucket.discard(basename(file));
    throw error;
  }
}

/** Ends an upload: nothing of it is left. */
export async function removeUpload(bucket: Bucket, uploads: Uploads, open: OpenUpload): Promise<void> {
  await uploads.remove(open);
  for (const { dataFile } of open.parts.values()) await bucket.discard(dataFile);
}

/** CompleteMultipartUpload. What is refused leaves the upload open. */
export async function completeUpload(
  request: S3Request,
  bucket: Bucket,
  uploads: Uploads,
  key: string,
  payloadHash: string,
  now: Date,
): Promise<S3Response> {
  const uploadId = parameterOf(request, 'uploadId') ?? '';
  uploads.get(uploadId, key);
  const assertPrecondition = writePrecondition(request);
  const text = await readCompletion(request, bucket, payloadHash);
  const object = await uploads.change(uploadId, key, async (open) => {
    const chosen = chosenParts(text, open.parts, uploads.smallestPartBytes);
    const assembled = await assemble(request, bucket, open.upload, chosen, now);
    await bucket.put(assembled, assertPrecondition);
    await removeUpload(bucket, uploads, open);
    return assembled;
  });
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => object.checksums[known] !== undefined);
  return xmlResponse(
    writeXml('CompleteMultipartUploadResult', {
      Location: `http://${request.headers.host}${request.path}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${object.etag}"`,
      ...(algorithm === undefined
        ? {}
        : { [checksumElement(algorithm)]: object.checksums[algorithm], ChecksumType: object.checksumType }),
    }),
  );
}
