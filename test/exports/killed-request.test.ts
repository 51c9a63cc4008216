/**
 * The same at a finer grain: a run that dies at any request to S3, parts of uploads included, before it was sent or
 * after S3 did what it asked and before the answer came back. The bucket is the local S3 server; parts are small, so
 * that most files go up in several.
 */
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import { s3ObjectStore } from '../../shared/adapters/s3/object-store.ts';
import { publishExport } from '../../shared/jobs/publish-export.ts';
import { startBucket, type TestBucket } from '../support/s3-server.ts';
import { manifestFaults, order, published, stateOf } from './published-files.ts';
import { type SmallProvince, smallProvince } from './small-province.ts';

const PART_BYTES = 48 * 1024;
/** Long enough for a run that said nothing to count as dead. */
const LATER = '2026-11-05T02:10:00.000Z';

class Killed extends Error {
  override readonly name = 'Killed';
}

type When = 'before' | 'after';

/** A process that dies at a request to S3: nothing that it asks for from then on happens. */
class Mortal {
  /** What was asked of S3, by the SDK's own names: `UploadPart`, `PutObject` … */
  readonly requests: string[] = [];
  readonly #death: { readonly request: number; readonly when: When } | null;
  #dead = false;

  constructor(death: { readonly request: number; readonly when: When } | null) {
    this.#death = death;
  }

  client({ client, url }: TestBucket): S3Client {
    const wire = new NodeHttpHandler();
    return new S3Client({
      ...{ region: client.config.region, credentials: client.config.credentials },
      ...{ endpoint: url, forcePathStyle: true },
      requestHandler: {
        handle: async (...asked: Parameters<typeof wire.handle>) => {
          this.assertAlive();
          this.requests.push(wordFor(asked[0]));
          const dies = this.requests.length === this.#death?.request;
          if (dies && this.#death?.when === 'before') this.#die();
          const answer = await wire.handle(...asked);
          if (dies) this.#die();
          this.assertAlive();
          return answer;
        },
      },
    });
  }

  /** The same port, in the hands of this process. */
  port<Port extends object>(whole: Port): Port {
    return new Proxy(whole, {
      get: (target, name, receiver) => {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          this.assertAlive();
          return await Reflect.apply(method, target, args);
        };
      },
    });
  }

  assertAlive(): void {
    if (this.#dead) throw new Killed('dead');
  }

  #die(): never {
    this.#dead = true;
    throw new Killed(`died at ${this.requests.at(-1)}`);
  }
}

/** `x-id` tells most operations; uploads go by method and parameters. */
function wordFor({ method, query }: { method: string; query?: Record<string, unknown> }): string {
  const known = query?.['x-id'];
  if (typeof known === 'string') return known;
  const parameter = ['uploads', 'uploadId', 'tagging'].find((name) => query !== undefined && name in query);
  return parameter === undefined ? method : `${method} ${parameter}`;
}

async function keysOf({ client, bucket }: TestBucket, exportId: string): Promise<string[]> {
  const listing = new ListObjectsV2Command({ Bucket: bucket, Prefix: `exports/${exportId}/` });
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

  async function runUntil(mortal: Mortal): Promise<string> {
    base.setNow('2026-11-05T02:00:00.000Z');
    const { exportId } = await order(base);
    const client = mortal.client(bucket);
    const world = {
      ...base,
      registry: mortal.port(base.registry),
      scorecards: mortal.port(base.scorecards),
      events: mortal.port(base.events),
      objects: inBucket(client),
      catalog: memoryTablesCatalog(),
    };
    await publishExport(world, exportId).catch((error: unknown) => {
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

  let requests: readonly string[] = [];
  it('makes requests of every kind, uploads of several parts among them', async () => {
    // The first export has none before it; like all that follow, the second reads what that one left to compare.
    await runUntil(new Mortal(null));
    const counted = new Mortal(null);
    await runUntil(counted);
    requests = counted.requests;
    expect([...new Set(requests)].sort()).toEqual([
      'DELETE tagging',
      'GetObject',
      'HEAD',
      'POST uploadId',
      'POST uploads',
      'PutObject',
      'UploadPart',
    ]);
    expect(requests.filter((request) => request === 'UploadPart').length).toBeGreaterThan(
      requests.filter((request) => request === 'POST uploadId').length,
    );
  });

  // Before a request is after the one before it, but for the first.
  it('before the first, or after any: the next run publishes', { timeout: 240_000 }, async () => {
    await assertRecovers(await runUntil(new Mortal({ request: 1, when: 'before' })));
    for (let request = 1; request <= requests.length; request += 1)
      await assertRecovers(await runUntil(new Mortal({ request, when: 'after' })));
  });
});
