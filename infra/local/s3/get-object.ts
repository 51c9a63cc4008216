import { type FileHandle, open } from 'node:fs/promises';
import type { Bucket } from './bucket.ts';
import { assertReadPrecondition } from './conditions.ts';
import { noSuchKey, S3Error } from './s3-error.ts';
import { amzSetting, type S3Request } from './s3-request.ts';
import type { S3Response } from './s3-response.ts';
import { checksumHeaders, type StoredObject } from './stored-object.ts';

/** First and last byte, both included. */
type Range = { readonly first: number; readonly last: number };

/** `response-content-type` and so on: what a presigned GET may put over the object's own headers. */
const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/**
 * One range of bytes; undefined for the whole object, also where the header is malformed or asks for several.
 *
 * @throws S3Error InvalidRange when no byte of the object lies in the range
 */
export function readRange(header: string | undefined, size: number): Range | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first >= size || first > last) {
    throw new S3Error(
      'InvalidRange',
      'The requested range is not satisfiable',
      { RangeRequested: header ?? '', ActualObjectSize: String(size) },
      { 'content-range': `bytes */${size}` },
    );
  }
  return { first, last };
}

function overrides(request: S3Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const parameter = `response-${name}`;
    const value = request.query.find(([candidate]) => candidate === parameter)?.[1];
    if (value === undefined) continue;
    // S3 cannot send such a header either; a name with Vietnamese letters needs filename*=UTF-8''….
    if (/[^\u0020-\u007e\u00a0-\u00ff]/.test(value)) {
      throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.', {
        ArgumentName: parameter,
        ArgumentValue: value,
      });
    }
    headers[name] = value;
  }
  return headers;
}

/** As S3 does (RFC 2047), since a header cannot hold every letter. */
const mailSafe = (value: string): string =>
  /[^\u0020-\u007e\u00a0-\u00ff]/.test(value)
    ? `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
    : value;

/** A range is for the object that the reader began with; after a change the whole of it is sent. */
function rangeHeader(request: S3Request, object: StoredObject): string | undefined {
  const { range, 'if-range': ifRange } = request.headers;
  const lastModified = new Date(object.lastModified).toUTCString();
  return ifRange === undefined || ifRange === `"${object.etag}"` || ifRange === lastModified
    ? range
    : undefined;
}

function headersOf(
  object: StoredObject,
  request: S3Request,
  range: Range | undefined,
): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [
    `x-amz-meta-${name}`,
    mailSafe(value),
  ]);
  const wantsChecksum = amzSetting(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  return {
    'content-type': 'binary/octet-stream',
    ...object.headers,
    ...Object.fromEntries(metadata),
    ...overrides(request),
    ...(wantsChecksum && range === undefined ? checksumHeaders(object) : {}),
    'accept-ranges': 'bytes',
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'content-length': String(range === undefined ? object.size : range.last - range.first + 1),
    ...(range === undefined ? {} : { 'content-range': `bytes ${range.first}-${range.last}/${object.size}` }),
  };
}

/** Opens the object's bytes; if it was replaced in between, those of the new object. */
async function openObject(bucket: Bucket, key: string): Promise<{ object: StoredObject; file: FileHandle }> {
  for (;;) {
    const object = bucket.get(key);
    if (object === undefined) throw noSuchKey(key);
    try {
      return { object, file: await open(bucket.dataPath(object.dataFile)) };
    } catch (error) {
      if (bucket.get(key) === object) throw error;
    }
  }
}

/** GetObject and HeadObject. */
export async function getObject(request: S3Request, bucket: Bucket, key: string): Promise<S3Response> {
  const { object, file } = await openObject(bucket, key);
  try {
    assertReadPrecondition(request, object);
    const range = readRange(rangeHeader(request, object), object.size);
    const headers = headersOf(object, request, range);
    const status = range === undefined ? 200 : 206;
    if (request.method === 'HEAD' || object.size === 0) {
      await file.close();
      return { status, headers };
    }
    const { first, last } = range ?? { first: 0, last: object.size - 1 };
    return { status, headers, body: file.createReadStream({ start: first, end: last }) };
  } catch (error) {
    await file.close();
    throw error;
  }
}
