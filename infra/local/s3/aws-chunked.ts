import { S3Error } from './s3-error.ts';

/** Chunk heads and trailers are short; what is longer is no chunk head. */
const LONGEST_LINE_BYTES = 4_096;

const malformed = (): S3Error =>
  new S3Error('IncompleteBody', 'The request body terminated unexpectedly or its chunks are malformed');

/** Reads lines and stretches of bytes off a stream. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done === true) throw malformed();
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
  }

  /** A line without its CRLF. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf('\r\n');
      if (end > LONGEST_LINE_BYTES || (end < 0 && this.#held.length > LONGEST_LINE_BYTES)) throw malformed();
      if (end >= 0) {
        const line = this.#held.subarray(0, end).toString('latin1');
        this.#held = this.#held.subarray(end + 2);
        return line;
      }
      await this.#more();
    }
  }

  /** The next `count` bytes, in the pieces in which they come. */
  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#held.length === 0) await this.#more();
      const piece = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
}

/**
 * Takes the content out of an `aws-chunked` body with unsigned chunks.
 *
 * @param onTrailer told of every trailing header, its name in lower case
 * @throws S3Error IncompleteBody when the body ends early or a chunk is malformed
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  for (;;) {
    const head = /^([0-9a-f]{1,12})$/i.exec(await reader.line());
    if (head?.[1] === undefined) throw malformed();
    const size = Number.parseInt(head[1], 16);
    if (size === 0) break;
    yield* reader.bytes(size);
    if ((await reader.line()) !== '') throw malformed();
  }
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const colon = line.indexOf(':');
    if (colon < 0) throw malformed();
    onTrailer(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}
