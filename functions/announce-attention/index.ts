import { createJobDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoAnnouncementRegistry } from '../../shared/adapters/dynamodb/registry-announcements.ts';
import { dynamoPeriodRegistry } from '../../shared/adapters/dynamodb/registry-periods.ts';
import { dynamoPlanRegistry } from '../../shared/adapters/dynamodb/registry-plans.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { createBusClient, eventBridgeAnnounce } from '../../shared/adapters/eventbridge/announce.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const settings = readEnvironment(env);
const client = traced(createJobDocumentClient());
const registry = { client, name: settings.REGISTRY_TABLE };

export const handler = createHandler({
  registry: {
    ...dynamoPeriodRegistry(registry),
    ...dynamoPlanRegistry(registry),
    ...dynamoAnnouncementRegistry(registry),
  },
  scorecards: dynamoScorecardStore({ client, name: settings.SCORECARDS_TABLE }),
  announce: eventBridgeAnnounce(traced(createBusClient()), settings.ATTENTION_BUS),
  root: settings.PROVINCE,
  now: systemClock(settings.CLOCK_OFFSET_MS),
});
