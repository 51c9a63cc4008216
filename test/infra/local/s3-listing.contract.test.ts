import {
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { pageOf } from '../../../infra/local/s3/listing.ts';
import { BUCKET, s3, stopS3 } from './s3-fixture.ts';

afterEach(stopS3);

async function clientWith(...keys: string[]): Promise<S3Client> {
  const { client } = await s3();
  await Promise.all(keys.map((Key) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }))));
  return client;
}

const list = (client: S3Client, more: object = {}): Promise<ListObjectsV2CommandOutput> =>
  client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }));

const names = ({ Contents = [], CommonPrefixes = [] }: ListObjectsV2CommandOutput) => [
  Contents.map(({ Key }) => Key),
  CommonPrefixes.map(({ Prefix }) => Prefix),
];

describe('a listing', () => {
  it('has the objects in the order of their bytes, with what is known of them', async () => {
    const client = await clientWith('b', 'a/2', 'a/1', 'B', '😀', 'đ', '￿');
    const listed = await list(client);
    expect(names(listed)[0]).toEqual(['B', 'a/1', 'a/2', 'b', 'đ', '￿', '😀']);
    expect(listed).toMatchObject({ KeyCount: 7, IsTruncated: false, MaxKeys: 1_000, Name: BUCKET });
    expect(listed.Contents?.[0]).toMatchObject({
      Size: 1,
      ETag: '"9dd4e461268c8034f5c8564e155c67a6"',
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: ['CRC32'],
    });
    const age = Date.now() - (listed.Contents?.[0]?.LastModified?.getTime() ?? 0);
    expect(age).toBeGreaterThanOrEqual(0);
  });

  it('rolls up what has a delimiter after the prefix', async () => {
    const client = await clientWith('x/1', 'x/y/1', 'x/y/2', 'x/z/1', 'xx', 'a');
    expect(names(await list(client, { Prefix: 'x/', Delimiter: '/' }))).toEqual([['x/1'], ['x/y/', 'x/z/']]);
    expect(names(await list(client, { Delimiter: '/' }))).toEqual([['a', 'xx'], ['x/']]);
    expect(names(await list(client, { Prefix: 'none' }))).toEqual([[], []]);
  });

  it('goes on where the page before ended, each entry once', async () => {
    const client = await clientWith('a/1', 'a/2', 'b', 'c/1', 'c/2', 'd');
    const seen: (string | undefined)[] = [];
    const paginated = paginateListObjectsV2({ client, pageSize: 1 }, { Bucket: BUCKET, Delimiter: '/' });
    for await (const page of paginated) {
      expect(page.KeyCount).toBe(1);
      seen.push(...names(page).flat());
    }
    expect(seen).toEqual(['a/', 'b', 'c/', 'd']);
  });

  it('may begin after a key', async () => {
    const client = await clientWith('a', 'b', 'c');
    expect(names(await list(client, { StartAfter: 'a' }))[0]).toEqual(['b', 'c']);
    expect(names(await list(client, { StartAfter: 'aa' }))[0]).toEqual(['b', 'c']);
  });

  it('encodes keys when asked to', async () => {
    const client = await clientWith('a b/đ&<');
    expect(names(await list(client, { EncodingType: 'url' }))[0]).toEqual(['a%20b/%C4%91%26%3C']);
    expect(names(await list(client))[0]).toEqual(['a b/đ&<']);
  });

  it('refuses a token that is none, and the first version of the operation', async () => {
    const client = await clientWith('a');
    await expect(list(client, { ContinuationToken: '***' })).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
    await expect(client.send(new ListObjectsCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });
});

it('pages of any size hold together what one page holds', () => {
  const key = fc
    .array(fc.constantFrom('a', 'b', '/', 'đ', '😀'), { minLength: 1, maxLength: 6 })
    .map((part) => part.join(''));
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 25 }),
      fc.constantFrom('', 'a', 'a/', '/'),
      fc.constantFrom('', '/'),
      fc.integer({ min: 1, max: 5 }),
      (unsorted, prefix, delimiter, size) => {
        const keys = unsorted.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
        const whole = pageOf(keys, prefix, delimiter, '', 1_000);
        expect(whole.truncated).toBe(false);
        const entries = [];
        let after = '';
        for (let pages = 0; pages <= keys.length; pages += 1) {
          const page = pageOf(keys, prefix, delimiter, after, size);
          entries.push(...page.entries);
          if (!page.truncated) break;
          after = page.entries.at(-1)?.name ?? '';
        }
        expect(entries).toEqual(whole.entries);
        const covered = keys.filter((candidate) =>
          whole.entries.some(({ name, common }) =>
            common ? candidate.startsWith(name) : candidate === name,
          ),
        );
        expect(covered).toEqual(keys.filter((candidate) => candidate.startsWith(prefix)));
      },
    ),
  );
});
