import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startBuses } from './buses.ts';
import type { Closing } from './closing.ts';
import { startDynamoDb } from './dynamodb.ts';
import type { DynamoDbWire } from './dynamodb-wire.ts';
import type { FailureObject } from './event-source-mapping/failure-record.ts';
import { startGlue } from './glue/server.ts';
import { describeUserPools, userPoolIssuer } from './issuer/user-pools.ts';
import { arnOf, type Deployment } from './names.ts';
import type { ChildProcesses } from './processes.ts';
import { startS3Server } from './s3/server.ts';
import { ensureTable } from './tables.ts';
import type { TemplateResolver } from './template.ts';
import { type Issuer, startIssuer } from './tokens.ts';
import { startTopics } from './topics.ts';

/** Where the template believes to be deployed. */
export const DEPLOYMENT: Deployment = { region: 'ap-southeast-1', accountId: '000000000000' };

/** They open what listens on this machine's loopback interface, and nothing else. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-only', region: DEPLOYMENT.region };

/** What the functions talk to. */
export type Backends = {
  wire: DynamoDbWire;
  issuer: Issuer;
  endpoints: { dynamodb: string; s3: string; glue: string; issuer: string };
  /** The variables through which the SDK finds all of it. */
  environment: Record<string, string>;
  putObject(bucket: string, object: FailureObject): Promise<void>;
};

export type BackendOptions = {
  resolver: TemplateResolver;
  processes: ChildProcesses;
  /** Null keeps everything in memory. */
  dataDir: string | null;
  directory: string;
  /** Port that the HTTP API will have. */
  port: number;
  closing: Closing;
};

/** Starts tables, buckets and issuer, and tells the resolver what their attributes are. */
export async function startBackends(options: BackendOptions): Promise<Backends> {
  const { resolver, dataDir, directory, closing, port } = options;
  tellIdentity(resolver, port);
  const [dynamodb, s3, issuer, topics, glue, buses] = await Promise.all([
    startDynamoDb({
      processes: options.processes,
      dataDirectory: dataDir === null ? null : join(directory, 'dynamodb'),
      logDirectory: join(directory, 'logs'),
      accessKeyId: CREDENTIALS.accessKeyId,
      region: DEPLOYMENT.region,
    }),
    startBuckets(options),
    startTokens(options),
    startMessages(options),
    startTables(options),
    startEvents(options),
  ]);
  closing.add(() => dynamodb.wire.close());
  for (const resource of resolver.resources('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table')) {
    const { streamArn } = await ensureTable(dynamodb.wire, resource);
    resolver.setAttributes(resource, { StreamArn: streamArn });
  }
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  return {
    wire: dynamodb.wire,
    issuer,
    endpoints: { dynamodb: dynamodb.endpoint, s3: s3.url, glue: glue.url, issuer: issuer.url },
    environment: {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: dynamodb.endpoint,
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_SNS: topics.url,
      AWS_ENDPOINT_URL_GLUE: glue.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: buses.url,
    },
    putObject: objectWriter(s3.url, closing),
  };
}

function tellIdentity(resolver: TemplateResolver, port: number): void {
  for (const api of resolver.resources('AWS::ApiGatewayV2::Api'))
    resolver.setAttributes(api, { ApiEndpoint: `http://127.0.0.1:${port}`, ApiId: api.physicalId });
  for (const pool of resolver.resources('AWS::Cognito::UserPool')) {
    const issuer = userPoolIssuer(DEPLOYMENT.region, pool.physicalId);
    resolver.setAttributes(pool, {
      UserPoolId: pool.physicalId,
      ProviderURL: issuer,
      ProviderName: issuer.replace('https://', ''),
    });
  }
}

async function startBuckets({ resolver, dataDir, closing }: BackendOptions): Promise<{ url: string }> {
  const buckets = resolver.resources('AWS::S3::Bucket').map(({ physicalId }) => physicalId);
  const server = await startS3Server({
    dataDir: dataDir === null ? null : join(dataDir, 's3'),
    port: 0,
    credentials: CREDENTIALS,
    buckets,
  });
  closing.add(() => server.stop());
  return server;
}

/** Every topic's ARN is what a reference to it gives. */
async function startMessages({ resolver, directory, closing }: BackendOptions): Promise<{ url: string }> {
  const topics = resolver.resources('AWS::SNS::Topic').map((topic) => {
    const arn = arnOf(topic.type, topic.physicalId, DEPLOYMENT);
    resolver.setAttributes(topic, { TopicArn: arn }, arn);
    return arn;
  });
  const server = await startTopics({ topics, directory: join(directory, 'messages') });
  closing.add(() => server.stop());
  return server;
}

async function startTables({ resolver, dataDir, closing }: BackendOptions): Promise<{ url: string }> {
  const tables = resolver.resources('AWS::Glue::Table').map(({ properties }) => properties);
  const server = await startGlue({ tables, file: dataDir === null ? null : join(dataDir, 'glue.json') });
  closing.add(() => server.stop());
  return server;
}

async function startEvents({ resolver, directory, closing }: BackendOptions): Promise<{ url: string }> {
  const buses = resolver.resources('AWS::Events::EventBus').map(({ physicalId }) => physicalId);
  const server = await startBuses({
    buses,
    directory: join(directory, 'messages'),
    deployment: DEPLOYMENT,
  });
  closing.add(() => server.stop());
  return server;
}

async function startTokens({ resolver, dataDir, closing }: BackendOptions): Promise<Issuer> {
  const resources = resolver.resources('AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient');
  const issuer = await startIssuer({
    dataDir,
    port: 0,
    userPools: describeUserPools(resources, DEPLOYMENT.region),
  });
  closing.add(() => issuer.stop());
  return issuer;
}

function objectWriter(endpoint: string, closing: Closing): Backends['putObject'] {
  const client = new S3Client({
    endpoint,
    region: DEPLOYMENT.region,
    credentials: CREDENTIALS,
    forcePathStyle: true,
  });
  closing.add(() => client.destroy());
  return async (bucket, { key, body }) => {
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' }),
    );
  };
}
