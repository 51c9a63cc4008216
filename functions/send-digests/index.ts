import { createJobDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoDigestRegistry } from '../../shared/adapters/dynamodb/registry-digests.ts';
import { dynamoOfficerRegistry } from '../../shared/adapters/dynamodb/registry-grants.ts';
import { dynamoPeriodRegistry } from '../../shared/adapters/dynamodb/registry-periods.ts';
import { dynamoPlanRegistry } from '../../shared/adapters/dynamodb/registry-plans.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { createTopicClient, snsPublishDigest } from '../../shared/adapters/sns/publish-digest.ts';
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
    ...dynamoDigestRegistry(registry),
    ...dynamoOfficerRegistry(registry),
  },
  scorecards: dynamoScorecardStore({ client, name: settings.SCORECARDS_TABLE }),
  publish: snsPublishDigest(traced(createTopicClient()), settings.DIGEST_TOPIC),
  root: settings.PROVINCE,
  now: systemClock(settings.CLOCK_OFFSET_MS),
});
