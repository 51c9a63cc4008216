import type { Bucket } from './bucket.ts';
import { completeUpload } from './complete-upload.ts';
import { writePrecondition } from './conditions.ts';
import { deleteObjects } from './delete-objects.ts';
import { getObject } from './get-object.ts';
import { listObjects } from './listing.ts';
import { abortUpload, createUpload, listParts, uploadPart } from './multipart.ts';
import { copyObject, putObject } from './put-object.ts';
import { noSuchKey, notImplemented, S3Error } from './s3-error.ts';
import { amzSetting, type S3Request } from './s3-request.ts';
import { type S3Response, xmlResponse } from './s3-response.ts';
import type { Uploads } from './uploads.ts';
import { writeXml } from './xml.ts';

export type StoredBucket = { readonly bucket: Bucket; readonly uploads: Uploads };

export type Storage = {
  readonly region: string;
  readonly buckets: ReadonlyMap<string, StoredBucket>;
};

/** Query parameters that the operations below read, besides `x-amz-…` and `response-…`. */
const KNOWN_PARAMETERS = new Set([
  'x-id',
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'start-after',
  'continuation-token',
  'encoding-type',
  'fetch-owner',
  'location',
  'delete',
  'tagging',
  'uploads',
  'uploadId',
  'partNumber',
  'max-parts',
  'part-number-marker',
]);

/** `PUT /bucket/key?tagging` must never be taken for a PutObject. */
function assertKnownParameters(request: S3Request): void {
  for (const [name] of request.query) {
    const lower = name.toLowerCase();
    if (KNOWN_PARAMETERS.has(name) || lower.startsWith('x-amz-') || lower.startsWith('response-')) continue;
    throw notImplemented(`The parameter "${name}"`);
  }
}

const methodNotAllowed = (request: S3Request): S3Error =>
  new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    Method: request.method,
  });

function bucketNamed(storage: Storage, name: string): StoredBucket {
  const stored = storage.buckets.get(name);
  if (stored !== undefined) return stored;
  throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
}

function listBuckets(storage: Storage): S3Response {
  const buckets = [...storage.buckets.keys()]
    .sort()
    .map((name) => ({ Name: name, BucketRegion: storage.region }));
  return xmlResponse(writeXml('ListAllMyBucketsResult', { Buckets: { Bucket: buckets } }));
}

async function answerForBucket(
  request: S3Request,
  { bucket }: StoredBucket,
  { region }: Storage,
  payloadHash: string,
  has: (parameter: string) => boolean,
): Promise<S3Response> {
  switch (request.method) {
    case 'HEAD':
      return { status: 200, headers: { 'x-amz-bucket-region': region } };
    case 'GET':
      if (has('location')) {
        const constraint = region === 'us-east-1' ? '' : region;
        return xmlResponse(writeXml('LocationConstraint', {}).replace('></', `>${constraint}</`));
      }
      if (has('uploads')) throw notImplemented('ListMultipartUploads');
      return listObjects(request, bucket);
    case 'POST':
      if (has('delete')) return deleteObjects(request, bucket, payloadHash);
      throw methodNotAllowed(request);
    case 'PUT':
    case 'DELETE':
      throw notImplemented('Making or deleting a bucket; buckets come from the template');
    default:
      throw methodNotAllowed(request);
  }
}

/** The tags of an object can be read and all taken off; they are given when it is made. */
async function answerForTags(request: S3Request, bucket: Bucket, key: string): Promise<S3Response> {
  const object = bucket.get(key);
  if (object === undefined) throw noSuchKey(key);
  switch (request.method) {
    case 'GET': {
      const Tag = Object.entries(object.tags).map(([Key, Value]) => ({ Key, Value }));
      return xmlResponse(writeXml('Tagging', { TagSet: Tag.length === 0 ? {} : { Tag } }));
    }
    case 'DELETE':
      await bucket.untag(key);
      return { status: 204, headers: {} };
    default:
      throw notImplemented('PutObjectTagging');
  }
}

async function answerForKey(
  request: S3Request,
  { bucket, uploads }: StoredBucket,
  key: string,
  storage: Storage,
  payloadHash: string,
  now: Date,
  has: (parameter: string) => boolean,
): Promise<S3Response> {
  if (has('tagging')) return answerForTags(request, bucket, key);
  const upload = has('uploadId');
  const source = amzSetting(request, 'x-amz-copy-source');
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      if (has('partNumber')) throw notImplemented('Reading one part of an object');
      return upload ? listParts(request, bucket, uploads, key) : getObject(request, bucket, key);
    case 'PUT':
      if (upload && source !== undefined) throw notImplemented('UploadPartCopy');
      if (upload) return uploadPart(request, bucket, uploads, key, payloadHash, now);
      if (source === undefined) return putObject(request, bucket, key, payloadHash, now);
      return copyObject(request, bucket, key, source, (name) => bucketNamed(storage, name).bucket, now);
    case 'POST':
      if (has('uploads')) return createUpload(request, bucket, uploads, key, now);
      if (upload) return completeUpload(request, bucket, uploads, key, payloadHash, now);
      throw methodNotAllowed(request);
    case 'DELETE':
      if (upload) return abortUpload(request, bucket, uploads, key);
      await bucket.delete(key, writePrecondition(request));
      return { status: 204, headers: {} };
    default:
      throw methodNotAllowed(request);
  }
}

/**
 * Carries out a request whose signature has been verified.
 *
 * @throws S3Error for everything that S3 answers with an error
 */
export async function answerS3(
  request: S3Request,
  storage: Storage,
  payloadHash: string,
  now: Date,
): Promise<S3Response> {
  assertKnownParameters(request);
  const has = (parameter: string): boolean => request.query.some(([name]) => name === parameter);
  if (request.bucket === undefined) {
    if (request.method === 'GET') return listBuckets(storage);
    throw methodNotAllowed(request);
  }
  const stored = bucketNamed(storage, request.bucket);
  return request.key === undefined
    ? answerForBucket(request, stored, storage, payloadHash, has)
    : answerForKey(request, stored, request.key, storage, payloadHash, now, has);
}
