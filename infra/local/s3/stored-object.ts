import { z } from 'zod';
import { CHECKSUM_ALGORITHMS } from './checksum.ts';
import type { S3Request } from './s3-request.ts';

const texts = z.record(z.string(), z.string());

const checksumsSchema = z.partialRecord(z.enum(CHECKSUM_ALGORITHMS), z.string());

/** Base64 by algorithm; of a multipart object perhaps with `-PARTS` at the end. */
export type Checksums = z.infer<typeof checksumsSchema>;

export const attributesSchema = z.object({
  /** Headers that go out as they came in: content type, disposition and the like. */
  headers: texts,
  metadata: texts,
  /** Of an object from before tags were kept: none. */
  tags: texts.default({}),
});

/** What the sender of an object says of it. */
export type ObjectAttributes = z.infer<typeof attributesSchema>;

export const storedObjectSchema = attributesSchema.extend({
  key: z.string(),
  size: z.number(),
  /** Without quotes. */
  etag: z.string(),
  /** An ISO instant in whole seconds, as S3 keeps it. */
  lastModified: z.string(),
  checksums: checksumsSchema,
  checksumType: z.enum(['FULL_OBJECT', 'COMPOSITE']),
  /** Name of the file with its bytes. */
  dataFile: z.string(),
});

export type StoredObject = z.infer<typeof storedObjectSchema>;

export const receivedSchema = z.object({
  dataFile: z.string(),
  size: z.number(),
  etag: z.string(),
  checksums: checksumsSchema,
});

/** Bytes that lie in a file and have been verified, but are no object yet. */
export type Received = z.infer<typeof receivedSchema>;

const KEPT_HEADERS = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];

/** The attributes that a request gives to the object it makes. */
export function attributesOf(request: S3Request, metadata: Record<string, string>): ObjectAttributes {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const encodings = (request.headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim());
  const encoding = encodings.filter((name) => name !== '' && name !== 'aws-chunked').join(',');
  if (encoding !== '') headers['content-encoding'] = encoding;
  const tags = Object.fromEntries(new URLSearchParams(request.headers['x-amz-tagging'] ?? ''));
  return { headers, metadata, tags };
}

/** `x-amz-checksum-…` headers for an answer. */
export function checksumHeaders({
  checksums,
  checksumType,
}: Pick<StoredObject, 'checksums' | 'checksumType'>): Record<string, string> {
  const entries = Object.entries(checksums).map(([algorithm, value]) => [
    `x-amz-checksum-${algorithm}`,
    value,
  ]);
  return entries.length === 0 ? {} : { ...Object.fromEntries(entries), 'x-amz-checksum-type': checksumType };
}
