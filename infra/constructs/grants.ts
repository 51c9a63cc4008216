/** Turns what a function is said to use into its environment and its role's policy, so that the two cannot differ. */
import { Stack } from 'aws-cdk-lib';
import type { Access, BucketAccess, TableAccess, TableName } from '../access.ts';
import type { DataStack } from '../data-stack.ts';
import type { FunctionName, FunctionSpec, Setting } from '../functions.ts';
import { CLOSING_DRAIN_SECONDS, type StageSettings } from '../stages.ts';
import type { ServiceFunction } from './service-function.ts';

const tableVariable: { readonly [Name in TableName]: string } = {
  registry: 'REGISTRY_TABLE',
  events: 'EVENTS_TABLE',
  scorecards: 'SCORECARDS_TABLE',
};

const isTableAccess = (access: Access): access is TableAccess => 'table' in access;
const isBucketAccess = (access: Access): access is BucketAccess => 'bucket' in access;

const settingValue: { readonly [Name in Setting]: (settings: StageSettings) => string } = {
  PROVINCE: ({ province }) => province,
  FIRST_REGISTRAR: ({ firstRegistrar }) => firstRegistrar,
  DEFAULT_CRITERIA_SET: ({ defaultCriteriaSet }) => defaultCriteriaSet,
  CLOSING_DRAIN_SECONDS: () => String(CLOSING_DRAIN_SECONDS),
};

/** Names of the tables and the bucket that the function uses, and its settings. */
export function environmentOf(
  spec: FunctionSpec,
  data: DataStack,
  settings: StageSettings,
): Record<string, string> {
  return Object.fromEntries([
    ...spec.access
      .filter(isTableAccess)
      .map(({ table }) => [tableVariable[table], data.tables[table].tableName] as const),
    ...spec.access.filter(isBucketAccess).map(() => ['EXPORTS_BUCKET', data.exports.bucketName] as const),
    ...spec.settings.map((setting) => [setting, settingValue[setting](settings)] as const),
  ]);
}

/** Gives the function's role the actions of `access`, and the use of the tables' key through DynamoDB alone. */
export function grantAccess(granted: ServiceFunction, access: readonly Access[], data: DataStack): void {
  const tableAccess = access.filter(isTableAccess);
  for (const { table, actions, prefixes } of tableAccess)
    granted.allow(
      actions.map((action) => `dynamodb:${action}`),
      [data.tables[table].tableArn],
      prefixes && { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map(leadingKey) } },
    );
  if (tableAccess.length > 0) {
    const writes = tableAccess.some(({ actions }) => actions.includes('PutItem'));
    granted.allow([...KEY_FOR_READING, ...(writes ? KEY_FOR_WRITING : [])], [data.key.keyArn], {
      StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(granted).region}.amazonaws.com` },
    });
  }
  for (const { actions } of access.filter(isBucketAccess)) {
    const onObjects = actions.filter((action) => action !== 'ListBucket');
    if (onObjects.length > 0)
      granted.allowObjects(
        onObjects.map((action) => `s3:${action}`),
        data.exported.exports,
        'exports/*',
        'Keys name export, attempt and file, which are not known beforehand.',
      );
    if (actions.includes('ListBucket')) granted.allow(['s3:ListBucket'], [data.exported.exports.arn]);
  }
}

/** What DynamoDB asks of its caller's rights to the tables' key. */
const KEY_FOR_READING = ['kms:Decrypt', 'kms:DescribeKey'];
const KEY_FOR_WRITING = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** `PERIODS` is a whole key, all others are the beginnings of one. */
const leadingKey = (prefix: string): string => (prefix.endsWith('#') ? `${prefix}*` : prefix);

/** `ADVANCE_PERIODS_FUNCTION` for `advance-periods`. */
const functionVariable = (name: FunctionName): string =>
  `${name.toUpperCase().replaceAll('-', '_')}_FUNCTION`;

/** Lets one function call another, and tells it the other's name. */
export function letInvoke(caller: ServiceFunction, called: ServiceFunction): void {
  caller.allow(['lambda:InvokeFunction'], [called.lambda.functionArn]);
  caller.lambda.addEnvironment(functionVariable(called.name), called.lambda.functionName);
}
