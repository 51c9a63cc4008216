import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A template's resource, as CloudFormation has it. */
export type FixtureResource = { Type: string; Properties?: Record<string, unknown> };

export type Fixture = {
  resources: Record<string, FixtureResource>;
  /** ES modules by logical id of their function; each must export `handler`. */
  functions?: Record<string, string | FixtureFunction>;
  outputs?: Record<string, unknown>;
};

export type FixtureFunction = { source: string; properties?: Record<string, unknown> };

export type WrittenAssembly = { directory: string; remove(): void };

/** Writes what `cdk synth` would: a template, its assets file and one code directory for each function. */
export function writeAssembly(fixture: Fixture, stackName = 'Test'): WrittenAssembly {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  const resources: Record<string, FixtureResource> = { ...fixture.resources };
  const files: Record<string, unknown> = {};
  for (const [logicalId, value] of Object.entries(fixture.functions ?? {})) {
    const { source, properties } = typeof value === 'string' ? { source: value } : value;
    const asset = `asset.${logicalId}`;
    mkdirSync(join(directory, asset));
    writeFileSync(join(directory, asset, 'index.mjs'), source);
    files[logicalId] = {
      source: { path: asset, packaging: 'zip' },
      destinations: { here: { bucketName: 'assets', objectKey: `${logicalId}.zip` } },
    };
    resources[logicalId] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { S3Bucket: 'assets', S3Key: `${logicalId}.zip` },
        ...properties,
      },
    };
  }
  const outputs = Object.fromEntries(
    Object.entries(fixture.outputs ?? {}).map(([name, Value]) => [name, { Value }]),
  );
  const write = (name: string, content: unknown): void =>
    writeFileSync(join(directory, name), JSON.stringify(content));
  write(`${stackName}.template.json`, { Resources: resources, Outputs: outputs });
  write(`${stackName}.assets.json`, { version: '48.0.0', files });
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** A table with the string key `id` and a stream. */
export const streamTable = (): FixtureResource => ({
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
});

/** A mapping from the stream of `table` to `consumer`. */
export const mapping = (
  table: string,
  consumer: string,
  properties: Record<string, unknown> = {},
): FixtureResource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': [table, 'StreamArn'] },
    FunctionName: { Ref: consumer },
    StartingPosition: 'TRIM_HORIZON',
    ...properties,
  },
});
