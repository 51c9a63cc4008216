/**
 * A process that dies at a request to S3: nothing that it asks for from then on happens. Or one that is looked at after
 * every request, as if it had died there, and then goes on.
 */
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { TestBucket } from '../support/s3-server.ts';

export class Killed extends Error {
  override readonly name = 'Killed';
}

export type Death = {
  /** The how manieth request, from 1 on… */
  readonly request: number;
  /** …of all, or of those alone that ask this: files go up side by side, in no fixed order. */
  readonly of?: string;
  /** Before it was sent; with half of its body sent; after S3 did what it asked and before the answer came back. */
  readonly when: 'before' | 'during' | 'after';
};

/** A request as it was asked of S3. */
export type Asked = {
  /** By the SDK's own names: `UploadPart`, `PutObject` … */
  readonly what: string;
  readonly key: string;
  readonly uploadId: string | null;
  readonly bodyBytes: number;
};

const wire = new NodeHttpHandler();
type Request = Parameters<typeof wire.handle>[0];

/** How long what was sent may take to arrive on the same machine. */
const ARRIVAL_MS = 20;

export class Mortal {
  readonly asked: Asked[] = [];
  readonly #death: Death | null;
  readonly #look: ((asked: Asked) => Promise<void>) | null;
  /** The looks so far: while one lasts, nothing more is sent. */
  #looks: Promise<void> = Promise.resolve();
  #diedAt: Asked | null = null;

  /** @param look at what a death after this request leaves; the next request waits for it */
  constructor(death: Death | null, look: ((asked: Asked) => Promise<void>) | null = null) {
    this.#death = death;
    this.#look = look;
  }

  /** Null while it lives. */
  get diedAt(): Asked | null {
    return this.#diedAt;
  }

  client({ client, url, bucket }: TestBucket): S3Client {
    return new S3Client({
      ...{ region: client.config.region, credentials: client.config.credentials },
      ...{ endpoint: url, forcePathStyle: true },
      requestHandler: {
        handle: async (...[request, options]: Parameters<typeof wire.handle>) => {
          await this.#looks;
          this.assertAlive();
          const asked = askedBy(request, bucket);
          this.asked.push(asked);
          const when = this.#isDoomed(asked) ? this.#death?.when : null;
          if (when === 'before') this.#die(asked);
          if (when === 'during') {
            this.#diedAt = asked;
            await breakOff(request);
          }
          this.assertAlive();
          const answer = await wire.handle(request, options);
          if (when === 'after') this.#die(asked);
          this.assertAlive();
          await this.#lookAt(asked);
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
    if (this.#diedAt !== null) throw new Killed(`died at ${this.#diedAt.what}`);
  }

  #isDoomed({ what }: Asked): boolean {
    if (this.#death === null) return false;
    const { request, of = what } = this.#death;
    const counted = this.#death.of === undefined ? this.asked : this.asked.filter((one) => one.what === of);
    return what === of && counted.length === request;
  }

  /** One look after the other. */
  async #lookAt(asked: Asked): Promise<void> {
    const look = this.#look;
    if (look === null) return;
    this.#looks = this.#looks.then(() => look(asked));
    await this.#looks;
  }

  #die(asked: Asked): void {
    this.#diedAt = asked;
    this.assertAlive();
  }
}

/** Sends the head and half of the body, and hangs up. */
async function breakOff(request: Request): Promise<void> {
  const hangUp = new AbortController();
  async function* half() {
    yield bytesOf(request).subarray(0, bytesOf(request).length / 2);
    await setTimeout(ARRIVAL_MS);
    hangUp.abort();
  }
  const broken = request.clone();
  broken.body = Readable.from(half());
  await wire.handle(broken, { abortSignal: hangUp.signal }).then(
    () => {
      throw new Error('S3 answered a request that was never finished');
    },
    () => undefined,
  );
}

const bytesOf = ({ body }: Request): Buffer =>
  typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : Buffer.alloc(0);

/** `x-id` tells most operations; uploads go by method and parameters. */
function askedBy(request: Request, bucket: string): Asked {
  const { method, path, query } = request;
  const parameter = (name: string): string | null => {
    const value = query[name];
    return typeof value === 'string' ? value : null;
  };
  const without = ['uploads', 'uploadId', 'tagging'].find((name) => name in query);
  return {
    what: parameter('x-id') ?? (without === undefined ? method : `${method} ${without}`),
    key: decodeURIComponent(path.replace(`/${bucket}/`, '')),
    uploadId: parameter('uploadId'),
    bodyBytes: bytesOf(request).length,
  };
}
