import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { PortTakenError } from '../../../infra/local/listen.ts';
import { startS3Server } from '../../../infra/local/s3/server.ts';
import { BUCKET, CREDENTIALS, codeOf, s3, sendSigned, stopS3 } from './s3-fixture.ts';

afterEach(stopS3);

const put = (client: S3Client, Key: string, Body: string | Buffer = Key, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));

const get = (client: S3Client, Key: string, more: object = {}) =>
  client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));

const textOf = async (client: S3Client, key: string): Promise<string | undefined> =>
  (await get(client, key)).Body?.transformToString();

const failure = (name: string, status: number) =>
  expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode: status }) });

describe('an object', () => {
  it('comes back as it was put, with its attributes', async () => {
    const { client } = await s3();
    const { ETag } = await put(client, 'a/b.csv', 'Tổ chức,Điểm\n', {
      ContentType: 'text/csv; charset=utf-8',
      ContentDisposition: 'attachment; filename="b.csv"',
      CacheControl: 'private, max-age=60',
      Metadata: { watermark: '12', 'fold-version': '3' },
    });
    const got = await get(client, 'a/b.csv');
    expect(await got.Body?.transformToString()).toBe('Tổ chức,Điểm\n');
    expect(got).toMatchObject({
      ContentType: 'text/csv; charset=utf-8',
      ContentDisposition: 'attachment; filename="b.csv"',
      CacheControl: 'private, max-age=60',
      ContentLength: 20,
      Metadata: { watermark: '12', 'fold-version': '3' },
      ETag,
      AcceptRanges: 'bytes',
    });
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a/b.csv' }));
    expect(head).toMatchObject({ ContentLength: 20, ETag, Metadata: { watermark: '12' } });
  });

  it('may be empty', async () => {
    const { client } = await s3();
    await put(client, 'empty', '');
    expect(await textOf(client, 'empty')).toBe('');
    await expect(get(client, 'empty', { Range: 'bytes=0-1' })).rejects.toEqual(failure('InvalidRange', 416));
  });

  it('has the MD5 of its bytes as its ETag', async () => {
    const { client } = await s3();
    expect((await put(client, 'a', 'hello')).ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  });

  it('that is not there is NoSuchKey, for HEAD NotFound, in another bucket NoSuchBucket', async () => {
    const { client } = await s3();
    await expect(get(client, 'nothing')).rejects.toEqual(failure('NoSuchKey', 404));
    const head = client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'nothing' }));
    await expect(head).rejects.toEqual(failure('NotFound', 404));
    const elsewhere = client.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'a' }));
    await expect(elsewhere).rejects.toEqual(failure('NoSuchBucket', 404));
  });

  it('may have any key; keys never meet on disk', async () => {
    const { client } = await s3();
    const keys = [
      '../../etc/passwd',
      'a//b',
      'A',
      'a',
      'a/',
      '/a',
      '.',
      'tên tệp.csv',
      `${'x'.repeat(1_024)}`,
      'a?b#c%25+&=;',
    ];
    for (const key of keys) await put(client, key);
    for (const key of keys) expect(await textOf(client, key)).toBe(key);
    await expect(put(client, 'x'.repeat(1_025))).rejects.toEqual(failure('KeyTooLongError', 400));
  });

  it('may have any key that fast-check thinks of', async () => {
    const { client } = await s3();
    const key = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => text.isWellFormed() && text !== '.' && text !== '..');
    await fc.assert(
      fc.asyncProperty(key, async (text) => {
        await put(client, `x/${text}`);
        expect(await textOf(client, `x/${text}`)).toBe(`x/${text}`);
      }),
      { numRuns: 60 },
    );
  });

  it('is replaced whole, also for a reader who has begun', async () => {
    const { client } = await s3();
    const [before, after] = [Buffer.alloc(8_000_000, 'a'), Buffer.alloc(8_000_000, 'b')];
    await put(client, 'big', before);
    const reading = await get(client, 'big');
    await put(client, 'big', after);
    expect(Buffer.from((await reading.Body?.transformToByteArray()) ?? []).equals(before)).toBe(true);
    expect(
      Buffer.from((await (await get(client, 'big')).Body?.transformToByteArray()) ?? []).equals(after),
    ).toBe(true);
  });

  it('may come as a stream of known length, in chunks', async () => {
    const { client } = await s3();
    const pieces = Array.from({ length: 100 }, (_, n) => Buffer.alloc(10_000, String(n % 10)));
    const whole = Buffer.concat(pieces);
    await client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'stream',
        Body: Readable.from(pieces),
        ContentLength: whole.length,
        ContentEncoding: 'identity',
      }),
    );
    const got = await get(client, 'stream');
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
    expect(got.ContentEncoding).toBe('identity');
  });
});

describe('a range', () => {
  it.each([
    ['bytes=0-4', '01234', 'bytes 0-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-30', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
  ])('%s', async (range, text, contentRange) => {
    const { client } = await s3();
    await put(client, 'a', '0123456789');
    const got = await get(client, 'a', { Range: range });
    expect([await got.Body?.transformToString(), got.ContentRange, got.$metadata.httpStatusCode]).toEqual([
      text,
      contentRange,
      206,
    ]);
  });

  it('is the whole object where the header is malformed or asks for several', async () => {
    const { client } = await s3();
    await put(client, 'a', '0123456789');
    for (const range of ['bytes=5-2', 'bytes=0-1,3-4', 'lines=1-2']) {
      const got = await get(client, 'a', { Range: range });
      expect([await got.Body?.transformToString(), got.$metadata.httpStatusCode]).toEqual([
        '0123456789',
        200,
      ]);
    }
  });

  it('is the whole object when it has changed since the reader began', async () => {
    const { url, client } = await s3();
    const { ETag = '' } = await put(client, 'a', '0123456789');
    const resume = () =>
      sendSigned(url, { path: `/${BUCKET}/a`, headers: { range: 'bytes=8-', 'if-range': ETag } });
    expect(await (await resume()).text()).toBe('89');
    await put(client, 'a', 'abcdefghij');
    expect(await (await resume()).text()).toBe('abcdefghij');
  });

  it('outside the object is InvalidRange', async () => {
    const { client } = await s3();
    await put(client, 'a', '0123456789');
    for (const range of ['bytes=10-', 'bytes=10-12', 'bytes=-0']) {
      await expect(get(client, 'a', { Range: range })).rejects.toEqual(failure('InvalidRange', 416));
    }
  });
});

describe('preconditions', () => {
  it('If-None-Match: * writes once only', async () => {
    const { client } = await s3();
    await put(client, 'once', 'first', { IfNoneMatch: '*' });
    await expect(put(client, 'once', 'second', { IfNoneMatch: '*' })).rejects.toEqual(
      failure('PreconditionFailed', 412),
    );
    expect(await textOf(client, 'once')).toBe('first');
  });

  it('If-None-Match: * lets exactly one of many at once win', async () => {
    const { client } = await s3();
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => put(client, 'race', `writer ${n}`, { IfNoneMatch: '*' })),
    );
    const winners = attempts.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
    expect(winners).toHaveLength(1);
    expect(await textOf(client, 'race')).toBe(`writer ${winners[0]}`);
  });

  it('If-Match writes over and deletes what it names only', async () => {
    const { client } = await s3();
    const { ETag } = await put(client, 'a', 'one');
    await put(client, 'a', 'two', { IfMatch: ETag });
    await expect(put(client, 'a', 'three', { IfMatch: ETag })).rejects.toEqual(
      failure('PreconditionFailed', 412),
    );
    await expect(put(client, 'b', 'three', { IfMatch: ETag })).rejects.toEqual(failure('NoSuchKey', 404));
    const stale = client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a', IfMatch: ETag }));
    await expect(stale).rejects.toEqual(failure('PreconditionFailed', 412));
    expect(await textOf(client, 'a')).toBe('two');
  });

  it('are refused on a write where S3 has none: If-None-Match with an ETag', async () => {
    const { client } = await s3();
    await expect(put(client, 'a', 'x', { IfNoneMatch: '"abc"' })).rejects.toEqual(
      failure('NotImplemented', 501),
    );
  });

  it('of a read', async () => {
    const { client } = await s3();
    const { ETag } = await put(client, 'a');
    const [past, future] = [new Date(Date.now() - 100_000), new Date(Date.now() + 100_000)];
    await get(client, 'a', { IfMatch: ETag, IfUnmodifiedSince: past });
    await get(client, 'a', { IfNoneMatch: '"other"', IfModifiedSince: future });
    const refused: [object, number][] = [
      [{ IfMatch: '"other"' }, 412],
      [{ IfUnmodifiedSince: past }, 412],
      [{ IfNoneMatch: ETag }, 304],
      [{ IfModifiedSince: future }, 304],
    ];
    for (const [condition, status] of refused) {
      await expect(get(client, 'a', condition)).rejects.toMatchObject({
        $metadata: { httpStatusCode: status },
      });
    }
  });
});

describe('deleting', () => {
  it('removes an object, and succeeds where there is none', async () => {
    const { client } = await s3();
    await put(client, 'a');
    for (let n = 0; n < 2; n += 1) {
      const { $metadata } = await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
      expect($metadata.httpStatusCode).toBe(204);
    }
    await expect(get(client, 'a')).rejects.toEqual(failure('NoSuchKey', 404));
  });

  it('takes many keys at once, whatever letters they have', async () => {
    const { client } = await s3();
    const keys = ['a&b<c>', 'đảng bộ', 'missing'];
    await put(client, keys[0] ?? '');
    await put(client, keys[1] ?? '');
    await put(client, 'kept');
    const Delete = { Objects: keys.map((Key) => ({ Key })) };
    const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(keys);
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['kept']);
  });

  it('refuses a document that is none, or that nothing verifies', async () => {
    const { url } = await s3();
    const body = '<Delete><Object><Key>a</Key></Object></Delete>';
    const request = { method: 'POST', path: `/${BUCKET}`, query: { delete: '' } };
    const unverified = await sendSigned(url, { ...request, body });
    expect([unverified.status, codeOf(await unverified.text())]).toEqual([400, 'InvalidRequest']);
    const headers = {
      'content-md5': Buffer.from('6cd5b4e0bb9e4ef3a2a8b1b1c0ddc2e1', 'hex').toString('base64'),
    };
    const wrong = await sendSigned(url, { ...request, headers, body });
    expect([wrong.status, codeOf(await wrong.text())]).toEqual([400, 'BadDigest']);
  });
});

describe('copying', () => {
  it('keeps bytes and attributes, or replaces the attributes', async () => {
    const { client } = await s3();
    await put(client, 'tên', 'bytes', { ContentType: 'text/plain', Metadata: { a: '1' } });
    const CopySource = `${BUCKET}/${encodeURIComponent('tên')}`;
    const copied = await client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource }));
    expect(copied.CopyObjectResult?.ETag).toBe((await get(client, 'tên')).ETag);
    expect(await get(client, 'copy')).toMatchObject({ ContentType: 'text/plain', Metadata: { a: '1' } });
    await client.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key: 'tên',
        CopySource,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
      }),
    );
    expect((await get(client, 'tên')).Metadata).toEqual({ b: '2' });
    expect(await textOf(client, 'tên')).toBe('bytes');
  });

  it('honours conditions on both sides and refuses to change nothing', async () => {
    const { client } = await s3();
    await put(client, 'a');
    await put(client, 'b');
    const copy = (more: object) =>
      client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'b', CopySource: `${BUCKET}/a`, ...more }));
    await expect(copy({ IfNoneMatch: '*' })).rejects.toEqual(failure('PreconditionFailed', 412));
    await expect(copy({ CopySourceIfMatch: '"x"' })).rejects.toEqual(failure('PreconditionFailed', 412));
    await expect(copy({ Key: 'a' })).rejects.toEqual(failure('InvalidRequest', 400));
    await expect(copy({ CopySource: `${BUCKET}/none` })).rejects.toEqual(failure('NoSuchKey', 404));
    expect(await textOf(client, 'b')).toBe('b');
  });
});

describe('the buckets', () => {
  it('are those of the template', async () => {
    const { client } = await s3();
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['exports', 'other']);
    expect((await client.send(new HeadBucketCommand({ Bucket: BUCKET }))).BucketRegion).toBe(
      CREDENTIALS.region,
    );
    await expect(client.send(new HeadBucketCommand({ Bucket: 'nowhere' }))).rejects.toEqual(
      failure('NotFound', 404),
    );
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: BUCKET }));
    expect(LocationConstraint).toBe(CREDENTIALS.region);
  });

  it('have nothing to do with each other', async () => {
    const { client } = await s3();
    await put(client, 'a');
    await expect(client.send(new GetObjectCommand({ Bucket: 'other', Key: 'a' }))).rejects.toEqual(
      failure('NoSuchKey', 404),
    );
  });
});

it('never takes an operation that it does not know for a PutObject', async () => {
  const { client } = await s3();
  await put(client, 'a', 'bytes');
  const tagging = client.send(
    new PutObjectTaggingCommand({
      Bucket: BUCKET,
      Key: 'a',
      Tagging: { TagSet: [{ Key: 'k', Value: 'v' }] },
    }),
  );
  await expect(tagging).rejects.toEqual(failure('NotImplemented', 501));
  expect(await textOf(client, 'a')).toBe('bytes');
});

describe('persistence', () => {
  it('keeps objects across a restart and sweeps away what was never finished', async () => {
    const directory = await mkdtemp(join(tmpdir(), 's3-kept-'));
    try {
      const first = await s3(directory);
      await put(first.client, 'a', 'one', { Metadata: { m: '1' } });
      await put(first.client, 'a', 'two', { Metadata: { m: '2' } });
      await put(first.client, 'b', 'gone');
      await first.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'b' }));
      await first.stop();
      const data = join(directory, BUCKET, 'data');
      expect(await readdir(data)).toHaveLength(1);
      await writeFile(join(data, 'half-written'), 'x');
      const second = await s3(directory);
      expect(await textOf(second.client, 'a')).toBe('two');
      expect((await get(second.client, 'a')).Metadata).toEqual({ m: '2' });
      await expect(get(second.client, 'b')).rejects.toEqual(failure('NoSuchKey', 404));
      expect(await readdir(data)).toHaveLength(1);
    } finally {
      await stopS3();
      await rm(directory, { recursive: true, force: true });
    }
  });
});

it('what is refused leaves no bytes on the disk', async () => {
  const directory = await mkdtemp(join(tmpdir(), 's3-refused-'));
  try {
    const { client, url } = await s3(directory);
    await put(client, 'a', 'kept');
    await expect(put(client, 'a', 'refused', { IfNoneMatch: '*' })).rejects.toEqual(
      failure('PreconditionFailed', 412),
    );
    const headers = { 'content-md5': Buffer.alloc(16).toString('base64') };
    const wrong = await sendSigned(url, { method: 'PUT', path: `/${BUCKET}/b`, headers, body: 'refused' });
    expect(codeOf(await wrong.text())).toBe('BadDigest');
    expect(await readdir(join(directory, BUCKET, 'data'))).toHaveLength(1);
  } finally {
    await stopS3();
    await rm(directory, { recursive: true, force: true });
  }
});

it('says which file is broken and what to do', async () => {
  const directory = await mkdtemp(join(tmpdir(), 's3-broken-'));
  try {
    await (await s3(directory)).stop();
    await writeFile(join(directory, BUCKET, 'objects', 'x.json'), '');
    await expect(s3(directory)).rejects.toThrow(/x\.json .*--reset/);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

it('refuses a taken port with the remedy', async () => {
  const { url } = await s3();
  const port = Number(new URL(url).port);
  const second = startS3Server({ dataDir: null, port, credentials: CREDENTIALS, buckets: [] });
  await expect(second).rejects.toThrow(PortTakenError);
});
