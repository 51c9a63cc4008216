/**
 * The same at a finer grain: a run that dies at any request to S3, parts of uploads included, before it was sent, with
 * half of its body sent, or after S3 did what it asked and before the answer came back. The bucket is the local S3
 * server; parts are small, so that most files go up in several.
 */
import { ListObjectsV2Command, ListPartsCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import { s3ObjectStore } from '../../shared/adapters/s3/object-store.ts';
import type { ExportState } from '../../shared/domain/exports/export.ts';
import { exportObjectKey, MANIFEST } from '../../shared/domain/exports/export-names.ts';
import { publishExport } from '../../shared/jobs/publish-export.ts';
import type { ExportFormats } from '../../shared/ports/export-formats.ts';
import { startBucket, type TestBucket } from '../support/s3-server.ts';
import { madeOnce, objectsLeft, statesLeft } from './left-behind.ts';
import { type Asked, Killed, Mortal } from './mortal.ts';
import { manifestFaults, order, published, stateOf } from './published-files.ts';
import { type SmallProvince, smallProvince } from './small-province.ts';

const NOW = '2026-11-05T02:00:00.000Z';
const PART_BYTES = 48 * 1024;
/** Long enough for a run that said nothing to count as dead. */
const LATER = '2026-11-05T02:10:00.000Z';

const prefixOf = (exportId: string) => `exports/${exportId}/`;

async function keysOf({ client, bucket }: TestBucket, exportId: string): Promise<string[]> {
  const listing = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefixOf(exportId) });
  const { Contents = [] } = await client.send(listing);
  return Contents.flatMap(({ Key }) => Key ?? []);
}

describe('a run that dies at a request to S3', () => {
  let bucket: TestBucket;
  let base: SmallProvince;
  beforeAll(async () => {
    bucket = await startBucket(undefined, 1);
    base = await smallProvince();
  });
  afterAll(() => bucket.stop());

  /** Exports of one province, each ordered anew, share its bucket; what one left behind the next must bear. */
  const inBucket = (client: S3Client) =>
    s3ObjectStore({ client, bucket: bucket.bucket, partBytes: PART_BYTES });

  /** As a process sees it that asks S3 through this client. */
  const seenBy = (mortal: Mortal, client: S3Client) => ({
    ...base,
    registry: mortal.port(base.registry),
    scorecards: mortal.port(base.scorecards),
    events: mortal.port(base.events),
    objects: inBucket(client),
    catalog: memoryTablesCatalog(),
  });

  async function runUntil(mortal: Mortal): Promise<string> {
    base.setNow(NOW);
    const { exportId } = await order(base);
    const client = mortal.client(bucket);
    await publishExport(seenBy(mortal, client), exportId).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    client.destroy();
    return exportId;
  }

  /** Every manifest names what is there; then another run publishes, and so it is again. */
  async function assertRecovers(exportId: string): Promise<void> {
    const store = s3ObjectStore(bucket);
    const faults = async () => {
      const keys = await keysOf(bucket, exportId);
      return manifestFaults({ objects: { ...store, keys: () => keys } });
    };
    const left = await stateOf(base, { exportId });
    expect(await faults()).toEqual([]);
    base.setNow(LATER);
    const outcome = await publishExport({ ...base, objects: store }, exportId);
    expect(outcome).toBe(left.status === 'published' ? 'ended' : 'published');
    await published(base, { exportId });
    expect(await faults()).toEqual([]);
  }

  /** A dead process aborts nothing: the upload stays as it was, with the parts that arrived whole and no other. */
  async function assertWaitsForLifecycle(asked: readonly Asked[], broken: Asked): Promise<void> {
    const { key, uploadId } = broken;
    const whole = asked.filter(
      (one) => one !== broken && one.what === 'UploadPart' && one.uploadId === uploadId,
    );
    const listing = new ListPartsCommand({ Bucket: bucket.bucket, Key: key, UploadId: uploadId ?? '' });
    const { Parts = [] } = await bucket.client.send(listing);
    expect(Parts.map(({ Size }) => Size)).toEqual(whole.map(({ bodyBytes }) => bodyBytes));
  }

  let requests: readonly Asked[] = [];
  const countOf = (what: string): number => requests.filter((request) => request.what === what).length;

  it('makes requests of every kind, uploads of several parts among them', async () => {
    // The first export has none before it; like all that follow, the second reads what that one left to compare.
    await runUntil(new Mortal(null));
    const counted = new Mortal(null);
    await runUntil(counted);
    requests = counted.asked;
    expect([...new Set(requests.map(({ what }) => what))].sort()).toEqual([
      'DELETE tagging',
      'GetObject',
      'HEAD',
      'POST uploadId',
      'POST uploads',
      'PutObject',
      'UploadPart',
    ]);
    expect(countOf('UploadPart')).toBeGreaterThan(countOf('POST uploadId'));
  });

  it.each([
    ['a part', 'UploadPart'],
    ['a whole file, the manifest among them', 'PutObject'],
    ['the list of parts that completes a file', 'POST uploadId'],
  ])('in the middle of %s: nothing of it is there, and the next run publishes', async (_, what) => {
    const last = countOf(what);
    for (const request of new Set([1, Math.ceil(last / 2), last])) {
      const mortal = new Mortal({ request, of: what, when: 'during' });
      const exportId = await runUntil(mortal);
      const { diedAt } = mortal;
      if (diedAt === null) throw new Error(`There were not ${request} of ${what}`);
      expect(diedAt.bodyBytes).toBeGreaterThan(1);
      expect(await keysOf(bucket, exportId)).not.toContain(diedAt.key);
      if (diedAt.uploadId !== null) await assertWaitsForLifecycle(mortal.asked, diedAt);
      await assertRecovers(exportId);
    }
  });

  it('before the first request, or after the last of any kind: the next run publishes', async () => {
    await assertRecovers(await runUntil(new Mortal({ request: 1, when: 'before' })));
    for (const what of new Set(requests.map((request) => request.what)))
      await assertRecovers(await runUntil(new Mortal({ request: countOf(what), of: what, when: 'after' })));
  });

  /**
   * One run, looked at after each request: another takes what is there for what a dead run left. It reads the bucket
   * and writes into memory, so the first goes on. (Before a request is after the one before it.)
   */
  it('after any request at all: what is there is enough for the next run', async () => {
    base.setNow(NOW);
    const { exportId } = await order(base);
    const formats = madeOnce(base.formats);
    const died = new Map<ExportState['status'], number>();
    const mortal = new Mortal(null, async () => {
      const status = await assertLeavesEnough(formats, exportId);
      died.set(status, (died.get(status) ?? 0) + 1);
    });
    const client = mortal.client(bucket);
    expect(await publishExport({ ...seenBy(mortal, client), formats }, exportId)).toBe('published');
    client.destroy();
    expect(died).toEqual(new Map([['running', requests.length]]));
    expect(mortal.asked.map(({ what }) => what).sort()).toEqual(requests.map(({ what }) => what).sort());
  });

  /** @returns how the export stood */
  async function assertLeavesEnough(
    formats: ExportFormats,
    exportId: string,
  ): Promise<ExportState['status']> {
    const objects = objectsLeft(s3ObjectStore(bucket), prefixOf(exportId), await keysOf(bucket, exportId));
    const world = { ...base, formats, objects, registry: statesLeft(base.registry) };
    const left = await stateOf(world, { exportId });
    expect(await manifestFaults(world)).toEqual([]);
    base.setNow(LATER);
    expect(await publishExport(world, exportId)).toBe('published');
    base.setNow(NOW);
    const state = await published(world, { exportId });
    expect(await manifestFaults(world)).toEqual([]);
    const kept = objects.keys().filter((key) => !objects.unkept().includes(key));
    const named = state.manifest.files.map(({ name }) => exportObjectKey(state, name));
    expect(kept.sort()).toEqual([...named, exportObjectKey(state, MANIFEST)].sort());
    return left.status;
  }
});
