import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { MeetingRecord } from '../../shared/domain/meeting.ts';

/**
 * SHA-256, hex, of the canonical JSON (RFC 8785) of a record with its defaults filled in and unknown facts null:
 * two bodies that say the same have the same hash, however they were written.
 */
export const bodyHash = (record: MeetingRecord | null): string =>
  createHash('sha256')
    .update(canonicalize(record) ?? '')
    .digest('hex');
