import { TemplateError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Resource } from '../template.ts';
import { type RoutePattern, readRouteKey } from './routes.ts';

type Described = Pick<Resource, 'logicalId' | 'type' | 'physicalId' | 'properties'>;

/** Requests per second and how many may come at once; both ≥ 0. */
export type Throttling = { readonly ratePerSecond: number; readonly burst: number };

export type CorsConfiguration = {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds: number | null;
  readonly allowCredentials: boolean;
};

export type JwtAuthorizer = {
  readonly issuer: string;
  /** One of them must be the token's `aud`, or its `client_id` where it has no `aud`. */
  readonly audience: readonly string[];
  /** Where the token is, `$request.header.NAME` or `$request.querystring.NAME`. */
  readonly identitySource: string;
};

export type Route = {
  readonly pattern: RoutePattern;
  readonly functionName: string;
  readonly integrationTimeoutMs: number;
  readonly authorizer: JwtAuthorizer | null;
  /** The token must have one of them; empty: any token that the authorizer accepts. */
  readonly scopes: readonly string[];
  readonly throttling: Throttling | null;
};

/** An HTTP API of the template with its one stage. */
export type HttpApiDescription = {
  readonly apiId: string;
  readonly name: string;
  readonly accountId: string;
  /** `$default` is served at the root, another name under its own segment. */
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly routes: readonly Route[];
  readonly cors: CorsConfiguration | null;
};

/** The longest that API Gateway waits for an integration. */
const LONGEST_INTEGRATION_MS = 30_000;

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

function corsOf(value: unknown): CorsConfiguration | null {
  if (!isObject(value)) return null;
  return {
    allowOrigins: texts(value.AllowOrigins),
    allowMethods: texts(value.AllowMethods),
    allowHeaders: texts(value.AllowHeaders),
    exposeHeaders: texts(value.ExposeHeaders),
    maxAgeSeconds: value.MaxAge === undefined ? null : Number(value.MaxAge),
    allowCredentials: value.AllowCredentials === true,
  };
}

function throttlingOf(settings: JsonObject): Throttling | null {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings;
  if (rate === undefined && burst === undefined) return null;
  return {
    ratePerSecond: rate === undefined ? Number.POSITIVE_INFINITY : Number(rate),
    burst: burst === undefined ? Number.POSITIVE_INFINITY : Number(burst),
  };
}

/** The function of an integration, whose URI is its ARN or the longer `…:lambda:path/…/invocations`. */
function functionNameOf(integration: Described): string {
  const uri = String(integration.properties.IntegrationUri);
  const name = /:function:([\w-]+)/.exec(uri)?.[1];
  if (integration.properties.IntegrationType !== 'AWS_PROXY' || name === undefined) {
    throw new TemplateError(`${integration.logicalId}: only Lambda proxy integrations run locally`);
  }
  const version = integration.properties.PayloadFormatVersion;
  if (version !== '2.0') {
    throw new TemplateError(`${integration.logicalId}: payload format 2.0 runs locally, not ${version}`);
  }
  return name;
}

function authorizerOf({ logicalId, properties }: Described): JwtAuthorizer {
  const configuration = objectOf(properties.JwtConfiguration);
  if (properties.AuthorizerType !== 'JWT' || typeof configuration.Issuer !== 'string') {
    throw new TemplateError(`${logicalId}: only JWT authorizers run locally`);
  }
  return {
    issuer: configuration.Issuer,
    audience: texts(configuration.Audience),
    identitySource: texts(properties.IdentitySource)[0] ?? '$request.header.Authorization',
  };
}

function theOne(resources: readonly Described[], physicalId: unknown, user: Described): Described {
  const found = resources.find((resource) => resource.physicalId === physicalId);
  if (found === undefined) {
    throw new TemplateError(
      `${user.logicalId} refers to ${String(physicalId)}, which is not in the template`,
    );
  }
  return found;
}

function routeOf(route: Described, ofApi: readonly Described[], stage: JsonObject): Route {
  const { RouteKey, Target, AuthorizationType, AuthorizerId, AuthorizationScopes } = route.properties;
  const key = String(RouteKey);
  const integrationId = String(Target).replace(/^integrations\//, '');
  const integration = theOne(ofApi, integrationId, route);
  const protection = AuthorizationType ?? 'NONE';
  if (protection !== 'NONE' && protection !== 'JWT') {
    throw new TemplateError(`${route.logicalId}: authorization ${String(protection)} does not run locally`);
  }
  const settings = {
    ...objectOf(stage.DefaultRouteSettings),
    ...objectOf(objectOf(stage.RouteSettings)[key]),
  };
  return {
    pattern: readRouteKey(key),
    functionName: functionNameOf(integration),
    integrationTimeoutMs: Number(integration.properties.TimeoutInMillis ?? LONGEST_INTEGRATION_MS),
    authorizer: protection === 'JWT' ? authorizerOf(theOne(ofApi, AuthorizerId, route)) : null,
    scopes: texts(AuthorizationScopes),
    throttling: throttlingOf(settings),
  };
}

/**
 * The HTTP APIs of a template, from its resolved resources.
 *
 * @param resources all of type `AWS::ApiGatewayV2::*`; `physicalId` is what `Ref` gives
 * @throws TemplateError for what the local gateway cannot do: WebSockets, other integrations, other authorizers
 */
export function describeHttpApis(resources: readonly Described[], accountId: string): HttpApiDescription[] {
  return resources
    .filter(({ type }) => type === 'AWS::ApiGatewayV2::Api')
    .map((api) => {
      if (api.properties.ProtocolType !== 'HTTP') {
        throw new TemplateError(`${api.logicalId}: only HTTP APIs run locally`);
      }
      const ofApi = resources.filter(({ properties }) => properties.ApiId === api.physicalId);
      const stages = ofApi.filter(({ type }) => type === 'AWS::ApiGatewayV2::Stage');
      const stage = stages.find(({ properties }) => properties.StageName === '$default') ?? stages[0];
      if (stage === undefined) throw new TemplateError(`${api.logicalId} has no stage`);
      return {
        apiId: api.physicalId,
        name: String(api.properties.Name ?? api.logicalId),
        accountId,
        stage: String(stage.properties.StageName),
        stageVariables: Object.fromEntries(
          Object.entries(objectOf(stage.properties.StageVariables)).map(([name, value]) => [
            name,
            String(value),
          ]),
        ),
        routes: ofApi
          .filter(({ type }) => type === 'AWS::ApiGatewayV2::Route')
          .map((route) => routeOf(route, ofApi, stage.properties)),
        cors: corsOf(api.properties.CorsConfiguration),
      };
    });
}
