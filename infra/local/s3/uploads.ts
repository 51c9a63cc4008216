import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CHECKSUM_ALGORITHMS } from './checksum.ts';
import { readStored } from './read-stored.ts';
import { S3Error } from './s3-error.ts';
import { attributesSchema, type Received, receivedSchema } from './stored-object.ts';

const uploadSchema = attributesSchema.extend({
  uploadId: z.string(),
  key: z.string(),
  initiated: z.string(),
  checksum: z
    .object({ algorithm: z.enum(CHECKSUM_ALGORITHMS), type: z.enum(['FULL_OBJECT', 'COMPOSITE']) })
    .nullable(),
});

/** A multipart upload that is neither complete nor aborted. */
export type Upload = z.infer<typeof uploadSchema>;

const partSchema = receivedSchema.extend({ partNumber: z.number(), lastModified: z.string() });
export type Part = z.infer<typeof partSchema>;

export type OpenUpload = {
  readonly upload: Upload;
  readonly parts: Map<number, Part>;
  /** Ends when the last change begun so far has ended. */
  lastChange: Promise<unknown>;
};

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(value));
  await rename(`${file}.new`, file);
}

/** The open multipart uploads of a bucket, on disk: `uploads/ID/upload.json` and one `PART.json` a part. */
export class Uploads {
  /** Of every part but the last. */
  readonly smallestPartBytes: number;
  readonly #directory: string;
  readonly #open = new Map<string, OpenUpload>();

  private constructor(directory: string, smallestPartBytes: number) {
    this.#directory = directory;
    this.smallestPartBytes = smallestPartBytes;
  }

  static async open(directory: string, smallestPartBytes: number): Promise<Uploads> {
    const uploads = new Uploads(directory, smallestPartBytes);
    await mkdir(directory, { recursive: true });
    for (const uploadId of await readdir(directory)) await uploads.#read(uploadId);
    return uploads;
  }

  async #read(uploadId: string): Promise<void> {
    const directory = join(this.#directory, uploadId);
    const parts = new Map<number, Part>();
    let upload: Upload | undefined;
    for (const file of await readdir(directory)) {
      if (!file.endsWith('.json')) continue;
      if (file === 'upload.json') {
        upload = await readStored(join(directory, file), uploadSchema);
      } else {
        const part = await readStored(join(directory, file), partSchema);
        parts.set(part.partNumber, part);
      }
    }
    if (upload !== undefined) this.#open.set(uploadId, { upload, parts, lastChange: Promise.resolve() });
  }

  /** The data files of all parts. */
  dataFiles(): Set<string> {
    const parts = [...this.#open.values()].flatMap((open) => [...open.parts.values()]);
    return new Set(parts.map(({ dataFile }) => dataFile));
  }

  /** @throws S3Error NoSuchUpload, also where the upload is that of another key */
  get(uploadId: string, key: string): OpenUpload {
    const open = this.#open.get(uploadId);
    if (open?.upload.key === key) return open;
    throw new S3Error(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { UploadId: uploadId },
    );
  }

  /**
   * Changes an upload while nobody else does: parts must stay as they are while they are joined.
   *
   * @throws S3Error NoSuchUpload, also when an earlier change has ended the upload
   */
  change<T>(uploadId: string, key: string, change: (open: OpenUpload) => Promise<T>): Promise<T> {
    const open = this.get(uploadId, key);
    const done = open.lastChange.then(() => change(this.get(uploadId, key)));
    open.lastChange = done.catch(() => undefined);
    return done;
  }

  async create(content: Omit<Upload, 'uploadId'>): Promise<Upload> {
    const upload = { ...content, uploadId: randomUUID() };
    await mkdir(join(this.#directory, upload.uploadId));
    await writeJson(join(this.#directory, upload.uploadId, 'upload.json'), upload);
    this.#open.set(upload.uploadId, { upload, parts: new Map(), lastChange: Promise.resolve() });
    return upload;
  }

  /** @returns the part that this one replaces */
  async addPart(
    { upload, parts }: OpenUpload,
    partNumber: number,
    received: Received,
    lastModified: string,
  ): Promise<Part | undefined> {
    const part = { ...received, partNumber, lastModified };
    await writeJson(join(this.#directory, upload.uploadId, `${partNumber}.json`), part);
    const replaced = parts.get(partNumber);
    parts.set(partNumber, part);
    return replaced;
  }

  async remove({ upload }: OpenUpload): Promise<void> {
    this.#open.delete(upload.uploadId);
    await rm(join(this.#directory, upload.uploadId), { recursive: true, force: true });
  }
}
