/** Traces the calls of an SDK client; does nothing outside Lambda. For `index.ts` files. */
import { Tracer } from '@aws-lambda-powertools/tracer';

const tracer = new Tracer();

export const traced = <Client>(client: Client): Client => tracer.captureAWSv3Client(client);
