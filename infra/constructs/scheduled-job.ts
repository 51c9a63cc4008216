import { Duration, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import {
  type CronOptionsWithTimezone,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ExportedBucket } from '../data-stack.ts';
import type { Alarms } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';

export type ScheduledJobProps = {
  readonly job: ServiceFunction;
  readonly prefix: string;
  /** Local time of Vietnam. */
  readonly cron: Omit<CronOptionsWithTimezone, 'timeZone'>;
  /** Longest time between two runs; after twice as long without a run (or a day) the alarm rings. */
  readonly every: Duration;
  /** What a user sees when it does not run at all. */
  readonly errorImpact: string;
  /** Keeps the event of a run that failed for good, with the reason. */
  readonly failures: ExportedBucket;
  readonly alarms: Alarms;
};

/** Calls a function by the clock, and notices when nobody calls. */
export class ScheduledJob extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    const { job } = props;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [job.lambda.functionArn] }),
    );
    new Schedule(this, 'Schedule', {
      scheduleName: `${props.prefix}-${job.name}`,
      description: `If this fails: ${props.errorImpact}`,
      schedule: ScheduleExpression.cron({ ...props.cron, timeZone: TimeZone.ASIA_HO_CHI_MINH }),
      // CDK's own target would let the schedule call every version of the function.
      target: {
        bind: () => ({
          arn: job.lambda.functionArn,
          role,
          input: ScheduleTargetInput.fromObject({}),
          // A run that could not be started within the hour is the next run's business.
          retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
        }),
      },
    });

    // Called by the clock or by another function, nobody waits for the answer: Lambda itself tries again.
    new EventInvokeConfig(this, 'Runs', {
      function: job.lambda,
      maxEventAge: Duration.hours(1),
      retryAttempts: 2,
      onFailure: { bind: () => ({ destination: props.failures.arn }) },
    });
    job.allowFailuresTo(props.failures);

    const period = Duration.hours(Math.max(1, Math.ceil(props.every.toHours({ integral: false }))));
    props.alarms.add(`${job.name}-not-run`, {
      metric: job.lambda.metricInvocations({ period }),
      threshold: 1,
      below: true,
      periods: period.toHours() < 24 ? 2 : 1,
      silence: 'alarming',
      impact: `It was not started when it was due. ${props.errorImpact}`,
      runbook: 'a-job-does-not-run',
    });
  }
}
