import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FUNCTION_NAMES, type FunctionName } from '../../infra/functions.ts';
import { NAMED_TABLES } from '../../shared/domain/exports/export-names.ts';
import { at, resourcesOf, type SynthesizedStage, synthesizeStage } from './assembly.ts';

/**
 * Everything that each function may do, written down a second time by hand: whoever widens a right changes it
 * here too. A line: action, what on, and for a table the partition keys (`*` only where the table has no
 * prefixes to tell its items apart).
 */
const logsAndTraces = [
  'logs:CreateLogStream own log group',
  'logs:PutLogEvents own log group',
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];
const readsWithKey = ['kms:Decrypt key via DynamoDB', 'kms:DescribeKey key via DynamoDB'];
const writesWithKey = [
  ...readsWithKey,
  'kms:Encrypt key via DynamoDB',
  'kms:GenerateDataKey key via DynamoDB',
  'kms:ReEncryptFrom key via DynamoDB',
  'kms:ReEncryptTo key via DynamoDB',
];
const callerAccess = [
  ...logsAndTraces,
  'dynamodb:BatchGetItem Registry GRANTS#* PLAN#* PERIODS',
  'dynamodb:Query Registry ORG#*',
];
const keepsFailures = ['s3:PutObject Failures/aws/lambda/*', 's3:ListBucket Failures'];
const reads = (stream: 'Registry' | 'Events' | 'Scorecards') => [
  `dynamodb:DescribeStream ${stream} stream`,
  `dynamodb:GetRecords ${stream} stream`,
  `dynamodb:GetShardIterator ${stream} stream`,
  `dynamodb:ListStreams ${stream} stream`,
];
const plans = [
  'dynamodb:Query Registry ORG#*',
  'dynamodb:GetItem Registry PERIODS',
  'dynamodb:Query Registry PERIODS',
  'dynamodb:GetItem Registry PLAN#*',
  'dynamodb:PutItem Registry PLAN#*',
  'dynamodb:ConditionCheckItem Registry PERIODS',
];
const foldsOwnRows = [
  'dynamodb:GetItem Registry CRITERIA-SETS',
  'dynamodb:Query Registry PLAN#*',
  'dynamodb:Query Events',
  'dynamodb:PutItem Scorecards',
];
const foldsCommittees = [
  'dynamodb:GetItem Registry CRITERIA-SETS',
  'dynamodb:GetItem Registry PLAN#*',
  'dynamodb:Query Scorecards',
  'dynamodb:PutItem Scorecards',
];

const catalog = [
  'catalog',
  'database/nennep_production',
  ...NAMED_TABLES.map((table) => `table/nennep_production/${table}`),
];
const pointsTables = ['GetTable', 'GetPartitions', 'CreatePartition', 'UpdatePartition'].flatMap((action) =>
  catalog.map((part) => `glue:${action} ${part}`),
);

const permissions: { readonly [Name in FunctionName]: readonly string[] } = {
  'record-meeting': [
    ...callerAccess,
    'dynamodb:GetItem Registry CRITERIA-SETS',
    ...writesWithKey,
    'dynamodb:Query Events',
    'dynamodb:PutItem Events',
  ],
  'read-meetings': [...callerAccess, ...readsWithKey, 'dynamodb:Query Events'],
  'record-inspection': [
    ...callerAccess,
    'dynamodb:GetItem Registry CRITERIA-SETS',
    ...writesWithKey,
    'dynamodb:GetItem Registry PLAN#*',
    'dynamodb:GetItem Registry DUTY#*',
    'dynamodb:Query Registry PERIODS',
    'dynamodb:Query Events',
    'dynamodb:PutItem Events',
  ],
  'review-meeting': [
    ...callerAccess,
    'dynamodb:GetItem Registry CRITERIA-SETS',
    ...writesWithKey,
    'dynamodb:GetItem Registry PLAN#*',
    'dynamodb:Query Events',
    'dynamodb:PutItem Events',
  ],
  'keep-facts': [
    ...callerAccess,
    ...writesWithKey,
    'dynamodb:GetItem Registry PLAN#*',
    'dynamodb:Query Registry PLAN#*',
    'dynamodb:Query Registry PERIODS',
    'dynamodb:Query Events',
    'dynamodb:PutItem Events',
  ],
  'keep-schedule': [...callerAccess, ...writesWithKey, 'dynamodb:Query Events', 'dynamodb:PutItem Events'],
  'read-scorecards': [
    ...callerAccess,
    'dynamodb:GetItem Registry CRITERIA-SETS',
    ...readsWithKey,
    'dynamodb:GetItem Registry PLAN#*',
    'dynamodb:Query Registry PLAN#*',
    'dynamodb:Query Registry PROGRAMME#*',
    'dynamodb:Query Events',
    'dynamodb:Query Scorecards',
    'dynamodb:BatchGetItem Scorecards',
  ],
  'read-attention': [
    ...callerAccess,
    ...readsWithKey,
    'dynamodb:Query Scorecards',
    'dynamodb:BatchGetItem Scorecards',
  ],
  'keep-roster': [
    ...callerAccess,
    ...writesWithKey,
    ...plans,
    'dynamodb:Query Registry DUTIES#*',
    'dynamodb:PutItem Registry ORG#*',
    'dynamodb:UpdateItem Registry ORG#*',
    'dynamodb:PutItem Registry CODE#*',
    'dynamodb:Query Registry CODE#*',
    'dynamodb:PutItem Registry RESTRUCTURINGS#*',
    'dynamodb:ConditionCheckItem Registry ORG#*',
    'dynamodb:PutItem Registry AUDIT#*',
  ],
  'keep-grants': [
    ...callerAccess,
    ...writesWithKey,
    'dynamodb:GetItem Registry GRANTS#*',
    'dynamodb:Query Registry NAMED-ON#*',
    'dynamodb:BatchGetItem Registry GRANTS#*',
    'dynamodb:PutItem Registry GRANTS#* OFFICERS NAMED-ON#*',
    'dynamodb:PutItem Registry AUDIT#*',
  ],
  'keep-programmes': [
    ...callerAccess,
    ...writesWithKey,
    'dynamodb:Query Registry PERIODS',
    'dynamodb:Query Registry PROGRAMME#*',
    'dynamodb:Query Registry PROGRAMMES',
    'dynamodb:PutItem Registry PROGRAMME#* PROGRAMMES ORG#*',
    'dynamodb:PutItem Registry AUDIT#*',
  ],
  'keep-duties': [
    ...callerAccess,
    ...writesWithKey,
    'dynamodb:Query Registry PERIODS',
    'dynamodb:Query Registry PLAN#*',
    'dynamodb:Query Events',
    'dynamodb:GetItem Registry DUTY#*',
    'dynamodb:Query Registry DUTIES#*',
    'dynamodb:PutItem Registry DUTY#* DUTIES#* ORG#*',
    'dynamodb:PutItem Registry AUDIT#*',
  ],
  'keep-criteria-sets': [
    ...callerAccess,
    ...writesWithKey,
    'dynamodb:PutItem Registry ORG#*',
    'dynamodb:GetItem Registry PLAN#*',
    'dynamodb:Query Registry PLAN#*',
    'dynamodb:Query Events',
    'dynamodb:Query Scorecards',
    'dynamodb:GetItem Registry PERIODS',
    'dynamodb:Query Registry PERIODS',
    'dynamodb:GetItem Registry CRITERIA-SETS',
    'dynamodb:Query Registry CRITERIA-SETS',
    'dynamodb:PutItem Registry CRITERIA-SETS',
    'dynamodb:PutItem Registry AUDIT#*',
    'dynamodb:GetItem Registry PREVIEWS',
    'dynamodb:GetItem Registry PREVIEW#*',
    'dynamodb:Query Registry PREVIEWS',
    'dynamodb:PutItem Registry PREVIEWS PREVIEW#*',
    'lambda:InvokeFunction preview-adoption',
  ],
  'keep-periods': [
    ...callerAccess,
    ...writesWithKey,
    'dynamodb:GetItem Registry PERIODS',
    'dynamodb:Query Registry PERIODS',
    'dynamodb:PutItem Registry PERIODS',
    'dynamodb:PutItem Registry REOPENINGS#*',
    'dynamodb:PutItem Registry AUDIT#*',
    'dynamodb:GetItem Registry PLAN#*',
    'dynamodb:PutItem Registry PLAN#*',
    'lambda:InvokeFunction advance-periods',
  ],
  'request-export': [
    ...callerAccess,
    ...writesWithKey,
    'dynamodb:Query Registry PERIODS',
    'dynamodb:GetItem Registry EXPORTS#* LAST-ORDERED#*',
    'dynamodb:Query Registry PLAN#*',
    'dynamodb:Query Registry EXPORTS#*',
    'dynamodb:PutItem Registry EXPORTS#* PENDING-EXPORTS LAST-ORDERED#*',
    's3:GetObject Exports/exports/*',
    'lambda:InvokeFunction publish-export',
    'dynamodb:PutItem Registry AUDIT#*',
  ],
  'read-log': [
    ...callerAccess,
    ...readsWithKey,
    'dynamodb:Query Registry LOG#*',
    'dynamodb:GetItem Registry LOG',
    'dynamodb:Query Registry AUDIT#*',
  ],
  'serve-api': logsAndTraces,
  'plan-organizations': [
    ...logsAndTraces,
    ...writesWithKey,
    ...reads('Registry'),
    'kms:Decrypt key',
    ...keepsFailures,
    ...plans,
    'dynamodb:Query Registry DUTIES#*',
    'dynamodb:PutItem Registry DUTY#* DUTIES#* ORG#*',
    'dynamodb:PutItem Registry AUDIT#*',
  ],
  'score-organizations': [
    ...logsAndTraces,
    ...writesWithKey,
    ...reads('Registry'),
    ...reads('Events'),
    'kms:Decrypt key',
    ...keepsFailures,
    'dynamodb:BatchGetItem Scorecards',
    ...foldsOwnRows,
  ],
  'roll-up': [
    ...logsAndTraces,
    ...writesWithKey,
    ...reads('Scorecards'),
    'kms:Decrypt key',
    ...keepsFailures,
    ...foldsCommittees,
  ],
  'log-changes': [
    ...logsAndTraces,
    ...writesWithKey,
    ...reads('Scorecards'),
    'kms:Decrypt key',
    ...keepsFailures,
    'dynamodb:GetItem Registry LOG',
    'dynamodb:BatchGetItem Registry LOGGED#*',
    'dynamodb:Query Registry LOG#*',
    'dynamodb:PutItem Registry LOG LOG#* LOGGED#*',
    'dynamodb:BatchGetItem Registry PLAN#*',
    'dynamodb:Query Events',
    'dynamodb:PutItem Registry AUDIT#*',
  ],
  'send-digests': [
    ...logsAndTraces,
    ...writesWithKey,
    ...keepsFailures,
    'dynamodb:Query Registry PERIODS',
    'dynamodb:Query Registry OFFICERS',
    'dynamodb:BatchGetItem Registry GRANTS#*',
    'dynamodb:BatchGetItem Registry PLAN#*',
    'dynamodb:PutItem Registry DIGESTS#*',
    'dynamodb:Query Scorecards',
    'dynamodb:BatchGetItem Scorecards',
    'sns:Publish Digests',
  ],
  'announce-attention': [
    ...logsAndTraces,
    ...writesWithKey,
    ...keepsFailures,
    'dynamodb:Query Registry PERIODS',
    'dynamodb:BatchGetItem Registry ANNOUNCED#*',
    'dynamodb:BatchGetItem Registry PLAN#*',
    'dynamodb:PutItem Registry ANNOUNCED#*',
    'dynamodb:Query Scorecards',
    'dynamodb:BatchGetItem Scorecards',
    'events:PutEvents Attention',
  ],
  'advance-periods': [
    ...logsAndTraces,
    ...writesWithKey,
    ...keepsFailures,
    ...plans,
    'dynamodb:Query Registry PROGRAMMES',
    'dynamodb:Query Registry PROGRAMME#*',
    'dynamodb:PutItem Registry PERIODS',
    'dynamodb:GetItem Registry RECKONINGS',
    'dynamodb:PutItem Registry RECKONINGS',
    'dynamodb:BatchGetItem Registry PLAN#*',
    ...foldsOwnRows,
    ...foldsCommittees,
    'dynamodb:BatchGetItem Scorecards',
    'dynamodb:GetItem Registry EXPORTS#* LAST-ORDERED#*',
    'dynamodb:PutItem Registry EXPORTS#* PENDING-EXPORTS LAST-ORDERED#*',
    'lambda:InvokeFunction publish-export',
    'dynamodb:PutItem Registry AUDIT#*',
  ],
  'publish-export': [
    ...logsAndTraces,
    ...writesWithKey,
    ...keepsFailures,
    'dynamodb:Query Registry ORG#*',
    'dynamodb:GetItem Registry CRITERIA-SETS',
    'dynamodb:Query Registry PERIODS',
    'dynamodb:GetItem Registry PLAN#*',
    'dynamodb:BatchGetItem Registry PLAN#*',
    'dynamodb:Query Registry PLAN#*',
    'dynamodb:GetItem Registry DUTY#*',
    'dynamodb:Query Registry PROGRAMMES',
    'dynamodb:Query Registry PROGRAMME#*',
    'dynamodb:GetItem Registry EXPORTS#* LAST-ORDERED#*',
    'dynamodb:BatchGetItem Registry EXPORTS#*',
    'dynamodb:Query Registry EXPORTS#*',
    'dynamodb:Query Registry PENDING-EXPORTS',
    'dynamodb:PutItem Registry EXPORTS#* PENDING-EXPORTS LAST-ORDERED#*',
    'dynamodb:PutItem Registry AUDIT#*',
    'dynamodb:DeleteItem Registry PENDING-EXPORTS',
    'dynamodb:Query Events',
    'dynamodb:Query Scorecards',
    'dynamodb:BatchGetItem Scorecards',
    's3:GetObject Exports/exports/*',
    's3:ListBucket Exports',
    's3:PutObject Exports/exports/*',
    's3:AbortMultipartUpload Exports/exports/*',
    's3:PutObjectTagging Exports/exports/*',
    's3:DeleteObjectTagging Exports/exports/*',
    ...pointsTables,
  ],
  'preview-adoption': [
    ...logsAndTraces,
    ...writesWithKey,
    ...keepsFailures,
    'dynamodb:Query Registry ORG#*',
    'dynamodb:GetItem Registry PERIODS',
    'dynamodb:Query Registry PERIODS',
    'dynamodb:GetItem Registry PLAN#*',
    'dynamodb:BatchGetItem Registry PLAN#*',
    'dynamodb:Query Registry PLAN#*',
    'dynamodb:GetItem Registry CRITERIA-SETS',
    'dynamodb:Query Events',
    'dynamodb:Query Scorecards',
    'dynamodb:GetItem Registry PREVIEWS',
    'dynamodb:Query Registry PREVIEWS',
    'dynamodb:PutItem Registry PREVIEWS PREVIEW#*',
    'dynamodb:Query Registry PREVIEW#*',
    'dynamodb:DeleteItem Registry PREVIEWS PREVIEW#*',
  ],
  'sweep-scorecards': [
    ...logsAndTraces,
    ...writesWithKey,
    ...keepsFailures,
    ...plans,
    'dynamodb:BatchGetItem Registry PLAN#*',
    ...foldsOwnRows,
    ...foldsCommittees,
    'dynamodb:BatchGetItem Scorecards',
  ],
  'repair-log': [
    ...logsAndTraces,
    ...writesWithKey,
    ...keepsFailures,
    'dynamodb:GetItem Registry LOG',
    'dynamodb:BatchGetItem Registry LOGGED#*',
    'dynamodb:Query Registry LOG#*',
    'dynamodb:PutItem Registry LOG LOG#* LOGGED#*',
    'dynamodb:DeleteItem Registry LOG#*',
    'dynamodb:BatchGetItem Registry PLAN#*',
    'dynamodb:Query Registry PERIODS',
    'dynamodb:Query Events',
    'dynamodb:Query Scorecards',
    'dynamodb:PutItem Registry AUDIT#*',
  ],
};

const oneOrMany = <T extends z.ZodType>(schema: T) =>
  z.union([z.array(schema), schema.transform((one) => [one])]);
const statements = z.array(
  z.object({
    Effect: z.string(),
    Action: oneOrMany(z.string()),
    Resource: oneOrMany(z.unknown()),
    Condition: z.unknown().optional(),
  }),
);

/** What a statement is about, in the words of the table above. */
function wordsFor(resource: unknown, grantee: FunctionName): string {
  const text = JSON.stringify(resource);
  const keys = /"(\/[\w/]+\/\*)"/.exec(text)?.[1] ?? '';
  const table = /FnGetAtt(Registry|Events|Scorecards)[0-9A-F]{8}(Stream)?Arn/.exec(text);
  if (table) return `${table[1]}${table[2] ? ' stream' : ''}`;
  if (text.includes('production-exports-arn')) return `Exports${keys}`;
  if (text.includes('production-failures-arn')) return `Failures${keys}`;
  if (/^\{"Ref":"Digests[0-9A-F]{8}"\}$/.test(text)) return 'Digests';
  const inCatalog = /:glue:.*:((?:catalog|database|table)[\w/-]*)"\]\]\}$/.exec(text);
  if (inCatalog) return inCatalog[1] ?? '';
  if (/^\{"Fn::GetAtt":\["AttentionBus[0-9A-F]{8}","Arn"\]\}$/.test(text)) return 'Attention';
  if (/FnGetAttKey[0-9A-F]{8}Arn/.test(text)) return 'key';
  const own = /^\{"Fn::GetAtt":\["(\w+?)(Function|Logs)[0-9A-F]{8}","Arn"\]\}$/.exec(text);
  const owner = FUNCTION_NAMES.find((name) => name.replaceAll('-', '') === own?.[1]);
  if (owner !== undefined && own?.[2] === 'Logs')
    return owner === grantee ? 'own log group' : `logs of ${owner}`;
  if (owner !== undefined) return owner;
  return text.replaceAll('"', '');
}

function wordsUnder(condition: unknown): string {
  const keys = at(condition, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys');
  if (keys !== undefined) return ` ${oneOrMany(z.string()).parse(keys).join(' ')}`;
  const via = at(condition, 'StringEquals', 'kms:ViaService');
  if (via !== undefined) return JSON.stringify(via).includes('dynamodb.') ? ' via DynamoDB' : ` via ${via}`;
  return condition === undefined ? '' : ` under ${JSON.stringify(condition)}`;
}

describe('permissions', () => {
  let stage: SynthesizedStage;
  beforeAll(async () => {
    stage = await synthesizeStage('production');
  });

  /** Every statement of every policy of the function's role. */
  function granted(name: FunctionName): string[] {
    const { service } = stage;
    const [, lambda] =
      resourcesOf(service, 'AWS::Lambda::Function').find(
        ([, { Properties }]) => Properties.FunctionName === `nennep-production-${name}`,
      ) ?? [];
    const role = at(lambda?.Properties.Role, 'Fn::GetAtt');
    const roleId = z.tuple([z.string(), z.string()]).parse(role)[0];
    const properties = service.Resources[roleId]?.Properties ?? {};
    expect(Object.keys(properties).sort()).toEqual(['AssumeRolePolicyDocument', 'Tags']);
    const policies = resourcesOf(service, 'AWS::IAM::Policy').filter(([, policy]) =>
      JSON.stringify(policy.Properties.Roles).includes(`"${roleId}"`),
    );
    return policies
      .flatMap(([, policy]) => statements.parse(at(policy.Properties.PolicyDocument, 'Statement')))
      .flatMap(({ Action, Resource, Condition }) =>
        Action.flatMap((action) =>
          Resource.map((resource) => `${action} ${wordsFor(resource, name)}${wordsUnder(Condition)}`),
        ),
      )
      .filter((line, position, all) => all.indexOf(line) === position)
      .sort();
  }

  test.each(FUNCTION_NAMES)('%s may do what it needs and nothing else', (name) => {
    expect(granted(name)).toEqual([...new Set(permissions[name])].sort());
  });

  test('no wildcard among actions, no resource * but for traces, no managed policy', () => {
    for (const [, policy] of resourcesOf(stage.service, 'AWS::IAM::Policy'))
      for (const { Effect, Action, Resource } of statements.parse(
        at(policy.Properties.PolicyDocument, 'Statement'),
      )) {
        expect(Effect).toBe('Allow');
        expect(Action.join()).not.toContain('*');
        if (Resource.includes('*')) expect(Action.every((action) => action.startsWith('xray:'))).toBe(true);
      }
    for (const [, role] of resourcesOf(stage.service, 'AWS::IAM::Role'))
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test('a schedule may call its own job alone', () => {
    for (const [, { Properties }] of resourcesOf(stage.service, 'AWS::Scheduler::Schedule')) {
      const roleId = z
        .tuple([z.string(), z.string()])
        .parse(at(Properties, 'Target', 'RoleArn', 'Fn::GetAtt'))[0];
      const policies = resourcesOf(stage.service, 'AWS::IAM::Policy').filter(([, policy]) =>
        JSON.stringify(policy.Properties.Roles).includes(`"${roleId}"`),
      );
      expect(policies.map(([, policy]) => at(policy.Properties.PolicyDocument, 'Statement'))).toEqual([
        [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: at(Properties, 'Target', 'Arn') }],
      ]);
    }
  });
});
