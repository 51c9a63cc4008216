import { createJobDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { dynamoCriteriaSetRegistry } from '../../shared/adapters/dynamodb/registry-criteria-sets.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { createGlueClient, glueTablesCatalog } from '../../shared/adapters/glue/tables-catalog.ts';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import { createS3Client, s3ObjectStore } from '../../shared/adapters/s3/object-store.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const settings = readEnvironment(env);
const client = traced(createJobDocumentClient());

export const handler = createHandler({
  registry: dynamoRegistry({ client, name: settings.REGISTRY_TABLE }),
  events: dynamoEventStore({ client, name: settings.EVENTS_TABLE }),
  scorecards: dynamoScorecardStore({ client, name: settings.SCORECARDS_TABLE }),
  objects: s3ObjectStore({ client: traced(createS3Client()), bucket: settings.EXPORTS_BUCKET }),
  catalog: glueTablesCatalog({
    client: traced(createGlueClient()),
    database: settings.ANALYSTS_DATABASE,
    bucket: settings.EXPORTS_BUCKET,
  }),
  formats: exportFormats,
  decodeCompared,
  criteriaSets: publishedCriteriaSets(dynamoCriteriaSetRegistry({ client, name: settings.REGISTRY_TABLE })),
  now: systemClock(settings.CLOCK_OFFSET_MS),
  newExportId,
  root: settings.PROVINCE,
});
