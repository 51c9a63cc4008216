import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createJobDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { dynamoCriteriaSetRegistry } from '../../shared/adapters/dynamodb/registry-criteria-sets.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { createLambdaClient, lambdaPublishExport } from '../../shared/adapters/lambda/jobs.ts';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import { exportIdOf } from '../../shared/domain/exports/export-names.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const settings = readEnvironment(env);
const client = traced(createJobDocumentClient());

export const handler = createHandler({
  registry: dynamoRegistry({ client, name: settings.REGISTRY_TABLE }),
  events: dynamoEventStore({ client, name: settings.EVENTS_TABLE }),
  scorecards: dynamoScorecardStore({ client, name: settings.SCORECARDS_TABLE }),
  criteriaSets: publishedCriteriaSets(dynamoCriteriaSetRegistry({ client, name: settings.REGISTRY_TABLE })),
  defaultCriteriaSet: { id: settings.DEFAULT_CRITERIA_SET, revision: 1 },
  now: systemClock(settings.CLOCK_OFFSET_MS),
  jobs: lambdaPublishExport({
    client: traced(createLambdaClient()),
    functionName: settings.PUBLISH_EXPORT_FUNCTION,
  }),
  root: settings.PROVINCE,
  newExportId: (organization, month, now) => exportIdOf(organization, month, now, randomBytes(10)),
  drain: async () => {
    await wait(settings.CLOSING_DRAIN_SECONDS * 1_000);
  },
});
