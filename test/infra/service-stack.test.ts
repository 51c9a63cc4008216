import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../infra/bundle.ts';
import { FUNCTION_NAMES, functions } from '../../infra/functions.ts';
import { CLOSING_DRAIN_SECONDS } from '../../infra/stages.ts';
import { EVENT_SOURCE } from '../../shared/contracts/attention-event.ts';
import { routes } from '../../shared/contracts/routes.ts';
import {
  at,
  propertiesOf,
  resourcesOf,
  type SynthesizedStage,
  synthesizeStage,
  type Template,
} from './assembly.ts';

let stage: SynthesizedStage;
let service: Template;
beforeAll(async () => {
  stage = await synthesizeStage('production');
  service = stage.service;
});

const functionNames = new Map<string, string>();
/** The short name of the function that a `Ref` or `GetAtt` leads to. */
function functionBehind(reference: unknown): string | undefined {
  if (functionNames.size === 0)
    for (const [id, { Properties }] of resourcesOf(service, 'AWS::Lambda::Function'))
      functionNames.set(id, String(Properties.FunctionName).replace('nennep-production-', ''));
  const attribute = at(reference, 'Fn::GetAtt');
  const id = Array.isArray(attribute) ? attribute[0] : at(reference, 'Ref');
  return functionNames.get(String(id));
}

describe('functions', () => {
  test('are all there', () => {
    const names = propertiesOf(service, 'AWS::Lambda::Function').map(({ FunctionName }) => FunctionName);
    expect(names.sort()).toEqual(FUNCTION_NAMES.map((name) => `nennep-production-${name}`).sort());
  });

  test('run on Node 24 and arm64, traced, each with its own role', () => {
    const all = propertiesOf(service, 'AWS::Lambda::Function');
    for (const lambda of all)
      expect(lambda).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
    expect(new Set(all.map(({ Role }) => JSON.stringify(Role))).size).toBe(all.length);
  });

  test('forget their logs', () => {
    const groups = propertiesOf(service, 'AWS::Logs::LogGroup');
    for (const name of FUNCTION_NAMES)
      expect(groups).toContainEqual(
        expect.objectContaining({
          LogGroupName: `/aws/lambda/nennep-production-${name}`,
          RetentionInDays: 400,
        }),
      );
  });

  test('a call that began before a period closed is over before the drain ends', () => {
    const byName = new Map(
      propertiesOf(service, 'AWS::Lambda::Function').map((lambda) => [lambda.FunctionName, lambda]),
    );
    const closer = byName.get('nennep-production-advance-periods');
    const drain = Number(at(closer, 'Environment', 'Variables', 'CLOSING_DRAIN_SECONDS'));
    expect(drain).toBe(CLOSING_DRAIN_SECONDS);
    for (const name of new Set(routes.map((route) => route.function)))
      expect(Number(byName.get(`nennep-production-${name}`)?.Timeout), name).toBeLessThan(drain);
    expect(Number(closer?.Timeout)).toBeGreaterThan(drain);
  });

  test('answer before the gateway gives up', () => {
    for (const name of new Set(routes.map((route) => route.function)))
      expect(propertiesOf(service, 'AWS::Lambda::Function')).toContainEqual(
        expect.objectContaining({
          FunctionName: `nennep-production-${name}`,
          Timeout: expect.toSatisfy((seconds: number) => seconds < 30),
        }),
      );
  });
});

describe('stream consumers', () => {
  const mappings = () => propertiesOf(service, 'AWS::Lambda::EventSourceMapping');

  test('who reads which stream, and of it what', () => {
    const readings = mappings().map((mapping) => [
      functionBehind(mapping.FunctionName),
      /FnGetAtt(Registry|Events|Scorecards)/.exec(JSON.stringify(mapping.EventSourceArn))?.[1],
      at(mapping, 'FilterCriteria', 'Filters') ?? 'all',
    ]);
    const only = (...types: readonly string[]) => [
      { Pattern: JSON.stringify({ dynamodb: { NewImage: { type: { S: types } } } }) },
    ];
    expect(readings).toEqual([
      [
        'plan-organizations',
        'Registry',
        only('organization-version', 'criteria-adoption', 'participation', 'duty-at'),
      ],
      ['score-organizations', 'Registry', only('plan-row')],
      ['score-organizations', 'Events', 'all'],
      ['roll-up', 'Scorecards', 'all'],
      ['log-changes', 'Scorecards', 'all'],
    ]);
  });

  test('lose nothing: from the oldest record, bounded by age, halved, record by record, kept when given up', () => {
    for (const mapping of mappings()) {
      expect(mapping).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: -1,
        DestinationConfig: {
          OnFailure: { Destination: { 'Fn::ImportValue': 'nennep-production-failures-arn' } },
        },
      });
      const hours = Number(mapping.MaximumRecordAgeInSeconds) / 3600;
      expect(hours).toBeGreaterThanOrEqual(1);
      // A stream keeps its records for 24 hours.
      expect(hours).toBeLessThan(24);
    }
  });

  test('figures wait for nothing; what goes into the change log waits two seconds for its like', () => {
    const waits = mappings().map((mapping) => [
      functionBehind(mapping.FunctionName),
      mapping.MaximumBatchingWindowInSeconds,
    ]);
    expect(waits.filter(([, seconds]) => seconds !== 0)).toEqual([['log-changes', 2]]);
  });

  test('a stream has two readers at most', () => {
    const readers = new Map<string, number>();
    for (const { EventSourceArn } of mappings()) {
      const arn = JSON.stringify(EventSourceArn);
      readers.set(arn, (readers.get(arn) ?? 0) + 1);
    }
    expect(Math.max(...readers.values())).toBeLessThanOrEqual(2);
  });
});

describe('jobs', () => {
  test('run by the clock of Vietnam', () => {
    const schedules = propertiesOf(service, 'AWS::Scheduler::Schedule').map((schedule) => [
      schedule.Name,
      functionBehind(at(schedule, 'Target', 'Arn')),
      schedule.ScheduleExpression,
      schedule.ScheduleExpressionTimezone,
    ]);
    const zone = 'Asia/Ho_Chi_Minh';
    expect(schedules).toEqual([
      ['nennep-production-advance-periods', 'advance-periods', 'cron(0 * * * ? *)', zone],
      ['nennep-production-publish-export', 'publish-export', 'cron(0/15 * * * ? *)', zone],
      ['nennep-production-preview-adoption', 'preview-adoption', 'cron(5/15 * * * ? *)', zone],
      ['nennep-production-send-digests', 'send-digests', 'cron(0 7 * * ? *)', zone],
      ['nennep-production-announce-attention', 'announce-attention', 'cron(20 * * * ? *)', zone],
      ['nennep-production-sweep-scorecards', 'sweep-scorecards', 'cron(30 2 * * ? *)', zone],
      ['nennep-production-repair-log', 'repair-log', 'cron(30 3 * * ? *)', zone],
    ]);
  });

  test('whatever is called without waiting keeps what failed', () => {
    const configured = propertiesOf(service, 'AWS::Lambda::EventInvokeConfig').map((config) => {
      expect(config).toMatchObject({
        DestinationConfig: {
          OnFailure: { Destination: { 'Fn::ImportValue': 'nennep-production-failures-arn' } },
        },
      });
      return functionBehind(config.FunctionName);
    });
    const called = new Set<string>(FUNCTION_NAMES.flatMap((name) => functions[name].invokes));
    for (const { Target } of propertiesOf(service, 'AWS::Scheduler::Schedule'))
      called.add(functionBehind(at(Target, 'Arn')) ?? '');
    expect(configured.sort()).toEqual([...called].sort());
  });
});

describe('routes', () => {
  const byKey = () =>
    new Map(propertiesOf(service, 'AWS::ApiGatewayV2::Route').map((route) => [route.RouteKey, route]));

  test('are those of the contract', () => {
    const keys = routes.map(({ method, path }) => (path === '$default' ? path : `${method} ${path}`));
    expect([...byKey().keys()].sort()).toEqual(keys.sort());
  });

  test.each(routes.map((route) => [route.id, route] as const))('%s', (_id, route) => {
    const created = byKey().get(route.path === '$default' ? '$default' : `${route.method} ${route.path}`);
    const integration = /integrations\/","?\{?"?Ref"?:?"?([^"]+)/.exec(JSON.stringify(created))?.[1] ?? '';
    const uri = at(service.Resources[integration]?.Properties, 'IntegrationUri');
    expect(functionBehind(uri)).toBe(route.function);
    expect(at(service.Resources[integration]?.Properties, 'PayloadFormatVersion')).toBe('2.0');
    if (route.scope === null) expect(created).toMatchObject({ AuthorizationType: 'NONE' });
    else
      expect(created).toMatchObject({
        AuthorizationType: 'JWT',
        AuthorizationScopes: [`nennep/${route.scope}`],
        AuthorizerId: { Ref: resourcesOf(service, 'AWS::ApiGatewayV2::Authorizer')[0]?.[0] },
      });
  });

  test('open to everybody are health, documentation and the answer to unknown paths, and no others', () => {
    const open = [...byKey()].filter(([, { AuthorizationType }]) => AuthorizationType !== 'JWT');
    expect(open.map(([key]) => key).sort()).toEqual([
      '$default',
      'GET /docs',
      'GET /health',
      'GET /openapi.json',
    ]);
  });

  test('every scope asked for exists', () => {
    const [server] = propertiesOf(stage.data, 'AWS::Cognito::UserPoolResourceServer');
    const scopes = at(server, 'Scopes');
    for (const { scope } of routes)
      if (scope !== null) expect(scopes).toContainEqual(expect.objectContaining({ ScopeName: scope }));
  });
});

describe('the bus of the attention list', () => {
  test('keeps every event for a replay, and what rules could not deliver in a queue under an alarm', () => {
    const [[id, bus] = []] = resourcesOf(service, 'AWS::Events::EventBus');
    const [[queueId, queue] = []] = resourcesOf(service, 'AWS::SQS::Queue');
    const arn = { 'Fn::GetAtt': [queueId, 'Arn'] };
    expect(bus?.Properties).toMatchObject({
      Name: 'nennep-production-attention',
      DeadLetterConfig: { Arn: arn },
    });
    expect(queue?.Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    expect(propertiesOf(service, 'AWS::Events::Archive')).toMatchObject([
      {
        SourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
        EventPattern: { source: [EVENT_SOURCE] },
        RetentionDays: 100,
      },
    ]);
    expect(propertiesOf(service, 'AWS::CloudWatch::Alarm')).toContainEqual(
      expect.objectContaining({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queueId, 'QueueName'] } }],
        Threshold: 1,
      }),
    );
  });

  test('lets rules on it alone write to that queue', () => {
    const [policy] = propertiesOf(service, 'AWS::SQS::QueuePolicy');
    const statements: unknown = at(at(policy, 'PolicyDocument'), 'Statement');
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: {
          ArnLike: { 'aws:SourceArn': expect.objectContaining({ 'Fn::Join': expect.anything() }) },
        },
      }),
    );
    expect(JSON.stringify(statements)).toContain(':rule/nennep-production-attention/*');
  });
});

describe('alarms', () => {
  const alarms = () => propertiesOf(service, 'AWS::CloudWatch::Alarm');
  const names = () => alarms().map(({ AlarmName }) => String(AlarmName).replace('nennep-production-', ''));
  /** Anchors of the runbook's headings, as a renderer of Markdown makes them. */
  const sections = new Set(
    [...readFileSync(join(projectRoot, 'docs/runbook.md'), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      (title ?? '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

  test('every function has one on failures and one on throttling', () => {
    for (const name of FUNCTION_NAMES)
      expect(names()).toEqual(expect.arrayContaining([`${name}-errors`, `${name}-throttles`]));
  });

  test('every consumer has one on falling behind, every stream that it reads one on giving up', () => {
    const consumers = propertiesOf(service, 'AWS::Lambda::EventSourceMapping');
    for (const { FunctionName } of consumers)
      expect(names()).toContain(`${functionBehind(FunctionName)}-behind`);
    const givingUp = alarms().filter(
      ({ MetricName }) => MetricName === 'OnFailureDestinationDeliveredEventCount',
    );
    const watched = givingUp.map(({ Dimensions }) => JSON.stringify(Dimensions));
    for (const [id] of resourcesOf(service, 'AWS::Lambda::EventSourceMapping'))
      expect(watched.filter((dimensions) => dimensions.includes(`"${id}"`))).toHaveLength(1);
  });

  test('every consumer that sets work aside has one on it, by the name under which it counts', () => {
    const settingAside = FUNCTION_NAMES.filter((name) => functions[name].setsAside === true);
    expect(settingAside).toEqual(['plan-organizations', 'score-organizations', 'roll-up', 'log-changes']);
    for (const name of settingAside)
      expect(
        alarms().find(({ AlarmName }) => AlarmName === `nennep-production-${name}-sets-aside`),
      ).toMatchObject({
        Namespace: 'NenNep',
        MetricName: 'StreamGroupsSetAside',
        Dimensions: [{ Name: 'service', Value: name }],
        Threshold: 1,
      });
  });

  test('a figure that ought to be 0 has one of its own, by the name under which it is counted', () => {
    const counting = FUNCTION_NAMES.filter((name) => functions[name].oughtToBeZero !== undefined);
    expect(counting).toEqual(['sweep-scorecards']);
    expect(
      alarms().find(({ AlarmName }) => AlarmName === 'nennep-production-plan-rows-unread'),
    ).toMatchObject({
      Namespace: 'NenNep',
      MetricName: 'PlanRowsUnread',
      Dimensions: [{ Name: 'service', Value: 'sweep-scorecards' }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('every schedule has one on not running', () => {
    for (const { Target } of propertiesOf(service, 'AWS::Scheduler::Schedule'))
      expect(names()).toContain(`${functionBehind(at(Target, 'Arn'))}-not-run`);
  });

  test('each says in a sentence whom it hurts, and names a section that the runbook has', () => {
    for (const { AlarmDescription } of alarms()) {
      const description = String(AlarmDescription);
      const [, sentence, section] = /^(.{20,}\.) Runbook: docs\/runbook\.md#(.+)$/s.exec(description) ?? [];
      expect(sentence, description).toBeDefined();
      expect(sections, description).toContain(section);
    }
  });

  test('each reaches the topic', () => {
    const [topic] = resourcesOf(service, 'AWS::SNS::Topic');
    for (const alarm of alarms()) expect(alarm.AlarmActions).toEqual([{ Ref: topic?.[0] }]);
  });
});
