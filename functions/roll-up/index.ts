import { scorecardChange } from '../../shared/adapters/dynamodb/changes.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoCriteriaSetRegistry } from '../../shared/adapters/dynamodb/registry-criteria-sets.ts';
import { dynamoPlanRegistry } from '../../shared/adapters/dynamodb/registry-plans.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const { REGISTRY_TABLE, SCORECARDS_TABLE } = readEnvironment(env);
const client = traced(createDocumentClient());

export const handler = createHandler({
  registry: dynamoPlanRegistry({ client, name: REGISTRY_TABLE }),
  scorecards: dynamoScorecardStore({ client, name: SCORECARDS_TABLE }),
  criteriaSets: publishedCriteriaSets(dynamoCriteriaSetRegistry({ client, name: REGISTRY_TABLE })),
  changed: scorecardChange,
  now: systemClock(0),
});
