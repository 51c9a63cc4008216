import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  Code,
  EventSourceMapping,
  Function as LambdaFunction,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { loadAssembly } from '../../../infra/local/assembly.ts';
import { TemplateError } from '../../../infra/local/errors.ts';
import { unknownTypes } from '../../../infra/local/resource-types.ts';
import { TemplateResolver } from '../../../infra/local/template.ts';

const DEPLOYMENT = { region: 'ap-southeast-1', accountId: '000000000000' };
const directories: string[] = [];

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const temporaryDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'template-test-'));
  directories.push(directory);
  return directory;
};

/** A resolver over one stack whose only resource has these properties. */
function resolverOf(properties: unknown, more: Record<string, unknown> = {}): TemplateResolver {
  const directory = temporaryDirectory();
  const template = {
    Resources: {
      Probe: { Type: 'Test::Probe', Properties: properties },
      Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    },
    ...more,
  };
  writeFileSync(join(directory, 'Main.template.json'), JSON.stringify(template));
  return new TemplateResolver(loadAssembly(directory), DEPLOYMENT);
}

const resolved = (properties: unknown, more?: Record<string, unknown>): unknown =>
  resolverOf(properties, more).resources('Test::Probe')[0]?.properties;

/** The text of Fn::Sub in which each name stands in a placeholder of its own. */
const sub = (...names: string[]): string => names.map((name) => `\${${name}}`).join('/');

describe('intrinsic functions', () => {
  it.each([
    ['Ref to a resource', { Ref: 'Table' }, 'Main-Table'],
    ['Ref to a bucket, whose names are lower case', { Ref: 'Bucket' }, 'main-bucket'],
    ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'ap-southeast-1'],
    ['Ref to a parameter', { Ref: 'Size' }, 'small'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::main-bucket'],
    [
      'Fn::GetAtt as text',
      { 'Fn::GetAtt': 'Table.Arn' },
      'arn:aws:dynamodb:ap-southeast-1:000000000000:table/Main-Table',
    ],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }, 'b']] }, 'a-aws-b'],
    [
      'Fn::Sub',
      { 'Fn::Sub': sub('AWS::Region', 'Table', 'Bucket.Arn', '!kept') },
      `ap-southeast-1/Main-Table/arn:aws:s3:::main-bucket/${sub('kept')}`,
    ],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': [sub('own', 'Table'), { own: { Ref: 'AWS::AccountId' } }] },
      '000000000000/Main-Table',
    ],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'count'] }, 7],
    ['Fn::If that holds', { 'Fn::If': ['Here', 'yes', 'no'] }, 'yes'],
    ['Fn::If that does not', { 'Fn::If': ['Elsewhere', 'yes', { Ref: 'Table' }] }, 'Main-Table'],
    ['Fn::Base64', { 'Fn::Base64': 'chi bộ' }, Buffer.from('chi bộ').toString('base64')],
  ])('resolves %s', (_name, value, expected) => {
    const more = {
      Parameters: { Size: { Type: 'String', Default: 'small' } },
      Mappings: { Sizes: { 'ap-southeast-1': { count: 7 } } },
      Conditions: {
        Here: {
          'Fn::And': [
            { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'ap-southeast-1'] },
            { 'Fn::Not': [{ Condition: 'Elsewhere' }] },
          ],
        },
        Elsewhere: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      },
    };
    expect(resolved({ value }, more)).toEqual({ value: expected });
  });

  it('leaves out members that are AWS::NoValue, also in lists', () => {
    const none = { Ref: 'AWS::NoValue' };
    expect(resolved({ gone: none, kept: [none, 1] })).toEqual({ kept: [1] });
  });

  it('leaves out resources whose condition does not hold', () => {
    const resolver = resolverOf(
      {},
      {
        Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { Gone: { Type: 'Test::Gone', Condition: 'Never' }, Kept: { Type: 'Test::Kept' } },
      },
    );
    expect(resolver.types()).toEqual(['Test::Kept']);
  });

  it('gives attributes that were told once a resource runs', () => {
    const resolver = resolverOf({ arn: { 'Fn::GetAtt': ['Table', 'StreamArn'] } });
    resolver.setAttributes({ stack: 'Main', logicalId: 'Table' }, { StreamArn: 'arn:stream' });
    expect(resolver.resources('Test::Probe')[0]?.properties).toEqual({ arn: 'arn:stream' });
  });

  it.each([
    ['an unknown function', { value: { 'Fn::Transform': {} } }, 'Fn::Transform'],
    ['a resource that is not there', { value: { Ref: 'Missing' } }, 'Missing'],
    ['an export that is not there', { value: { 'Fn::ImportValue': 'nothing' } }, 'nothing'],
  ])('refuses %s by name', (_name, properties, named) => {
    expect(() => resolved(properties)).toThrow(TemplateError);
    expect(() => resolved(properties)).toThrow(named);
  });
});

describe('a synthesized app of two stacks', () => {
  it('resolves what one stack imports from the other, and finds the code of its functions', () => {
    const outdir = temporaryDirectory();
    const code = temporaryDirectory();
    writeFileSync(join(code, 'index.mjs'), 'export const handler = () => {};');
    const app = new App({ outdir });
    const data = new Stack(app, 'Data');
    const table = new TableV2(data, 'Events', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_IMAGE,
    });
    const service = new Stack(app, 'Service');
    const consumer = new LambdaFunction(service, 'Consumer', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      environment: { TABLE: table.tableName },
    });
    new EventSourceMapping(service, 'Mapping', {
      target: consumer,
      eventSourceArn: table.tableStreamArn ?? '',
      startingPosition: StartingPosition.TRIM_HORIZON,
    });
    new CfnOutput(service, 'TableName', { value: Fn.join('', ['<', table.tableName, '>']) });
    app.synth();

    const assembly = loadAssembly(outdir);
    const resolver = new TemplateResolver(assembly, DEPLOYMENT);
    const [source] = resolver.resources('AWS::DynamoDB::GlobalTable');
    if (!source) throw new Error('The table is missing');
    resolver.setAttributes(source, { StreamArn: 'arn:of:stream' });
    const [lambda] = resolver.resources('AWS::Lambda::Function');

    expect(lambda?.properties).toMatchObject({ Environment: { Variables: { TABLE: source.physicalId } } });
    expect(resolver.resources('AWS::Lambda::EventSourceMapping')[0]?.properties).toMatchObject({
      EventSourceArn: 'arn:of:stream',
      FunctionName: lambda?.physicalId,
    });
    expect(resolver.outputs()).toMatchObject({ TableName: `<${source.physicalId}>` });
    const key = lambda?.properties.Code;
    expect(key).toMatchObject({ S3Key: expect.stringMatching(/\.zip$/) });
    expect([...assembly.assetPaths.values()].some((path) => path.startsWith(outdir))).toBe(true);
    expect(unknownTypes(resolver.types())).toEqual([]);
  });

  it('gives the same names every time, distinct even where they are cut', () => {
    const long = (end: string): string => `${'Long'.repeat(20)}${end}`;
    const names = (): (string | undefined)[] =>
      resolverOf(
        {},
        {
          Resources: {
            [long('A')]: { Type: 'AWS::Lambda::Function' },
            [long('B')]: { Type: 'AWS::Lambda::Function' },
          },
        },
      )
        .resources('AWS::Lambda::Function')
        .map(({ physicalId }) => physicalId);
    const [first, second] = names();
    expect(first).not.toBe(second);
    expect(first).toHaveLength(64);
    expect(names()).toEqual([first, second]);
  });
});

it('names resource types that it has never heard of', () => {
  expect(unknownTypes(['AWS::IAM::Role', 'AWS::EC2::Instance', 'AWS::S3::Bucket'])).toEqual([
    'AWS::EC2::Instance',
  ]);
});
