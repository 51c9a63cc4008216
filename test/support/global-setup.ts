/**
 * One DynamoDB Local for a whole run, started when the first test asks for it: a run that needs none does not
 * wait for it. Ends with the run.
 */
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type DynamoDb, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { ChildProcesses } from '../../infra/local/processes.ts';
import { LOCAL_CREDENTIALS } from './local-credentials.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Asking this URL starts DynamoDB Local, once, and answers with its endpoint. */
    dynamoDbStarter: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const processes = new ChildProcesses();
  let engine: Promise<DynamoDb> | null = null;
  const start = () =>
    startDynamoDb({
      processes,
      dataDirectory: null,
      logDirectory: mkdtempSync(join(tmpdir(), 'nennep-dynamodb-')),
      accessKeyId: LOCAL_CREDENTIALS.accessKeyId,
      region: LOCAL_CREDENTIALS.region,
    });
  const starter = createServer((_, response) => {
    engine ??= start();
    engine.then(
      ({ endpoint }) => response.end(endpoint),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => starter.listen(0, '127.0.0.1', resolve));
  const address = starter.address();
  if (address === null || typeof address === 'string') throw new TypeError('The starter has no TCP port.');
  project.provide('dynamoDbStarter', `http://127.0.0.1:${address.port}`);
  return async () => {
    starter.close();
    starter.closeAllConnections();
    await processes.stop();
  };
}
