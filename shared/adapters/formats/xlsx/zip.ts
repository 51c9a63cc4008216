/**
 * A ZIP archive written front to back: each entry is deflated as it comes, its size and checksum follow it. The
 * time in every entry is the same, so equal entries give equal bytes.
 */
import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** 1980-01-01 00:00, the first instant that the format knows. */
const DOS_DATE = 0x21;
const DEFLATED = 8;
/** Sizes follow the data (bit 3); names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const VERSION = 20;
/** What 32 bits can say. A sheet as full as Excel takes stays below. */
const MOST = 0xffff_ffff;

type Entry = { readonly name: Buffer; readonly offset: number; size: number; deflated: number; crc: number };

const numbers = (...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer => {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  fields.reduce((at, [bytes, value]) => buffer.writeUIntLE(value, at, bytes), 0);
  return buffer;
};

export class ZipWriter {
  #written = 0;
  readonly #entries: Entry[] = [];

  /**
   * The bytes of one entry; take them to the end before the next one.
   * @throws RangeError past 4 GB
   */
  async *entry(name: string, body: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
    const entry: Entry = { name: Buffer.from(name), offset: this.#written, size: 0, deflated: 0, crc: 0 };
    this.#entries.push(entry);
    yield this.#count(
      Buffer.concat([
        numbers([4, 0x0403_4b50], [2, VERSION], [2, FLAGS], [2, DEFLATED], [2, 0], [2, DOS_DATE]),
        numbers([4, 0], [4, 0], [4, 0], [2, entry.name.length], [2, 0]),
        entry.name,
      ]),
    );
    async function* measured() {
      for await (const text of body) {
        const chunk = Buffer.from(text, 'utf8');
        entry.size += chunk.length;
        entry.crc = crc32(chunk, entry.crc);
        yield chunk;
      }
    }
    const deflate = createDeflateRaw();
    // An error destroys the transform, and so comes out of the loop below.
    pipeline(Readable.from(measured()), deflate, () => undefined);
    for await (const chunk of deflate as AsyncIterable<Buffer>) {
      entry.deflated += chunk.length;
      yield this.#count(chunk);
    }
    if (entry.size > MOST || this.#written > MOST) throw new RangeError(`${name} goes beyond 4 GB`);
    yield this.#count(numbers([4, 0x0807_4b50], [4, entry.crc], [4, entry.deflated], [4, entry.size]));
  }

  /** The directory; nothing may follow. */
  end(): Uint8Array {
    const directory = Buffer.concat(
      this.#entries.flatMap(({ name, offset, size, deflated, crc }) => [
        numbers([4, 0x0201_4b50], [2, VERSION], [2, VERSION], [2, FLAGS], [2, DEFLATED]),
        numbers([2, 0], [2, DOS_DATE], [4, crc], [4, deflated], [4, size], [2, name.length], [2, 0]),
        numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
        name,
      ]),
    );
    const count = this.#entries.length;
    const end = numbers(
      [4, 0x0605_4b50],
      [2, 0],
      [2, 0],
      [2, count],
      [2, count],
      [4, directory.length],
      [4, this.#written],
      [2, 0],
    );
    return Buffer.concat([directory, end]);
  }

  #count(chunk: Buffer): Uint8Array {
    this.#written += chunk.length;
    return chunk;
  }
}
