import { CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

export type AttentionBusProps = { readonly prefix: string; readonly alarms: Alarms };

/** Source of every event that is put on it; `shared/contracts/attention-event.ts` says the same. */
const EVENT_SOURCE = 'nennep';
/** A listener that was away a whole quarter can still be told. */
const ARCHIVED_DAYS = 100;
/** SQS keeps nothing longer. */
const UNDELIVERED_DAYS = 14;

/**
 * The bus of what is new on the attention list. Whoever listens makes a rule on it, in a stack of their own. Every
 * event is archived and can be replayed to any rule; one that a rule's target does not take goes, where the rule names
 * it, to the queue of undelivered events, which an alarm watches.
 */
export class AttentionBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { prefix, alarms }: AttentionBusProps) {
    super(scope, id);
    const undelivered = new Queue(this, 'Undelivered', {
      queueName: `${prefix}-attention-undelivered`,
      retentionPeriod: Duration.days(UNDELIVERED_DAYS),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    Validations.of(undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of the bus and of the rules on it, which are in other stacks.',
    });
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: `${prefix}-attention`,
      description: 'What has come onto the attention list of meetings (docs/events.md)',
      deadLetterQueue: undelivered,
    });
    this.bus.archive('Archive', {
      archiveName: `${prefix}-attention`,
      description: 'For replays to listeners that were away',
      eventPattern: { source: [EVENT_SOURCE] },
      retention: Duration.days(ARCHIVED_DAYS),
    });
    const { partition, region, account } = Stack.of(this);
    const ruleOfBus = `arn:${partition}:events:${region}:${account}:rule/${prefix}-attention/*`;
    undelivered.addToResourcePolicy(
      new PolicyStatement({
        sid: 'RulesOnTheBus',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [undelivered.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': ruleOfBus } },
      }),
    );
    alarms.add('attention-undelivered', {
      metric: undelivered.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'max',
      }),
      threshold: 1,
      impact:
        'A program that follows the attention list did not take an event, though it was tried for a day.',
      runbook: 'events-are-not-delivered',
    });
    new CfnOutput(Stack.of(this), 'AttentionBus', { value: this.bus.eventBusName });
    new CfnOutput(Stack.of(this), 'AttentionUndelivered', { value: undelivered.queueArn });
  }
}
