/**
 * Tells errors that come again however often the work is tried, since they lie in what it works on or in the code,
 * from those of the outside, which pass: a store that is busy or away, a name that is not found for a while, a right
 * that a deploy has forgotten.
 */
import { PassingError } from '../ports/passing-error.ts';

/** The outside's own word for "you will never get this through": an item that is too large, a malformed request. */
const NEVER_TAKEN: ReadonlySet<string> = new Set([
  'ValidationException',
  'ItemCollectionSizeLimitExceededException',
]);

/** `ECONNRESET` and the like; Node's own `ERR_…` are slips of the code. */
const OF_SYSTEM = /^E(?!RR_)[A-Z]/;

/** The SDK's clients mark what a service answered, and Node what the network did. */
const isOfOutside = (error: Error): boolean =>
  '$metadata' in error ||
  '$fault' in error ||
  ('code' in error && typeof error.code === 'string' && OF_SYSTEM.test(error.code)) ||
  error.name === 'TimeoutError' ||
  error.name === 'AbortError';

export const isLasting = (error: Error): boolean =>
  NEVER_TAKEN.has(error.name) || !(error instanceof PassingError || isOfOutside(error));
