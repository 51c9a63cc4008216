import { createHash } from 'node:crypto';
import { GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { s3ObjectStore } from '../../shared/adapters/s3/object-store.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { startBucket, type TestBucket } from '../support/s3-server.ts';

const MIB = 1024 * 1024;
const sha256 = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');
const ofText = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* inChunks(body: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  // One buffer for all chunks, as a careless producer might: a store must not keep what it was given.
  const chunk = new Uint8Array(size);
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    chunk.set(part);
    yield chunk.subarray(0, part.length);
  }
}

/** Bytes in which every place differs from its neighbours, so that a part out of place shows. */
const patterned = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + (i >>> 8) * 7 + (i >>> 16) + seed) & 255);

function describeObjectStoreContract(name: string, make: () => ObjectStore): void {
  describe(`an object store (${name})`, () => {
    let run = 0;
    const freshKey = () => `tinh_2026-10_01/${++run}/điểm số.csv`;

    it.each([
      { what: 'an empty body', body: new Uint8Array() },
      { what: 'a small body', body: ofText('Tổ chức;Điểm\nChi bộ thôn 1;9250\n') },
      { what: 'a body of many parts', body: patterned(17 * MIB + 13, 1) },
      { what: 'a body of exactly two parts', body: patterned(16 * MIB, 2) },
    ])('gives back $what with its size and digest', async ({ body }) => {
      const store = make();
      const key = freshKey();
      const object = { bytes: body.length, sha256: sha256(body) };
      expect(await store.putOnce(key, inChunks(body, 100_003), 'text/csv')).toEqual({
        outcome: 'stored',
        object,
      });
      expect(await store.head(key)).toEqual(object);
      expect(sha256((await store.get(key)) ?? ofText('nothing'))).toBe(object.sha256);
    });

    it.each([
      { size: 'small', length: 100 },
      { size: 'large', length: 9 * MIB },
    ])('keeps a $size object, however often it is told to, as it is', async ({ length }) => {
      const store = make();
      const key = freshKey();
      const body = patterned(length, 5);
      await store.putOnce(key, inChunks(body, 100_003), 'text/csv');
      await store.keep(key);
      await store.keep(key);
      expect(await store.head(key)).toEqual({ bytes: length, sha256: sha256(body) });
      await expect(store.keep('nowhere')).rejects.toThrow();
    });

    it('gives parts of a body, the last one shorter', async () => {
      const store = make();
      const key = freshKey();
      const body = patterned(9 * MIB, 4);
      await store.putOnce(key, inChunks(body, 100_003), 'text/csv');
      expect(await store.getRange(key, 8 * MIB - 2, 5)).toEqual(body.slice(8 * MIB - 2, 8 * MIB + 3));
      expect(await store.getRange(key, 9 * MIB - 3, 100)).toEqual(body.slice(-3));
      expect(await store.getRange('nowhere', 0, 1)).toBeNull();
    });

    it('knows nothing of what was never put', async () => {
      const store = make();
      expect(await store.head('nowhere')).toBeNull();
      expect(await store.get('nowhere')).toBeNull();
    });

    it.each([
      { size: 'small', length: 100 },
      { size: 'large', length: 9 * MIB },
    ])('never replaces a $size object, and takes the same one again', async ({ length }) => {
      const store = make();
      const key = freshKey();
      const first = patterned(length, 1);
      const second = patterned(length, 2);
      const object = { bytes: length, sha256: sha256(first) };
      await store.putOnce(key, inChunks(first, 65_536), 'text/csv');
      expect(await store.putOnce(key, inChunks(second, 65_536), 'text/csv')).toEqual({ outcome: 'taken' });
      expect(await store.putOnce(key, inChunks(first, 65_536), 'text/csv')).toEqual({
        outcome: 'stored',
        object,
      });
      expect(await store.head(key)).toEqual(object);
    });

    it.each([
      { size: 'small', length: 1_000 },
      { size: 'large', length: 9 * MIB },
    ])('lets one of several win a key with a $size body', async ({ length }) => {
      const store = make();
      const key = freshKey();
      const bodies = [1, 2, 3].map((seed) => patterned(length, seed));
      const outcomes = await Promise.all(
        bodies.map((body) => store.putOnce(key, inChunks(body, 1_000_000), 'text/csv')),
      );
      const winners = bodies.filter((_, i) => outcomes[i]?.outcome === 'stored');
      expect(winners).toHaveLength(1);
      expect((await store.head(key))?.sha256).toBe(sha256(winners[0] ?? new Uint8Array()));
    });

    it('stores nothing of a body that breaks off', async () => {
      const store = make();
      const key = freshKey();
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield* inChunks(patterned(9 * MIB, 1), 1_000_000);
        throw new TypeError('the source broke off');
      }
      await expect(store.putOnce(key, broken(), 'text/csv')).rejects.toThrow('the source broke off');
      expect(await store.head(key)).toBeNull();
    });
  });
}

describeObjectStoreContract('memory', memoryObjectStore);

describe('on S3', () => {
  let today = new Date();
  let bucket: TestBucket;
  beforeAll(async () => {
    bucket = await startBucket(() => today);
  });
  afterAll(() => bucket.stop());

  describeObjectStoreContract('S3', () => s3ObjectStore(bucket));

  describe('a signed URL', () => {
    const body = ofText('điểm');
    const stored = async (): Promise<ObjectStore> => {
      const store = s3ObjectStore(bucket);
      await store.putOnce('scorecards.csv', inChunks(body), 'text/csv; charset=utf-8');
      return store;
    };

    it('downloads the object, without credentials, under a Vietnamese name', async () => {
      const url = await (await stored()).signedUrl('scorecards.csv', 'Điểm "tháng 10" (Hà Nội).csv');
      const response = await fetch(url);
      expect(response.status).toBe(200);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(body);
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(response.headers.get('content-disposition')).toBe(
        `attachment; filename="Diem _thang 10_ (Ha Noi).csv"; filename*=UTF-8''%C4%90i%E1%BB%83m%20%22th%C3%A1ng%2010%22%20%28H%C3%A0%20N%E1%BB%99i%29.csv`,
      );
    });

    it('lets a broken download go on where it stopped', async () => {
      const url = await (await stored()).signedUrl('scorecards.csv', 'scorecards.csv');
      const response = await fetch(url, { headers: { range: 'bytes=3-' } });
      expect(response.status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes 3-${body.length - 1}/${body.length}`);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(body.slice(3));
    });

    it('opens no other object and holds no longer than it says', async () => {
      const url = await (await stored()).signedUrl('scorecards.csv', 'scorecards.csv');
      expect((await fetch(url.replace('/scorecards.csv?', '/meetings.csv?'))).status).toBe(403);
      const before = today;
      today = new Date(Date.now() + 61_000);
      expect((await fetch(url)).status).toBe(403);
      today = before;
    });

    it.each([100, 9 * MIB])('tags what was not kept for the lifecycle: %i bytes', async (length) => {
      const store = s3ObjectStore(bucket);
      const Key = `tagged/${length}`;
      const tags = async () =>
        (await bucket.client.send(new GetObjectTaggingCommand({ Bucket: bucket.bucket, Key }))).TagSet;
      await store.putOnce(Key, inChunks(patterned(length, 6), 100_003), 'text/csv');
      expect(await tags()).toEqual([{ Key: 'unpublished', Value: 'yes' }]);
      await store.keep(Key);
      expect(await tags()).toEqual([]);
    });
  });
});
