/** What serves: API, consumers, schedules, alarms. Holds nothing, so it may be replaced at will. */
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { TableName } from './access.ts';
import type { Bundle } from './bundle.ts';
import { Alarms } from './constructs/alarms.ts';
import { Analytics, type ExportedTables } from './constructs/analytics.ts';
import { AttentionBus } from './constructs/attention-bus.ts';
import { ServiceDashboard } from './constructs/dashboard.ts';
import { environmentOf, grantAccess, letInvoke } from './constructs/grants.ts';
import { type ApiRoute, ServiceApi } from './constructs/http-api.ts';
import { ScheduledJob, type ScheduledJobProps } from './constructs/scheduled-job.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { alarmWhenBehind, alarmWhenSettingAside, StreamConsumer } from './constructs/stream-consumer.ts';
import type { DataStack } from './data-stack.ts';
import { FUNCTION_NAMES, type FunctionName, functions, isFunctionName, type Outlet } from './functions.ts';
import { prefixOf, type StageSettings } from './stages.ts';

export type ServiceStackProps = StackProps & {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly bundles: ReadonlyMap<string, Bundle>;
  readonly routes: readonly ApiRoute[];
  readonly tables: ExportedTables;
  readonly yearTables: ExportedTables;
};

type Consumption = {
  readonly consumer: FunctionName;
  readonly table: TableName;
  readonly itemTypes?: readonly string[];
  readonly batchSize: number;
  /** How long a batch may wait for more records; 0 unless told. */
  readonly gatherSeconds?: number;
};

/** Who reads which stream. A stream serves two readers at most. */
const consumptions: readonly Consumption[] = [
  // A version may concern a whole subtree in several months, so few of them make a batch.
  {
    consumer: 'plan-organizations',
    table: 'registry',
    itemTypes: ['organization-version', 'criteria-adoption', 'participation', 'duty-at'],
    batchSize: 10,
  },
  { consumer: 'score-organizations', table: 'registry', itemTypes: ['plan-row'], batchSize: 100 },
  { consumer: 'score-organizations', table: 'events', batchSize: 100 },
  // Many records ask for the same parent: the larger the batch, the fewer folds.
  { consumer: 'roll-up', table: 'scorecards', batchSize: 500 },
  // Two seconds' wait lets one submission's rows of all levels go into one page of the log. A batch holds each row
  // twice, as it was and is: 200 records are within the 6 MB of a call unless rows were fifteen times their size.
  { consumer: 'log-changes', table: 'scorecards', batchSize: 200, gatherSeconds: 2 },
];

type Timetable = Pick<ScheduledJobProps, 'cron' | 'every' | 'errorImpact'>;

const timetables: { readonly [Name in FunctionName]?: Timetable } = {
  'advance-periods': {
    cron: { minute: '0' },
    every: Duration.hours(1),
    errorImpact: 'Months do not open, pass their due date or close by themselves.',
  },
  'publish-export': {
    cron: { minute: '0/15' },
    every: Duration.minutes(15),
    errorImpact: 'The standing export grows old, and an ordered export whose start got lost waits for ever.',
  },
  'preview-adoption': {
    cron: { minute: '5/15' },
    every: Duration.minutes(15),
    errorImpact: 'A preview whose walk got lost waits for ever, and expired ones stay.',
  },
  'send-digests': {
    cron: { minute: '0', hour: '7' },
    every: Duration.days(1),
    errorImpact: 'Officers get no message of what needs attention today.',
  },
  // After the jobs of the full hour, which pass due dates.
  'announce-attention': {
    cron: { minute: '20' },
    every: Duration.hours(1),
    errorImpact: 'Other programs do not hear what has come onto the attention list.',
  },
  'sweep-scorecards': {
    cron: { minute: '30', hour: '2' },
    every: Duration.days(1),
    errorImpact: 'Figures that were left behind are not put right.',
  },
  // After the sweep, whose rows have gone into the log by then.
  'repair-log': {
    cron: { minute: '30', hour: '3' },
    every: Duration.days(1),
    errorImpact: 'What the change log lacks is not told.',
  },
};

/** A name without `functions/‹name›/index.ts`, or that `infra/functions.ts` does not know. */
export class UnknownFunctionError extends Error {
  override readonly name = 'UnknownFunctionError';

  constructor(functionName: string) {
    super(
      `There is no function ${functionName}: it needs functions/${functionName}/index.ts and infra/functions.ts`,
    );
  }
}

/** What a function that sends there may do, and is told. */
type OutletRights = {
  readonly action: string;
  readonly arn: string;
  readonly variable: readonly [name: string, value: string];
};

type MemberOf = (name: string) => ServiceFunction;

export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const prefix = prefixOf(props.settings);
    const alarms = new Alarms(this, 'Alarms', { prefix, emails: props.settings.alarmEmails });
    const members = new Map(
      FUNCTION_NAMES.map((name) => [name, this.#function(name, alarms, props)] as const),
    );
    const memberOf: MemberOf = (name) => {
      const member = isFunctionName(name) ? members.get(name) : undefined;
      if (member === undefined) throw new UnknownFunctionError(name);
      return member;
    };
    for (const [name, caller] of members)
      for (const called of functions[name].invokes) letInvoke(caller, memberOf(called));

    this.#openOutlets(members, prefix, alarms);
    const analytics = new Analytics(this, 'Analytics', props);
    for (const [name, member] of members)
      if (functions[name].pointsTables === true) analytics.letPoint(member);
    const consumers = this.#consume(memberOf, alarms, props.data);
    this.#schedule(memberOf, alarms, props);
    const { userPool, people, machine, domain } = props.data.identity;
    const api = new ServiceApi(this, 'Api', {
      prefix,
      routes: props.routes,
      functionOf: memberOf,
      issuer: userPool.userPoolProviderUrl,
      audience: [people.userPoolClientId, machine.userPoolClientId],
      settings: props.settings,
      alarms,
    });
    new ServiceDashboard(this, 'Dashboard', {
      prefix,
      alarms,
      api,
      functions: [...members.values()],
      consumers,
    });

    new CfnOutput(this, 'ApiUrl', { value: api.api.apiEndpoint });
    new CfnOutput(this, 'Issuer', { value: userPool.userPoolProviderUrl });
    new CfnOutput(this, 'SignInUrl', { value: domain.baseUrl() });
    new CfnOutput(this, 'PeopleClientId', { value: people.userPoolClientId });
    new CfnOutput(this, 'MachineClientId', { value: machine.userPoolClientId });
    new CfnOutput(this, 'AnalystsDatabase', { value: analytics.database });
    new CfnOutput(this, 'AnalystsWorkGroup', { value: analytics.workGroup });
    new CfnOutput(this, 'AlarmTopic', { value: alarms.topic.topicArn });
  }

  #function(name: FunctionName, alarms: Alarms, props: ServiceStackProps): ServiceFunction {
    const spec = functions[name];
    const bundle = props.bundles.get(name);
    if (bundle === undefined) throw new UnknownFunctionError(name);
    const consumes = consumptions.some(({ consumer }) => consumer === name);
    const member = new ServiceFunction(this, name, {
      name,
      prefix: prefixOf(props.settings),
      spec,
      codeDirectory: bundle.directory,
      environment: environmentOf(spec, props.data, props.settings),
      logRetentionDays: props.settings.logRetentionDays,
      errorImpact: spec.errorImpact,
      // A consumer's batch is tried again by itself; only when that goes on has somebody to look.
      errors: { threshold: 1, periods: consumes ? 3 : 1 },
      alarms,
    });
    grantAccess(member, spec.access, props.data);
    return member;
  }

  /**
   * Whoever wants an organization's digests subscribes to the topic with a filter on the attribute `organization`;
   * a program that follows the attention list makes a rule on the bus (docs/events.md).
   */
  #openOutlets(members: ReadonlyMap<FunctionName, ServiceFunction>, prefix: string, alarms: Alarms): void {
    const topic = new Topic(this, 'Digests', { displayName: `Digests of ${prefix}`, enforceSSL: true });
    const { bus } = new AttentionBus(this, 'Attention', { prefix, alarms });
    const outlets: { readonly [Name in Outlet]: OutletRights } = {
      digests: { action: 'sns:Publish', arn: topic.topicArn, variable: ['DIGEST_TOPIC', topic.topicArn] },
      attention: {
        action: 'events:PutEvents',
        arn: bus.eventBusArn,
        variable: ['ATTENTION_BUS', bus.eventBusName],
      },
    };
    for (const [name, member] of members) {
      const { sendsTo } = functions[name];
      if (sendsTo === undefined) continue;
      const { action, arn, variable } = outlets[sendsTo];
      member.allow([action], [arn]);
      member.lambda.addEnvironment(...variable);
    }
    new CfnOutput(this, 'DigestTopic', { value: topic.topicArn });
  }

  /** Feeds the streams to their consumers; returns these. */
  #consume(memberOf: MemberOf, alarms: Alarms, data: DataStack): ServiceFunction[] {
    const consumers = new Set<ServiceFunction>();
    for (const { consumer: name, table, itemTypes, batchSize, gatherSeconds } of consumptions) {
      const consumer = memberOf(name);
      const errorImpact = functions[name].errorImpact;
      new StreamConsumer(this, `${name}-from-${itemTypes?.[0] ?? table}`, {
        consumer,
        source: { name: table, table: data.tables[table], key: data.key },
        batchSize,
        gatherSeconds: gatherSeconds ?? 0,
        ...(itemTypes === undefined ? {} : { itemTypes }),
        failures: data.exported.failures,
        errorImpact,
        alarms,
      });
      if (!consumers.has(consumer)) {
        alarmWhenBehind(consumer, errorImpact, alarms);
        if (functions[name].setsAside === true) alarmWhenSettingAside(consumer, errorImpact, alarms);
      }
      consumers.add(consumer);
    }
    return [...consumers];
  }

  /** Runs the jobs by the clock, and keeps the events of runs that failed for good. */
  #schedule(memberOf: MemberOf, alarms: Alarms, props: ServiceStackProps): void {
    for (const [name, timetable] of Object.entries(timetables)) {
      new ScheduledJob(this, `${name}-schedule`, {
        job: memberOf(name),
        prefix: prefixOf(props.settings),
        ...timetable,
        failures: props.data.exported.failures,
        alarms,
      });
    }
  }
}
