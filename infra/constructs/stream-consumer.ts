import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ExportedBucket } from '../data-stack.ts';
import type { Alarms } from './alarms.ts';
import { countOf, type ServiceFunction } from './service-function.ts';

export type StreamConsumerProps = {
  readonly consumer: ServiceFunction;
  readonly source: { readonly name: string; readonly table: Table; readonly key: Key };
  /** Records in one batch; ≤ 1,000. */
  readonly batchSize: number;
  /**
   * For how long a batch waits for more: 0 where a figure should follow its record at once, since under load
   * batches fill by themselves.
   */
  readonly gatherSeconds: number;
  /** Only items whose attribute `type` is one of these; the stream must carry the new item. */
  readonly itemTypes?: readonly string[];
  /** Keeps what was given up, with the records themselves. */
  readonly failures: ExportedBucket;
  /** What a user sees when records of this stream are given up. */
  readonly errorImpact: string;
  readonly alarms: Alarms;
};

/**
 * For how long a record that fails is tried again. Long enough to outlast a bad hour of the cloud or a bad deploy
 * that is rolled back; short enough that one poisonous record does not hold up its shard into the next day, since
 * records behind it wait. What is given up is put right by the nightly sweep. Folds and the change log do not
 * wait for it: they set aside what fails for good within minutes (decision 43).
 */
const MAXIMUM_AGE_HOURS = 4;

/** Feeds a table's stream to a function, so that no record can get lost silently. */
export class StreamConsumer extends Construct {
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id);
    const { consumer, source, failures } = props;
    const streamArn = source.table.tableStreamArn;
    if (streamArn === undefined) throw new Error(`Table ${source.name} has no stream for ${consumer.name}`);

    consumer.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      [streamArn],
    );
    consumer.allow(['kms:Decrypt'], [source.key.keyArn]);
    consumer.allowFailuresTo(failures);

    this.mapping = new EventSourceMapping(this, 'Mapping', {
      target: consumer.lambda,
      eventSourceArn: streamArn,
      // From the oldest record: what was written while there was no consumer counts too.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize,
      maxBatchingWindow: Duration.seconds(props.gatherSeconds),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: -1, // bounded by age alone
      maxRecordAge: Duration.hours(MAXIMUM_AGE_HOURS),
      ...(props.itemTypes === undefined ? {} : { filters: [ofTypes(props.itemTypes)] }),
      // A bucket keeps the records; a queue would keep their positions, which the stream forgets in a day.
      supportS3OnFailureDestination: true,
      onFailure: { bind: () => ({ destination: failures.arn }) },
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });

    props.alarms.add(`${id}-gives-up`, {
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'OnFailureDestinationDeliveredEventCount',
        dimensionsMap: { EventSourceMappingUUID: this.mapping.eventSourceMappingId },
        statistic: 'sum',
        period: Duration.minutes(5),
      }),
      threshold: 1,
      impact: `Changes were given up after ${MAXIMUM_AGE_HOURS} hours of trying. ${props.errorImpact}`,
      runbook: `${consumer.name}-gives-up`,
    });
  }
}

const ofTypes = (types: readonly string[]) =>
  FilterCriteria.filter({ dynamodb: { NewImage: { type: { S: FilterRule.or(...types) } } } });

/** The alarm on how far a consumer is behind: one for a function, whatever the number of its streams. */
export function alarmWhenBehind(consumer: ServiceFunction, impact: string, alarms: Alarms): void {
  alarms.add(`${consumer.name}-behind`, {
    metric: consumer.lambda.metric('IteratorAge', { statistic: 'max', period: Duration.minutes(1) }),
    threshold: Duration.minutes(5).toMilliseconds(),
    periods: 3,
    impact: `It is more than 5 minutes behind. ${impact}`,
    runbook: `${consumer.name}-falls-behind`,
  });
}

/** The alarm on work that fails for good and was set aside: the function writes the metric (`stream-handler.ts`). */
export function alarmWhenSettingAside(consumer: ServiceFunction, impact: string, alarms: Alarms): void {
  alarms.add(`${consumer.name}-sets-aside`, {
    metric: countOf(consumer, 'StreamGroupsSetAside', Duration.minutes(5)),
    threshold: 1,
    impact: `Work that fails however often it is tried was set aside after 5 minutes. For whom it was: ${impact}`,
    runbook: `${consumer.name}-sets-aside`,
  });
}
