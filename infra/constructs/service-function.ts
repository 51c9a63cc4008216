import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ExportedBucket } from '../data-stack.ts';
import type { FunctionName, FunctionSpec } from '../functions.ts';
import type { Alarms } from './alarms.ts';

/** Where the functions' own figures go; each carries the dimension `service`, the function's name. */
export const METRICS_NAMESPACE = 'NenNep';

/** How often the function counted something within `period`. */
export const countOf = ({ name }: ServiceFunction, metricName: string, period: Duration): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: name },
    statistic: 'sum',
    period,
  });

export type ServiceFunctionProps = {
  readonly name: FunctionName;
  /** Goes before the name: `nennep-pilot`. */
  readonly prefix: string;
  readonly spec: Pick<FunctionSpec, 'memoryMb' | 'timeoutSeconds' | 'oughtToBeZero'>;
  /** Directory with `index.mjs`. */
  readonly codeDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  /** What a user sees when this function fails: the text of its alarms. */
  readonly errorImpact: string;
  /** Failures in 5 minutes that are alarming, and how many such spells in a row; see the callers for why. */
  readonly errors: { readonly threshold: number; readonly periods: number };
  readonly alarms: Alarms;
};

/**
 * A function with everything that all of ours have: its own role that may do nothing but log and trace, a log
 * group that forgets, and alarms that say whom a failure hurts.
 */
export class ServiceFunction extends Construct {
  readonly name: FunctionName;
  readonly lambda: LambdaFunction;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.name = props.name;
    const functionName = `${props.prefix}-${props.name}`;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.#role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );

    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: `If this fails: ${props.errorImpact}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.codeDirectory),
      memorySize: props.spec.memoryMb,
      timeout: Duration.seconds(props.spec.timeoutSeconds),
      role: this.#role,
      logGroup,
      tracing: Tracing.ACTIVE,
      environment: {
        ...props.environment,
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });
    Validations.of(this.#role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'xray:PutTraceSegments and xray:PutTelemetryRecords know no resources; a test sees that nothing else has *.',
    });

    props.alarms.add(`${props.name}-errors`, {
      metric: this.lambda.metricErrors({ period: Duration.minutes(5) }),
      ...props.errors,
      impact: props.errorImpact,
      runbook: `${props.name}-fails`,
    });
    props.alarms.add(`${props.name}-throttles`, {
      metric: this.lambda.metricThrottles({ period: Duration.minutes(5) }),
      threshold: 1,
      periods: 2,
      impact: `There is no room for ${props.name} to run. ${props.errorImpact}`,
      runbook: 'a-function-is-throttled',
    });
    if (props.spec.oughtToBeZero !== undefined) {
      const { name: alarm, metric, ...what } = props.spec.oughtToBeZero;
      props.alarms.add(alarm, { metric: countOf(this, metric, Duration.hours(1)), threshold: 1, ...what });
    }
  }

  /** Lets the function do `actions` to the objects whose keys match; `reason` says why it is not one object. */
  allowObjects(actions: readonly string[], bucket: ExportedBucket, keys: string, reason: string): void {
    this.allow(actions, [`${bucket.arn}/${keys}`]);
    Validations.of(this.#role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${bucket.exportName}/${keys}]`,
      reason,
    });
  }

  /** Lets Lambda, which acts as the function, lay down what the function could not handle. */
  allowFailuresTo(failures: ExportedBucket): void {
    this.allowObjects(
      ['s3:PutObject'],
      failures,
      'aws/lambda/*',
      'Lambda chooses the keys; this is the prefix that it documents for failed invocations.',
    );
    this.allow(['s3:ListBucket'], [failures.arn]);
  }

  /** Lets the function do `actions` to `resources`. */
  allow(
    actions: readonly string[],
    resources: readonly string[],
    conditions?: Record<string, unknown>,
  ): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
  }
}
