import { randomUUID } from 'node:crypto';
import type { AsyncOutcome } from './async-invocations.ts';

/**
 * The record that a destination gets about an asynchronous invocation.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function asyncRecord(outcome: AsyncOutcome, functionArn: string, now: Date): string {
  const { result } = outcome;
  return JSON.stringify({
    version: '1.0',
    timestamp: now.toISOString(),
    requestContext: {
      requestId: outcome.requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition: outcome.condition,
      approximateInvokeCount: outcome.invocations,
    },
    requestPayload: JSON.parse(outcome.requestPayload),
    ...(result && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(result.functionError && { functionError: result.functionError }),
      },
      responsePayload: JSON.parse(result.payload),
    }),
  });
}

/** Where that record goes in a bucket. */
export function asyncRecordKey(functionName: string, now: Date): string {
  const [day = '', time = ''] = now.toISOString().split('T');
  const name = `${day}T${time.slice(0, 8).replaceAll(':', '.')}-${randomUUID()}`;
  return `aws/lambda/async/${functionName}/${day.replaceAll('-', '/')}/${name}`;
}
