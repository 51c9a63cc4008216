import type { DynamoDBRecord } from 'aws-lambda';
import { eventChange, registryChange } from '../../shared/adapters/dynamodb/changes.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoCriteriaSetRegistry } from '../../shared/adapters/dynamodb/registry-criteria-sets.ts';
import { dynamoPlanRegistry } from '../../shared/adapters/dynamodb/registry-plans.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import type { EventChange } from '../../shared/ports/changes.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const { REGISTRY_TABLE, EVENTS_TABLE, SCORECARDS_TABLE } = readEnvironment(env);
const client = traced(createDocumentClient());

/** Two streams lead here; a record names its own in its ARN, `…:table/‹name›/stream/…`. */
function changed(record: DynamoDBRecord): EventChange | null {
  if (record.eventSourceARN?.includes(`/${EVENTS_TABLE}/`)) return eventChange(record);
  const change = registryChange(record);
  return change?.type === 'plan-row' ? change : null;
}

export const handler = createHandler({
  events: dynamoEventStore({ client, name: EVENTS_TABLE }),
  registry: dynamoPlanRegistry({ client, name: REGISTRY_TABLE }),
  scorecards: dynamoScorecardStore({ client, name: SCORECARDS_TABLE }),
  criteriaSets: publishedCriteriaSets(dynamoCriteriaSetRegistry({ client, name: REGISTRY_TABLE })),
  changed,
  now: systemClock(0),
});
