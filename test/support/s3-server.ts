/** A bucket of a test's own on the local S3 server. */
import { randomUUID } from 'node:crypto';
import { type S3Server, startS3Server } from '../../infra/local/s3/server.ts';
import { type BucketAccess, createS3Client } from '../../shared/adapters/s3/object-store.ts';
import { LOCAL_CREDENTIALS } from './local-credentials.ts';

const { region, ...credentials } = LOCAL_CREDENTIALS;

export type TestBucket = BucketAccess & {
  /** Where the server listens. */
  readonly url: string;
  /** Stops the server and forgets the objects. */
  stop(): Promise<void>;
};

/**
 * @param now the server's clock, for signatures and their expiry
 * @param smallestPartBytes of an upload in parts; S3's own limit unless told
 */
export async function startBucket(
  now: () => Date = () => new Date(),
  smallestPartBytes?: number,
): Promise<TestBucket> {
  const bucket = `exports-${randomUUID()}`;
  const server: S3Server = await startS3Server({
    dataDir: null,
    port: 0,
    credentials: LOCAL_CREDENTIALS,
    buckets: [bucket],
    now,
    ...(smallestPartBytes === undefined ? {} : { smallestPartBytes }),
  });
  const client = createS3Client({ region, credentials, endpoint: server.url, forcePathStyle: true });
  return {
    client,
    bucket,
    url: server.url,
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}
