/** The DynamoDB client of a process: one, made in the function's index.ts and handed to every store. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Region, endpoint and credentials come from the environment, as everywhere in AWS. Throttles and broken
 * connections are retried by the SDK; a call that hangs is cut off, so that it can be retried within the
 * caller's own timeout.
 */
export function createDocumentClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    ...config,
  });
  return DynamoDBDocumentClient.from(client);
}

/**
 * For a job that makes thousands of requests and has minutes: what is slow for half a minute must not undo all that was
 * done. It waits longer before it sends again, since what was given up is worked on all the same, and the SDK has tokens
 * for 50 timeouts in a row, whatever the attempts.
 */
export const createJobDocumentClient = (): DynamoDBDocumentClient =>
  createDocumentClient({
    maxAttempts: 10,
    requestHandler: { connectionTimeout: 15_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
  });

/** One table and the client that reaches it. */
export type Table = { readonly client: DynamoDBDocumentClient; readonly name: string };
