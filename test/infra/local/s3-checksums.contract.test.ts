import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  type ChecksumAlgorithm,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../../infra/local/s3/aws-chunked.ts';
import { startChecksum } from '../../../infra/local/s3/checksum.ts';
import { BUCKET, codeOf, s3, sendSigned, stopS3 } from './s3-fixture.ts';

afterEach(stopS3);

const CHECK = Buffer.from('123456789');

const crc32Of = (bytes: Buffer): string => {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString('base64');
};

describe('the checksums', () => {
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
  ] as const)('%s has the check value of its catalogue', (algorithm, hex) => {
    const checksum = startChecksum(algorithm);
    checksum.update(CHECK.subarray(0, 4));
    checksum.update(CHECK.subarray(4));
    expect(checksum.digest().toString('hex')).toBe(hex);
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] satisfies ChecksumAlgorithm[])(
    '%s of the SDK is accepted, kept and given back',
    async (algorithm) => {
      const { client } = await s3();
      const target = { Bucket: BUCKET, Key: 'a' };
      for (const Body of [CHECK, Readable.from([CHECK.subarray(0, 5), CHECK.subarray(5)])]) {
        const put = await client.send(
          new PutObjectCommand({ ...target, Body, ContentLength: 9, ChecksumAlgorithm: algorithm }),
        );
        expect(put[`Checksum${algorithm}`]).toMatch(/^[\w+/]+=*$/);
        const head = await client.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }));
        expect(head[`Checksum${algorithm}`]).toBe(put[`Checksum${algorithm}`]);
        expect(head.ChecksumType).toBe('FULL_OBJECT');
        const got = await client.send(new GetObjectCommand({ ...target, ChecksumMode: 'ENABLED' }));
        expect(await got.Body?.transformToString()).toBe('123456789');
      }
    },
  );

  it.each([
    ['x-amz-checksum-crc32', crc32Of(Buffer.from('other')), 'BadDigest'],
    ['x-amz-checksum-sha256', createHash('sha256').update('other').digest('base64'), 'BadDigest'],
    ['content-md5', createHash('md5').update('other').digest('base64'), 'BadDigest'],
    ['x-amz-checksum-crc32', 'rubbish', 'InvalidRequest'],
    ['content-md5', 'rubbish', 'InvalidDigest'],
    ['x-amz-sdk-checksum-algorithm', 'CRC32', 'InvalidRequest'],
  ])('%s: %s is refused with 400 and nothing is stored', async (name, value, code) => {
    const { url, client } = await s3();
    const response = await sendSigned(url, {
      method: 'PUT',
      path: `/${BUCKET}/a`,
      headers: { [name]: value },
      body: CHECK,
    });
    expect([response.status, codeOf(await response.text())]).toEqual([400, code]);
    await expect(client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('Content-MD5 that is right is accepted', async () => {
    const { url } = await s3();
    const headers = { 'content-md5': createHash('md5').update(CHECK).digest('base64') };
    const response = await sendSigned(url, { method: 'PUT', path: `/${BUCKET}/a`, headers, body: CHECK });
    expect(response.status).toBe(200);
  });
});

describe('a body in chunks', () => {
  const chunked = (chunks: readonly string[], trailer: string): string =>
    [...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`), '0\r\n', trailer, '\r\n'].join(
      '',
    );

  const putChunked = (url: string, body: string, length: number, more: Record<string, string> = {}) =>
    sendSigned(url, {
      method: 'PUT',
      path: `/${BUCKET}/a`,
      headers: {
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': String(length),
        'x-amz-trailer': 'x-amz-checksum-crc32',
        ...more,
      },
      body,
    });
  const right = `x-amz-checksum-crc32:${crc32Of(CHECK)}\r\n`;

  it('is stored without its wrapping, the trailing checksum verified', async () => {
    const { url, client } = await s3();
    const response = await putChunked(url, chunked(['1234', '56789'], right), 9);
    expect([response.status, response.headers.get('x-amz-checksum-crc32')]).toEqual([200, crc32Of(CHECK)]);
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(await got.Body?.transformToString()).toBe('123456789');
    expect(got.ContentEncoding).toBeUndefined();
  });

  it.each([
    [
      'another checksum',
      chunked(['123456789'], `x-amz-checksum-crc32:${crc32Of(Buffer.from('x'))}\r\n`),
      9,
      'BadDigest',
    ],
    ['no checksum', chunked(['123456789'], ''), 9, 'InvalidRequest'],
    ['fewer bytes than promised', chunked(['123456789'], right), 10, 'IncompleteBody'],
    ['more bytes than promised', chunked(['123456789'], right), 8, 'IncompleteBody'],
    ['an end in mid-chunk', '9\r\n1234', 9, 'IncompleteBody'],
    ['a head that is no number', 'zz\r\n123456789\r\n0\r\n\r\n', 9, 'IncompleteBody'],
    ['a chunk longer than its head says', '4\r\n123456789\r\n0\r\n\r\n', 9, 'IncompleteBody'],
  ])('is refused with %s', async (_what, body, length, code) => {
    const { url, client } = await s3();
    const response = await putChunked(url, body, length);
    expect([response.status, codeOf(await response.text())]).toEqual([400, code]);
    await expect(client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('must say its length, and signed chunks are not kept', async () => {
    const { url } = await s3();
    const signed = await putChunked(url, '', 0, {
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    });
    expect([signed.status, codeOf(await signed.text())]).toEqual([501, 'NotImplemented']);
    const lengthless = await putChunked(url, chunked(['1'], ''), 1, { 'x-amz-decoded-content-length': '' });
    expect([lengthless.status, codeOf(await lengthless.text())]).toEqual([411, 'MissingContentLength']);
  });

  it('is decoded whatever pieces it comes in', async () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 50 }), async (chunks, step) => {
        const wire = Buffer.concat([
          ...chunks.flatMap((chunk) => [
            Buffer.from(`${chunk.length.toString(16)}\r\n`),
            chunk,
            Buffer.from('\r\n'),
          ]),
          Buffer.from('0\r\nX-Trailer: value \r\n\r\n'),
        ]);
        const cut = Array.from({ length: Math.ceil(wire.length / step) }, (_, n) =>
          wire.subarray(n * step, (n + 1) * step),
        );
        const trailers: [string, string][] = [];
        const decoded: Buffer[] = [];
        for await (const piece of decodeAwsChunked(Readable.from(cut), (...trailer) =>
          trailers.push(trailer),
        )) {
          decoded.push(piece);
        }
        expect(Buffer.concat(decoded).equals(Buffer.concat(chunks))).toBe(true);
        expect(trailers).toEqual([['x-trailer', 'value']]);
      }),
    );
  });
});

it('a sender that goes away does no harm', async () => {
  const { url, client } = await s3();
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write('PUT /exports/a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc', () =>
        socket.destroy(),
      );
    });
    socket.on('close', () => resolve());
  });
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
});
