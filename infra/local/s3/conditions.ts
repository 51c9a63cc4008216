import { noSuchKey, notImplemented, preconditionFailed, S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import type { StoredObject } from './stored-object.ts';

const etags = (header: string): string[] =>
  header.split(',').map((etag) =>
    etag
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1'),
  );

const matches = (header: string, object: StoredObject): boolean =>
  header.trim() === '*' || etags(header).includes(object.etag);

/**
 * What a write demands of the object in place: `If-None-Match: *` that there is none, `If-Match` its ETag.
 *
 * @throws S3Error NotImplemented for `If-None-Match` with anything but `*`, as S3
 */
export function writePrecondition(request: S3Request): (existing: StoredObject | undefined) => void {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') {
    throw notImplemented('If-None-Match with an ETag on a write');
  }
  return (existing) => {
    if (ifNoneMatch !== undefined && existing !== undefined) throw preconditionFailed('If-None-Match');
    if (ifMatch === undefined) return;
    if (existing === undefined) throw noSuchKey(request.key ?? '');
    if (!matches(ifMatch, existing)) throw preconditionFailed('If-Match');
  };
}

/**
 * What a read demands, in the order of RFC 9110, section 13.2.2.
 *
 * @param prefix `x-amz-copy-source-` for the source of a copy
 * @throws S3Error PreconditionFailed or NotModified
 */
export function assertReadPrecondition(request: S3Request, object: StoredObject, prefix = ''): void {
  const header = (name: string): string | undefined => request.headers[prefix + name];
  const modified = Date.parse(object.lastModified);
  const notModified = (): S3Error =>
    prefix === ''
      ? new S3Error('NotModified', 'Not Modified', {}, { etag: `"${object.etag}"` })
      : preconditionFailed(`${prefix}if-none-match`);
  const ifMatch = header('if-match');
  const unmodifiedSince = Date.parse(header('if-unmodified-since') ?? '');
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object)) throw preconditionFailed('If-Match');
  } else if (modified > unmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const ifNoneMatch = header('if-none-match');
  const modifiedSince = Date.parse(header('if-modified-since') ?? '');
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, object)) throw notModified();
  } else if (modified <= modifiedSince) {
    throw notModified();
  }
}
