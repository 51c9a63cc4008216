import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
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

const settings = readEnvironment(env);
const client = traced(createDocumentClient());

export const handler = createHandler({
  registry: dynamoRegistry({ client, name: settings.REGISTRY_TABLE }),
  events: dynamoEventStore({ client, name: settings.EVENTS_TABLE }),
  scorecards: dynamoScorecardStore({ client, name: settings.SCORECARDS_TABLE }),
  criteriaSets: publishedCriteriaSets(dynamoCriteriaSetRegistry({ client, name: settings.REGISTRY_TABLE })),
  defaultCriteriaSet: { id: settings.DEFAULT_CRITERIA_SET, revision: 1 },
  now: systemClock(settings.CLOCK_OFFSET_MS),
});
