import { beforeAll, describe, expect, test } from 'vitest';
import { UNKEPT_DAYS } from '../../shared/ports/object-store.ts';
import { at, propertiesOf, resourcesOf, type SynthesizedStage, synthesizeStage } from './assembly.ts';

describe('data stack', () => {
  let stacks: SynthesizedStage;
  beforeAll(async () => {
    stacks = await synthesizeStage('production');
  });

  test.each(['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Cognito::UserPool'])(
    '%s outlives the stack',
    (type) => {
      const found = resourcesOf(stacks.data, type);
      expect(found.length).toBeGreaterThan(0);
      for (const [, resource] of found)
        expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    },
  );

  test('the service stack holds nothing that would be lost', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket'])
      expect(resourcesOf(stacks.service, type)).toEqual([]);
  });

  test('tables: on demand, point in time recovery, no deletion, own key', () => {
    const tables = propertiesOf(stacks.data, 'AWS::DynamoDB::Table');
    expect(tables).toHaveLength(3);
    for (const table of tables)
      expect(table).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      });
    expect(propertiesOf(stacks.data, 'AWS::KMS::Key')).toEqual([
      expect.objectContaining({ EnableKeyRotation: true }),
    ]);
  });

  test('nothing in a table ages out: the audit and the records are kept for good', () => {
    for (const table of propertiesOf(stacks.data, 'AWS::DynamoDB::Table'))
      expect(table).not.toHaveProperty('TimeToLiveSpecification');
  });

  test('no index: every read that feeds a decision is strong', () => {
    for (const table of propertiesOf(stacks.data, 'AWS::DynamoDB::Table')) {
      expect(table).not.toHaveProperty('GlobalSecondaryIndexes');
      expect(table).not.toHaveProperty('LocalSecondaryIndexes');
    }
  });

  test('streams carry what their consumers look at', () => {
    const views = resourcesOf(stacks.data, 'AWS::DynamoDB::Table').map(([id, { Properties }]) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      at(Properties, 'StreamSpecification', 'StreamViewType'),
    ]);
    expect(Object.fromEntries(views)).toEqual({
      Registry: 'NEW_IMAGE',
      Events: 'KEYS_ONLY',
      Scorecards: 'NEW_AND_OLD_IMAGES',
    });
  });

  test('buckets: private, encrypted, over TLS alone', () => {
    const buckets = resourcesOf(stacks.data, 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(4);
    for (const [id, { Properties }] of buckets) {
      expect(at(Properties, 'PublicAccessBlockConfiguration')).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(at(Properties, 'BucketEncryption')).toBeDefined();
      expect(bucketPolicy(stacks, id)).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
      expect(at(Properties, 'LifecycleConfiguration', 'Rules')).toContainEqual(
        expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } }),
      );
    }
  });

  test('the exports bucket is versioned, forgets old versions and refuses to replace an object', () => {
    const [[id, { Properties }] = never()] = resourcesOf(stacks.data, 'AWS::S3::Bucket').filter(([name]) =>
      name.startsWith('Exports'),
    );
    expect(at(Properties, 'VersioningConfiguration')).toEqual({ Status: 'Enabled' });
    expect(at(Properties, 'LifecycleConfiguration', 'Rules')).toContainEqual(
      expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }),
    );
    expect(at(Properties, 'LifecycleConfiguration', 'Rules')).toContainEqual({
      Id: 'unpublished',
      Status: 'Enabled',
      TagFilters: [{ Key: 'unpublished', Value: 'yes' }],
      ExpirationInDays: UNKEPT_DAYS,
    });
    expect(bucketPolicy(stacks, id)).toContainEqual(
      expect.objectContaining({
        Sid: 'WriteOnce',
        Effect: 'Deny',
        Action: 's3:PutObject',
        Condition: {
          Null: { 's3:if-none-match': 'true' },
          Bool: { 's3:ObjectCreationOperation': 'true' },
        },
      }),
    );
  });

  test('nobody registers by themselves, and everybody has a second factor', () => {
    expect(propertiesOf(stacks.data, 'AWS::Cognito::UserPool')).toEqual([
      expect.objectContaining({
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        MfaConfiguration: 'ON',
        DeletionProtection: 'ACTIVE',
      }),
    ]);
  });

  test('people come by authorization code without a secret, the machine by client credentials', () => {
    const clients = propertiesOf(stacks.data, 'AWS::Cognito::UserPoolClient');
    expect(clients).toHaveLength(2);
    expect(clients).toContainEqual(
      expect.objectContaining({ AllowedOAuthFlows: ['code'], GenerateSecret: false }),
    );
    expect(clients).toContainEqual(
      expect.objectContaining({ AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true }),
    );
  });

  test('managed login has pages', () => {
    expect(propertiesOf(stacks.data, 'AWS::Cognito::UserPoolDomain')).toEqual([
      expect.objectContaining({ ManagedLoginVersion: 2 }),
    ]);
    expect(propertiesOf(stacks.data, 'AWS::Cognito::ManagedLoginBranding')).toHaveLength(1);
  });
});

function never(): never {
  throw new Error('No such resource');
}

function bucketPolicy({ data }: SynthesizedStage, bucketId: string): unknown {
  const policies = propertiesOf(data, 'AWS::S3::BucketPolicy');
  return at(
    policies.find((policy) => at(policy, 'Bucket', 'Ref') === bucketId),
    'PolicyDocument',
    'Statement',
  );
}
