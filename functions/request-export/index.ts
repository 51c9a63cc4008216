import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { createLambdaClient, lambdaPublishExport } from '../../shared/adapters/lambda/jobs.ts';
import { createS3Client, s3ObjectStore } from '../../shared/adapters/s3/object-store.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { traced } from '../../shared/runtime/tracer.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const settings = readEnvironment(env);

export const handler = createHandler({
  registry: dynamoRegistry({ client: traced(createDocumentClient()), name: settings.REGISTRY_TABLE }),
  objects: s3ObjectStore({ client: traced(createS3Client()), bucket: settings.EXPORTS_BUCKET }),
  jobs: lambdaPublishExport({
    client: traced(createLambdaClient()),
    functionName: settings.PUBLISH_EXPORT_FUNCTION,
  }),
  province: settings.PROVINCE,
  firstRegistrar: settings.FIRST_REGISTRAR,
  now: systemClock(settings.CLOCK_OFFSET_MS),
  newExportId,
});
