import { dynamoChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const settings = readEnvironment(env);
const table = { client: traced(createDocumentClient()), name: settings.REGISTRY_TABLE };

export const handler = createHandler({
  registry: dynamoRegistry(table),
  log: dynamoChangeLog(table),
  province: settings.PROVINCE,
  firstRegistrar: settings.FIRST_REGISTRAR,
  now: systemClock(settings.CLOCK_OFFSET_MS),
});
