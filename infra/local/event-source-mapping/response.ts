import { z } from 'zod';
import type { InvocationResult } from '../lambda/invocation.ts';
import type { Arrival } from './record.ts';
import type { Outcome } from './segment.ts';

const responseSchema = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullish();

/**
 * Reads what the function made of a batch. An empty or absent list means success; an empty, missing or foreign
 * identifier fails the whole batch.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function outcomeOf(
  result: InvocationResult,
  records: readonly Arrival[],
  reportBatchItemFailures: boolean,
): Outcome {
  if (result.functionError !== undefined) return { kind: 'failure' };
  if (!reportBatchItemFailures) return { kind: 'success' };
  const response: unknown = JSON.parse(result.payload);
  if (typeof response === 'string') return { kind: response === '' ? 'success' : 'failure' };
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success) return { kind: 'failure' };
  const failed = parsed.data?.batchItemFailures ?? [];
  if (failed.length === 0) return { kind: 'success' };
  const indexes = failed.map(({ itemIdentifier }) =>
    records.findIndex(({ sequenceNumber }) => sequenceNumber === itemIdentifier),
  );
  const index = Math.min(...indexes);
  return index < 0 ? { kind: 'failure' } : { kind: 'partial', index };
}
