/** Nudges the functions that do the long work: asynchronous invocations, which Lambda queues and retries. */
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { Jobs } from '../../ports/jobs.ts';

/** A function and the client that reaches it. */
export type Target = { readonly client: LambdaClient; readonly functionName: string };

/** Region, endpoint and credentials come from the environment, as everywhere in AWS. */
export const createLambdaClient = (config: LambdaClientConfig = {}): LambdaClient =>
  new LambdaClient({ maxAttempts: 5, ...config });

/** @throws the SDK's exception where Lambda does not take the event: the schedule picks the work up then. */
async function nudge({ client, functionName }: Target, payload: object): Promise<void> {
  await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
}

/** The function gets `{ "openDue": false }`: only the schedule opens months that nobody asked for. */
export const lambdaAdvancePeriods = (target: Target): Pick<Jobs, 'advancePeriods'> => ({
  advancePeriods: () => nudge(target, { openDue: false }),
});

/** The function gets `{ "exportId": "…" }`. */
export const lambdaPublishExport = (target: Target): Pick<Jobs, 'publishExport'> => ({
  publishExport: (exportId) => nudge(target, { exportId }),
});

/** The function gets `{ "previewId": "…" }`. */
export const lambdaPreviewAdoption = (target: Target): Pick<Jobs, 'previewAdoption'> => ({
  previewAdoption: (previewId) => nudge(target, { previewId }),
});
