/**
 * Rows put aside by where they belong, each part in the order in which they came. In temporary files, packed: they are
 * put aside because there are millions of them.
 */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline as piped } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';

type Part = { readonly path: string; readonly gzip: Gzip; readonly written: Promise<void> };

export class RowSpool<Row> {
  readonly #folder: string;
  readonly #parts = new Map<string, Part>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open<Row>(): Promise<RowSpool<Row>> {
    return new RowSpool<Row>(await mkdtemp(join(tmpdir(), 'rows-')));
  }

  /** @param row as JSON can say it, without loss */
  async add(key: string, row: Row): Promise<void> {
    const { gzip, written } = this.#part(key);
    // A full disk ends the writing, and so comes out of the wait.
    if (!gzip.write(`${JSON.stringify(row)}\n`)) await Promise.race([once(gzip, 'drain'), written]);
  }

  /** Ascending. */
  get keys(): readonly string[] {
    return [...this.#parts.keys()].toSorted();
  }

  /** The rows of one part; none can be added to it any more. */
  async *rows(key: string): AsyncGenerator<Row> {
    const { path, gzip, written } = this.#part(key);
    gzip.end();
    await written;
    const text: AsyncIterable<string> = piped(
      createReadStream(path),
      createGunzip(),
      () => undefined,
    ).setEncoding('utf8');
    let rest = '';
    for await (const chunk of text) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as Row;
    }
  }

  async dispose(): Promise<void> {
    for (const { gzip } of this.#parts.values()) gzip.end();
    await Promise.allSettled([...this.#parts.values()].map(({ written }) => written));
    await rm(this.#folder, { recursive: true });
  }

  #part(key: string): Part {
    const known = this.#parts.get(key);
    if (known !== undefined) return known;
    const path = join(this.#folder, `${this.#parts.size}.gz`);
    const gzip = createGzip({ level: 1 });
    const part = { path, gzip, written: pipeline(gzip, createWriteStream(path)) };
    // Whoever writes or reads is told.
    part.written.catch(() => undefined);
    this.#parts.set(key, part);
    return part;
  }
}
