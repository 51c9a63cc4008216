import type { DynamoDBRecord } from 'aws-lambda';
import { dynamoChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { eventChange, scorecardChange } from '../../shared/adapters/dynamodb/changes.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoAuditRegistry } from '../../shared/adapters/dynamodb/registry-audit.ts';
import { dynamoPlanRegistry } from '../../shared/adapters/dynamodb/registry-plans.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import type { Trigger } from '../../shared/jobs/log-changes.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const { REGISTRY_TABLE, EVENTS_TABLE, SCORECARDS_TABLE } = readEnvironment(env);
const client = traced(createDocumentClient());
const registryTable = { client, name: REGISTRY_TABLE };

/** Two streams lead here; a record names its own in its ARN, `…:table/‹name›/stream/…`. */
function changed(record: DynamoDBRecord): Trigger {
  if (record.eventSourceARN?.includes(`/${EVENTS_TABLE}/`)) return { ...eventChange(record), of: 'records' };
  return { ...scorecardChange(record), of: 'row' };
}

export const handler = createHandler({
  tail: new LogTail(dynamoChangeLog(registryTable)),
  registry: { ...dynamoPlanRegistry(registryTable), ...dynamoAuditRegistry(registryTable) },
  events: dynamoEventStore({ client, name: EVENTS_TABLE }),
  scorecards: dynamoScorecardStore({ client, name: SCORECARDS_TABLE }),
  changed,
});
