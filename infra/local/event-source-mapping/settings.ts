import { z } from 'zod';
import type { Resource } from '../template.ts';
import { type FilterPattern, parseFilters } from './filter.ts';

/** An event source mapping over a DynamoDB stream, with AWS's defaults filled in. */
export type MappingSettings = {
  /** Names the mapping in logs, cursors and failure records; the same after a restart. */
  id: string;
  streamArn: string;
  functionName: string;
  startingPosition: 'TRIM_HORIZON' | 'LATEST';
  batchSize: number;
  batchingWindowSeconds: number;
  /** -1 retries until the records expire. */
  maximumRetryAttempts: number;
  /** -1 never gives up for age. */
  maximumRecordAgeSeconds: number;
  bisectOnFunctionError: boolean;
  reportBatchItemFailures: boolean;
  parallelizationFactor: number;
  /** A record passes if any pattern matches it; without patterns all pass. */
  filters: readonly FilterPattern[];
  /** ARN of what keeps records given up; null drops them. Only buckets run locally. */
  onFailureArn: string | null;
};

const S3_ARN = 'arn:aws:s3:::';

const schema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).default('TRIM_HORIZON'),
  BatchSize: z.int().min(1).max(10_000).default(100),
  MaximumBatchingWindowInSeconds: z.int().min(0).max(300).default(0),
  MaximumRetryAttempts: z.int().min(-1).max(10_000).default(-1),
  MaximumRecordAgeInSeconds: z.int().min(-1).max(604_800).default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ParallelizationFactor: z.int().min(1).max(10).default(1),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })).default([]) }).optional(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
});

/** Null when the mapping is disabled or its source is no DynamoDB stream. */
export function mappingSettings(resource: Resource): MappingSettings | null {
  const properties = schema.parse(resource.properties);
  if (!properties.Enabled || !properties.EventSourceArn.includes(':dynamodb:')) return null;
  return {
    id: resource.physicalId,
    streamArn: properties.EventSourceArn,
    functionName: properties.FunctionName,
    startingPosition: properties.StartingPosition,
    batchSize: properties.BatchSize,
    batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
    maximumRetryAttempts: properties.MaximumRetryAttempts,
    maximumRecordAgeSeconds: properties.MaximumRecordAgeInSeconds,
    bisectOnFunctionError: properties.BisectBatchOnFunctionError,
    reportBatchItemFailures: properties.FunctionResponseTypes.length > 0,
    parallelizationFactor: properties.ParallelizationFactor,
    filters: parseFilters(properties.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? []),
    onFailureArn: properties.DestinationConfig?.OnFailure?.Destination ?? null,
  };
}

/** The bucket's name in its ARN; null for what is no bucket. */
export const bucketName = (arn: string | null): string | null =>
  arn?.startsWith(S3_ARN) ? arn.slice(S3_ARN.length) : null;
