import { join } from 'node:path';
import { type Assembly, loadAssembly } from './assembly.ts';
import { type Backends, CREDENTIALS, DEPLOYMENT, startBackends } from './backends.ts';
import { Closing } from './closing.ts';
import { Drain } from './drain.ts';
import { CursorStore } from './event-source-mapping/cursor-store.ts';
import { EventSourceMapping } from './event-source-mapping/mapping.ts';
import { Pulse } from './event-source-mapping/pulse.ts';
import { mappingSettings } from './event-source-mapping/settings.ts';
import { describeHttpApis } from './http-api/description.ts';
import { startHttpApi } from './http-api/server.ts';
import { asyncRecord, asyncRecordKey } from './lambda/async-destination.ts';
import { AsyncInvocations, type AsyncOutcome, DEFAULT_ASYNC_RULES } from './lambda/async-invocations.ts';
import { asyncRules, functionDefinition } from './lambda/definitions.ts';
import { FunctionHost } from './lambda/function-host.ts';
import type { FunctionStatistics } from './lambda/function-pool.ts';
import { FunctionFailed } from './lambda/invocation.ts';
import { startInvokeApi } from './lambda/invoke-api.ts';
import { assertPortFree, ChildProcesses, freePort } from './processes.ts';
import { unknownTypes } from './resource-types.ts';
import { Scheduler, scheduleOf } from './schedules.ts';
import { TemplateResolver } from './template.ts';
import type { MachineClient } from './tokens.ts';
import { openWorkDirectory } from './work-directory.ts';

export type LocalStackOptions = {
  /** What `app.synth()` wrote: `*.template.json`, `*.assets.json` and the assets. */
  assemblyDir: string;
  /** Where data, logs and cursors stay; null keeps nothing, for tests. */
  dataDir: string | null;
  /** Port of the HTTP API; 0 takes a free one. */
  port: number;
  /** Added to every function's environment; wins over the template's. */
  environment?: Record<string, string>;
  /** Do schedules fire by the clock? True unless told; by hand they always do. */
  clockSchedules?: boolean;
  /** Pauses before the retries of an asynchronous invocation; AWS's one and two minutes unless told. Milliseconds. */
  asyncRetryDelaysMillis?: readonly number[];
  log?: (line: string) => void;
};

/** The synthesized template, running on this machine. */
export interface LocalStack {
  /** `http://127.0.0.1:PORT`, the HTTP API. */
  baseUrl: string;
  /** The template's Outputs by name, resolved. */
  outputs: Record<string, string>;
  endpoints: { dynamodb: string; s3: string; glue: string; lambda: string; issuer: string };
  credentials: { accessKeyId: string; secretAccessKey: string; region: string };
  /** Clients of the template that may ask the issuer's `/oauth2/token` for tokens, with their local secrets. */
  machineClients: readonly MachineClient[];
  /** Names of all schedules, as {@link fire} takes them. */
  schedules: readonly string[];
  issueToken(claims: {
    subject: string;
    scopes: readonly string[];
    expiresInSeconds?: number;
  }): Promise<string>;
  /**
   * Invokes a function, by name or logical id, and waits for its answer.
   * @throws FunctionFailed when the function did; InvokeRefused when it did not run
   */
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  /**
   * Fires a schedule now, once, and waits for its function.
   * @throws FunctionFailed when the function did; LocalStackError when there is no such schedule
   */
  fire(scheduleName: string): Promise<void>;
  /** Kills (or signals) the processes of a function; returns how many. */
  killFunction(functionName: string, signal?: NodeJS.Signals): number;
  /** Invocations, errors and how long each cold start took, of every function. */
  functionStatistics(): FunctionStatistics[];
  /** Where a function's output goes. */
  logFile(functionName: string): string;
  /**
   * Resolves once every mapping has handled all records written so far and all that its functions wrote thereupon, and
   * no asynchronous invocation is pending. Rejects after `timeoutMillis` (default ten minutes), saying what is left.
   */
  drained(timeoutMillis?: number): Promise<void>;
  /** Ends every child and listener. Safe to call twice. */
  stop(): Promise<void>;
}

const DRAIN_TIMEOUT_MILLIS = 600_000;

/**
 * Starts everything that the template holds.
 * @throws LocalStackError when the person at the terminal can mend it: a taken port, no Java
 * @throws TemplateError when the template cannot be run
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const closing = new Closing();
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function start(options: LocalStackOptions, closing: Closing): Promise<LocalStack> {
  const log = options.log ?? (() => {});
  if (options.port !== 0) await assertPortFree(options.port, 'HTTP API');
  const port = options.port || (await freePort());
  const assembly = loadAssembly(options.assemblyDir);
  const resolver = new TemplateResolver(assembly, DEPLOYMENT);
  for (const type of unknownTypes(resolver.types())) log(`${type} does not run locally; ignored`);
  const directory = await openWorkDirectory(options.dataDir, closing);
  const processes = new ChildProcesses();
  closing.add(() => processes.stop());

  const backends = await startBackends({
    resolver,
    processes,
    dataDir: options.dataDir,
    directory,
    port,
    closing,
  });
  const mappings: EventSourceMapping[] = [];
  const drain = new Drain({ mappings, pendingEvents: () => events.pending });
  const host = new FunctionHost({
    processes,
    directory,
    ...DEPLOYMENT,
    onInvocationEnd: () => drain.activity(),
  });
  const events = asyncInvocations(options, resolver, host, backends);
  closing.add(() => host.closeLogs());
  closing.add(() => events.stop());

  const invokeApi = await startInvokeApi({
    invoke: (name, payload) => host.invoke(name, payload),
    assertExists: (name) => void host.pool(name),
    send: (name, payload) => events.send(name, payload),
  });
  closing.add(() => invokeApi.stop());
  closing.add(() => host.stop());
  await startFunctions(host, assembly, resolver, directory, {
    AWS_ENDPOINT_URL_LAMBDA: invokeApi.url,
    ...backends.environment,
    ...options.environment,
  });
  await startMappings(options, resolver, host, backends, mappings, drain, closing);
  await startApi(port, resolver, host, backends, log, closing);
  const scheduler = startScheduler(options, resolver, host, events, closing);

  return {
    baseUrl: `http://127.0.0.1:${port}`,
    outputs: resolver.outputs(),
    endpoints: { ...backends.endpoints, lambda: invokeApi.url },
    credentials: CREDENTIALS,
    machineClients: backends.issuer.machineClients,
    schedules: scheduler.names,
    issueToken: (claims) => backends.issuer.issueToken(claims),
    invoke: (name, payload) => invokeOrThrow(host, name, JSON.stringify(payload ?? {})),
    fire: (name) => scheduler.fire(name),
    killFunction: (name, signal = 'SIGKILL') => host.pool(name).kill(signal),
    functionStatistics: () => host.statistics(),
    logFile: (name) => host.logFile(host.pool(name).definition.name),
    drained: (timeoutMillis = DRAIN_TIMEOUT_MILLIS) => drain.drained(timeoutMillis),
    stop: () => closing.close(),
  };
}

function asyncInvocations(
  options: LocalStackOptions,
  resolver: TemplateResolver,
  host: FunctionHost,
  backends: Backends,
): AsyncInvocations {
  const configured = new Map(
    resolver
      .resources('AWS::Lambda::EventInvokeConfig')
      .map(asyncRules)
      .map(({ functionName, rules }) => [functionName, rules]),
  );
  const log = options.log ?? (() => {});
  const deliver = async (destination: string, outcome: AsyncOutcome): Promise<void> => {
    const { definition } = host.pool(outcome.functionName);
    const record = asyncRecord(outcome, definition.arn, new Date());
    if (destination.startsWith('arn:aws:s3:::'))
      await backends.putObject(destination.slice('arn:aws:s3:::'.length), {
        key: asyncRecordKey(definition.name, new Date()),
        body: record,
      });
    else if (destination.includes(':lambda:')) events.send(destination, record);
    else log(`${definition.name}: the destination ${destination} does not run locally`);
  };
  const events = new AsyncInvocations({
    invoke: (name, payload, requestId) => host.invoke(name, payload, requestId),
    rulesOf: (name) => configured.get(host.pool(name).definition.name) ?? DEFAULT_ASYNC_RULES,
    deliver,
    retryDelaysMillis: options.asyncRetryDelaysMillis ?? [60_000, 120_000],
    log,
  });
  return events;
}

async function startFunctions(
  host: FunctionHost,
  assembly: Assembly,
  resolver: TemplateResolver,
  directory: string,
  environment: Record<string, string>,
): Promise<void> {
  const definitions = resolver
    .resources('AWS::Lambda::Function')
    .map((resource) => functionDefinition(resource, assembly, DEPLOYMENT, join(directory, 'inline')));
  await host.start(definitions, environment);
}

async function startMappings(
  options: LocalStackOptions,
  resolver: TemplateResolver,
  host: FunctionHost,
  backends: Backends,
  mappings: EventSourceMapping[],
  drain: Drain,
  closing: Closing,
): Promise<void> {
  const cursorDirectory = options.dataDir === null ? null : join(options.dataDir, 'cursors');
  const log = options.log ?? (() => {});
  const pulse = new Pulse(backends.wire);
  for (const resource of resolver.resources('AWS::Lambda::EventSourceMapping')) {
    const settings = mappingSettings(resource);
    if (settings === null) {
      log(`${resource.logicalId} is disabled, or its source is no DynamoDB stream; ignored`);
      continue;
    }
    const mapping = new EventSourceMapping({
      settings,
      functionArn: host.pool(settings.functionName).definition.arn,
      region: DEPLOYMENT.region,
      wire: backends.wire,
      cursors: new CursorStore(cursorDirectory, settings.id, settings.streamArn),
      pulse,
      invoke: (name, payload) => host.invoke(name, payload),
      putObject: backends.putObject,
      onActivity: () => drain.activity(),
      log,
    });
    await mapping.start();
    mappings.push(mapping);
    closing.add(() => mapping.stop());
  }
}

async function startApi(
  port: number,
  resolver: TemplateResolver,
  host: FunctionHost,
  backends: Backends,
  log: (line: string) => void,
  closing: Closing,
): Promise<void> {
  const resources = ['Api', 'Authorizer', 'Integration', 'Route', 'Stage'].map(
    (type) => `AWS::ApiGatewayV2::${type}`,
  );
  const [api, another] = describeHttpApis(resolver.resources(...resources), DEPLOYMENT.accountId);
  if (another) log(`Only the HTTP API ${api?.name} runs; ${another.name} does not`);
  if (!api) return;
  const server = await startHttpApi({
    port,
    api,
    invoke: (name, payload) => host.invoke(name, payload),
    keysOf: (issuer) => backends.issuer.keysOf(issuer),
    log,
  });
  closing.add(() => server.stop());
}

function startScheduler(
  options: LocalStackOptions,
  resolver: TemplateResolver,
  host: FunctionHost,
  events: AsyncInvocations,
  closing: Closing,
): Scheduler {
  const schedules = resolver
    .resources('AWS::Scheduler::Schedule')
    .map(scheduleOf)
    .filter((schedule) => schedule !== null);
  const scheduler = new Scheduler(schedules, {
    send: (target, input) => void events.send(target, input),
    run: async (target, input) => void (await invokeOrThrow(host, target, input)),
  });
  if (options.clockSchedules ?? true) scheduler.start();
  closing.add(() => scheduler.stop());
  return scheduler;
}

async function invokeOrThrow(host: FunctionHost, functionName: string, payload: string): Promise<unknown> {
  const result = await host.invoke(functionName, payload);
  if (result.functionError !== undefined) throw new FunctionFailed(functionName, result.payload);
  return JSON.parse(result.payload);
}
