import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readStored } from './read-stored.ts';
import { type StoredObject, storedObjectSchema } from './stored-object.ts';

const compareUtf8 = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

/**
 * The objects of one bucket on disk.
 *
 * `objects/HASH.json` holds what is known of a key, `data/UUID` the bytes. The bytes are written first; renaming the
 * description into place makes the object, so a reader sees the old object or the new one. Names of files are hashes
 * and UUIDs, since keys may hold `..`, be too long, or differ in case only.
 */
export class Bucket {
  readonly name: string;
  readonly #directory: string;
  readonly #objects = new Map<string, StoredObject>();
  #sortedKeys: readonly string[] | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  private constructor(name: string, directory: string) {
    this.name = name;
    this.#directory = directory;
  }

  /** Opens a bucket, empty or as an earlier run left it, and sweeps away bytes that never became an object. */
  static async open(name: string, directory: string): Promise<Bucket> {
    const bucket = new Bucket(name, directory);
    await mkdir(join(directory, 'objects'), { recursive: true });
    await mkdir(join(directory, 'data'), { recursive: true });
    for (const file of await readdir(join(directory, 'objects'))) {
      if (!file.endsWith('.json')) continue;
      const object = await readStored(join(directory, 'objects', file), storedObjectSchema);
      bucket.#objects.set(object.key, object);
    }
    return bucket;
  }

  /** Removes data files that neither an object nor `others` needs. Only before the bucket is served. */
  async sweep(others: ReadonlySet<string>): Promise<void> {
    const needed = new Set([...this.#objects.values()].map(({ dataFile }) => dataFile));
    for (const file of await readdir(join(this.#directory, 'data'))) {
      if (!needed.has(file) && !others.has(file)) await this.discard(file);
    }
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** All keys in the order of their UTF-8 bytes. */
  keys(): readonly string[] {
    this.#sortedKeys ??= [...this.#objects.keys()].sort(compareUtf8);
    return this.#sortedKeys;
  }

  /** The path of a data file. */
  dataPath(dataFile: string): string {
    return join(this.#directory, 'data', dataFile);
  }

  /** A path for new bytes. */
  newDataPath(): string {
    return this.dataPath(randomUUID());
  }

  async discard(dataFile: string): Promise<void> {
    await rm(this.dataPath(dataFile), { force: true });
  }

  /**
   * Makes an object of bytes that lie in `data/`, in the place of one with the same key.
   *
   * @param assertPrecondition looks at the object in place; nothing else changes the bucket until the object is made.
   *   If it throws, the new bytes are discarded.
   */
  async put(
    object: StoredObject,
    assertPrecondition: (existing: StoredObject | undefined) => void,
  ): Promise<void> {
    await this.#alone(async () => {
      const existing = this.#objects.get(object.key);
      try {
        assertPrecondition(existing);
        await this.#describe(object);
      } catch (error) {
        await this.discard(object.dataFile);
        throw error;
      }
      if (existing === undefined) this.#sortedKeys = undefined;
      else await this.discard(existing.dataFile);
    });
  }

  /** Takes all tags off an object, if there is one. */
  async untag(key: string): Promise<void> {
    await this.#alone(async () => {
      const existing = this.#objects.get(key);
      if (existing === undefined) return;
      await this.#describe({ ...existing, tags: {} });
    });
  }

  /** Removes an object if there is one. */
  async delete(key: string, assertPrecondition: (existing: StoredObject | undefined) => void): Promise<void> {
    await this.#alone(async () => {
      const existing = this.#objects.get(key);
      assertPrecondition(existing);
      if (existing === undefined) return;
      await rm(this.#descriptionPath(key), { force: true });
      this.#objects.delete(key);
      this.#sortedKeys = undefined;
      await this.discard(existing.dataFile);
    });
  }

  async #describe(object: StoredObject): Promise<void> {
    const file = this.#descriptionPath(object.key);
    await writeFile(`${file}.new`, JSON.stringify(object));
    await rename(`${file}.new`, file);
    this.#objects.set(object.key, object);
  }

  #descriptionPath(key: string): string {
    return join(this.#directory, 'objects', `${createHash('sha256').update(key).digest('hex')}.json`);
  }

  /** One change of the bucket at a time, so that a condition still holds when its write happens. */
  async #alone(change: () => Promise<void>): Promise<void> {
    const done = this.#lastChange.then(change);
    this.#lastChange = done.catch(() => undefined);
    await done;
  }
}
