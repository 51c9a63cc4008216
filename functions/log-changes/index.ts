import { dynamoChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { rowChange } from '../../shared/adapters/dynamodb/changes.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoAuditRegistry } from '../../shared/adapters/dynamodb/registry-audit.ts';
import { dynamoPlanRegistry } from '../../shared/adapters/dynamodb/registry-plans.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const { REGISTRY_TABLE, EVENTS_TABLE, CLOCK_OFFSET_MS } = readEnvironment(env);
const client = traced(createDocumentClient());
const registryTable = { client, name: REGISTRY_TABLE };

export const handler = createHandler({
  tail: new LogTail(dynamoChangeLog(registryTable)),
  registry: { ...dynamoPlanRegistry(registryTable), ...dynamoAuditRegistry(registryTable) },
  events: dynamoEventStore({ client, name: EVENTS_TABLE }),
  changed: rowChange,
  now: systemClock(CLOCK_OFFSET_MS),
  streamClock: systemClock(0),
});
