import type { IncomingMessage } from 'node:http';
import { S3Error } from './s3-error.ts';

/** A request in S3's terms, path style. */
export type S3Request = {
  readonly method: string;
  /** Undefined: the service itself. */
  readonly bucket: string | undefined;
  /** Undefined: the bucket itself. */
  readonly key: string | undefined;
  /** The decoded path. */
  readonly path: string;
  /** Decoded, in the order sent. */
  readonly query: readonly (readonly [string, string])[];
  /** Names in lower case; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: IncomingMessage;
};

const LONGEST_KEY_BYTES = 1_024;

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  }
};

function readQuery(query: string): (readonly [string, string])[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))] as const;
    });
}

/** @throws S3Error InvalidURI, KeyTooLongError */
export function readS3Request(body: IncomingMessage): S3Request {
  const target = body.url ?? '/';
  const mark = target.indexOf('?');
  const path = decode(mark < 0 ? target : target.slice(0, mark));
  const [, bucket, key] = /^\/([^/]+)(?:\/(.*))?$/s.exec(path) ?? [];
  if (key !== undefined && Buffer.byteLength(key) > LONGEST_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', 'Your key is too long', {
      MaxSizeAllowed: String(LONGEST_KEY_BYTES),
    });
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(body.headersDistinct)) headers[name] = (value ?? []).join(',');
  return {
    method: body.method ?? 'GET',
    bucket,
    key: key === '' ? undefined : key,
    path,
    query: mark < 0 ? [] : readQuery(target.slice(mark + 1)),
    headers,
    body,
  };
}

/** A query parameter by its exact name. */
export const parameterOf = (request: S3Request, name: string): string | undefined =>
  request.query.find(([candidate]) => candidate === name)?.[1];

/**
 * An `x-amz-…` setting: a header, or the query parameter into which a presigner lifted it.
 *
 * @param name in lower case
 */
export const amzSetting = (request: S3Request, name: string): string | undefined =>
  request.headers[name] ?? request.query.find(([candidate]) => candidate.toLowerCase() === name)?.[1];

/** All `x-amz-meta-…`, without that prefix. */
export function userMetadata(request: S3Request): Record<string, string> {
  const lifted = request.query.map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(
    [...lifted, ...Object.entries(request.headers)]
      .filter(([name]) => name.startsWith('x-amz-meta-'))
      .map(([name, value]) => [name.slice('x-amz-meta-'.length), value]),
  );
}
