import type { Arrival } from './record.ts';

/** Records that go to the function together, and how often that has been tried. */
export type Segment = {
  records: readonly Arrival[];
  /** Retries used of MaximumRetryAttempts. */
  retries: number;
  /** Invocations so far, of this segment and of those it was split from. */
  invocations: number;
};

/** What became of one attempt. */
export type Outcome =
  /** All records are done. */
  | { kind: 'success' }
  /** The function reported failures; `index` is that of the earliest failed record. */
  | { kind: 'partial'; index: number }
  /** The function threw, timed out, died, or reported nonsense. */
  | { kind: 'failure' }
  /** The function did not run: throttled. */
  | { kind: 'refused' };

export type RetryRules = {
  maximumRetryAttempts: number;
  bisectOnFunctionError: boolean;
};

export type Decision = {
  /** Records that are done. */
  handled: readonly Arrival[];
  /** Records that are given up; they come before everything in `next`. */
  discarded: readonly Arrival[];
  /** What goes to the function next, in this order. */
  next: readonly Segment[];
};

const nothing: Decision = { handled: [], discarded: [], next: [] };

/**
 * What follows from one attempt. Every record of the segment comes out exactly once: handled, discarded or in `next`,
 * and in the order of the stream.
 *
 * Splitting uses up no retry, and a refusal uses up none either:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html. Where AWS does not say what a retry is
 * counted against, the stricter reading is taken: a partial failure without bisection uses up a retry even if it
 * made progress.
 */
export function decide(segment: Segment, outcome: Outcome, rules: RetryRules): Decision {
  const { records } = segment;
  const tried = { ...segment, invocations: segment.invocations + 1 };
  switch (outcome.kind) {
    case 'success':
      return { ...nothing, handled: records };
    case 'refused':
      return { ...nothing, next: [segment] };
    case 'partial': {
      const rest = { ...tried, records: records.slice(outcome.index) };
      const split = rules.bisectOnFunctionError && outcome.index > 0;
      const after = split ? { ...nothing, next: [{ ...rest, retries: 0 }] } : again(rest, rules);
      return { ...after, handled: records.slice(0, outcome.index) };
    }
    case 'failure': {
      if (!rules.bisectOnFunctionError || records.length < 2) return again(tried, rules);
      const middle = Math.floor(records.length / 2);
      const halves = [records.slice(0, middle), records.slice(middle)];
      return { ...nothing, next: halves.map((half) => ({ ...tried, records: half, retries: 0 })) };
    }
  }
}

function again(segment: Segment, rules: RetryRules): Decision {
  const exhausted = rules.maximumRetryAttempts >= 0 && segment.retries >= rules.maximumRetryAttempts;
  return exhausted
    ? { ...nothing, discarded: segment.records }
    : { ...nothing, next: [{ ...segment, retries: segment.retries + 1 }] };
}

/** Splits off the records that are too old to be tried (again). `maximumAgeSeconds` -1 keeps all. */
export function expire(
  segment: Segment,
  maximumAgeSeconds: number,
  now: number,
): { expired: readonly Arrival[]; rest: Segment } {
  if (maximumAgeSeconds < 0) return { expired: [], rest: segment };
  const oldest = now - maximumAgeSeconds * 1000;
  const young = segment.records.findIndex(({ writtenAt }) => writtenAt >= oldest);
  const count = young < 0 ? segment.records.length : young;
  return {
    expired: segment.records.slice(0, count),
    rest: { ...segment, records: segment.records.slice(count) },
  };
}
