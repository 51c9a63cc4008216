import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FunctionFailed } from '../../../infra/local/lambda/invocation.ts';
import { type LocalStack, startLocalStack } from '../../../infra/local/stack.ts';
import { writeAssembly } from './assembly-fixture.ts';

/** Where functions leave traces of having run, one line for each run. */
const notes = mkdtempSync(join(tmpdir(), 'lambda-contract-'));

const note = `
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
export const note = (name, text) => appendFileSync(join(process.env.NOTES, name), text + '\\n');
`;

const assembly = writeAssembly({
  resources: {
    Failures: { Type: 'AWS::S3::Bucket' },
    Machine: { Type: 'AWS::EC2::Instance' },
    Role: { Type: 'AWS::IAM::Role' },
    FlakyConfig: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Flaky' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } },
      },
    },
    Nightly: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'cron(0 1 * * ? *)',
        ScheduleExpressionTimezone: 'Asia/Ho_Chi_Minh',
        Target: { Arn: { 'Fn::GetAtt': ['Echo', 'Arn'] }, Input: '{"night":true}' },
      },
    },
    BadNight: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 day)',
        Target: { Arn: { 'Fn::GetAtt': ['Throw', 'Arn'] } },
      },
    },
  },
  functions: {
    Echo: {
      source: `
        import { tmpdir } from 'node:os';
        ${note}
        let runs = 0;
        export const handler = async (event, context) => {
          runs += 1;
          console.log('ran for', event);
          note('echo', JSON.stringify(event));
          return { event, runs, pid: process.pid, context: { ...context, left: context.getRemainingTimeInMillis() }, env: process.env, tmp: tmpdir() };
        };`,
      properties: {
        MemorySize: 192,
        Timeout: 20,
        Environment: { Variables: { OWN: 'of the template', AWS_REGION: 'ignored', BOTH: 'template' } },
      },
    },
    Throw: `
      class TooBad extends Error { name = 'TooBad'; }
      export const handler = async () => { throw new TooBad('it went wrong'); };`,
    Slow: {
      source:
        'export const handler = async () => { await new Promise((done) => setTimeout(done, 60_000)); };',
      properties: { Timeout: 1 },
    },
    Busy: { source: 'export const handler = async () => { for (;;); };', properties: { Timeout: 1 } },
    Exit: `
      let runs = 0;
      export const handler = async (event) => { runs += 1; if (event.exit) process.exit(3); return { runs, pid: process.pid }; };`,
    Reject: `
      export const handler = async () => { Promise.reject(new Error('nobody listens')); await new Promise((done) => setTimeout(done, 10_000)); };`,
    BadModule: `throw new TypeError('no such thing');`,
    NoHandler: 'export const other = 1;',
    Nothing: 'export const handler = async () => {};',
    Big: `export const handler = async () => 'x'.repeat(7 * 1024 * 1024);`,
    Wait: {
      source: `${note}
        export const handler = async ({ ms }) => { note('wait', 'running'); await new Promise((done) => setTimeout(done, ms)); return process.pid; };`,
      properties: { Timeout: 20, ReservedConcurrentExecutions: 2 },
    },
    Flaky: `
      ${note}
      let runs = 0;
      export const handler = async ({ name, failures }, { awsRequestId }) => {
        runs += 1;
        note(name, awsRequestId);
        if (runs <= failures) throw new Error('not yet');
      };`,
  },
  outputs: { Failures: { Ref: 'Failures' }, EchoArn: { 'Fn::GetAtt': ['Echo', 'Arn'] } },
});

const log: string[] = [];
let stack: LocalStack;
let lambda: LambdaClient;

beforeAll(async () => {
  stack = await startLocalStack({
    assemblyDir: assembly.directory,
    dataDir: null,
    port: 0,
    clockSchedules: false,
    log: (line) => log.push(line),
    environment: { NOTES: notes, BOTH: 'stack' },
    asyncRetryDelaysMillis: [10, 10],
  });
  const { region, ...credentials } = stack.credentials;
  lambda = new LambdaClient({ region, credentials, endpoint: stack.endpoints.lambda, maxAttempts: 1 });
});

afterAll(async () => {
  await stack?.stop();
  lambda?.destroy();
  assembly.remove();
  rmSync(notes, { recursive: true, force: true });
});

const linesOf = (name: string): string[] => {
  const file = join(notes, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

async function call(functionName: string, payload: unknown = {}, more: Partial<InvokeCommandInput> = {}) {
  const output = await lambda.send(
    new InvokeCommand({ FunctionName: `Test-${functionName}`, Payload: JSON.stringify(payload), ...more }),
  );
  const text = output.Payload?.transformToString() ?? '';
  return { ...output, answer: text === '' ? undefined : JSON.parse(text) };
}

it('names what does not run locally, once, and is silent about what need not', () => {
  expect(log.filter((line) => line.startsWith('AWS::'))).toEqual([
    'AWS::EC2::Instance does not run locally; ignored',
  ]);
});

describe('RequestResponse', () => {
  it('hands the event over and the answer back', async () => {
    const output = await call('Echo', { chi: 'bộ', list: [1, null] });
    expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(output.FunctionError).toBeUndefined();
    expect(output.answer.event).toEqual({ chi: 'bộ', list: [1, null] });
  });

  it('finds a function by its ARN and by name and qualifier', async () => {
    for (const FunctionName of [stack.outputs.EchoArn, 'Test-Echo:$LATEST'])
      expect((await call('', { a: 1 }, { FunctionName })).answer.event).toEqual({ a: 1 });
  });

  it('gives the context that the managed runtime gives', async () => {
    const { answer } = await call('Echo');
    expect(answer.context).toMatchObject({
      functionName: 'Test-Echo',
      functionVersion: '$LATEST',
      memoryLimitInMB: '192',
      invokedFunctionArn: stack.outputs.EchoArn,
      logGroupName: '/aws/lambda/Test-Echo',
    });
    expect(answer.context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.context.left).toBeGreaterThan(15_000);
    expect(answer.context.left).toBeLessThanOrEqual(20_000);
  });

  it('gives the environment of AWS: the template adds, reserved names are not its own, the stack has the last word', async () => {
    const { answer } = await call('Echo');
    expect(answer.env).toMatchObject({
      OWN: 'of the template',
      BOTH: 'stack',
      AWS_REGION: 'ap-southeast-1',
      AWS_LAMBDA_FUNCTION_NAME: 'Test-Echo',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '192',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ENDPOINT_URL_DYNAMODB: stack.endpoints.dynamodb,
      AWS_ENDPOINT_URL_S3: stack.endpoints.s3,
      AWS_ENDPOINT_URL_LAMBDA: stack.endpoints.lambda,
      _HANDLER: 'index.handler',
      TZ: ':UTC',
    });
    expect(answer.env.HOME).toBeUndefined();
    expect(answer.env._X_AMZN_TRACE_ID).toMatch(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
    );
  });

  it('runs on the major version of Node that the runtime has', async () => {
    expect(Number(process.versions.node.split('.')[0])).toBe(24);
    expect((await call('Echo')).answer.pid).not.toBe(process.pid);
  });

  it('answers null for a handler that returns nothing', async () => {
    expect((await call('Nothing')).answer).toBeNull();
  });

  it('keeps a process and its module state for the next invocation', async () => {
    const first = await call('Echo');
    const second = await call('Echo');
    expect(second.answer.pid).toBe(first.answer.pid);
    expect(second.answer.runs).toBe(first.answer.runs + 1);
  });

  it('gives every process a temporary directory of its own', async () => {
    const { answer } = await call('Echo');
    expect(existsSync(answer.tmp)).toBe(true);
    expect(answer.tmp).not.toBe(tmpdir());
  });

  it('does nothing on a DryRun', async () => {
    const before = linesOf('echo').length;
    expect((await call('Echo', {}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(linesOf('echo')).toHaveLength(before);
  });

  it('refuses an unknown function, a payload that is no JSON, and one that is too large', async () => {
    await expect(call('Nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(call('Echo', {}, { Payload: '{' })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
    await expect(call('Echo', 'x'.repeat(6 * 1024 * 1024))).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
    });
  });
});

describe('a function error', () => {
  it('carries name, message and trace of what was thrown', async () => {
    const output = await call('Throw');
    expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(output.answer).toMatchObject({ errorType: 'TooBad', errorMessage: 'it went wrong' });
    expect(output.answer.trace[0]).toContain('TooBad');
  });

  it('is told to who invokes from inside the stack', async () => {
    await expect(stack.invoke('Throw', {})).rejects.toThrow(FunctionFailed);
    await expect(stack.invoke('Throw', {})).rejects.toThrow('it went wrong');
  });

  it.each([['Slow'], ['Busy']])('is a timeout that kills the process: %s', async (name) => {
    const output = await call(name);
    expect(output.FunctionError).toBe('Unhandled');
    expect(output.answer).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(output.answer.errorMessage).toMatch(
      /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
    );
  });

  it('is a process that ends; the next invocation starts afresh', async () => {
    const before = await call('Exit');
    const output = await call('Exit', { exit: true });
    expect(output.FunctionError).toBe('Unhandled');
    expect(output.answer).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(output.answer.errorMessage).toContain('exit status 3');
    const after = await call('Exit');
    expect(after.answer.runs).toBe(1);
    expect(after.answer.pid).not.toBe(before.answer.pid);
  });

  it('is an unhandled rejection, which ends the process', async () => {
    const output = await call('Reject');
    expect(output.answer).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'nobody listens',
    });
  });

  it('is a module that cannot be loaded, every time', async () => {
    for (const _attempt of [1, 2]) {
      const output = await call('BadModule');
      expect(output.FunctionError).toBe('Unhandled');
      expect(output.answer).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such thing' });
    }
    expect((await call('NoHandler')).answer).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
  });

  it('is an answer larger than 6 MB', async () => {
    expect((await call('Big')).answer).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('is a process killed from outside', async () => {
    const waiting = call('Wait', { ms: 10_000 });
    while (linesOf('wait').length === 0) await sleep(10);
    expect(stack.killFunction('Wait')).toBe(1);
    const { answer } = await waiting;
    expect(answer.errorType).toBe('Runtime.ExitError');
    expect(answer.errorMessage).toContain('signal: killed');
  });
});

describe('concurrency', () => {
  it('runs invocations side by side in processes of their own, up to the reserved number, and refuses more', async () => {
    const attempts = await Promise.allSettled([1, 2, 3].map(() => call('Wait', { ms: 1500 })));
    const done = attempts.filter((attempt) => attempt.status === 'fulfilled');
    const refused = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(new Set(done.map(({ value }) => value.answer)).size).toBe(2);
    expect(refused.map(({ reason }) => reason.name)).toEqual(['TooManyRequestsException']);
  });

  it('has room again once an invocation has ended', async () => {
    await expect(call('Wait', { ms: 1 })).resolves.toMatchObject({ StatusCode: 200 });
  });
});

describe('Event', () => {
  const send = (payload: unknown) => call('Flaky', payload, { InvocationType: 'Event' });

  it('answers at once and tries again after a failure, under the same request id', async () => {
    const output = await send({ name: 'recovers', failures: 2 });
    expect(output.StatusCode).toBe(202);
    await stack.drained();
    expect(linesOf('recovers')).toHaveLength(3);
    expect(new Set(linesOf('recovers')).size).toBe(1);
    expect(output.$metadata.requestId).toBe(linesOf('recovers')[0]);
  });

  it('gives up after two retries and tells the on-failure destination', async () => {
    await send({ name: 'hopeless', failures: 1000 });
    await stack.drained();
    expect(linesOf('hopeless')).toHaveLength(3);

    const { region, ...credentials } = stack.credentials;
    const s3 = new S3Client({ region, credentials, endpoint: stack.endpoints.s3, forcePathStyle: true });
    const Bucket = stack.outputs.Failures;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents.map(({ Key }) => Key)).toEqual([
      expect.stringMatching(
        /^aws\/lambda\/async\/Test-Flaky\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
      ),
    ]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Contents[0]?.Key }));
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
      version: '1.0',
      requestContext: {
        requestId: linesOf('hopeless')[0],
        functionArn: 'arn:aws:lambda:ap-southeast-1:000000000000:function:Test-Flaky:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { name: 'hopeless', failures: 1000 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'not yet' },
    });
    s3.destroy();
  });

  it('refuses more than 1 MB', async () => {
    await expect(send({ name: 'x'.repeat(1024 * 1024) })).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
    });
  });
});

describe('a schedule fired by hand', () => {
  it('gives its input to the function and waits for it', async () => {
    await stack.fire('Nightly');
    expect(linesOf('echo').at(-1)).toBe('{"night":true}');
  });

  it('tells that the function failed', async () => {
    await expect(stack.fire('BadNight')).rejects.toThrow('it went wrong');
  });
});

it('keeps what a function prints, and what each run took', async () => {
  await call('Echo', { printed: 1 });
  const log = readFileSync(stack.logFile('Echo'), 'utf8');
  expect(log).toMatch(/^\S+Z\t[0-9a-f-]{36}\tINFO\tran for \{ printed: 1 \}$/m);
  expect(log).toMatch(
    /^REPORT RequestId: [0-9a-f-]{36}\tDuration: [\d.]+ ms\tMemory Size: 192 MB\tInit Duration: [\d.]+ ms$/m,
  );
  const statistics = stack.functionStatistics().find(({ logicalId }) => logicalId === 'Echo');
  expect(statistics?.initMillis.length).toBeGreaterThan(0);
});
