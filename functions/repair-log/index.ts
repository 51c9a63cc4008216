import { dynamoChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createJobDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoAuditRegistry } from '../../shared/adapters/dynamodb/registry-audit.ts';
import { dynamoPeriodRegistry } from '../../shared/adapters/dynamodb/registry-periods.ts';
import { dynamoPlanRegistry } from '../../shared/adapters/dynamodb/registry-plans.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const settings = readEnvironment(env);
const client = traced(createJobDocumentClient());
const registryTable = { client, name: settings.REGISTRY_TABLE };
const changeLog = dynamoChangeLog(registryTable);

export const handler = createHandler({
  log: changeLog,
  tail: new LogTail(changeLog),
  registry: {
    ...dynamoPlanRegistry(registryTable),
    ...dynamoPeriodRegistry(registryTable),
    ...dynamoAuditRegistry(registryTable),
  },
  events: dynamoEventStore({ client, name: settings.EVENTS_TABLE }),
  scorecards: dynamoScorecardStore({ client, name: settings.SCORECARDS_TABLE }),
  now: systemClock(settings.CLOCK_OFFSET_MS),
});
