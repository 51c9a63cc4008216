import { createJobDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { dynamoCriteriaSetRegistry } from '../../shared/adapters/dynamodb/registry-criteria-sets.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const { REGISTRY_TABLE, EVENTS_TABLE, SCORECARDS_TABLE, PROVINCE, DEFAULT_CRITERIA_SET, CLOCK_OFFSET_MS } =
  readEnvironment(env);
const client = traced(createJobDocumentClient());

export const handler = createHandler({
  registry: dynamoRegistry({ client, name: REGISTRY_TABLE }),
  events: dynamoEventStore({ client, name: EVENTS_TABLE }),
  scorecards: dynamoScorecardStore({ client, name: SCORECARDS_TABLE }),
  criteriaSets: publishedCriteriaSets(dynamoCriteriaSetRegistry({ client, name: REGISTRY_TABLE })),
  root: PROVINCE,
  defaultCriteriaSet: { id: DEFAULT_CRITERIA_SET, revision: 1 },
  now: systemClock(CLOCK_OFFSET_MS),
});
