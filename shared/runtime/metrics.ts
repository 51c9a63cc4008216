/** Figures for the dashboards and alarms, written in CloudWatch's embedded metric format. */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics({ namespace: 'NenNep' });

/** Counts of one invocation, written as one line at its end; counts of 0 are left out. */
export function publishCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (count !== 0) metrics.addMetric(name, MetricUnit.Count, count);
  }
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
