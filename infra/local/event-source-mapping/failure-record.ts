import { randomUUID } from 'node:crypto';
import type { InvocationResult } from '../lambda/invocation.ts';
import type { Arrival } from './record.ts';

export type GivenUp = {
  mappingId: string;
  functionArn: string;
  streamArn: string;
  shardId: string;
  condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  invocations: number;
  /** The last answer of the function; null when it never ran. */
  result: InvocationResult | null;
  records: readonly Arrival[];
};

/** An object for the on-failure bucket. */
export type FailureObject = { key: string; body: string };

/**
 * The invocation record that Lambda writes to an S3 destination, with the event in it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function failureObject(givenUp: GivenUp, now: Date): FailureObject {
  const { records, result } = givenUp;
  const [first, last] = [records[0], records.at(-1)];
  const body = {
    requestContext: {
      requestId: result?.requestId ?? randomUUID(),
      functionArn: givenUp.functionArn,
      condition: givenUp.condition,
      approximateInvokeCount: givenUp.invocations,
    },
    ...(result && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: result.functionError ?? null,
      },
    }),
    version: '1.0',
    timestamp: now.toISOString(),
    DDBStreamBatchInfo: {
      shardId: givenUp.shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: wholeSeconds(first),
      approximateArrivalOfLastRecord: wholeSeconds(last),
      batchSize: records.length,
      streamArn: givenUp.streamArn,
    },
    payload: JSON.stringify({ Records: records.map(({ record }) => record) }),
  };
  const [day = '', time = ''] = now.toISOString().split('T');
  const folder = `aws/lambda/${givenUp.mappingId}/${givenUp.shardId}/${day.replaceAll('-', '/')}`;
  const name = `${day}T${time.slice(0, 8).replaceAll(':', '.')}-${randomUUID()}`;
  return { key: `${folder}/${name}`, body: JSON.stringify(body) };
}

const wholeSeconds = (arrival: Arrival | undefined): string | undefined =>
  arrival &&
  new Date(arrival.record.dynamodb.ApproximateCreationDateTime * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
