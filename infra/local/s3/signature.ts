import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { S3Error } from './s3-error.ts';
import { amzSetting, parameterOf, type S3Request } from './s3-request.ts';

export type S3Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
};

/** What a signature says of itself, in a header or in the query. */
type Claim = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20261013T120000Z` */
  readonly timestamp: string;
};

const ALGORITHM = 'AWS4-HMAC-SHA256';
const LARGEST_SKEW_MS = 15 * 60 * 1_000;
const LONGEST_PRESIGNED_SECONDS = 7 * 24 * 60 * 60;
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Percent-encodes as the signature's specification says: everything but `A-Z a-z 0-9 - . _ ~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const compareCodes = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function canonicalQuery(request: S3Request): string {
  return request.query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compareCodes(a, b) || compareCodes(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalRequest(request: S3Request, signedHeaders: readonly string[], payloadHash: string): string {
  const headers = signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`,
  );
  return [
    request.method,
    request.path.split('/').map(encode).join('/'),
    canonicalQuery(request),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function signatureOf(request: S3Request, claim: Claim, payloadHash: string, secret: string): string {
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const canonical = canonicalRequest(request, claim.signedHeaders, payloadHash);
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const text = `${ALGORITHM}\n${claim.timestamp}\n${scope}\n${hashed}`;
  const key = [claim.date, claim.region, claim.service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secret}`,
  );
  return hmac(key, text).toString('hex');
}

function readCredential(
  credential: string,
): Omit<Claim, 'signedHeaders' | 'signature' | 'timestamp'> | undefined {
  const [, accessKeyId, date, region, service] =
    /^(.+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request$/.exec(credential) ?? [];
  return accessKeyId && date && region && service ? { accessKeyId, date, region, service } : undefined;
}

function claimInHeader(request: S3Request, authorization: string): Claim {
  const malformed = new S3Error(
    'AuthorizationHeaderMalformed',
    'The authorization header is malformed; it must hold AWS4-HMAC-SHA256, Credential, SignedHeaders and Signature.',
  );
  const [, rest] = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(authorization) ?? [];
  if (rest === undefined) throw malformed;
  const fields = new Map(
    rest.split(/,\s*/).map((field) => {
      const equals = field.indexOf('=');
      return [field.slice(0, equals), field.slice(equals + 1)];
    }),
  );
  const scope = readCredential(fields.get('Credential') ?? '');
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (scope === undefined || !signedHeaders || !signature) throw malformed;
  const timestamp = request.headers['x-amz-date'];
  if (timestamp === undefined) {
    throw new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  return { ...scope, signedHeaders: signedHeaders.split(';'), signature, timestamp };
}

function claimInQuery(request: S3Request): Claim {
  const refused = (message: string): S3Error => new S3Error('AuthorizationQueryParametersError', message);
  const named = (name: string): string => {
    const value = parameterOf(request, name);
    if (value !== undefined && value !== '') return value;
    throw refused(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  };
  if (named('X-Amz-Algorithm') !== ALGORITHM) {
    throw refused('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  }
  const scope = readCredential(named('X-Amz-Credential'));
  if (scope === undefined) throw refused('Error parsing the X-Amz-Credential parameter.');
  const expires = Number(named('X-Amz-Expires'));
  if (!Number.isInteger(expires)) throw refused('X-Amz-Expires should be a number');
  if (expires < 0) throw refused('X-Amz-Expires must be non-negative');
  if (expires > LONGEST_PRESIGNED_SECONDS) {
    throw refused(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  return {
    ...scope,
    signedHeaders: named('X-Amz-SignedHeaders').split(';'),
    signature: named('X-Amz-Signature'),
    timestamp: named('X-Amz-Date'),
  };
}

function instantOf(claim: Claim): number {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(claim.timestamp) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(instant) || !claim.timestamp.startsWith(claim.date)) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      'Invalid credential date, or a date unlike that of the request.',
    );
  }
  return instant;
}

function assertFresh(claim: Claim, now: Date): void {
  const instant = instantOf(claim);
  if (Math.abs(now.getTime() - instant) <= LARGEST_SKEW_MS) return;
  throw new S3Error(
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    {
      RequestTime: claim.timestamp,
      ServerTime: now.toISOString(),
      MaxAllowedSkewMilliseconds: String(LARGEST_SKEW_MS),
    },
  );
}

function assertNotExpired(claim: Claim, expiresInSeconds: number, now: Date): void {
  const instant = instantOf(claim);
  if (instant > now.getTime() + LARGEST_SKEW_MS)
    throw new S3Error('AccessDenied', 'Request is not yet valid');
  const end = instant + expiresInSeconds * 1_000;
  if (now.getTime() < end) return;
  throw new S3Error('AccessDenied', 'Request has expired', {
    'X-Amz-Expires': String(expiresInSeconds),
    Expires: new Date(end).toISOString(),
    ServerTime: now.toISOString(),
  });
}

function assertScope(claim: Claim, credentials: S3Credentials): void {
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      {
        AWSAccessKeyId: claim.accessKeyId,
      },
    );
  }
  if (claim.region !== credentials.region) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${claim.region}' is wrong; expecting '${credentials.region}'`,
      { Region: credentials.region },
    );
  }
  if (claim.service !== 's3') {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; incorrect service "${claim.service}". This endpoint belongs to "s3".`,
    );
  }
}

/** What could change the meaning of a request must have been signed: the host and every `x-amz-…` header. */
function assertHeadersSigned(request: S3Request, claim: Claim): void {
  const demanded = ['host', ...Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = demanded.filter((name) => !claim.signedHeaders.includes(name));
  if (unsigned.length === 0) return;
  throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
    HeadersNotSigned: unsigned.join(', '),
  });
}

function assertSignature(request: S3Request, claim: Claim, payloadHash: string, secret: string): void {
  const expected = Buffer.from(signatureOf(request, claim, payloadHash, secret));
  const given = Buffer.from(claim.signature);
  if (expected.length === given.length && timingSafeEqual(expected, given)) return;
  throw new S3Error(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { AWSAccessKeyId: claim.accessKeyId, SignatureProvided: claim.signature },
  );
}

function payloadHashInHeader(request: S3Request): string {
  const hash = request.headers['x-amz-content-sha256'];
  if (hash !== undefined) return hash;
  throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
}

/**
 * Checks the signature (version 4) of a request, in its `Authorization` header or in its query.
 *
 * @returns what the request says of its body: a SHA-256 in hex, or one of the words such as `UNSIGNED-PAYLOAD`
 * @throws S3Error for an anonymous, expired, tampered or foreign request
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
export function verifySignature(request: S3Request, credentials: S3Credentials, now: Date): string {
  const { authorization } = request.headers;
  const presigned = request.query.some(([name]) => name === 'X-Amz-Algorithm' || name === 'X-Amz-Signature');
  if (authorization === undefined && !presigned) throw new S3Error('AccessDenied', 'Access Denied');
  if (authorization !== undefined && presigned) {
    throw new S3Error('InvalidArgument', 'Only one auth mechanism allowed');
  }
  const claim = presigned ? claimInQuery(request) : claimInHeader(request, authorization ?? '');
  assertScope(claim, credentials);
  if (presigned) {
    assertNotExpired(claim, Number(parameterOf(request, 'X-Amz-Expires')), now);
  } else {
    assertFresh(claim, now);
  }
  assertHeadersSigned(request, claim);
  const payloadHash = presigned
    ? (amzSetting(request, 'x-amz-content-sha256') ?? UNSIGNED_PAYLOAD)
    : payloadHashInHeader(request);
  assertSignature(request, claim, payloadHash, credentials.secretAccessKey);
  return payloadHash;
}
