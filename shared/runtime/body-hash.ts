import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * SHA-256, hex, of the canonical JSON (RFC 8785) of an event's record with its defaults filled in and unknown facts
 * null: two bodies that say the same have the same hash, however they were written. Null: of a withdrawal.
 */
export const bodyHash = (record: object | null): string =>
  createHash('sha256')
    .update(canonicalize(record) ?? '')
    .digest('hex');
