import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { BUCKET, s3, stopS3 } from './s3-fixture.ts';

afterEach(stopS3);

const MB = 1024 * 1024;
const target = { Bucket: BUCKET, Key: 'big' };

async function begin(client: S3Client, more: object = {}): Promise<string> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ...more }));
  return UploadId ?? '';
}

async function sendPart(
  client: S3Client,
  UploadId: string,
  PartNumber: number,
  Body: Buffer,
  more: object = {},
): Promise<CompletedPart> {
  const part = await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body, ...more }));
  const { ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA256 } = part;
  return { PartNumber, ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA256 };
}

const complete = (client: S3Client, UploadId: string, Parts: CompletedPart[], more: object = {}) =>
  client.send(
    new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts }, ...more }),
  );

const failure = (name: string, status: number) =>
  expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode: status }) });

const [first, second] = [Buffer.alloc(5 * MB, 'a'), Buffer.alloc(100, 'b')];

describe('a multipart upload', () => {
  it('becomes one object when it is complete, whatever the order of sending', async () => {
    const { client } = await s3();
    const UploadId = await begin(client, { ContentType: 'text/csv', Metadata: { a: '1' } });
    const last = await sendPart(client, UploadId, 7, second);
    const one = await sendPart(client, UploadId, 2, first);
    await expect(client.send(new HeadObjectCommand(target))).rejects.toEqual(failure('NotFound', 404));
    const done = await complete(client, UploadId, [one, last]);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const got = await client.send(new GetObjectCommand(target));
    expect(got).toMatchObject({ ContentType: 'text/csv', Metadata: { a: '1' }, ETag: done.ETag });
    const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(Buffer.concat([first, second]))).toBe(true);
    const range = await client.send(
      new GetObjectCommand({ ...target, Range: `bytes=${5 * MB - 1}-${5 * MB}` }),
    );
    expect(await range.Body?.transformToString()).toBe('ab');
    await expect(complete(client, UploadId, [one, last])).rejects.toEqual(failure('NoSuchUpload', 404));
  });

  it.each([
    ['CRC32', 'COMPOSITE', undefined],
    ['CRC32', 'FULL_OBJECT', 'FULL_OBJECT'],
    ['SHA256', 'COMPOSITE', undefined],
    ['CRC64NVME', 'FULL_OBJECT', undefined],
  ] satisfies [ChecksumAlgorithm, string, string | undefined][])(
    'has a checksum by %s, %s',
    async (algorithm, type, asked) => {
      const { client } = await s3();
      const UploadId = await begin(client, {
        ChecksumAlgorithm: algorithm,
        ...(asked === undefined ? {} : { ChecksumType: asked }),
      });
      const parts = [
        await sendPart(client, UploadId, 1, first, { ChecksumAlgorithm: algorithm }),
        await sendPart(client, UploadId, 2, second, { ChecksumAlgorithm: algorithm }),
      ];
      const done = await complete(client, UploadId, parts);
      const sum = done[`Checksum${algorithm}`] ?? '';
      expect([done.ChecksumType, /-2$/.test(sum)]).toEqual([type, type === 'COMPOSITE']);
      if (type === 'FULL_OBJECT') {
        const whole = { ...target, Body: Buffer.concat([first, second]), ChecksumAlgorithm: algorithm };
        expect((await client.send(new PutObjectCommand(whole)))[`Checksum${algorithm}`]).toBe(sum);
      }
    },
  );

  it('refuses a whole-object checksum that is another, and stays open', async () => {
    const { client } = await s3();
    const UploadId = await begin(client, { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const part = await sendPart(client, UploadId, 1, second);
    await expect(complete(client, UploadId, [part], { ChecksumCRC32: 'AAAAAA==' })).rejects.toEqual(
      failure('BadDigest', 400),
    );
    await complete(client, UploadId, [part]);
  });

  it('is written once only with If-None-Match: *, and can go on after a refusal', async () => {
    const { client } = await s3();
    await client.send(new PutObjectCommand({ ...target, Body: 'there first' }));
    const UploadId = await begin(client);
    const part = await sendPart(client, UploadId, 1, second);
    await expect(complete(client, UploadId, [part], { IfNoneMatch: '*' })).rejects.toEqual(
      failure('PreconditionFailed', 412),
    );
    const got = await client.send(new GetObjectCommand(target));
    expect(await got.Body?.transformToString()).toBe('there first');
    await complete(client, UploadId, [part], { IfMatch: got.ETag });
    expect((await client.send(new HeadObjectCommand(target))).ContentLength).toBe(100);
  });

  it('lets one of several completions win', async () => {
    const { client } = await s3();
    const UploadId = await begin(client);
    const part = await sendPart(client, UploadId, 1, second);
    const attempts = await Promise.allSettled([1, 2, 3].map(() => complete(client, UploadId, [part])));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await client.send(new HeadObjectCommand(target))).ContentLength).toBe(100);
  });

  it('lists its parts; a part sent again replaces the one before', async () => {
    const { client } = await s3();
    const UploadId = await begin(client);
    await sendPart(client, UploadId, 3, first);
    await sendPart(client, UploadId, 3, second);
    await sendPart(client, UploadId, 1, second);
    await sendPart(client, UploadId, 2, second);
    const page = await client.send(new ListPartsCommand({ ...target, UploadId, MaxParts: 2 }));
    expect(page.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 100],
      [2, 100],
    ]);
    expect([page.IsTruncated, page.NextPartNumberMarker]).toEqual([true, '2']);
    const rest = await client.send(new ListPartsCommand({ ...target, UploadId, PartNumberMarker: '2' }));
    expect(rest.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([[3, 100]]);
    expect(rest.IsTruncated).toBe(false);
  });

  it('can be aborted', async () => {
    const { client } = await s3();
    const UploadId = await begin(client);
    await sendPart(client, UploadId, 1, second);
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    await expect(sendPart(client, UploadId, 2, second)).rejects.toEqual(failure('NoSuchUpload', 404));
    const again = client.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    await expect(again).rejects.toEqual(failure('NoSuchUpload', 404));
  });
});

describe('a completion is refused', () => {
  const upload = async () => {
    const { client } = await s3();
    const UploadId = await begin(client);
    const parts = [await sendPart(client, UploadId, 1, second), await sendPart(client, UploadId, 2, second)];
    return { client, UploadId, one: parts[0] ?? {}, two: parts[1] ?? {} };
  };

  it('with a part that was not sent, or another than was sent', async () => {
    const { client, UploadId, one } = await upload();
    await expect(complete(client, UploadId, [one, { PartNumber: 9, ETag: '"x"' }])).rejects.toEqual(
      failure('InvalidPart', 400),
    );
    await expect(complete(client, UploadId, [{ ...one, ETag: '"x"' }])).rejects.toEqual(
      failure('InvalidPart', 400),
    );
  });

  it('with parts out of order, too small, or none', async () => {
    const { client, UploadId, one, two } = await upload();
    await expect(complete(client, UploadId, [two, one])).rejects.toEqual(failure('InvalidPartOrder', 400));
    await expect(complete(client, UploadId, [one, two])).rejects.toEqual(failure('EntityTooSmall', 400));
    await expect(complete(client, UploadId, [])).rejects.toEqual(failure('MalformedXML', 400));
  });

  it('for another key, or a part number out of range', async () => {
    const { client, UploadId, one } = await upload();
    await expect(complete(client, UploadId, [one], { Key: 'other' })).rejects.toEqual(
      failure('NoSuchUpload', 404),
    );
    await expect(sendPart(client, UploadId, 10_001, second)).rejects.toEqual(failure('InvalidArgument', 400));
  });
});

it('an open upload survives a restart, and leaves nothing behind when it is done', async () => {
  const directory = await mkdtemp(join(tmpdir(), 's3-multipart-'));
  try {
    const before = await s3(directory);
    const UploadId = await begin(before.client);
    const one = await sendPart(before.client, UploadId, 1, first);
    await before.stop();
    const after = await s3(directory);
    const two = await sendPart(after.client, UploadId, 2, second);
    await complete(after.client, UploadId, [one, two]);
    expect((await after.client.send(new HeadObjectCommand(target))).ContentLength).toBe(5 * MB + 100);
    expect(await readdir(join(directory, BUCKET, 'data'))).toHaveLength(1);
    expect(await readdir(join(directory, BUCKET, 'uploads'))).toEqual([]);
  } finally {
    await stopS3();
    await rm(directory, { recursive: true, force: true });
  }
});
