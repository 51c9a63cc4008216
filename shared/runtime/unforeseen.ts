/** What a caller is told of an error that no rule foresaw. */
import { internal, overloaded, Refusal } from '../contracts/problem.ts';

/**
 * What the stores throw when they are asked too much, the SDK having tried again before, and what the SDK and the
 * frame throw when an answer does not come in time: whether it was done is unknown, and sending again is safe.
 */
const BUSY_ERRORS: ReadonlySet<string> = new Set([
  'ContentionError',
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TimeoutError',
  'TransactionConflictException',
]);

/** A refusal as it is; 503 where sending again in a moment will do, else 500. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return error instanceof Error && BUSY_ERRORS.has(error.name) ? overloaded() : internal();
}
