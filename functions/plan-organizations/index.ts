import { registryChange } from '../../shared/adapters/dynamodb/changes.ts';
import { createJobDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { isSubtreeChange } from '../../shared/ports/changes.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const { REGISTRY_TABLE, DEFAULT_CRITERIA_SET, CLOCK_OFFSET_MS } = readEnvironment(env);
const client = traced(createJobDocumentClient());

export const handler = createHandler({
  registry: dynamoRegistry({ client, name: REGISTRY_TABLE }),
  defaultCriteriaSet: { id: DEFAULT_CRITERIA_SET, revision: 1 },
  now: systemClock(CLOCK_OFFSET_MS),
  streamClock: systemClock(0),
  changed: (record) => {
    const change = registryChange(record);
    return change !== null && isSubtreeChange(change) ? change : null;
  },
});
