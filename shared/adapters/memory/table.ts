/**
 * A table in memory that keeps DynamoDB's promises: single-item conditions are atomic, reads are strong and
 * come page by page (not one snapshot), and what is put again unchanged gives no change.
 */
import { isDeepStrictEqual } from 'node:util';

/**
 * What a test may turn: `beforeEach` is awaited before every request, pages of a read too, so that a scheduler
 * can let others in between; `pageSize` is the number of items a page holds.
 */
export type MemoryOptions = {
  readonly beforeEach?: (request: string) => Promise<void>;
  readonly pageSize?: number;
};

type Stored<T> = { readonly sk: string; readonly value: T };

/** A write of one item; `allowed` sees what is stored and says whether it may be replaced. */
export type MemoryWrite<T extends object> = {
  readonly pk: string;
  readonly sk: string;
  /** Null deletes; a function makes it of what is stored. */
  readonly value: T | null | ((stored: T | null) => T | null);
  readonly allowed?: (stored: T | null) => boolean;
};

function valueAfter<T extends object>({ value }: MemoryWrite<T>, stored: T | null): T | null {
  return typeof value === 'function' ? value(stored) : value;
}

export class MemoryTable<T extends object> {
  readonly #partitions = new Map<string, Stored<T>[]>();
  readonly #onChange: (value: T, old: T | null) => void;
  readonly #options: MemoryOptions;

  /** `onChange` is called, after the write, with what an item has become, and was; a deletion is not told. */
  constructor(options: MemoryOptions, onChange: (value: T, old: T | null) => void) {
    this.#options = options;
    this.#onChange = onChange;
  }

  async get(pk: string, sk: string): Promise<T | null> {
    await this.#request('get');
    return this.peek(pk, sk);
  }

  /** Several items in one request; what is not there is null. */
  async getMany(keys: readonly (readonly [pk: string, sk: string])[]): Promise<(T | null)[]> {
    await this.#request('getMany');
    return keys.map(([pk, sk]) => this.peek(pk, sk));
  }

  /** All items whose sort key begins with `prefix`, ascending. */
  async query(pk: string, prefix = ''): Promise<T[]> {
    const size = this.#options.pageSize ?? 1_000;
    const found: T[] = [];
    let after = '';
    for (;;) {
      await this.#request('query');
      const page = (this.#partitions.get(pk) ?? [])
        .filter(({ sk }) => sk > after && sk.startsWith(prefix))
        .slice(0, size);
      found.push(...page.map(({ value }) => value));
      const last = page.at(-1);
      if (last === undefined || page.length < size) return found;
      after = last.sk;
    }
  }

  /** The first items behind `after`, ascending; from the beginning without it. */
  async queryFirst(pk: string, limit: number, after: string | null): Promise<T[]> {
    await this.#request('queryFirst');
    return (this.#partitions.get(pk) ?? [])
      .filter(({ sk }) => after === null || sk > after)
      .slice(0, limit)
      .map(({ value }) => value);
  }

  /** The last items of a prefix, descending, those before `before` if it is given. */
  async queryLast(pk: string, prefix: string, limit: number, before: string | null = null): Promise<T[]> {
    await this.#request('queryLast');
    return (this.#partitions.get(pk) ?? [])
      .filter(({ sk }) => sk.startsWith(prefix) && (before === null || sk < before))
      .slice(-limit)
      .reverse()
      .map(({ value }) => value);
  }

  /** Writes all, or nothing where a condition fails: then null and what stood in the way of each write. */
  async write(...writes: readonly MemoryWrite<T>[]): Promise<{ stored: boolean; found: (T | null)[] }> {
    await this.#request('write');
    const found = writes.map(({ pk, sk }) => this.peek(pk, sk));
    const refused = writes.some(({ allowed }, i) => allowed?.(found[i] ?? null) === false);
    if (!refused)
      for (const [i, write] of writes.entries()) this.#set(write, valueAfter(write, found[i] ?? null));
    return { stored: !refused, found };
  }

  /** Everything, by partition and sort key, without a request. */
  all(): T[] {
    return [...this.#partitions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, items]) => items.map(({ value }) => value));
  }

  peek(pk: string, sk: string): T | null {
    const items = this.#partitions.get(pk) ?? [];
    const found = items[position(items, sk)];
    return found?.sk === sk ? found.value : null;
  }

  async #request(name: string): Promise<void> {
    await this.#options.beforeEach?.(name);
  }

  #set({ pk, sk }: MemoryWrite<T>, value: T | null): void {
    const items = this.#partitions.get(pk) ?? [];
    const at = position(items, sk);
    const old = items[at]?.sk === sk ? items[at].value : null;
    if (value === null) {
      if (old !== null) items.splice(at, 1);
      return;
    }
    if (old !== null && isDeepStrictEqual(old, value)) return;
    const kept = freeze(structuredClone(value));
    items.splice(at, old === null ? 0 : 1, { sk, value: kept });
    this.#partitions.set(pk, items);
    this.#onChange(kept, old);
  }
}

/** Where `sk` stands or would stand. */
function position<T>(items: readonly Stored<T>[], sk: string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.sk ?? '') < sk) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a table holds is nobody's to change. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}
