/** The exports bucket in memory. */
import { createHash } from 'node:crypto';
import type { ObjectStore } from '../../ports/object-store.ts';

export type MemoryObjectStore = ObjectStore & {
  /** Keys of all objects, in the order in which they were stored. */
  keys(): string[];
  /** Keys of those that were not kept. */
  unkept(): string[];
};

export function memoryObjectStore(): MemoryObjectStore {
  const objects = new Map<string, { readonly body: Uint8Array; readonly sha256: string }>();
  const kept = new Set<string>();
  return {
    async putOnce(key, body) {
      const parts: Uint8Array[] = [];
      for await (const part of body) parts.push(Uint8Array.from(part));
      const bytes = Buffer.concat(parts);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const stored = objects.get(key);
      if (stored !== undefined && stored.sha256 !== sha256) return { outcome: 'taken' };
      if (stored === undefined) objects.set(key, { body: bytes, sha256 });
      return { outcome: 'stored', object: { bytes: bytes.length, sha256 } };
    },
    async keep(key) {
      if (!objects.has(key)) throw new RangeError(`${key} is not there`);
      kept.add(key);
    },
    async head(key) {
      const stored = objects.get(key);
      return stored ? { bytes: stored.body.length, sha256: stored.sha256 } : null;
    },
    async get(key) {
      const stored = objects.get(key);
      return stored ? Uint8Array.from(stored.body) : null;
    },
    async getRange(key, from, length) {
      const stored = objects.get(key);
      return stored ? Uint8Array.from(stored.body.subarray(from, from + length)) : null;
    },
    signedUrl: async (key, fileName) => `memory:///${key}?fileName=${encodeURIComponent(fileName)}`,
    keys: () => [...objects.keys()],
    unkept: () => [...objects.keys()].filter((key) => !kept.has(key)),
  };
}
