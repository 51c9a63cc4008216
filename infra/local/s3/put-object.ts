import { copyFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Bucket } from './bucket.ts';
import { assertReadPrecondition, writePrecondition } from './conditions.ts';
import { receiveBody } from './receive-body.ts';
import { noSuchKey, notImplemented, S3Error } from './s3-error.ts';
import { amzSetting, type S3Request, userMetadata } from './s3-request.ts';
import { type S3Response, xmlResponse } from './s3-response.ts';
import { attributesOf, checksumHeaders, type StoredObject } from './stored-object.ts';
import { writeXml } from './xml.ts';

/** S3 keeps whole seconds. */
export const wholeSecond = (instant: Date): string =>
  new Date(Math.floor(instant.getTime() / 1_000) * 1_000).toISOString();

/** PutObject: the bytes are on disk and verified before the precondition is looked at. */
export async function putObject(
  request: S3Request,
  bucket: Bucket,
  key: string,
  payloadHash: string,
  now: Date,
): Promise<S3Response> {
  const assertPrecondition = writePrecondition(request);
  const received = await receiveBody(request, payloadHash, bucket.newDataPath());
  const object: StoredObject = {
    ...attributesOf(request, userMetadata(request)),
    ...received,
    key,
    lastModified: wholeSecond(now),
    checksumType: 'FULL_OBJECT',
  };
  await bucket.put(object, assertPrecondition);
  return { status: 200, headers: { etag: `"${object.etag}"`, ...checksumHeaders(object) } };
}

/** Bucket and key that `x-amz-copy-source` names. */
function readCopySource(source: string): { readonly bucketName: string; readonly key: string } {
  const [, bucketName, key] = /^\/?([^/]+)\/([^?]+)(?:\?versionId=.*)?$/.exec(source) ?? [];
  if (bucketName === undefined || key === undefined) {
    throw new S3Error(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  return { bucketName, key: decodeURIComponent(key) };
}

/** CopyObject, within the server. */
export async function copyObject(
  request: S3Request,
  bucket: Bucket,
  key: string,
  source: string,
  bucketNamed: (name: string) => Bucket,
  now: Date,
): Promise<S3Response> {
  const from = readCopySource(source);
  const sourceBucket = bucketNamed(from.bucketName);
  const original = sourceBucket.get(from.key);
  if (original === undefined) throw noSuchKey(from.key);
  assertReadPrecondition(request, original, 'x-amz-copy-source-');
  const replaces = amzSetting(request, 'x-amz-metadata-directive') === 'REPLACE';
  if (!replaces && sourceBucket === bucket && from.key === key) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  if (amzSetting(request, 'x-amz-checksum-algorithm') !== undefined) {
    throw notImplemented('Another checksum algorithm for a copy');
  }
  const assertPrecondition = writePrecondition(request);
  const file = bucket.newDataPath();
  await copyFile(sourceBucket.dataPath(original.dataFile), file);
  const copy: StoredObject = {
    ...original,
    ...(replaces ? attributesOf(request, userMetadata(request)) : {}),
    key,
    dataFile: basename(file),
    lastModified: wholeSecond(now),
  };
  await bucket.put(copy, assertPrecondition);
  return xmlResponse(
    writeXml('CopyObjectResult', { ETag: `"${copy.etag}"`, LastModified: copy.lastModified }),
  );
}
