import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Heading of docs/runbook.md, as the anchor that it gets: `roll-up-falls-behind`. */
export type RunbookSection = string;

export type AlarmSpec = {
  readonly metric: IMetric;
  /** It rings when the metric is at this or above; with `below`, when it is under it. */
  readonly threshold: number;
  readonly below?: boolean;
  /** How many periods of the metric in a row it takes; 1 unless told. */
  readonly periods?: number;
  /** What silence means; `fine` unless told. */
  readonly silence?: 'fine' | 'alarming';
  /** One plain sentence on what it means to a user. */
  readonly impact: string;
  readonly runbook: RunbookSection;
};

/** One topic for all alarms of a deployment. Every alarm says whom it hurts and where the way out is written. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly #prefix: string;
  readonly #alarms: Alarm[] = [];

  constructor(
    scope: Construct,
    id: string,
    { prefix, emails }: { prefix: string; emails: readonly string[] },
  ) {
    super(scope, id);
    this.#prefix = prefix;
    this.topic = new Topic(this, 'Topic', { displayName: `Nền Nếp ${prefix}`, enforceSSL: true });
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
  }

  /** In the order in which they were added. */
  get all(): readonly Alarm[] {
    return this.#alarms;
  }

  /** `name` is unique in the deployment; the alarm's name is the deployment's prefix and this. */
  add(name: string, spec: AlarmSpec): Alarm {
    const alarm = new Alarm(this, name, {
      alarmName: `${this.#prefix}-${name}`,
      alarmDescription: `${spec.impact} Runbook: docs/runbook.md#${spec.runbook}`,
      metric: spec.metric,
      threshold: spec.threshold,
      comparisonOperator: spec.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: spec.periods ?? 1,
      treatMissingData:
        spec.silence === 'alarming' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.#alarms.push(alarm);
    return alarm;
  }
}
