/** The exports bucket: objects are written once and never replaced. */
/**
 * How long a download may be begun. Whoever holds the URL needs no grant any more: nobody is to see a minute longer
 * than granted.
 */
export const DOWNLOAD_SECONDS = 60;

/** An attempt that nobody carries on for so long is over: runs are tried again within hours. */
export const UNKEPT_DAYS = 30;

export type StoredObject = { readonly bytes: number; readonly sha256: string };

export interface ObjectStore {
  /**
   * Stores the body unless the key is taken (`If-None-Match: *`). A taken key whose SHA-256 equals counts as
   * stored (a run resumed); with another one it is `taken`.
   */
  putOnce(
    key: string,
    body: AsyncIterable<Uint8Array>,
    contentType: string,
  ): Promise<{ outcome: 'stored'; object: StoredObject } | { outcome: 'taken' }>;
  /** Keeps an object for good: until then it is forgotten {@link UNKEPT_DAYS} days after it was stored. */
  keep(key: string): Promise<void>;
  /** Null if there is none. */
  head(key: string): Promise<StoredObject | null>;
  get(key: string): Promise<Uint8Array | null>;
  /** At most `length` bytes from `from` on, which must lie within the object; null if there is none. */
  getRange(key: string, from: number, length: number): Promise<Uint8Array | null>;
  /** A URL that downloads the object under `fileName`, if that begins within {@link DOWNLOAD_SECONDS}. */
  signedUrl(key: string, fileName: string): Promise<string>;
}
