import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { LocalStackError } from '../../../infra/local/errors.ts';
import { listen } from '../../../infra/local/listen.ts';
import { type LocalStack, startLocalStack } from '../../../infra/local/stack.ts';
import {
  type Fixture,
  mapping,
  streamTable,
  type WrittenAssembly,
  writeAssembly,
} from './assembly-fixture.ts';
import { consumer, Notebook } from './consumer-fixture.ts';

const notebook = new Notebook();
const dataDir = mkdtempSync(join(tmpdir(), 'restart-'));
const assemblies: WrittenAssembly[] = [];

afterAll(() => {
  for (const assembly of assemblies) assembly.remove();
  rmSync(dataDir, { recursive: true, force: true });
  notebook.remove();
});

async function withStack(
  fixture: Fixture,
  run: (stack: LocalStack, put: Put) => Promise<void>,
): Promise<void> {
  const assembly = writeAssembly(fixture);
  assemblies.push(assembly);
  const environment = { NOTES: notebook.directory };
  const stack = await startLocalStack({ assemblyDir: assembly.directory, dataDir, port: 0, environment });
  const { region, ...credentials } = stack.credentials;
  const client = new DynamoDBClient({ region, credentials, endpoint: stack.endpoints.dynamodb });
  try {
    await run(stack, async (table, id) => {
      await client.send(new PutItemCommand({ TableName: `Test-${table}`, Item: { id: { S: id } } }));
    });
  } finally {
    client.destroy();
    await stack.stop();
  }
}

type Put = (table: string, id: string) => Promise<void>;

/** Hangs over the first batch that holds `slow`, and over none that comes after it. */
const SLOW = `
  const { existsSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const hung = join(process.env.NOTES, 'hung');
  if (ids.includes('slow') && !existsSync(hung)) {
    writeFileSync(hung, '');
    await new Promise((done) => setTimeout(done, 50_000));
  }`;
const early: Fixture = {
  resources: { Events: streamTable(), Late: streamTable(), Reader: mapping('Events', 'Steady') },
  functions: { Steady: { source: consumer(SLOW), properties: { Timeout: 60 } } },
};

const later: Fixture = {
  resources: {
    ...early.resources,
    FromTheStart: mapping('Late', 'Horizon'),
    FromNow: mapping('Late', 'Latest', { StartingPosition: 'LATEST' }),
  },
  functions: { ...early.functions, Horizon: consumer(), Latest: consumer() },
};

describe('a restart', () => {
  it('finds the data again and goes on where each mapping stood', async () => {
    await withStack(early, async (stack, put) => {
      await put('Events', 'first');
      await put('Late', 'before');
      await stack.drained();
      await put('Events', 'slow');
      while (!notebook.batches('Steady').flat().includes('slow')) await sleep(20);
      // Stopped in the middle of a batch: it counts as not delivered.
    });
    await withStack(early, async (stack) => {
      await stack.drained();
      expect(notebook.batches('Steady')).toEqual([['first'], ['slow'], ['slow']]);
      const { region, ...credentials } = stack.credentials;
      const client = new DynamoDBClient({ region, credentials, endpoint: stack.endpoints.dynamodb });
      const found = await client.send(
        new GetItemCommand({ TableName: 'Test-Events', Key: { id: { S: 'first' } }, ConsistentRead: true }),
      );
      expect(found.Item).toEqual({ id: { S: 'first' } });
      client.destroy();
    });
  });

  it('begins new mappings at the oldest record or after the newest, and keeps to that', async () => {
    await withStack(later, async (stack, put) => {
      await stack.drained();
      await put('Late', 'after');
      await stack.drained();
    });
    await withStack(later, async (stack) => {
      await stack.drained();
      expect(notebook.batches('Horizon').flat()).toEqual(['before', 'after']);
      expect(notebook.batches('Latest').flat()).toEqual(['after']);
    });
  });

  it('refuses data of another shape with the remedy', async () => {
    const table = streamTable();
    const other: Fixture = {
      resources: {
        Events: {
          ...table,
          Properties: {
            ...table.Properties,
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          },
        },
      },
    };
    const start = withStack(other, async () => {});
    await expect(start).rejects.toThrow(LocalStackError);
    await expect(start).rejects.toThrow('npm start -- --reset');
  });
});

describe('what the person at the terminal can mend is one line in two languages', () => {
  const assembly = (): string => {
    const written = writeAssembly({ resources: {} });
    assemblies.push(written);
    return written.directory;
  };

  it('a taken port', async () => {
    const taken = await listen(createServer(), 0, 'test');
    const start = startLocalStack({ assemblyDir: assembly(), dataDir: null, port: taken.port });
    await expect(start).rejects.toThrow(LocalStackError);
    await expect(start).rejects.toThrow(new RegExp(`${taken.port}[^\\n]*--port[^\\n]*$`));
    await taken.stop();
  });

  it('data that another stack is using', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'in-use-'));
    writeFileSync(join(directory, 'stack.pid'), String(process.ppid));
    const start = startLocalStack({ assemblyDir: assembly(), dataDir: directory, port: 0 });
    await expect(start).rejects.toThrow(LocalStackError);
    await expect(start).rejects.toThrow(new RegExp(`kill ${process.ppid}[^\\n]*$`));
    expect(existsSync(join(directory, 'stack.pid'))).toBe(true);
    rmSync(directory, { recursive: true });
  });

  it('no Java', async () => {
    const before = process.env.JAVA_HOME;
    process.env.JAVA_HOME = '/nowhere';
    try {
      const start = startLocalStack({ assemblyDir: assembly(), dataDir: null, port: 0 });
      await expect(start).rejects.toThrow(LocalStackError);
      await expect(start).rejects.toThrow(/Java 17; hãy cài: [^\n]*Java 17; install it: [^\n]*$/);
    } finally {
      if (before === undefined) delete process.env.JAVA_HOME;
      else process.env.JAVA_HOME = before;
    }
  });
});
