import { setTimeout as wait } from 'node:timers/promises';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { createLambdaClient, lambdaAdvancePeriods } from '../../shared/adapters/lambda/jobs.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const settings = readEnvironment(env);
const client = traced(createDocumentClient());
const lambda = traced(createLambdaClient());

export const handler = createHandler({
  registry: dynamoRegistry({ client, name: settings.REGISTRY_TABLE }),
  jobs: lambdaAdvancePeriods({ client: lambda, functionName: settings.ADVANCE_PERIODS_FUNCTION }),
  province: settings.PROVINCE,
  firstRegistrar: settings.FIRST_REGISTRAR,
  now: systemClock(settings.CLOCK_OFFSET_MS),
  wait: (milliseconds) => wait(milliseconds),
});
