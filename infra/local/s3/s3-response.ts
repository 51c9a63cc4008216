import type { Readable } from 'node:stream';

/** An answer of the server; a stream is sent as it is read. */
export type S3Response = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
};

export const xmlResponse = (body: string): S3Response => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body,
});
