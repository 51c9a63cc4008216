import { describeHttpApis } from '../../../infra/local/http-api/description.ts';
import { type HttpApi, startHttpApi } from '../../../infra/local/http-api/server.ts';
import type { UserPool } from '../../../infra/local/issuer/user-pools.ts';
import { isObject, type JsonObject } from '../../../infra/local/json.ts';
import type { Invoke } from '../../../infra/local/lambda/invocation.ts';
import { type Issuer, startIssuer } from '../../../infra/local/tokens.ts';

export const ISSUER = 'https://cognito-idp.ap-southeast-1.amazonaws.com/people';

const POOL: UserPool = {
  poolId: 'people',
  issuer: ISSUER,
  clients: [
    { clientId: 'web', clientName: 'web', scopes: ['api/read'], machine: false, accessTokenSeconds: 3_600 },
    { clientId: 'foreign', clientName: 'foreign', scopes: [], machine: true, accessTokenSeconds: 3_600 },
  ],
};

export type RouteSketch = {
  readonly key: string;
  readonly scopes?: readonly string[];
  readonly authorizer?: boolean;
  readonly timeoutMs?: number;
};

export type ApiSketch = {
  readonly routes: readonly RouteSketch[];
  readonly api?: JsonObject;
  readonly stage?: JsonObject;
};

/** The resources of an HTTP API as a resolved template has them; route keys double as function names. */
function resourcesOf({ routes, api = {}, stage = {} }: ApiSketch) {
  const resource = (type: string, physicalId: string, properties: JsonObject) => ({
    type: `AWS::ApiGatewayV2::${type}`,
    logicalId: physicalId,
    physicalId,
    properties: { ApiId: 'api', ...properties },
  });
  return [
    resource('Api', 'api', { Name: 'sketch', ProtocolType: 'HTTP', ...api }),
    resource('Stage', 'stage', { StageName: '$default', AutoDeploy: true, ...stage }),
    resource('Authorizer', 'authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: ISSUER, Audience: ['web'] },
    }),
    ...routes.flatMap(({ key, scopes = [], authorizer = false, timeoutMs }, index) => [
      resource('Integration', `integration-${index}`, {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: `arn:aws:lambda:ap-southeast-1:000000000000:function:${functionName(key)}`,
        PayloadFormatVersion: '2.0',
        ...(timeoutMs === undefined ? {} : { TimeoutInMillis: timeoutMs }),
      }),
      resource('Route', `route-${index}`, {
        RouteKey: key,
        Target: `integrations/integration-${index}`,
        AuthorizationType: authorizer ? 'JWT' : 'NONE',
        AuthorizationScopes: scopes,
        ...(authorizer ? { AuthorizerId: 'authorizer' } : {}),
      }),
    ]),
  ];
}

export const functionName = (routeKey: string): string => routeKey.replace(/\W+/g, '_');

export const describeSketch = (sketch: ApiSketch) => describeHttpApis(resourcesOf(sketch), '000000000000')[0];

export type Gateway = HttpApi & {
  readonly issuer: Issuer;
  /** The events that functions got, in order. */
  readonly events: JsonObject[];
  readonly invoked: string[];
  readonly logged: string[];
};

const started: (() => Promise<void>)[] = [];

/** Ends every gateway of the test. */
export async function stopGateways(): Promise<void> {
  await Promise.all(started.splice(0).map((stop) => stop()));
}

/** A gateway before functions that return what `handler` says (default: an empty 200). */
export async function gatewayOf(
  sketch: ApiSketch,
  handler: (event: JsonObject) => unknown = () => ({ statusCode: 200 }),
  invoke?: Invoke,
): Promise<Gateway> {
  const issuer = await startIssuer({ dataDir: null, port: 0, userPools: [POOL] });
  const [events, invoked, logged]: [JsonObject[], string[], string[]] = [[], [], []];
  const api = describeSketch(sketch);
  if (api === undefined) throw new Error('the sketch has no API');
  const recording: Invoke = async (name, payload) => {
    const event: unknown = JSON.parse(payload);
    if (!isObject(event)) throw new Error('an event is an object');
    events.push(event);
    invoked.push(name);
    return { requestId: 'r', payload: JSON.stringify((await handler(event)) ?? null) };
  };
  const httpApi = await startHttpApi({
    port: 0,
    api,
    invoke: invoke ?? recording,
    keysOf: issuer.keysOf,
    log: (line) => logged.push(line),
  });
  started.push(httpApi.stop, issuer.stop);
  return { ...httpApi, issuer, events, invoked, logged };
}
