import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const settings = readEnvironment(env);
const client = traced(createDocumentClient());

export const handler = createHandler({
  registry: dynamoRegistry({ client, name: settings.REGISTRY_TABLE }),
  presets: allPresetCriteriaSets(),
  defaultCriteriaSet: { id: settings.DEFAULT_CRITERIA_SET, revision: 1 },
  province: settings.PROVINCE,
  firstRegistrar: settings.FIRST_REGISTRAR,
  now: systemClock(settings.CLOCK_OFFSET_MS),
});
