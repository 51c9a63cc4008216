/** Where digests go. */
import type { Digest } from '../domain/attention/digest.ts';

/** Publishes once and does not try again: an error may not mean that nothing was sent. */
export type PublishDigest = (digest: Digest) => Promise<void>;
