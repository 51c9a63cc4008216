/** Runs a contract against each adapter of the Registry table. */
import { describe } from 'vitest';
import { registryChange } from '../../shared/adapters/dynamodb/changes.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import type { RegistryChange } from '../../shared/ports/changes.ts';
import type { Registry } from '../../shared/ports/registry.ts';
import { createTable, streamChanges } from './dynamodb-local.ts';

export type MadeRegistry = {
  readonly registry: Registry;
  /** What consumers would have been told so far. */
  readonly changes: () => Promise<RegistryChange[]>;
};

export type MakeRegistry = () => Promise<MadeRegistry>;

async function inMemory(): Promise<MadeRegistry> {
  const told: RegistryChange[] = [];
  const registry = memoryRegistry({ pageSize: 2, onChange: (change) => told.push(change) });
  return { registry, changes: async () => told };
}

async function onDynamoDb(): Promise<MadeRegistry> {
  const table = await createTable('registry', { streamed: true });
  return { registry: dynamoRegistry(table), changes: () => streamChanges(table, registryChange) };
}

export function describeRegistries(what: string, contract: (make: MakeRegistry) => void): void {
  describe(`${what} (memory)`, () => contract(inMemory));
  describe(`${what} (DynamoDB)`, () => contract(onDynamoDb));
}
