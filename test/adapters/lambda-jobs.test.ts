import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { lambdaAdvancePeriods, lambdaPublishExport } from '../../shared/adapters/lambda/jobs.ts';
import { LOCAL_CREDENTIALS } from '../support/local-credentials.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';

const { region, ...credentials } = LOCAL_CREDENTIALS;

describe('jobs on Lambda', () => {
  let recorder: Recorder | null = null;
  afterEach(() => recorder?.stop());

  async function target(status: number) {
    recorder = await startRecorder(status);
    const client = new LambdaClient({ region, credentials, endpoint: recorder.url, maxAttempts: 1 });
    return { recorder, target: { client, functionName: 'nennep-job' } };
  }

  it('invokes the publishing function asynchronously with the export’s id', async () => {
    const made = await target(202);
    await lambdaPublishExport(made.target).publishExport('tinh_2026-10_01');
    expect(made.recorder.requests).toMatchObject([
      {
        method: 'POST',
        path: '/2015-03-31/functions/nennep-job/invocations',
        headers: { 'x-amz-invocation-type': 'Event' },
        body: '{"exportId":"tinh_2026-10_01"}',
      },
    ]);
  });

  it('asks the advancing function for what is marked alone', async () => {
    const made = await target(202);
    await lambdaAdvancePeriods(made.target).advancePeriods();
    expect(made.recorder.requests).toMatchObject([
      { headers: { 'x-amz-invocation-type': 'Event' }, body: '{"openDue":false}' },
    ]);
  });

  it('tells when the event was not taken', async () => {
    const made = await target(429);
    await expect(lambdaPublishExport(made.target).publishExport('tinh_2026-10_01')).rejects.toThrow();
  });
});
