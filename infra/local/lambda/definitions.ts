import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Assembly } from '../assembly.ts';
import { TemplateError } from '../errors.ts';
import type { Deployment } from '../names.ts';
import type { Resource } from '../template.ts';
import { type AsyncRules, DEFAULT_ASYNC_RULES } from './async-invocations.ts';
import type { FunctionDefinition } from './definition.ts';

const functionSchema = z.object({
  Handler: z.string(),
  Runtime: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  LoggingConfig: z.object({ LogGroup: z.string().optional() }).optional(),
  Code: z.union([z.object({ S3Key: z.string() }), z.object({ ZipFile: z.string() })]),
});

/**
 * A function of the template.
 * @param inlineDirectory where code that stands in the template itself is written to
 * @throws TemplateError for a runtime that is not Node's, or code that is not in the assembly
 */
export function functionDefinition(
  resource: Resource,
  assembly: Assembly,
  deployment: Deployment,
  inlineDirectory: string,
): FunctionDefinition {
  const properties = functionSchema.parse(resource.properties);
  if (!properties.Runtime.startsWith('nodejs'))
    throw new TemplateError(`${resource.logicalId}: the runtime ${properties.Runtime} does not run locally`);
  const name = resource.physicalId;
  return {
    name,
    logicalId: resource.logicalId,
    arn: `arn:aws:lambda:${deployment.region}:${deployment.accountId}:function:${name}`,
    handler: properties.Handler,
    codeDirectory: codeDirectory(name, properties.Code, assembly, inlineDirectory),
    environment: properties.Environment?.Variables ?? {},
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    reservedConcurrency: properties.ReservedConcurrentExecutions ?? null,
  };
}

function codeDirectory(
  name: string,
  code: z.infer<typeof functionSchema>['Code'],
  assembly: Assembly,
  inlineDirectory: string,
): string {
  if ('ZipFile' in code) {
    const directory = join(inlineDirectory, name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'index.js'), code.ZipFile);
    return directory;
  }
  const path = assembly.assetPaths.get(code.S3Key);
  if (path === undefined) throw new TemplateError(`${name}: the asset ${code.S3Key} is not in the assembly`);
  return path;
}

const destinationSchema = z.object({ Destination: z.string() }).optional();

const configSchema = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.number().default(DEFAULT_ASYNC_RULES.maximumRetryAttempts),
  MaximumEventAgeInSeconds: z.number().default(DEFAULT_ASYNC_RULES.maximumEventAgeSeconds),
  DestinationConfig: z.object({ OnFailure: destinationSchema, OnSuccess: destinationSchema }).default({}),
});

/** The rules of an EventInvokeConfig, with the name of the function that it is for. */
export function asyncRules(resource: Resource): { functionName: string; rules: AsyncRules } {
  const config = configSchema.parse(resource.properties);
  return {
    functionName: config.FunctionName,
    rules: {
      maximumRetryAttempts: config.MaximumRetryAttempts,
      maximumEventAgeSeconds: config.MaximumEventAgeInSeconds,
      onFailure: config.DestinationConfig.OnFailure?.Destination ?? null,
      onSuccess: config.DestinationConfig.OnSuccess?.Destination ?? null,
    },
  };
}
