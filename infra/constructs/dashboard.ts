import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Column,
  Dashboard,
  GraphWidget,
  type IMetric,
  PeriodOverride,
  Row,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { ServiceApi } from './http-api.ts';
import type { ServiceFunction } from './service-function.ts';

export type ServiceDashboardProps = {
  readonly prefix: string;
  readonly alarms: Alarms;
  readonly api: ServiceApi;
  readonly functions: readonly ServiceFunction[];
  /** Those among them that read streams. */
  readonly consumers: readonly ServiceFunction[];
};

const period = Duration.minutes(5);

/** One page: what rings, what comes in, how far scoring is behind. */
export class ServiceDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { prefix, alarms, api, functions, consumers }: ServiceDashboardProps,
  ) {
    super(scope, id);
    const { stage } = api;
    new Dashboard(this, 'Dashboard', {
      dashboardName: prefix,
      periodOverride: PeriodOverride.INHERIT,
      defaultInterval: Duration.hours(12),
    }).addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 6, alarms: [...alarms.all] }),
      new Row(
        graph('Calls of the API', [
          stage.metricCount({ period, label: 'calls' }),
          stage.metricClientError({ period, label: '4xx' }),
          stage.metricServerError({ period, label: '5xx' }),
        ]),
        graph('Latency of the API (ms)', [
          stage.metricLatency({ period, statistic: 'p50', label: 'p50' }),
          stage.metricLatency({ period, statistic: 'p99', label: 'p99' }),
        ]),
      ),
      new Row(
        graph(
          'How far consumers are behind (ms)',
          consumers.map(({ name, lambda }) =>
            lambda.metric('IteratorAge', { period, statistic: 'max', label: name }),
          ),
        ),
        graph(
          'Failures',
          functions.map(({ name, lambda }) => lambda.metricErrors({ period, label: name })),
        ),
      ),
      new Row(
        new Column(
          graph(
            'Duration, p99 (ms)',
            functions.map(({ name, lambda }) =>
              lambda.metricDuration({ period, statistic: 'p99', label: name }),
            ),
          ),
        ),
        graph(
          'Running at once',
          functions.map(({ name, lambda }) =>
            lambda.metric('ConcurrentExecutions', { period, statistic: 'max', label: name }),
          ),
        ),
      ),
    );
  }
}

const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 12, height: 6 });
