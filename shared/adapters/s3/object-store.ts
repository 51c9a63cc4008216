/** The exports bucket on S3: written once, digests kept beside each object. */
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { DOWNLOAD_SECONDS, type ObjectStore, type StoredObject } from '../../ports/object-store.ts';
import { attachment } from './content-disposition.ts';
import { type Spooled, spool } from './spool.ts';

/** What the bucket's lifecycle forgets after a while, as long as nobody took the tag off. */
const UNPUBLISHED = 'unpublished=yes';
/** Within S3's 5 MiB – 5 GiB a part, and small enough for a function's memory. */
const PART_BYTES = 8 * 1024 * 1024;
/** Attempts at a write that another write to the same key got in the way of. */
const ATTEMPTS = 3;

/** One bucket and the client that reaches it. */
export type BucketAccess = {
  readonly client: S3Client;
  readonly bucket: string;
  /** Size of the parts of a larger body; {@link PART_BYTES} unless told. */
  readonly partBytes?: number;
};

/** Region, endpoint and credentials come from the environment, as everywhere in AWS. */
export const createS3Client = (config: S3ClientConfig = {}): S3Client =>
  new S3Client({ maxAttempts: 5, ...config });

/** An object without the digest that this store writes beside each. */
export class ForeignObjectError extends Error {
  override readonly name = 'ForeignObjectError';
}

export function s3ObjectStore(access: BucketAccess): ObjectStore {
  const { client, bucket, partBytes = PART_BYTES } = access;
  return {
    async putOnce(key, body, contentType) {
      const spooled = await spool(body, partBytes);
      try {
        return await putSpooled(access, { key, contentType, spooled });
      } finally {
        await spooled.dispose();
      }
    },
    head: (key) => head(access, key),
    async keep(key) {
      await client.send(new DeleteObjectTaggingCommand({ Bucket: bucket, Key: key }));
    },
    get: (key) => get(access, { Key: key }),
    getRange: (key, from, length) => get(access, { Key: key, Range: `bytes=${from}-${from + length - 1}` }),
    signedUrl(key, fileName) {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentDisposition: attachment(fileName),
      });
      return getSignedUrl(client, command, { expiresIn: DOWNLOAD_SECONDS });
    },
  };
}

async function get(
  { client, bucket }: BucketAccess,
  wanted: { readonly Key: string; readonly Range?: string },
): Promise<Uint8Array | null> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, ...wanted }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

async function head({ client, bucket }: BucketAccess, key: string): Promise<StoredObject | null> {
  try {
    const { ContentLength, Metadata } = await client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key }),
    );
    const sha256 = Metadata?.sha256;
    if (sha256 === undefined || ContentLength === undefined)
      throw new ForeignObjectError(`${key} in ${bucket} was not written by this store`);
    return { bytes: ContentLength, sha256 };
  } catch (error) {
    if (error instanceof NotFound || error instanceof NoSuchKey) return null;
    throw error;
  }
}

type Upload = { readonly key: string; readonly contentType: string; readonly spooled: Spooled };

async function putSpooled(access: BucketAccess, upload: Upload): ReturnType<ObjectStore['putOnce']> {
  const { bytes, sha256 } = upload.spooled;
  const standing = (stored: StoredObject) =>
    stored.sha256 === sha256
      ? ({ outcome: 'stored', object: stored } as const)
      : ({ outcome: 'taken' } as const);
  const large = bytes > (access.partBytes ?? PART_BYTES);
  for (let attempt = 1; ; attempt++) {
    // A large body is not sent in vain.
    const before = large ? await head(access, upload.key) : null;
    if (before !== null) return standing(before);
    try {
      await (large ? putParts(access, upload) : putWhole(access, upload));
      return { outcome: 'stored', object: { bytes, sha256 } };
    } catch (error) {
      if (!isInTheWay(error)) throw error;
      const stored = await head(access, upload.key);
      if (stored !== null) return standing(stored);
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * The key is taken (412), another write to it is under way (409), or the upload is gone: a repeated completion
 * finds it finished (404). What stands under the key then decides.
 */
const isInTheWay = (error: unknown): boolean =>
  error instanceof S3ServiceException &&
  ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchUpload'].includes(error.name);

const metadataOf = ({ spooled }: Upload) => ({ sha256: spooled.sha256 });

async function putWhole({ client, bucket }: BucketAccess, upload: Upload): Promise<void> {
  for await (const part of upload.spooled.parts())
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: upload.key,
        Body: part,
        ContentType: upload.contentType,
        Metadata: metadataOf(upload),
        Tagging: UNPUBLISHED,
        ChecksumSHA256: Buffer.from(upload.spooled.sha256, 'hex').toString('base64'),
        IfNoneMatch: '*',
      }),
    );
}

async function putParts(access: BucketAccess, upload: Upload): Promise<void> {
  const { client, bucket } = access;
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({
      Bucket: bucket,
      Key: upload.key,
      ContentType: upload.contentType,
      Metadata: metadataOf(upload),
      Tagging: UNPUBLISHED,
    }),
  );
  const target = { Bucket: bucket, Key: upload.key, UploadId };
  try {
    const Parts: CompletedPart[] = [];
    for await (const Body of upload.spooled.parts()) {
      const PartNumber = Parts.length + 1;
      const { ETag } = await client.send(new UploadPartCommand({ ...target, PartNumber, Body }));
      Parts.push({ PartNumber, ETag });
    }
    await client.send(
      new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts }, IfNoneMatch: '*' }),
    );
  } catch (error) {
    // What cannot be cleaned up here, the bucket's lifecycle does; the first error is the one to tell.
    await client.send(new AbortMultipartUploadCommand(target)).catch(() => undefined);
    throw error;
  }
}
