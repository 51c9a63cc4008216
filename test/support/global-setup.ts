/**
 * What many test files need and is dear to make: one DynamoDB Local and one synthesized app for a whole run, each
 * made when the first test asks for it, so that a run that needs none does not wait. Ends with the run.
 */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';
import { ChildProcesses } from '../../infra/local/processes.ts';
import { LOCAL_CREDENTIALS } from './local-credentials.ts';
import type { OnceARun } from './once-a-run.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const processes = new ChildProcesses();
  const directory = mkdtempSync(join(tmpdir(), 'nennep-run-'));
  const make: Record<OnceARun, () => Promise<string>> = {
    dynamodb: async () => {
      const { accessKeyId, region } = LOCAL_CREDENTIALS;
      const logDirectory = join(directory, 'dynamodb');
      return (await startDynamoDb({ processes, dataDirectory: null, logDirectory, accessKeyId, region }))
        .endpoint;
    },
    assembly: async () => {
      // Loading the CDK takes seconds, and most runs of a few files need none.
      const { synthesize } = await import('../../infra/synthesize.ts');
      return synthesize({ stage: 'local', outdir: join(directory, 'cdk.out') });
    },
  };
  const made = new Map<string, Promise<string>>();
  const server = createServer(({ url }, response) => {
    const [, begin] = Object.entries(make).find(([name]) => url === `/${name}`) ?? [];
    const making = made.get(String(url)) ?? begin?.() ?? Promise.reject(new Error(`nothing makes ${url}`));
    made.set(String(url), making);
    making.then(
      (answer) => response.end(answer),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server has no TCP port.');
  project.provide('onceARun', `http://127.0.0.1:${address.port}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    await processes.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
