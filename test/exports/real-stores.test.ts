/** The same export on DynamoDB Local and the S3 server as in memory, downloaded as a person would. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import { s3ObjectStore } from '../../shared/adapters/s3/object-store.ts';
import { exportObjectKey } from '../../shared/domain/exports/export-names.ts';
import { createTable } from '../support/dynamodb-local.ts';
import { startBucket, type TestBucket } from '../support/s3-server.ts';
import { publish } from './published-files.ts';
import { provinceIn, smallProvince } from './small-province.ts';

describe('on the real stores', () => {
  let bucket: TestBucket;
  beforeAll(async () => {
    bucket = await startBucket();
  });
  afterAll(() => bucket.stop());

  it.each(['2026-10', '2026'])('an export of %s has the bytes that it has in memory', async (period) => {
    const world = await provinceIn({
      registry: dynamoRegistry(await createTable('registry')),
      events: dynamoEventStore(await createTable('events')),
      scorecards: dynamoScorecardStore(await createTable('scorecards')),
      objects: s3ObjectStore(bucket),
      catalog: memoryTablesCatalog(),
    });
    const state = await publish(world, period);
    expect(state.manifest).toEqual((await publish(await smallProvince(), period)).manifest);
    for (const { name, bytes, sha256 } of state.manifest.files) {
      const key = exportObjectKey(state, name);
      const response = await fetch(await world.objects.signedUrl(key, `Bảng điểm – ${name}`));
      const body = Buffer.from(await response.arrayBuffer());
      expect([body.length, createHash('sha256').update(body).digest('hex')]).toEqual([bytes, sha256]);
      expect(response.headers.get('content-disposition')).toContain("filename*=UTF-8''B%E1%BA%A3ng");
    }
    expect(await world.registry.pendingExports()).toEqual([]);
  });
});
