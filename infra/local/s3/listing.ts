import type { Bucket } from './bucket.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import { parameterOf, type S3Request } from './s3-request.ts';
import { type S3Response, xmlResponse } from './s3-response.ts';
import type { StoredObject } from './stored-object.ts';
import { writeXml } from './xml.ts';

const MOST_KEYS = 1_000;

/** One entry of a listing: an object, or what several keys have in common up to a delimiter. */
type Entry = { readonly name: string; readonly common: boolean };

type Page = { readonly entries: readonly Entry[]; readonly truncated: boolean };

function entryOf(key: string, prefix: string, delimiter: string): Entry {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0
    ? { name: key, common: false }
    : { name: key.slice(0, end + delimiter.length), common: true };
}

const isAfter = (key: string, position: string): boolean =>
  Buffer.compare(Buffer.from(key), Buffer.from(position)) > 0;

/**
 * The keys with a prefix, those with a delimiter after it rolled up.
 *
 * @param keys in the order of their UTF-8 bytes
 * @param after the listing goes on after this entry; a common prefix stands for all its keys
 */
export function pageOf(
  keys: readonly string[],
  prefix: string,
  delimiter: string,
  after: string,
  most: number,
): Page {
  const entries: Entry[] = [];
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const entry = entryOf(key, prefix, delimiter);
    const last = entries.at(-1);
    const seen = entry.common && (entry.name === last?.name || entry.name === after);
    if (seen || (after !== '' && !isAfter(key, after))) continue;
    if (entries.length === most) return { entries, truncated: most > 0 };
    entries.push(entry);
  }
  return { entries, truncated: false };
}

function contentOf(object: StoredObject, encode: (text: string) => string) {
  const [algorithm] = Object.keys(object.checksums);
  return {
    Key: encode(object.key),
    LastModified: object.lastModified,
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: algorithm?.toUpperCase(),
    ChecksumType: algorithm === undefined ? undefined : object.checksumType,
    Size: object.size,
    StorageClass: 'STANDARD',
  };
}

function readMostKeys(request: S3Request): number {
  const text = parameterOf(request, 'max-keys') ?? String(MOST_KEYS);
  if (!/^\d{1,9}$/.test(text)) {
    throw new S3Error('InvalidArgument', 'Provided max-keys not an integer or within integer range', {
      ArgumentName: 'max-keys',
      ArgumentValue: text,
    });
  }
  return Math.min(Number(text), MOST_KEYS);
}

function readToken(request: S3Request): string | undefined {
  const token = parameterOf(request, 'continuation-token');
  if (token === undefined) return undefined;
  const position = Buffer.from(token, 'base64url');
  if (position.length === 0 || position.toString('base64url') !== token) {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
      ArgumentName: 'continuation-token',
    });
  }
  return position.toString('utf8');
}

/** ListObjectsV2. */
export function listObjects(request: S3Request, bucket: Bucket): S3Response {
  if (parameterOf(request, 'list-type') !== '2') throw notImplemented('ListObjects without list-type=2');
  const prefix = parameterOf(request, 'prefix') ?? '';
  const delimiter = parameterOf(request, 'delimiter') ?? '';
  const startAfter = parameterOf(request, 'start-after');
  const most = readMostKeys(request);
  const after = readToken(request) ?? startAfter ?? '';
  const { entries, truncated } = pageOf(bucket.keys(), prefix, delimiter, after, most);
  const encoding = parameterOf(request, 'encoding-type');
  const encode = (text: string): string =>
    encoding === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;
  const objects = entries.flatMap(({ name, common }) => (common ? [] : [bucket.get(name)]));
  return xmlResponse(
    writeXml('ListBucketResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      StartAfter: startAfter === undefined ? undefined : encode(startAfter),
      ContinuationToken: parameterOf(request, 'continuation-token'),
      NextContinuationToken: truncated
        ? Buffer.from(entries.at(-1)?.name ?? '').toString('base64url')
        : undefined,
      KeyCount: entries.length,
      MaxKeys: most,
      EncodingType: encoding,
      IsTruncated: truncated,
      Contents: objects.filter((object) => object !== undefined).map((object) => contentOf(object, encode)),
      CommonPrefixes: entries.filter(({ common }) => common).map(({ name }) => ({ Prefix: encode(name) })),
    }),
  );
}
