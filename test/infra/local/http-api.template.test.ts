import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpApi, HttpMethod, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { OAuthScope, ResourceServerScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadAssembly } from '../../../infra/local/assembly.ts';
import { describeHttpApis, type HttpApiDescription } from '../../../infra/local/http-api/description.ts';
import { describeUserPools, type UserPool as LocalUserPool } from '../../../infra/local/issuer/user-pools.ts';
import { TemplateResolver } from '../../../infra/local/template.ts';

const REGION = 'ap-southeast-1';

/** Two stacks as an app may have them: people and machines in one, the API in the other. */
function sketchApp(outdir: string): void {
  const app = new App({ outdir });
  const data = new Stack(app, 'Data', { env: { region: REGION, account: '000000000000' } });
  const pool = new UserPool(data, 'People');
  const read = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'Reads' });
  const server = pool.addResourceServer('Server', { identifier: 'api', scopes: [read] });
  const scopes = [OAuthScope.resourceServer(server, read)];
  const web = pool.addClient('Web', { oAuth: { flows: { authorizationCodeGrant: true }, scopes } });
  const machine = pool.addClient('Machine', {
    generateSecret: true,
    accessTokenValidity: Duration.minutes(30),
    oAuth: { flows: { clientCredentials: true }, scopes },
  });

  const service = new Stack(app, 'Service', { env: { region: REGION, account: '000000000000' } });
  const handler = new LambdaFunction(service, 'Handler', {
    functionName: 'handler',
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
  });
  const api = new HttpApi(service, 'Api', {
    apiName: 'sketch',
    createDefaultStage: false,
    corsPreflight: { allowOrigins: ['*'], allowMethods: [CorsHttpMethod.GET], maxAge: Duration.hours(1) },
  });
  new HttpStage(service, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: 50, burstLimit: 100 },
  });
  const integration = new HttpLambdaIntegration('Handler', handler, { timeout: Duration.seconds(10) });
  const issuer = `https://cognito-idp.${REGION}.amazonaws.com/${pool.userPoolId}`;
  const jwtAudience = [web.userPoolClientId, machine.userPoolClientId];
  api.addRoutes({
    path: '/items/{id}',
    methods: [HttpMethod.GET],
    integration,
    authorizer: new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience }),
    authorizationScopes: ['api/read'],
  });
  api.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration });
  app.synth();
}

let outdir: string;
let api: HttpApiDescription | undefined;
let pools: LocalUserPool[];

beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'assembly-'));
  sketchApp(outdir);
  const resolver = new TemplateResolver(loadAssembly(outdir), { region: REGION, accountId: '000000000000' });
  const ofApi = ['Api', 'Authorizer', 'Integration', 'Route', 'Stage'].map(
    (type) => `AWS::ApiGatewayV2::${type}`,
  );
  [api] = describeHttpApis(resolver.resources(...ofApi), '000000000000');
  pools = describeUserPools(
    resolver.resources('AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient'),
    REGION,
  );
});

afterAll(() => rm(outdir, { recursive: true, force: true }));

it('an API that the CDK synthesized is understood', () => {
  expect(api).toMatchObject({
    name: 'sketch',
    stage: '$default',
    cors: { allowOrigins: ['*'], allowMethods: ['GET'], maxAgeSeconds: 3_600 },
  });
  const routes = api?.routes.map(({ pattern, ...route }) => ({ key: pattern.key, ...route }));
  expect(routes?.sort((left, right) => left.key.localeCompare(right.key))).toMatchObject([
    { key: 'GET /health', functionName: 'handler', authorizer: null, scopes: [] },
    {
      key: 'GET /items/{id}',
      functionName: 'handler',
      integrationTimeoutMs: 10_000,
      scopes: ['api/read'],
      throttling: { ratePerSecond: 50, burst: 100 },
    },
  ]);
});

it('its authorizer takes the tokens of the template’s own pool and clients', () => {
  const [pool] = pools;
  const authorizer = api?.routes.find(({ scopes }) => scopes.length > 0)?.authorizer;
  expect(authorizer?.issuer).toBe(pool?.issuer);
  expect([...(authorizer?.audience ?? [])].sort()).toEqual(
    pool?.clients.map(({ clientId }) => clientId).sort(),
  );
  expect(pool?.clients.find(({ machine }) => machine)).toMatchObject({
    scopes: ['api/read'],
    accessTokenSeconds: 1_800,
  });
});
