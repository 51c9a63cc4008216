/**
 * A body read once to its end before it is sent: S3 wants the digest with the first request of an upload, and a
 * part must be there to be sent again. Small bodies stay in memory, larger ones go to a temporary file.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Spooled = {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** The body again, in parts of `partBytes`, the last one shorter; one empty part for an empty body. */
  parts(): AsyncIterable<Uint8Array>;
  /** Removes the temporary file. */
  dispose(): Promise<void>;
};

/** @param partBytes how much of it is held in memory at once */
export async function spool(body: AsyncIterable<Uint8Array>, partBytes: number): Promise<Spooled> {
  const hash = createHash('sha256');
  const held: Uint8Array[] = [];
  let bytes = 0;
  let file: TemporaryFile | null = null;
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      bytes += chunk.length;
      held.push(Uint8Array.from(chunk));
      if (bytes <= partBytes) continue;
      file ??= await temporaryFile();
      await file.append(held.splice(0));
    }
  } catch (error) {
    await file?.remove();
    throw error;
  }
  const sha256 = hash.digest('hex');
  if (file === null)
    return { bytes, sha256, parts: () => single(Buffer.concat(held)), dispose: async () => {} };
  const { read, remove } = file;
  return { bytes, sha256, parts: () => read(bytes, partBytes), dispose: remove };
}

async function* single(part: Uint8Array): AsyncGenerator<Uint8Array> {
  yield part;
}

type TemporaryFile = {
  append(chunks: readonly Uint8Array[]): Promise<void>;
  read(bytes: number, partBytes: number): AsyncIterable<Uint8Array>;
  remove(): Promise<void>;
};

async function temporaryFile(): Promise<TemporaryFile> {
  const directory = await mkdtemp(join(tmpdir(), 'upload-'));
  const handle = await open(join(directory, 'body'), 'w+');
  return {
    async append(chunks) {
      await handle.writeFile(Buffer.concat(chunks));
    },
    read: (bytes, partBytes) => partsOf(handle, bytes, partBytes),
    async remove() {
      await handle.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function* partsOf(handle: FileHandle, bytes: number, partBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes; at += partBytes) {
    const length = Math.min(partBytes, bytes - at);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, at);
    if (bytesRead !== length) throw new RangeError(`Read ${bytesRead} of ${length} bytes of a spooled body`);
    yield buffer;
  }
}
